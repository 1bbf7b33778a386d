/// How often each code occurs in the planes of pictures of one kind: 8-bit Y'CbCr of BT.709 in limited range.
package struct ColorHistogram: Hashable, Sendable, Codable {
  /// 256 counts each.
  package private(set) var y: [Int]
  package private(set) var cb: [Int]
  package private(set) var cr: [Int]

  package init() { self.init(y: Self.empty, cb: Self.empty, cr: Self.empty) }

  package init(y: [Int], cb: [Int], cr: [Int]) {
    precondition(y.count == 256 && cb.count == 256 && cr.count == 256, "a histogram has 256 bins")
    (self.y, self.cb, self.cr) = (y, cb, cr)
  }

  private static let empty = [Int](repeating: 0, count: 256)

  /// Both together, as if they had been counted at once.
  package mutating func add(_ other: ColorHistogram) {
    for i in 0..<256 {
      y[i] += other.y[i]
      cb[i] += other.cb[i]
      cr[i] += other.cr[i]
    }
  }

  /// `nil` of nothing.
  package var statistics: ColorStatistics? {
    guard y.contains(where: { $0 > 0 }), cb.contains(where: { $0 > 0 }), cr.contains(where: { $0 > 0 }) else { return nil }
    return ColorStatistics(
      low: Self.percentile(y, 5), median: Self.percentile(y, 50), high: Self.percentile(y, 95),
      y: Self.trimmedMean(y), cb: Self.trimmedMean(cb), cr: Self.trimmedMean(cr), count: y.reduce(0, +))
  }

  /// The least code that at least `percent` of the samples do not exceed.
  private static func percentile(_ bins: [Int], _ percent: Int) -> Int {
    let count = bins.reduce(0, +)
    var sum = 0
    for (code, bin) in bins.enumerated() {
      sum += bin
      if sum * 100 >= count * percent { return code }
    }
    return 255
  }

  /// The mean of what is left without a fiftieth at either end, in 1/256 of a code, rounded. Titles, bars and lamps have less weight.
  private static func trimmedMean(_ bins: [Int]) -> Int {
    let count = bins.reduce(0, +)
    let kept = (count / 50)..<(count - count / 50)
    var (start, sum) = (0, 0)
    for (code, bin) in bins.enumerated() {
      let range = (start..<(start + bin)).clamped(to: kept)
      sum += code * range.count
      start += bin
    }
    return (512 * sum + kept.count) / (2 * kept.count)
  }
}
