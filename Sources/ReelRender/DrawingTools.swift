import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan

/// What the painters of one worker share. Not thread-safe.
final class DrawingTools {
  let sources: SourceTable
  private let decoderThreads: Int
  let layers: LayerCache
  let tables: ColorTables
  let kernels: Kernels
  let pools = Pools()
  let scratch = Scratch()

  init(_ context: RunRenderer.Context) {
    sources = context.sources
    decoderThreads = context.decoderThreads
    layers = context.layers
    tables = context.tables
    kernels = context.kernels
  }

  /// A reader of its own.
  func reader(_ source: PictureSource) throws -> PictureReader {
    try PictureReader(try sources.source(source.digest), threads: decoderThreads)
  }

  /// A copy of `frame` with `edit` applied: a shared frame is never written to.
  func edited(_ frame: Frame, _ edit: (MutablePictureView) throws -> Void) throws -> Frame {
    var draft = try pools.canvas(frame.size).draft()
    try draft.withPicture { target in
      frame.withPicture { kernels.copy($0, into: target) }
      try edit(target)
    }
    return draft.freeze()
  }

  /// A picture drawn from another of its size.
  func drawn(from frame: Frame, _ draw: (PictureView, MutablePictureView) throws -> Void) throws -> Frame {
    var draft = try pools.canvas(frame.size).draft()
    try draft.withPicture { target in try frame.withPicture { try draw($0, target) } }
    return draft.freeze()
  }

  /// The effects that are on at a frame of the cell, one after another.
  func applied(_ effects: [EffectSlice], to frame: Frame, at index: Int) throws -> Frame {
    var frame = frame
    for effect in effects where effect.span.contains(index) {
      let at = index - effect.span.lowerBound
      let moment = EffectMoment(
        frame: effect.first + at, duration: effect.duration, rate: effect.rate, seed: UInt64(effect.seed),
        values: effect.parameters.values(at: at))
      frame = try drawn(from: frame) { picture, target in
        try Effects.render(effect.type, picture, at: moment, into: target, scratch: scratch, kernels: kernels)
      }
    }
    return frame
  }
}
