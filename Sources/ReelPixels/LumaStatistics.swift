/// What the samples of a plane are like.
package struct LumaStatistics: Hashable, Sendable {
  /// 255 of no samples.
  package var min: UInt8
  /// 0 of no samples.
  package var max: UInt8
  package var sum: Int
  package var count: Int

  package init(min: UInt8, max: UInt8, sum: Int, count: Int) {
    self.min = min
    self.max = max
    self.sum = sum
    self.count = count
  }
}
