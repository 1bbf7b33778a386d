import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan

/// Draws the part of a shot that one cell shows: source frames, mixed, graded, placed, with the shot's effects. Not thread-safe.
///
/// What fitting alone places is scaled straight to the canvas. What moves is brought to BT.709 at its own size first, and sampled from
/// there once for each frame, so that nothing is resampled twice.
final class ShotPainter {
  private let slice: ShotSlice
  private let reader: PictureReader
  private let canvas: Size
  private let background: [UInt8]
  private let tools: DrawingTools
  /// The shot's colours, with those of the pictures they were baked for.
  private var table: (color: ColorDescription, table: ColorTable)?
  /// To the canvas, or to the picture's own size where it is placed from there.
  private let fitter: Fitter
  private let isPlacedFromOwnSize: Bool
  /// From the own size to the canvas, where grading comes between.
  private let framing: Fitter?
  /// What the last source frames became, before placement: two, so that mixing neighbours prepares each once.
  private var prepared: [(frame: Int, picture: Frame)] = []
  /// The finished picture of a shot in which nothing but its source moves.
  private var finished: (frame: Int, share: Int, picture: Frame)?

  init(
    _ slice: ShotSlice, _ reader: PictureReader, canvas: Size, background: [UInt8], _ tools: DrawingTools, after before: ShotPainter?
  ) throws {
    self.slice = slice
    self.reader = reader
    self.canvas = canvas
    self.background = background
    self.tools = tools
    let facts = reader.facts
    // Alpha shows the background, and only the canvas has one.
    isPlacedFromOwnSize =
      !facts.hasAlpha && (slice.placement != nil || slice.fitting == .blur || slice.fitting == .contain && slice.color != nil)
    if let before {
      fitter = before.fitter
      framing = before.framing
      prepared = before.prepared
      table = before.table
      return
    }
    func make(_ display: Size, _ orientation: VideoFacts.Orientation, to size: Size, _ fitting: Fitting) -> Fitter {
      Fitter(display: display, orientation: orientation, to: size, fitting: fitting, background: background, kernels: tools.kernels)
    }
    let own = Self.even(facts.displaySize)
    if isPlacedFromOwnSize {
      fitter = make(facts.displaySize, facts.orientation, to: own, .stretch)
      framing = slice.placement == nil && slice.fitting != .blur ? make(own, .upright, to: canvas, slice.fitting) : nil
    } else {
      fitter = make(facts.displaySize, facts.orientation, to: canvas, slice.fitting == .blur ? .cover : slice.fitting)
      framing = nil
    }
  }

  /// Whether what it has prepared is what another slice needs.
  func serves(_ other: ShotSlice, on canvas: Size, _ reader: PictureReader) -> Bool {
    self.reader === reader && self.canvas == canvas && slice.fitting == other.fitting && slice.color == other.color
      && (slice.placement == nil) == (other.placement == nil)
  }

  private static func even(_ size: Size) -> Size { Size(width: max(2, size.width & ~1), height: max(2, size.height & ~1)) }

  /// The finished picture at a frame of the cell. Ask in rising order.
  func picture(at index: Int) throws -> Frame {
    let at = index - slice.span.lowerBound
    let (frame, share) = (slice.frames[at], slice.shares.isEmpty ? 0 : slice.shares[at])
    let effects = slice.effects.filter { $0.span.contains(index) }
    let stands = slice.placement?.isConstant ?? true
    if stands, effects.isEmpty, let finished, finished.frame == frame, finished.share == share { return finished.picture }
    var picture = try mixture(frame, share)
    if let placement = slice.placement { picture = try placed(picture, placement, at) }
    if stands, effects.isEmpty { finished = (frame, share, picture) }
    return try tools.applied(effects, to: picture, at: index)
  }

  private func mixture(_ frame: Int, _ share: Int) throws -> Frame {
    let picture = try prepare(frame)
    if share == 0 { return picture }
    let next = try prepare(frame + 1)
    return try tools.drawn(from: picture) { first, target in
      next.withPicture { tools.kernels.dissolve(first, $0, weight: share, into: target) }
    }
  }

