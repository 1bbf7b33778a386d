import ReelCore

/// The discrete Fourier transform of a power of two of real samples, by plain arithmetic: no library chooses its code by the processor.
///
/// Two windows of real samples are one of complex samples: with z = x + iy, the powers |X|² and |Y|² at a frequency add up to half of
/// |Z|² there and at its mirror image.
struct FourierTransform {
  private let size: Int
  /// For each pass, from the second on, the turns of its butterflies.
  private let cosines: [Double]
  private let sines: [Double]
  /// Where each sample comes from.
  private let order: [Int32]

  /// - Parameter size: a power of two, at least 4.
  init(size: Int) {
    precondition(size >= 4 && size & (size - 1) == 0, "a power of two")
    self.size = size
    let turns = (0..<size / 2).map { Angle.sineAndCosine(degrees: -360 * Double($0) / Double(size)) }
    let passes = sequence(first: 2) { 2 * $0 < size ? 2 * $0 : nil }
    let inOrder = passes.flatMap { half in (0..<half).map { turns[$0 * (size / (2 * half))] } }
    cosines = inOrder.map(\.cosine)
    sines = inOrder.map(\.sine)
    let bits = size.trailingZeroBitCount
    order = (0..<size).map { index in (0..<bits).reduce(0) { $0 << 1 | Int32(index >> $1 & 1) } }
  }

  /// Adds the power at each frequency below half the rate to `power`, which has `size / 2` of them: that of two windows of samples.
  func addPower(of first: UnsafePointer<Double>, and second: UnsafePointer<Double>, window: [Double], to power: inout [Double]) {
    precondition(window.count == size && power.count == size / 2, "a window of \(window.count), powers of \(power.count)")
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * size) { buffer in
      guard let re = buffer.baseAddress else { return }
      let im = re + size
      window.withUnsafeBufferPointer { window in
        order.withUnsafeBufferPointer { order in
          for index in 0..<size {
            let from = Int(order[index])
            re[index] = first[from] * window[from]
            im[index] = second[from] * window[from]
          }
        }
      }
      transform(re, im)
      for index in 1..<size / 2 {
        let mirror = size - index
        power[index] += (re[index] * re[index] + im[index] * im[index] + re[mirror] * re[mirror] + im[mirror] * im[mirror]) / 2
      }
      power[0] += re[0] * re[0] + im[0] * im[0]
    }
  }

  private func transform(_ re: UnsafeMutablePointer<Double>, _ im: UnsafeMutablePointer<Double>) {
    for a in stride(from: 0, to: size, by: 2) {
      (re[a], re[a + 1]) = (re[a] + re[a + 1], re[a] - re[a + 1])
      (im[a], im[a + 1]) = (im[a] + im[a + 1], im[a] - im[a + 1])
    }
    cosines.withUnsafeBufferPointer { cosines in
      sines.withUnsafeBufferPointer { sines in
        guard var c = cosines.baseAddress, var s = sines.baseAddress else { return }
        var half = 2
        while half < size {
          for start in stride(from: 0, to: size, by: 2 * half) {
            Self.butterflies(half, re + start, im + start, re + start + half, im + start + half, c, s)
          }
          (c, s) = (c + half, s + half)
          half *= 2
        }
      }
    }
  }

  private static func butterflies(
    _ count: Int, _ re: UnsafeMutablePointer<Double>, _ im: UnsafeMutablePointer<Double>, _ farRe: UnsafeMutablePointer<Double>,
    _ farIm: UnsafeMutablePointer<Double>, _ c: UnsafePointer<Double>, _ s: UnsafePointer<Double>
  ) {
    for k in 0..<count {
      let (a, b) = (re[k], im[k])
      let x = farRe[k] * c[k] - farIm[k] * s[k]
      let y = farRe[k] * s[k] + farIm[k] * c[k]
      farRe[k] = a - x
      farIm[k] = b - y
      re[k] = a + x
      im[k] = b + y
    }
  }
}
