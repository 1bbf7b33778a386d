import ReelCore

/// The weight that a filter gives a sample at a distance, before the weights are brought to a sum of 1.
extension Placement.Filter {
  /// Samples beyond this distance have no weight.
  var radius: Double {
    switch self {
    case .nearest: 0.5
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  func weight(_ distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .nearest: return x <= 0.5 ? 1 : 0
    case .bilinear: return x < 1 ? 1 - x : 0
    case .bicubic:
      if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
    case .lanczos:
      // Between the table's places linearly: within 5e-6, where a weight is rounded to 6e-5.
      let place = x * Double(Lanczos.steps)
      guard place < Double(3 * Lanczos.steps) else { return 0 }
      let index = Int(place)
      let (low, high) = (Lanczos.values[index], Lanczos.values[index + 1])
      return low + (high - low) * (place - Double(index))
    }
  }
}

/// sinc(x) sinc(x / 3), which takes long to calculate for each weight of each frame.
private enum Lanczos {
  /// For each lobe.
  static let steps = 512

  static let values: [Double] = (0...3 * steps).map { index in
    if index == 0 { return 1 }
    let x = Double(index) / Double(steps)
    let (sine, third) = (Angle.sineAndCosine(degrees: 180 * x).sine, Angle.sineAndCosine(degrees: 60 * x).sine)
    return 3 * sine * third / (Double.pi * Double.pi * x * x)
  }
}

/// For each sample of a line that is scaled, which samples of its source make it, and with which weights. Lives in scratch memory.
struct SamplingTable {
  /// 14 bits of fraction.
  static let one = 1 << 14

  /// The first source sample of each, relative to the window's first.
  let starts: UnsafeMutablePointer<Int32>
  /// ``taps`` for each, their sum ``one``.
  let weights: UnsafeMutablePointer<Int16>
  /// A multiple of 4.
  let taps: Int

  /// - Parameters:
  ///   - targets: samples to make.
  ///   - scale: target samples for a source sample; negative mirrors.
  ///   - offset: where the source's edge 0 lies in the target; see ``Affine``.
  ///   - window: source samples there are; what lies outside repeats the nearest.
  ///   - squeeze: what the filter is widened for, where `scale` is more.
  init(
    _ targets: Range<Int>, scale: Double, offset: Double, window: ClosedRange<Int>, filter: Placement.Filter, squeeze: Double = 1,
    _ name: StaticString, scratch: Scratch
  ) {
    // Shrinking widens the filter, so that every source sample has its say; once it spans the whole line, it need not grow.
    let least = 1 / Double(window.upperBound - window.lowerBound + 1)
    let squeeze = max(min(squeeze, abs(scale), 1), least)
    self.init(
      targets, scale: scale, offset: offset, window: window, radius: filter == .nearest ? nil : filter.radius / squeeze, name,
      scratch: scratch
    ) { filter.weight($0 * squeeze) }
  }

  /// - Parameters:
  ///   - radius: source samples at least this far away have no weight; `nil` takes the nearest alone.
  ///   - weight: at a distance in source samples.
  init(
    _ targets: Range<Int>, scale: Double, offset: Double, window: ClosedRange<Int>, radius: Double?, _ name: StaticString,
    scratch: Scratch, weight: (Double) -> Double
  ) {
    let reach = Int((2 * (radius ?? 0.5)).rounded(.up))
    let count = window.upperBound - window.lowerBound + 1
    taps = (min(reach, count) + 3) & ~3
    starts = scratch.array(.init(name, 0), targets.count + 8, of: Int32.self)
    weights = scratch.array(.init(name, 1), (targets.count + 8) * taps, of: Int16.self)
    let sums = scratch.array(.init(name, 2), taps + reach + 8, of: Double.self)
    for (index, target) in targets.enumerated() {
      let center = (Double(target) + 0.5 - offset) / scale - 0.5
      let first = radius.map { Int((center - $0).rounded(.down)) + 1 } ?? Int((center + 0.5).rounded(.down))
      let last = radius.map { Int((center + $0).rounded(.up)) - 1 } ?? first
      let start = min(max(first, window.lowerBound), max(window.lowerBound, window.upperBound - taps + 1))
      for k in 0..<taps { sums[k] = 0 }
      for source in first...max(first, last) {
        let inside = min(max(source, window.lowerBound), window.upperBound)
        sums[inside - start] += radius == nil ? 1 : weight(Double(source) - center)
      }
      starts[index] = Int32(start - window.lowerBound)
      Self.quantise(sums, into: weights + index * taps, taps)
    }
  }

  /// Rounded so that the sum is exact: what is left over goes to the largest.
  static func quantise(_ values: UnsafePointer<Double>, into weights: UnsafeMutablePointer<Int16>, _ taps: Int) {
    var sum = 0.0
    for k in 0..<taps { sum += values[k] }
    let factor = Double(one) / sum
    var rest = one
    var largest = 0
    for k in 0..<taps {
      let weight = Int((values[k] * factor).rounded())
      weights[k] = Int16(weight)
      rest -= weight
      if values[k] > values[largest] { largest = k }
    }
    weights[largest] += Int16(rest)
  }
}
