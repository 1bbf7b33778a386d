import ReelCore
import ReelMedia

/// Memory for pictures, one pool for each size. Not thread-safe.
final class Pools {
  private var canvases: [Size: FramePool] = [:]
  private var packed: [Size: FramePool] = [:]

  func canvas(_ size: Size) throws -> FramePool { try Self.pool(size, .yuv420p8, .bt709, &canvases) }
  func rgba(_ size: Size) throws -> FramePool { try Self.pool(size, .rgba8, .sRGB, &packed) }

  private static func pool(
    _ size: Size, _ format: PixelFormat, _ color: ColorDescription, _ pools: inout [Size: FramePool]
  ) throws -> FramePool {
    if let pool = pools[size] { return pool }
    let pool = try FramePool(size: size, format: format, color: color)
    pools[size] = pool
    return pool
  }
}
