import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan

/// Draws the pictures of cells, one after another, on the thread it was made on. Readers stay open from cell to cell, so that
/// neighbouring cells decode every source frame once.
final class Compositor {
  private let sources: SourceTable
  private let layers: LayerCache
  private let kernels: Kernels
  private var readers: [PictureReader] = []
  private var fitters: [FitterKey: Fitter] = [:]
  private let pools = Pools()
  private let scratch = Scratch()
  /// The fitted picture each slice of the cell showed last.
  private var fitted: [Int: (frame: Int, picture: Frame)] = [:]
  private var spec: PictureSpec?
  private var slices: [(slice: ShotSlice, reader: PictureReader, fitter: Fitter)] = []

  private struct FitterKey: Hashable {
    var source: Digest
    var fitting: Fitting
    var size: Size
  }

  init(sources: SourceTable, layers: LayerCache, kernels: Kernels) {
    self.sources = sources
    self.layers = layers
    self.kernels = kernels
  }

  /// Opens what the cell needs, keeps what it shares with the cell before, and closes the rest.
  func begin(_ spec: PictureSpec) throws {
    var kept: [PictureReader] = []
    var opened: [(ShotSlice, PictureReader, Fitter)] = []
    for slice in spec.shots {
      let reader = try takeReader(for: slice)
      kept.append(reader)
      opened.append((slice, reader, fitter(for: slice, facts: reader.facts, spec: spec)))
    }
    readers = kept
    slices = opened
    fitted = [:]
    self.spec = spec
  }

  /// The reader that stands nearest before the slice's first frame, if any; a reader serves one slice at a time.
  private func takeReader(for slice: ShotSlice) throws -> PictureReader {
    let wanted = slice.frames.first ?? 0
    let best = readers.indices.filter { readers[$0].digest == slice.source.digest && readers[$0].position <= wanted }
      .max { readers[$0].position < readers[$1].position }
    if let best { return readers.remove(at: best) }
    return try PictureReader(try sources.source(slice.source.digest))
  }

  private func fitter(for slice: ShotSlice, facts: VideoFacts, spec: PictureSpec) -> Fitter {
    let key = FitterKey(source: slice.source.digest, fitting: slice.fitting, size: spec.canvas)
    if let fitter = fitters[key] { return fitter }
    let fitter = Fitter(
      display: facts.displaySize, orientation: facts.orientation, to: spec.canvas, fitting: slice.fitting, background: spec.background,
      kernels: kernels)
    fitters = fitters.filter { key in slices.contains { $0.slice.source.digest == key.key.source } }
    fitters[key] = fitter
    return fitter
  }

  /// The finished picture of the cell's frame `index`. Ask in rising order.
  func picture(_ index: Int) throws -> Frame {
    guard let spec else { preconditionFailure("begin a cell before asking for its pictures") }
    let base = try base(index, spec)
    let overlays = spec.overlays.filter { $0.span.contains(index) }
    if overlays.isEmpty { return base }
    let drawn = try overlays.map { ($0, try layer($0, $0.frames[index - $0.span.lowerBound])) }
    return try edited(base) { target in
      for (overlay, layer) in drawn {
        try Blends.render(overlay.blend, layer, opacity: Int((overlay.opacity * 256).rounded()), onto: target, kernels: kernels)
      }
    }
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

  /// The shot, or the mixture of two, under the overlays.
  private func base(_ index: Int, _ spec: PictureSpec) throws -> Frame {
    if let transition = spec.transitions.first(where: { $0.span.contains(index) }) {
      return try mixed(index, transition)
    }
    // Without a transition exactly one shot is shown; where two touch, the later one has begun.
    guard let slice = spec.shots.lastIndex(where: { $0.span.contains(index) }) else {
      throw ReelError(.failed, "the plan shows nothing at frame \(index) of a cell")
    }
    return try shot(slice, index)
  }

  private func mixed(_ index: Int, _ transition: TransitionSlice) throws -> Frame {
    let from = try shot(transition.from, index)
    let to = try shot(transition.to, index)
    var draft = try pools.canvas(from.size).draft()
    let moment = TransitionMoment(
      frame: transition.first + index - transition.span.lowerBound, duration: transition.duration,
      values: transition.parameters.values(at: index - transition.span.lowerBound))
    try draft.withPicture { target in
      try from.withPicture { a in
        try to.withPicture { b in
          try Transitions.render(transition.type, from: a, to: b, at: moment, into: target, scratch: scratch, kernels: kernels)
        }
      }
    }
    return draft.freeze()
  }

  private func shot(_ number: Int, _ index: Int) throws -> Frame {
    let (slice, reader, fitter) = slices[number]
    let wanted = slice.frames[index - slice.span.lowerBound]
    if let last = fitted[number], last.frame == wanted { return last.picture }
    let picture = try fitter.fit(try reader.frame(wanted), hasAlpha: reader.facts.hasAlpha)
    fitted[number] = (wanted, picture)
    return picture
  }

  private func layer(_ overlay: OverlaySlice, _ frame: Int) throws -> Layer {
    let key = LayerCache.Key(source: overlay.source.digest, frame: frame, size: overlay.size, x: overlay.x, y: overlay.y)
    return try layers.layer(key) {
      let reader = try overlayReader(overlay, frame)
      return try Fitter.layer(
        of: try reader.frame(frame), size: overlay.size, orientation: reader.facts.orientation, x: overlay.x, y: overlay.y,
        kernels: kernels)
    }
  }

  private var overlayReaders: [Digest: PictureReader] = [:]

  private func overlayReader(_ overlay: OverlaySlice, _ frame: Int) throws -> PictureReader {
    if let reader = overlayReaders[overlay.source.digest] { return reader }
    let reader = try PictureReader(try sources.source(overlay.source.digest))
    overlayReaders[overlay.source.digest] = reader
    return reader
  }
}
