import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan

/// Composites the pictures of cells one after another and holds each until all segments that show it have it. Not thread-safe.
final class RunPictures {
  private let context: RunRenderer.Context
  private let tools: DrawingTools
  private let compositor: Compositor
  private let words: WordPainter
  private var scalers: [Scaling: Fitter] = [:]
  private var cells: [Int: OpenCell] = [:]
  /// The cell that the compositor stands in.
  private(set) var openCell: Int?

  private struct OpenCell {
    let count: Int
    /// See ``PictureSpec/movements``.
    let moves: [Bool]
    /// The first frame that is not composited.
    var next = 0
    var clean: HeldPictures
    var scaled: [Scaling?: HeldPictures] = [:]

    /// A frame is taken once by each segment in its size, and as it was composited once by each size.
    init(_ picture: PictureSpec, for segments: [Plan.Segment]) {
      (count, moves) = (picture.count, picture.movements)
      clean = HeldPictures(count: count)
      for (scaling, group) in Dictionary(grouping: segments, by: \.spec.scaling) {
        var held = HeldPictures(count: count)
        for segment in group { held.want(segment.frames) }
        for index in 0..<count where held.isWanted(index) { clean.want(index..<index + 1) }
        scaled[scaling] = held
      }
    }

    /// The frame in the canvas's size, where it is still to be brought to another.
    mutating func unscaled(_ index: Int, _ scaling: Scaling?) -> Frame? {
      scaled[scaling]?.has(index) ?? true ? nil : clean.take(index)
    }

    var isEmpty: Bool { scaled.values.allSatisfy(\.isEmpty) }
  }

  init(_ context: RunRenderer.Context) {
    self.context = context
    tools = DrawingTools(context)
    compositor = Compositor(tools)
    words = WordPainter(context)
  }

  func finish() throws {
    if let openCell, let open = cells[openCell] { try composite(openCell, through: open.count - 1) }
  }

  func begin(_ cell: Int, _ picture: PictureSpec, for segments: [Plan.Segment]) throws {
    precondition(openCell.flatMap { cells[$0] }.map { $0.next == $0.count } ?? true, "the cell before is not finished")
    try compositor.begin(picture)
    cells[cell] = OpenCell(picture, for: segments)
    openCell = cell
  }

  func movements(of cell: Int) -> [Bool] {
    guard let open = cells[cell] else { preconditionFailure("a cell is begun for all segments that are made of it") }
    return open.moves
  }

  /// Frame `index` of an open cell in a size; it is gone when the last has taken it.
  func picture(_ index: Int, of cell: Int, scaling: Scaling?) throws -> Frame {
    try requireGoOn()
    try composite(cell, through: index)
    if let clean = cells[cell]?.unscaled(index, scaling) { cells[cell]?.scaled[scaling]?.put(try scaled(clean, scaling), at: index) }
    guard let frame = cells[cell]?.scaled[scaling]?.take(index) else {
      preconditionFailure("a cell is begun for all segments that are made of it")
    }
    if cells[cell]?.isEmpty ?? false { cells[cell] = nil }
    return frame
  }

  func still(_ picture: PictureSpec, _ spec: StillSpec) throws -> Frame {
    try requireGoOn()
    try compositor.begin(picture)
    let frame = try scaled(try compositor.picture(spec.index), spec.scaling)
    context.composited()
    return try words.painted(frame, spec.texts, at: spec.index)
  }

  /// In rising order, whichever segment asks first: what is not asked for yet is held.
  private func composite(_ cell: Int, through index: Int) throws {
    guard var open = cells[cell], open.next <= index else { return }
    for frame in open.next...index where open.clean.isWanted(frame) {
      try requireGoOn()
      open.clean.put(try compositor.picture(frame), at: frame)
      context.composited()
    }
    open.next = index + 1
    cells[cell] = open
  }

  private func requireGoOn() throws {
    if context.isCancelled() { throw ReelError(.cancelled, "stopped") }
  }

  private func scaled(_ frame: Frame, _ scaling: Scaling?) throws -> Frame {
    guard let scaling else { return frame }
    if scaling.fitting == .blur {
      var draft = try tools.pools.canvas(scaling.size).draft()
      draft.withPicture { target in frame.withPicture { tools.kernels.blurFit($0, into: target, scratch: tools.scratch) } }
      return draft.freeze()
    }
    let fitter =
      scalers[scaling]
      ?? Fitter(
        display: scaling.canvas, orientation: .upright, to: scaling.size, fitting: scaling.fitting, background: scaling.background,
        kernels: context.kernels)
    scalers[scaling] = fitter
    return try fitter.fit(frame, hasAlpha: false)
  }
}

extension PictureSpec {
  /// For each frame, whether any source shows another of its frames than one frame before.
  fileprivate var movements: [Bool] {
    (0..<count).map { index in
      func moves(_ span: Range<Int>, _ frames: [Int]) -> Bool {
        guard span.contains(index), span.contains(index - 1) else { return span.contains(index) != span.contains(index - 1) }
        return frames[index - span.lowerBound] != frames[index - 1 - span.lowerBound]
      }
      return index > 0 && shots.contains { moves($0.span, $0.frames) }
    }
  }
}
