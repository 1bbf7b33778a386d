/// A piece of the picture in chunks, each there as soon as it is rendered: `moof` and `mdat`, as a player appends them. Together they are
/// the same bytes whenever they are asked for.
package struct PreviewPiece: Sendable {
  private let load: @Sendable (Int, inout Int?) throws -> [[UInt8]]?
  private var number = 0
  private var asked: Int?

  /// - Parameter load: waits for a chunk and gives it, and all that follow where they are there; `nil` behind the last. Keeps in mind that it
  ///   has asked.
  init(_ load: @escaping @Sendable (Int, inout Int?) throws -> [[UInt8]]?) { self.load = load }

  /// The chunks that are there, at least one; waits for it. `nil` behind the last.
  ///
  /// - Throws: ``PreviewRefusal``, and what rendering throws.
  package mutating func next() throws -> [UInt8]? {
    guard let chunks = try load(number, &asked) else { return nil }
    number += chunks.count
    return chunks.flatMap(\.self)
  }
}
