import ReelCore

/// Finds sound that was made for a lower sample rate: a spectrum that falls by 32 dB within 1.25 kHz, to nothing above. Voices do not.
struct BandwidthFinder {
  private static let size = 1024
  /// A fall by so much, in power.
  private static let fall = 1585.0

  private let rate: Int
  private let transform = FourierTransform(size: BandwidthFinder.size)
  private let window: [Double]
  private var power = [Double](repeating: 0, count: BandwidthFinder.size / 2)
  private var held: [Double] = []

  init(rate: Int) {
    self.rate = rate
    window = (0..<Self.size).map { 0.5 - 0.5 * Angle.sineAndCosine(degrees: 360 * Double($0) / Double(Self.size)).cosine }
    held.reserveCapacity(2 * Self.size)
  }

  mutating func add(_ samples: UnsafeBufferPointer<Float>) {
    var rest = samples[...]
    while !rest.isEmpty {
      let taken = rest.prefix(2 * Self.size - held.count)
      held += taken.lazy.map(Double.init)
      rest = rest.dropFirst(taken.count)
      if held.count == 2 * Self.size { transformHeld() }
    }
  }

  /// Two windows of samples.
  private mutating func transformHeld() {
    held.withUnsafeBufferPointer { held in
      guard let first = held.baseAddress else { return }
      transform.addPower(of: first, and: first + Self.size, window: window, to: &power)
    }
    held.removeAll(keepingCapacity: true)
  }

  /// Takes in the last whole window.
  mutating func finish() {
    guard held.count >= Self.size else { return }
    held.replaceSubrange(Self.size..., with: repeatElement(0, count: Self.size))
    transformHeld()
  }

  /// The frequency in Hz, in whole hundreds, above which there is nothing.
  var found: Int? {
    let width = Double(rate) / Double(Self.size)
    func bin(_ frequency: Double) -> Int { min(Self.size / 2 - 1, Int((frequency / width).rounded())) }
    // Bands of about 250 Hz, each around its bin.
    let half = max(1, bin(125))
    let bands = (0..<Self.size / 2).map { index in
      let around = max(0, index - half)...min(Self.size / 2 - 1, index + half)
      return power[around].reduce(0, +) / Double(around.count)
    }
    let nyquist = Double(rate) / 2
    let (lowest, highest) = (bin(3500), bin(min(12_600, nyquist * 0.72)))
    guard lowest < highest, bands.contains(where: { $0 > 0 }) else { return nil }
    // The lowest cut that will do: above it the filter that made it has a slope of its own.
    let cut = (lowest...highest).first { cut in
      let below = bands[max(0, cut - bin(1000))...cut - bin(250)]
      let above = bands[min(bands.count - 1, cut + bin(250))..<bin(nyquist * 0.97)]
      guard let most = above.max() else { return false }
      return below.reduce(0, +) / Double(below.count) > Self.fall * max(most, .leastNormalMagnitude)
    }
    return cut.map { Int((Double($0) * width / 100).rounded()) * 100 }
  }
}
