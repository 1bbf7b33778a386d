import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan

/// Brings pictures of one layout to one size in BT.709 4:2:0: converts, scales, turns, crops or frames. Not thread-safe.
///
/// A picture that already is what is asked for passes through untouched, bit for bit and without a copy.
final class Fitter {
  private let size: Size
  private let background: [UInt8]
  private let kernels: Kernels
  private let orientation: VideoFacts.Orientation
  /// Size of the whole picture after scaling, upright, before it is cut to `size` or framed by it.
  private let scaled: Size
  private let pools: Pools
  private var scaler: Scaler?

  init(display: Size, orientation: VideoFacts.Orientation, to size: Size, fitting: Fitting, background: [UInt8], kernels: Kernels) {
    self.size = size
    self.background = background
    self.kernels = kernels
    self.orientation = orientation
    scaled = Self.scaledSize(display, to: size, fitting: fitting)
    pools = Pools()
  }

  /// The size of the whole picture once it covers, is contained in, or is stretched to `size`; even, so that chroma stays whole.
  static func scaledSize(_ display: Size, to size: Size, fitting: Fitting) -> Size {
    if fitting == .stretch { return size }
    let (w, h) = (Rational(Int64(display.width)), Rational(Int64(display.height)))
    let byWidth = Rational(Int64(size.width)) / w
    let byHeight = Rational(Int64(size.height)) / h
    let scale = fitting == .cover ? max(byWidth, byHeight) : min(byWidth, byHeight)
    func even(_ side: Rational, _ limit: Int) -> Int {
      let rounded = max(2, Int((side * scale / Rational(2)).rounded) * 2)
      return fitting == .cover ? max(limit, rounded) : min(limit, rounded)
    }
    return Size(width: even(w, size.width), height: even(h, size.height))
  }

  private var unturned: Size { orientation.quarterTurns % 2 == 1 ? scaled.transposed : scaled }

  func fit(_ frame: Frame, hasAlpha: Bool) throws -> Frame {
    hasAlpha ? try fitOverBackground(frame) : try place(turn(try scale(frame)))
  }

  private func scale(_ frame: Frame) throws -> Frame {
    if Scaler.isIdentity(frame, to: unturned, .yuv420p8, .bt709) {
      return frame.color == .bt709 ? frame : try frame.described(as: .bt709)
    }
    if scaler?.accepts(frame) != true { scaler = try Scaler(from: frame, to: unturned, .yuv420p8, .bt709) }
    guard let scaler else { preconditionFailure("made above") }
    return try scaler.scale(frame, pool: try pools.canvas(unturned))
  }

  private func turn(_ frame: Frame) throws -> Frame {
    if orientation == .upright { return frame }
    var draft = try pools.canvas(scaled).draft()
    draft.withPicture { target in
      frame.withPicture {
        kernels.orient($0, mirrored: orientation.mirrored, quarterTurns: orientation.quarterTurns, into: target)
      }
    }
    return draft.freeze()
  }

  /// Centred, on even pixels.
  private var origin: (x: Int, y: Int) {
    let (dx, dy) = (size.width - scaled.width, size.height - scaled.height)
    return ((dx / 2) & ~1, (dy / 2) & ~1)
  }

  private func place(_ frame: Frame) throws -> Frame {
    if scaled == size { return frame }
    var draft = try pools.canvas(size).draft()
    draft.withPicture { target in
      if scaled.width < size.width || scaled.height < size.height { kernels.fill(target, rgb: background) }
      frame.withPicture { kernels.place($0, into: target, x: origin.x, y: origin.y) }
    }
    return draft.freeze()
  }

  /// Straight alpha is premultiplied before it is scaled, so that a soft edge takes no colour from what is invisible.
  private func fitOverBackground(_ frame: Frame) throws -> Frame {
    let layer = try Self.layer(of: frame, size: scaled, orientation: orientation, x: origin.x, y: origin.y, kernels: kernels)
    var draft = try pools.canvas(size).draft()
    draft.withPicture { target in
      kernels.fill(target, rgb: background)
      kernels.over(layer, opacity: 256, onto: target)
    }
    return draft.freeze()
  }

  /// A picture, usually with alpha, as a layer of `size` whose top-left corner is at `x`, `y`.
  static func layer(
    of frame: Frame, size: Size, orientation: VideoFacts.Orientation, x: Int, y: Int, kernels: Kernels
  ) throws -> Layer {
    let straight = frame.format == .rgba8 ? frame : try scaledRGBA(frame, to: frame.size)
    let upright = try oriented(straight, orientation, kernels: kernels)
    if upright.size == size { return upright.withPicture { Layer(straight: $0, x: x, y: y, kernels: kernels) } }
    var draft = try FramePool(size: upright.size, format: .rgba8, color: .sRGB).draft()
    draft.withPicture { target in upright.withPicture { kernels.premultiply($0, into: target) } }
    let scaled = try scaledRGBA(draft.freeze(), to: size)
    return scaled.withPicture { Layer(premultiplied: $0, x: x, y: y, kernels: kernels) }
  }

  private static func scaledRGBA(_ frame: Frame, to size: Size) throws -> Frame {
    try Scaler(from: frame, to: size, .rgba8, .sRGB).scale(frame, pool: FramePool(size: size, format: .rgba8, color: .sRGB))
  }

  private static func oriented(_ frame: Frame, _ orientation: VideoFacts.Orientation, kernels: Kernels) throws -> Frame {
    if orientation == .upright { return frame }
    let size = orientation.quarterTurns % 2 == 1 ? frame.size.transposed : frame.size
    var draft = try FramePool(size: size, format: .rgba8, color: .sRGB).draft()
    draft.withPicture { target in
      frame.withPicture {
        kernels.orient($0, mirrored: orientation.mirrored, quarterTurns: orientation.quarterTurns, into: target)
      }
    }
    return draft.freeze()
  }
}
