import ReelCore

/// The discrete Fourier transform of a power of two of real samples, by plain arithmetic: no library chooses its code by the processor.
struct FourierTransform {
  private let size: Int
  private let cosines: [Double]
  private let sines: [Double]

  /// - Parameter size: a power of two, at least 2.
  init(size: Int) {
    precondition(size >= 2 && size & (size - 1) == 0, "a power of two")
    self.size = size
    let turns = (0..<size / 2).map { Angle.sineAndCosine(degrees: -360 * Double($0) / Double(size)) }
    cosines = turns.map(\.cosine)
    sines = turns.map(\.sine)
  }

  /// Adds the power at each frequency below half the rate to `power`, which has `size / 2` of them.
  func addPower(of samples: [Double], window: [Double], to power: inout [Double]) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * size) { buffer in
      guard let re = buffer.baseAddress else { return }
      let im = re + size
      let shift = UInt(UInt.bitWidth - size.trailingZeroBitCount)
      for index in 0..<size {
        let from = Int((UInt(index).bitReversed) >> shift)
        (re + index).initialize(to: samples[from] * window[from])
        (im + index).initialize(to: 0)
      }
      var half = 1
      while half < size {
        let stride = size / (2 * half)
        for start in Swift.stride(from: 0, to: size, by: 2 * half) {
          for k in 0..<half {
            let (c, s) = (cosines[k * stride], sines[k * stride])
            let (a, b) = (start + k, start + k + half)
            let (x, y) = (re[b] * c - im[b] * s, re[b] * s + im[b] * c)
            (re[b], im[b]) = (re[a] - x, im[a] - y)
            (re[a], im[a]) = (re[a] + x, im[a] + y)
          }
        }
        half *= 2
      }
      for index in 0..<size / 2 { power[index] += re[index] * re[index] + im[index] * im[index] }
    }
  }
}

extension UInt {
  fileprivate var bitReversed: UInt {
    var (value, result) = (self, UInt(0))
    for _ in 0..<UInt.bitWidth {
      result = result << 1 | value & 1
      value >>= 1
    }
    return result
  }
}