  /// A source frame in its colours, on the canvas or at its own size.
  private func prepare(_ frame: Int) throws -> Frame {
    if let known = prepared.first(where: { $0.frame == frame }) { return known.picture }
    var picture = try fitter.fit(try reader.frame(frame), hasAlpha: reader.facts.hasAlpha, keepsColor: slice.color != nil)
    if let table = try table(for: picture) {
      picture = try tools.drawn(from: picture) { tools.kernels.apply(table, $0, into: $1, scratch: tools.scratch) }
    }
    if isPlacedFromOwnSize, slice.fitting == .blur, slice.placement == nil {
      picture = try framedByItself(picture, crop: nil)
    } else if let framing {
      picture = try framing.fit(picture, hasAlpha: false)
    }
    prepared = Array(prepared.suffix(slice.shares.isEmpty ? 0 : 1)) + [(frame, picture)]
    return picture
  }

  private func table(for picture: Frame) throws -> ColorTable? {
    guard let color = slice.color else { return nil }
    if let table, table.color == picture.color { return table.table }
    let made = try tools.tables.table(color, from: picture.color)
    table = (picture.color, made)
    return made
  }

  private func framedByItself(_ picture: Frame, crop: Placement.Crop?) throws -> Frame {
    var draft = try tools.pools.canvas(canvas).draft()
    draft.withPicture { target in
      // A crop may leave nothing.
      if crop != nil { tools.kernels.fill(target, rgb: background) }
      picture.withPicture { tools.kernels.blurFit($0, crop: crop, into: target, scratch: tools.scratch) }
    }
    return draft.freeze()
  }

  private func placed(_ picture: Frame, _ spec: PlacementSpec, _ at: Int) throws -> Frame {
    var (picture, crop) = (picture, spec.crop(of: picture.size, at: at))
    if isPlacedFromOwnSize, slice.fitting == .blur {
      // What is cropped is framed by what is left of it; placed is all of that.
      picture = try framedByItself(picture, crop: crop)
      crop = .init(canvas)
    }
    let placement = spec.placement(of: crop, fitting: slice.fitting, canvas: canvas, at: at)
    var draft = try tools.pools.canvas(canvas).draft()
    draft.withPicture { target in
      tools.kernels.fill(target, rgb: background)
      picture.withPicture { tools.kernels.draw($0, placement, onto: target, scratch: tools.scratch) }
    }
    return draft.freeze()
  }
}

extension PlacementSpec {
  /// Whether nothing of it moves.
  var isConstant: Bool {
    [x, y, scale, rotate, opacity, anchorX, anchorY, centerX, centerY, cropLeft, cropTop, cropRight, cropBottom].allSatisfy {
      if case .constant = $0 { true } else { false }
    }
  }

  /// What is left of a picture at a frame of the span.
  func crop(of size: Size, at index: Int) -> Placement.Crop {
    let (width, height) = (Double(size.width), Double(size.height))
    return Placement.Crop(
      left: cropLeft[index] * width, top: cropTop[index] * height, right: width - cropRight[index] * width,
      bottom: height - cropBottom[index] * height)
  }

  /// Where what is left of a picture stands at a frame of the span: fitted, scaled and turned about the anchor, moved.
  func placement(of crop: Placement.Crop, fitting: Fitting, canvas: Size, at index: Int) -> Placement {
    let fitted = Placement.fitting(crop, canvas: canvas, fit: fitting.placed, centerX: centerX[index], centerY: centerY[index])
    let anchor = (x: anchorX[index] * Double(canvas.width), y: anchorY[index] * Double(canvas.height))
    let map = fitted.then(.translation(-anchor.x, -anchor.y)).then(.scale(scale[index], scale[index]))
      .then(.rotation(degrees: rotate[index])).then(.translation(anchor.x + x[index], anchor.y + y[index]))
    return Placement(
      map: map, crop: crop, filter: Placement.Filter(rawValue: filter) ?? .bicubic, opacity: Int((opacity[index] * 256).rounded()))
  }
}

extension Fitting {
  /// How what is left of a picture by its crop is placed. What is framed by itself has the canvas's size already, and covers it.
  fileprivate var placed: Placement.Fit {
    switch self {
    case .cover, .blur: .cover
    case .contain: .contain
    case .stretch: .stretch
    }
  }
}
