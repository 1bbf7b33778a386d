package import ReelCore

/// The part of a transition that one cell shows: out of `shots[from]`, into `shots[to]`.
package struct TransitionSlice: Hashable, Sendable, Codable {
  package var type: String
  /// Over `span`.
  package var parameters: [String: ParameterCourse]
  package var from: Int
  package var to: Int
  package var span: Range<Int>
  /// The transition's own frame at the first of `span`, and how many it has in all.
  package var first: Int
  package var duration: Int
  package var seed: Int

  package init(
    type: String, parameters: [String: ParameterCourse], from: Int, to: Int, span: Range<Int>, first: Int, duration: Int, seed: Int = 0
  ) {
    self.type = type
    self.parameters = parameters
    self.from = from
    self.to = to
    self.span = span
    self.first = first
    self.duration = duration
    self.seed = seed
  }
}
