import ReelCore

/// How much of each target sample of a line a picture covers that lies there upright, in 1/256.
struct Coverage {
  /// Target samples that are covered at all.
  let range: Range<Int>
  private let values: UnsafeMutablePointer<UInt16>

  /// The length of each sample that lies between two edges.
  init(full edges: ClosedRange<Double>, count: Int, _ name: Scratch.Name, scratch: Scratch) {
    let full = Self.samples(edges, count)
    let first = min(max(full.low, 0), count)
    range = first..<min(max(full.high, first), count)
    values = scratch.array(name, max(1, range.count), of: UInt16.self)
    for (i, x) in range.enumerated() { values[i] = Self.share(x, edges) }
  }

  /// Of chroma at half the samples: `sited` is (1 2 1) / 4 about the even ones, else (1 1) / 2. At the target's ends samples repeat.
  init(half edges: ClosedRange<Double>, count: Int, sited: Bool, _ name: Scratch.Name, scratch: Scratch) {
    let half = (count + 1) / 2
    let full = Self.samples(edges, count)
    let first = min(max(full.low >> 1, 0), half)
    range = first..<min(max((full.high + 2) >> 1, first), half)
    values = scratch.array(name, max(1, range.count), of: UInt16.self)
    func share(_ x: Int) -> Int { Int(Self.share(min(max(x, 0), count - 1), edges)) }
    for (i, c) in range.enumerated() {
      values[i] = UInt16(
        sited ? (share(2 * c - 1) + 2 * share(2 * c) + share(2 * c + 1) + 2) >> 2 : (share(2 * c) + share(2 * c + 1) + 1) >> 1)
    }
  }

  /// The samples between two edges, cut not far outside the line: an edge may be anywhere.
  private static func samples(_ edges: ClosedRange<Double>, _ count: Int) -> (low: Int, high: Int) {
    func cut(_ edge: Double) -> Int { Int(min(max(edge, -8), Double(count + 8))) }
    return (cut(edges.lowerBound.rounded(.down)), cut(edges.upperBound.rounded(.up)))
  }

  private static func share(_ x: Int, _ edges: ClosedRange<Double>) -> UInt16 {
    let length = min(Double(x + 1), edges.upperBound) - max(Double(x), edges.lowerBound)
    return UInt16((min(max(length, 0), 1) * 256).rounded())
  }

  /// Of the sample at `x`, which is in the range.
  subscript(x: Int) -> Int { Int(values[x - range.lowerBound]) }

  /// The samples that are wholly covered.
  var inner: Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, self[low] < 256 { low += 1 }
    while high > low, self[high - 1] < 256 { high -= 1 }
    return low..<high
  }
}

extension Affine {
  /// The lengths that the sides of a pixel become.
  var sides: (x: Double, y: Double) { ((a * a + b * b).squareRoot(), (c * c + d * d).squareRoot()) }

  /// The interval that an interval of the source becomes, for an upright map.
  func columns(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let (first, second) = (a * low + tx, a * high + tx)
    return min(first, second)...max(first, second)
  }

  func rows(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let (first, second) = (d * low + ty, d * high + ty)
    return min(first, second)...max(first, second)
  }
}
