import ReelCore
import ReelMedia
import ReelPixels

/// Brings pictures with alpha upright to R'G'B'A, premultiplied before they are scaled, so that a soft edge takes no colour from what is
/// invisible. Not thread-safe.
final class AlphaFitter {
  private let orientation: VideoFacts.Orientation
  private let kernels: Kernels
  private let pools = Pools()
  private var conversion: Scaler?
  private var scaling: (scaler: Scaler, size: Size)?

  init(orientation: VideoFacts.Orientation, kernels: Kernels) {
    self.orientation = orientation
    self.kernels = kernels
  }

  /// As the source has it, alpha unchanged, in its own size.
  func upright(_ frame: Frame) throws -> Frame {
    var picture = frame
    if frame.format == .gbrp16 {
      picture = try edited(frame, frame.size) { kernels.narrow($0, into: $1) }
    } else if frame.format != .rgba8 {
      let scaler = try conversion.flatMap { $0.accepts(frame) ? $0 : nil } ?? Scaler(from: frame, to: frame.size, .rgba8, .sRGB)
      conversion = scaler
      picture = try scaler.scale(frame, pool: try pools.rgba(frame.size))
    }
    if orientation == .upright { return picture }
    let size = orientation.quarterTurns % 2 == 1 ? picture.size.transposed : picture.size
    return try edited(picture, size) {
      kernels.orient($0, mirrored: orientation.mirrored, quarterTurns: orientation.quarterTurns, into: $1)
    }
  }

  func premultiplied(_ straight: Frame) throws -> Frame {
    try edited(straight, straight.size) { kernels.premultiply($0, into: $1) }
  }

  /// A premultiplied picture in another size.
  func scaled(_ picture: Frame, to size: Size) throws -> Frame {
    if picture.size == size { return picture }
    let known = scaling.flatMap { $0.size == size && $0.scaler.accepts(picture) ? $0.scaler : nil }
    let scaler = try known ?? Scaler(from: picture, to: size, .rgba8, .sRGB)
    scaling = (scaler, size)
    return try scaler.scale(picture, pool: try pools.rgba(size))
  }

  /// A layer of `size` whose top-left corner is at `x`, `y`.
  func layer(of frame: Frame, size: Size, x: Int, y: Int) throws -> Layer {
    let straight = try upright(frame)
    if straight.size == size { return straight.withPicture { Layer(straight: $0, x: x, y: y, kernels: kernels) } }
    return try scaled(try premultiplied(straight), to: size).withPicture { Layer(premultiplied: $0, x: x, y: y, kernels: kernels) }
  }

  /// A picture of `size` drawn from another.
  func edited(_ frame: Frame, _ size: Size, _ draw: (PictureView, MutablePictureView) -> Void) throws -> Frame {
    var draft = try pools.rgba(size).draft()
    draft.withPicture { target in frame.withPicture { draw($0, target) } }
    return draft.freeze()
  }
}
