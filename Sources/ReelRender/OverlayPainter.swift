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
  /// The overlay at its drawn size, premultiplied, for the source frame shown last.
  private var picture: (frame: Int, picture: Frame)?
  /// Brings a clip that is drawn as it was decoded to BT.709 in its own size.
  private var conform: Fitter?

  init(_ slice: OverlaySlice, canvas: Size, _ tools: DrawingTools, after before: OverlayPainter?) throws {
    self.slice = slice
    self.canvas = canvas
    self.tools = tools
    guard let before else { return }
    opened = before.opened
    conform = before.conform
    guard before.slice.size == slice.size, before.slice.key == slice.key, before.slice.mask == slice.mask else { return }
    picture = before.picture
  }

  /// What puts the overlay onto the picture at a frame of the cell.
  func drawing(at index: Int) throws -> Drawing {
    let at = index - slice.span.lowerBound
    let frame = slice.frames[at]
    let opacity = Int((slice.opacity[at] * 256).rounded())
    if let standing = slice.standing { return compositing(try layer(frame, x: standing.x, y: standing.y), opacity) }
    let reader = try open().reader
    if !reader.facts.hasAlpha, slice.mask == nil, slice.key == nil, slice.blend == "normal" {
      let picture = try conformed(try reader.frame(frame), reader.facts)
      let placement = slice.placement(of: picture.size, at: at, opacity: opacity)
      let tools = tools
      return { target in picture.withPicture { tools.kernels.draw($0, placement, onto: target, scratch: tools.scratch) } }
    }
    let picture = try premultiplied(frame)
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
    let reader = try PictureReader(try tools.sources.source(slice.source.digest))
    let pair = (reader, AlphaFitter(orientation: reader.facts.orientation, kernels: tools.kernels))
    opened = pair
    return pair
  }

  /// A layer at a fixed place, made once for all workers.
  private func layer(_ frame: Int, x: Int, y: Int) throws -> Layer {
    let key = LayerCache.Key(
      source: slice.source.digest, frame: frame, size: slice.size, x: x, y: y, premultiplied: slice.premultiplied, mask: slice.mask,
      key: slice.key, keepsColor: slice.blend != "normal")
    return try tools.layers.layer(key) {
      let straight = try self.straight(frame)
      if straight.size == slice.size, slice.mask == nil, !slice.premultiplied {
        return straight.withPicture { Layer(straight: $0, x: x, y: y, keepsColor: key.keepsColor, kernels: tools.kernels) }
      }
      return try premultiplied(frame).withPicture {
        Layer(premultiplied: $0, x: x, y: y, keepsColor: key.keepsColor, kernels: tools.kernels)
      }
    }
  }

  /// The source's frame upright in R'G'B'A, with what is keyed out transparent; alpha as the source has it.
  private func straight(_ frame: Int) throws -> Frame {
    let (reader, fitter) = try open()
    let picture = try fitter.upright(try reader.frame(frame))
    return picture
  }

  /// At its drawn size, masked.
  private func premultiplied(_ frame: Int) throws -> Frame {
    if let picture, picture.frame == frame { return picture.picture }
    var result = try straight(frame)
    let fitter = try open().fitter
    if !slice.premultiplied { result = try fitter.premultiplied(result) }
    result = try fitter.scaled(result, to: slice.size)
    picture = (frame, result)
    return result
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
