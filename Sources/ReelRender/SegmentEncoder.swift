import ReelCore
import ReelMedia
import ReelPixels
package import ReelPlan

/// Writes words on pictures, measures and encodes them: one segment after another, on one thread. A worker makes one for itself.
package final class SegmentEncoder {
  private let words: WordPainter
  private let kernels: Kernels
  private let coded: @Sendable (Digest, [CodedSample]) -> Void

  package init(_ context: RunRenderer.Context) {
    words = WordPainter(context)
    kernels = context.kernels
    coded = context.coded
  }

  /// - Parameters:
  ///   - moves: for each frame, whether it shows another moment of a source than the one before.
  ///   - picture: frame of the segment, from 0, in its size and without words; asked for in rising order, each once.
  func encode(_ segment: Plan.Segment, moves: ArraySlice<Bool>, picture: (Int) throws -> Frame) throws -> CodedSegment {
    let spec = segment.spec
    let encoder = try VideoEncoder(spec.encoder, frames: spec.count)
    var samples: [CodedSample] = []
    func take(_ new: [CodedSample]) {
      samples += new
      coded(segment.key, new)
    }
    var facts = SegmentFacts(frames: [], first: [], last: [])
    var meter = PictureMeter(kernels)
    var last: Frame?
    for index in 0..<spec.count {
      let frame = try words.painted(try picture(index), spec.texts, at: index)
      facts.frames.append(meter.measure(frame, moves: index > 0 && moves[moves.startIndex + index]))
      if index == 0 { facts.first = meter.thumbnail(frame) }
      take(try encoder.encode(frame))
      last = frame
    }
    take(try encoder.finish())
    if let last { facts.last = meter.thumbnail(last) }
    return CodedSegment(configuration: encoder.parameterSets, samples: samples, facts: facts)
  }
}
