import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan

/// Draws the pictures of cells, one after another, on the thread it was made on. Readers stay open from cell to cell, so that
/// neighbouring cells decode every source frame once.
final class Compositor {
  private let tools: DrawingTools
  private var readers: [PictureReader] = []
  private var spec: PictureSpec?
  private var shots: [ShotPainter] = []
  private var overlays: [OverlayPainter] = []
  /// Pictures that steer transitions, in the size of the canvas.
  private var steering: [PictureSource: Frame] = [:]

  init(_ tools: DrawingTools) { self.tools = tools }

  /// Opens what the cell needs, keeps what it shares with the cell before, and closes the rest.
  func begin(_ spec: PictureSpec) throws {
    var kept: [PictureReader] = []
    var painters: [ShotPainter] = []
    for slice in spec.shots {
      let reader = try takeReader(for: slice)
      kept.append(reader)
      let before = shots.first { $0.serves(slice, on: spec.canvas, reader) }
      painters.append(try ShotPainter(slice, reader, canvas: spec.canvas, background: spec.background, tools, after: before))
    }
    readers = kept
    shots = painters
    overlays = try spec.overlays.map { slice in
      try OverlayPainter(slice, canvas: spec.canvas, tools, after: overlays.first { $0.slice.source == slice.source })
    }
    self.spec = spec
  }

  /// The reader that stands nearest before the slice's first frame, if any; a reader serves one slice at a time.
  private func takeReader(for slice: ShotSlice) throws -> PictureReader {
    let wanted = slice.frames.first ?? 0
    let best = readers.indices.filter { readers[$0].digest == slice.source.digest && readers[$0].position <= wanted }
      .max { readers[$0].position < readers[$1].position }
    if let best { return readers.remove(at: best) }
    return try tools.reader(slice.source)
  }

  /// The finished picture of the cell's frame `index`. Ask in rising order.
  func picture(_ index: Int) throws -> Frame {
    guard let spec else { preconditionFailure("begin a cell before asking for its pictures") }
    var picture = try base(index, spec)
    let seen = overlays.filter { $0.slice.span.contains(index) }
    if !seen.isEmpty {
      // What fails while it is prepared fails before anything is drawn.
      let drawings = try seen.map { try $0.drawing(at: index) }
      picture = try tools.edited(picture) { target in for draw in drawings { try draw(target) } }
    }
    return try tools.applied(spec.effects, to: picture, at: index)
  }

  /// The shot, or the mixture of two, under the overlays.
  private func base(_ index: Int, _ spec: PictureSpec) throws -> Frame {
    if let transition = spec.transitions.first(where: { $0.span.contains(index) }) {
      return try mixed(index, transition)
    }
    // Without a transition exactly one shot is shown; where two touch, the later one has begun.
    guard let number = spec.shots.lastIndex(where: { $0.span.contains(index) }) else {
      throw ReelError(.failed, "the plan shows nothing at frame \(index) of a cell", hint: "this is a fault of reelfx: please report it")
    }
    return try shots[number].picture(at: index)
  }

  private func mixed(_ index: Int, _ transition: TransitionSlice) throws -> Frame {
    let from = try shots[transition.from].picture(at: index)
    let to = try shots[transition.to].picture(at: index)
    guard let source = transition.parameters.image else { return try mix(from, to, transition, index, image: nil) }
    return try steering(source, size: from.size).withPicture { try mix(from, to, transition, index, image: $0[0]) }
  }

  private func mix(_ from: Frame, _ to: Frame, _ transition: TransitionSlice, _ index: Int, image: PlaneView?) throws -> Frame {
    let at = index - transition.span.lowerBound
    let moment = TransitionMoment(
      frame: transition.first + at, duration: transition.duration, values: transition.parameters.values(at: at),
      seed: UInt64(transition.seed), image: image)
    return try tools.drawn(from: from) { a, target in
      try to.withPicture { b in
        try Transitions.render(
          transition.type, from: a, to: b, at: moment, into: target, scratch: tools.scratch, kernels: tools.kernels)
      }
    }
  }

  /// The brightness of a picture, stretched over the canvas.
  private func steering(_ source: PictureSource, size: Size) throws -> Frame {
    if let known = steering[source] { return known }
    let picture = try BrightnessReader(source, size: size, tools).picture(0)
    steering[source] = picture
    return picture
  }
}
