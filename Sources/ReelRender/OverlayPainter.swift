import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan

/// Draws the part of an overlay that one cell shows. Not thread-safe.
///
/// What stands still on whole pixels becomes a layer that all workers share. A clip without alpha that is neither masked nor keyed nor
/// blended is drawn as it was decoded. Everything else is premultiplied R'G'B'A at its drawn size, and placed once for each frame.
final class OverlayPainter {
  typealias Drawing = (MutablePictureView) throws -> Void

  let slice: OverlaySlice
  private let canvas: Size
  private let tools: DrawingTools
  private var opened: (reader: PictureReader, fitter: AlphaFitter)?
  /// The overlay at its drawn size, premultiplied, for the frames of source and mask shown last.
  private var picture: (frame: Int, maskFrame: Int, picture: Frame)?
  private var matte: BrightnessReader?
  private var mask: (frame: Int, picture: Frame)?
  private let chromaKey: ChromaKey?
  /// Brings a clip that is drawn as it was decoded to BT.709 in its own size.
  private var conform: Fitter?

  init(_ slice: OverlaySlice, canvas: Size, _ tools: DrawingTools, after before: OverlayPainter?) throws {
    self.slice = slice
    self.canvas = canvas
    self.tools = tools
    chromaKey = slice.key.map { ChromaKey(color: $0.color, similarity: $0.similarity, smoothness: $0.smoothness, spill: $0.spill) }
    guard let before else { return }
    opened = before.opened
    conform = before.conform
    guard before.slice.size == slice.size, before.slice.key == slice.key, before.slice.mask == slice.mask else { return }
    picture = before.picture
    (matte, mask) = (before.matte, before.mask)
  }

  /// What puts the overlay onto the picture at a frame of the cell.
  func drawing(at index: Int) throws -> Drawing {
    let at = index - slice.span.lowerBound
    let (frame, maskFrame) = (slice.frames[at], slice.maskFrames?[at] ?? 0)
    let opacity = Int((slice.opacity[at] * 256).rounded())
    if let standing = slice.standing { return compositing(try layer(frame, maskFrame, x: standing.x, y: standing.y), opacity) }
    let reader = try open().reader
    if !reader.facts.hasAlpha, slice.mask == nil, slice.key == nil, slice.blend == "normal" {
      let picture = try conformed(try reader.frame(frame), reader.facts)
      let placement = slice.placement(of: picture.size, at: at, opacity: opacity)
      let tools = tools
      return { target in picture.withPicture { tools.kernels.draw($0, placement, onto: target, scratch: tools.scratch) } }
    }
    let picture = try premultiplied(frame, maskFrame)
    let placement = slice.placement(of: picture.size, at: at, opacity: 256)
    let layer = picture.withPicture {
      tools.kernels.layer(of: $0, placement, canvas: canvas, keepsColor: slice.blend != "normal", scratch: tools.scratch)
    }
    return layer.map { compositing($0, opacity) } ?? { _ in }
  }

  private func compositing(_ layer: Layer, _ opacity: Int) -> Drawing {
    let (tools, blend) = (tools, slice.blend)
    return { target in
      try Blends.render(blend, layer, opacity: opacity, onto: target, scratch: tools.scratch, kernels: tools.kernels)
    }
  }

  private func open() throws -> (reader: PictureReader, fitter: AlphaFitter) {
    if let opened { return opened }
    let reader = try tools.reader(slice.source)
    let pair = (reader, AlphaFitter(orientation: reader.facts.orientation, kernels: tools.kernels))
    opened = pair
    return pair
  }

  /// A layer at a fixed place, made once for all workers.
  private func layer(_ frame: Int, _ maskFrame: Int, x: Int, y: Int) throws -> Layer {
    let key = LayerCache.Key(
      source: slice.source.digest, frame: frame, size: slice.size, x: x, y: y, premultiplied: slice.premultiplied, mask: slice.mask,
      maskFrame: maskFrame, key: slice.key, keepsColor: slice.blend != "normal")
    return try tools.layers.layer(key) {
      let straight = try self.straight(frame)
      if straight.size == slice.size, slice.mask == nil, !slice.premultiplied {
        return straight.withPicture { Layer(straight: $0, x: x, y: y, keepsColor: key.keepsColor, kernels: tools.kernels) }
      }
      return try premultiplied(frame, maskFrame).withPicture {
        Layer(premultiplied: $0, x: x, y: y, keepsColor: key.keepsColor, kernels: tools.kernels)
      }
    }
  }

