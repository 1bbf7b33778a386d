import ReelCore
import ReelMedia

/// Memory for pictures, one pool for each size. Not thread-safe.
final class Pools {
  private var canvases: [Size: FramePool] = [:]
  private var packed: [Size: FramePool] = [:]
  private var deep: [Size: FramePool] = [:]
  private var plain: FramePool?

  func canvas(_ size: Size) throws -> FramePool { try Self.pool(size, .yuv420p8, .bt709, &canvases) }
  func rgba(_ size: Size) throws -> FramePool { try Self.pool(size, .rgba8, .sRGB, &packed) }

  func gbrp16(_ size: Size) throws -> FramePool { try Self.pool(size, .gbrp16, .sRGB, &deep) }

  /// Of the layout asked for last.
  func plain(_ size: Size, _ format: PixelFormat, _ color: ColorDescription) throws -> FramePool {
    if let plain, plain.size == size, plain.format == format, plain.color == color { return plain }
    let pool = try FramePool(size: size, format: format, color: color)
    plain = pool
    return pool
  }

  private static func pool(
    _ size: Size, _ format: PixelFormat, _ color: ColorDescription, _ pools: inout [Size: FramePool]
  ) throws -> FramePool {
    if let pool = pools[size] { return pool }
    let pool = try FramePool(size: size, format: format, color: color)
    pools[size] = pool
    return pool
  }
}
