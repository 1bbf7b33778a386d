import ReelCore
import ReelMedia
import ReelPixels

/// Brings pictures of any layout and colours to one size in BT.709 4:2:0. Not thread-safe.
///
/// swscale unpacks and resamples, each plane in the colours it has; colours are converted by kernels, once, at the new size. A picture
/// that only lacks the right colours never meets swscale.
final class Conformer {
  private let size: Size
  private let pools: Pools
  private let kernels: Kernels
  private let scratch = Scratch()
  private var unpacker: Scaler?
  private var scaler: Scaler?
  private var conversion: (of: ColorDescription, keeps: Bool, conversion: ColorConversion)?

  init(to size: Size, pools: Pools, kernels: Kernels) {
    self.size = size
    self.pools = pools
    self.kernels = kernels
  }

  /// - Parameter keepsColor: leaves Y'CbCr in its matrix and range.
  func conform(_ frame: Frame, keepsColor: Bool) throws -> Frame {
    if Scaler.isIdentity(frame, to: size, .yuv420p8, .bt709) { return try described(frame, .bt709) }
    try Scaler.requireConvertible(frame)
    let (format, color) = Scaler.plain(frame)
    var picture = frame
    if color.matrix == .rgb {
      picture = try scaled(try unpacked(picture, format))
    } else if frame.size != size || !Scaler.isPlain(frame) {
      picture = try resampled(frame, format, color)
    }
    guard let format = picture.format else { preconditionFailure("resampled to a layout that kernels know") }
    let keepsColor = keepsColor && color.matrix != .rgb
    let conversion = conversion(from: format, color, keepsColor)
    let result = keepsColor ? color : .bt709
    if conversion.isIdentity { return try described(picture, result) }
    var draft = try pools.canvas(size).draft()
    draft.withPicture { target in
      picture.withPicture { kernels.convert($0, by: conversion, into: target, scratch: scratch) }
    }
    return try described(draft.freeze(), result)
  }

  private func described(_ frame: Frame, _ color: ColorDescription) throws -> Frame {
    frame.color == color ? frame : try frame.described(as: color)
  }

  private func conversion(from format: PixelFormat, _ color: ColorDescription, _ keepsColor: Bool) -> ColorConversion {
    if let conversion, conversion.of == color, conversion.keeps == keepsColor, conversion.conversion.format == format {
      return conversion.conversion
    }
    let made = ColorConversion(from: format, color, keepsColor: keepsColor)
    conversion = (color, keepsColor, made)
    return made
  }

  private func resampled(_ frame: Frame, _ format: PixelFormat, _ color: ColorDescription) throws -> Frame {
    let scaler = try scaler.flatMap { $0.accepts(frame) ? $0 : nil } ?? Scaler(from: frame, to: size, format, color)
    self.scaler = scaler
    return try scaler.scale(frame, pool: try pools.plain(size, format, color))
  }

  /// R'G'B' in a layout that kernels know.
  private func unpacked(_ frame: Frame, _ format: PixelFormat) throws -> Frame {
    if frame.format == format { return frame }
    let unpacker = try unpacker.flatMap { $0.accepts(frame) ? $0 : nil } ?? Scaler(from: frame, to: frame.size, format, .sRGB)
    self.unpacker = unpacker
    return try unpacker.scale(frame, pool: format == .rgba8 ? try pools.rgba(frame.size) : try pools.gbrp16(frame.size))
  }

  /// R'G'B' in the new size: in 16 bits, so that it is not rounded before it is converted.
  private func scaled(_ frame: Frame) throws -> Frame {
    if frame.size == size { return frame }
    var deep = frame
    if frame.format == .rgba8 {
      var draft = try pools.gbrp16(frame.size).draft()
      draft.withPicture { target in frame.withPicture { kernels.widen($0, into: target) } }
      deep = draft.freeze()
    }
    return try resampled(deep, .gbrp16, .sRGB)
  }
}
