import ReelCore
import ReelMedia
package import ReelPlan

/// What there is to watch: a document as it was when it had no errors.
package struct PreviewEdition: Sendable {
  package let project: Project
  package let plan: Plan
  package let outputs: [PreviewOutput]

  /// - Throws: all errors of the project as one.
  init(_ project: Project) throws {
    self.project = project
    plan = try project.requirePlan()
    // An encoder is opened to ask for what stands before its segments: once for equal settings.
    var asked: [VideoEncoderSettings: [UInt8]] = [:]
    outputs = try plan.outputs.compactMap { [plan] output in
      guard let settings = output.picture?.encoder else { return nil }
      let configuration = try asked[settings] ?? VideoEncoder(settings).parameterSets
      asked[settings] = configuration
      return try PreviewOutput(output, of: plan, configuration)
    }
  }

  /// Where a piece is that begins at a frame and has a key: of several outputs that have it, in `preferred`.
  func place(start: Int, key: Digest, preferred: Int) -> PreviewOrder.Place? {
    for output in [preferred] + outputs.indices.filter({ $0 != preferred }) where outputs.indices.contains(output) {
      if let index = outputs[output].pieces.firstIndex(where: { $0.frames.lowerBound == start && $0.key == key }) {
        return PreviewOrder.Place(output: output, index: index)
      }
    }
    return nil
  }
}
