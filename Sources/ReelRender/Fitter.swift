import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan

/// Brings pictures of one layout to one size in BT.709 4:2:0: conforms, turns, crops or frames. Not thread-safe.
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
  private let alpha: AlphaFitter
  private let conformer: Conformer

  init(display: Size, orientation: VideoFacts.Orientation, to size: Size, fitting: Fitting, background: [UInt8], kernels: Kernels) {
    self.size = size
    self.background = background
    self.kernels = kernels
    self.orientation = orientation
    scaled = Self.scaledSize(display, to: size, fitting: fitting)
    pools = Pools()
    conformer = Conformer(to: orientation.quarterTurns % 2 == 1 ? scaled.transposed : scaled, pools: pools, kernels: kernels)
    alpha = AlphaFitter(orientation: orientation, kernels: kernels)
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

  /// - Parameter keepsColor: leaves Y'CbCr in the matrix and range it has, which the result's description says, for a `ColorTable` that
  ///   converts them with everything else. The picture must then fill `size`.
  func fit(_ frame: Frame, hasAlpha: Bool, keepsColor: Bool = false) throws -> Frame {
    hasAlpha ? try fitOverBackground(frame) : try place(turn(try conformer.conform(frame, keepsColor: keepsColor)))
  }

  private func turn(_ frame: Frame) throws -> Frame {
    if orientation == .upright { return frame }
    var draft = try pools.canvas(scaled).draft()
    draft.withPicture { target in
      frame.withPicture {
        kernels.orient($0, mirrored: orientation.mirrored, quarterTurns: orientation.quarterTurns, into: target)
      }
    }
    return try Self.described(draft.freeze(), frame.color)
  }

  /// Centred, on even pixels.
  private var origin: (x: Int, y: Int) {
    let (dx, dy) = (size.width - scaled.width, size.height - scaled.height)
    return ((dx / 2) & ~1, (dy / 2) & ~1)
  }

  private func place(_ frame: Frame) throws -> Frame {
    if scaled == size { return frame }
    let isFramed = scaled.width < size.width || scaled.height < size.height
    precondition(!isFramed || frame.color == .bt709, "a background is in the canvas's colours")
    var draft = try pools.canvas(size).draft()
    draft.withPicture { target in
      if isFramed { kernels.fill(target, rgb: background) }
      frame.withPicture { kernels.place($0, into: target, x: origin.x, y: origin.y) }
    }
    return try Self.described(draft.freeze(), frame.color)
  }

  private static func described(_ frame: Frame, _ color: ColorDescription) throws -> Frame {
    frame.color == color ? frame : try frame.described(as: color)
  }

  /// Straight alpha is premultiplied before it is scaled, so that a soft edge takes no colour from what is invisible.
  private func fitOverBackground(_ frame: Frame) throws -> Frame {
    let layer = try alpha.layer(of: frame, size: scaled, x: origin.x, y: origin.y)
    var draft = try pools.canvas(size).draft()
    draft.withPicture { target in
      kernels.fill(target, rgb: background)
      kernels.over(layer, opacity: 256, onto: target)
    }
    return draft.freeze()
  }
}
