import ReelCore
import ReelMedia

/// Memory for canvas pictures, one pool for each size. Not thread-safe.
final class Pools {
  private var pools: [Size: FramePool] = [:]

  func canvas(_ size: Size) throws -> FramePool {
    if let pool = pools[size] { return pool }
    let pool = try FramePool(size: size, format: .yuv420p8, color: .bt709)
    pools[size] = pool
    return pool
  }
}