  /// The source's frame upright in R'G'B'A, with what is keyed out transparent; alpha as the source has it.
  private func straight(_ frame: Int) throws -> Frame {
    let (reader, fitter) = try open()
    let picture = try fitter.upright(try reader.frame(frame))
    if slice.premultiplied { try requirePremultiplied(picture, frame) }
    guard let chromaKey else { return picture }
    return try fitter.edited(picture, picture.size) { chromaKey.render($0, into: $1, kernels: tools.kernels) }
  }

  private func requirePremultiplied(_ picture: Frame, _ frame: Int) throws {
    guard let excess = picture.withPicture({ Alpha.excess(in: $0) }) else { return }
    throw ReelError(
      .invalid,
      "frame \(frame) is said to have premultiplied alpha, but at \(excess.x), \(excess.y) its colour \(excess.pixel) is brighter than its alpha",
      file: try tools.sources.source(slice.source.digest).files.first, hint: "say alpha: straight, or export it premultiplied")
  }

  /// At its drawn size, masked.
  private func premultiplied(_ frame: Int, _ maskFrame: Int) throws -> Frame {
    if let picture, picture.frame == frame, picture.maskFrame == maskFrame { return picture.picture }
    var result = try straight(frame)
    let fitter = try open().fitter
    if !slice.premultiplied { result = try fitter.premultiplied(result) }
    result = try fitter.scaled(result, to: slice.size)
    if let spec = slice.mask {
      let mask = try mask(spec, maskFrame)
      result = try fitter.edited(result, result.size) { from, target in
        tools.kernels.copy(from, into: target)
        mask.withPicture { Mask.apply($0, toPremultiplied: target) }
      }
    }
    picture = (frame, maskFrame, result)
    return result
  }

  /// What is seen of the overlay, as gray8 in its drawn size.
  private func mask(_ spec: MaskSpec, _ frame: Int) throws -> Frame {
    if let mask, mask.frame == frame { return mask.picture }
    let made = try makeMask(spec, frame)
    mask = (frame, made)
    return made
  }

  private func makeMask(_ spec: MaskSpec, _ frame: Int) throws -> Frame {
    if let source = spec.source {
      let reader = try matte ?? BrightnessReader(source, size: slice.size, inverts: spec.invert, tools)
      matte = reader
      return try reader.picture(frame)
    }
    var draft = try FramePool(size: slice.size, format: .gray8, color: .sRGB).draft()
    draft.withPicture { target in
      Mask(
        spec.shape == "ellipse" ? .ellipse : .rectangle, x: spec.x, y: spec.y, width: spec.width, height: spec.height, radius: spec.radius,
        feather: spec.feather, inverts: spec.invert
      ).draw(into: target, kernels: tools.kernels)
    }
    return draft.freeze()
  }

  private func conformed(_ frame: Frame, _ facts: VideoFacts) throws -> Frame {
    let display = facts.displaySize
    let size = Size(width: max(2, display.width & ~1), height: max(2, display.height & ~1))
    let fitter =
      conform
      ?? Fitter(
        display: display, orientation: facts.orientation, to: size, fitting: .stretch, background: [0, 0, 0], kernels: tools.kernels)
    conform = fitter
    return try fitter.fit(frame, hasAlpha: false)
  }
}

extension OverlaySlice {
  /// Where a picture of `source` pixels stands at a frame of the span: drawn at the overlay's size, scaled and turned about the anchor.
  func placement(of source: Size, at index: Int, opacity: Int) -> Placement {
    let anchor = (x: anchorX[index] * Double(size.width), y: anchorY[index] * Double(size.height))
    let drawn = Affine.scale(Double(size.width) / Double(source.width), Double(size.height) / Double(source.height))
    let map = drawn.then(.translation(-anchor.x, -anchor.y)).then(.scale(scale[index], scale[index]))
      .then(.rotation(degrees: rotate[index])).then(.translation(anchor.x + x[index], anchor.y + y[index]))
    return Placement(map: map, crop: nil, filter: Placement.Filter(rawValue: filter) ?? .bicubic, opacity: opacity)
  }
}
