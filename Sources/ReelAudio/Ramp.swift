import ReelCore

/// A gain that moves once from one value to another over a number of samples.
///
/// It is a function of the sample's index alone, so it is the same however the mix is cut into blocks. Between the 4096 steps of its
/// table it is interpolated, which is below -140 dB of what the formula gives; its memory does not grow with its length.
struct Ramp {
  private static let steps = 4096

  /// Samples from one value to the other.
  let count: Int
  private let scale: Double
  private let table: [Float]

  /// - Parameter shape: the gain at 0...1 of the way.
  private init(count: Int, shape: (Double) -> Double) {
    self.count = count
    scale = count > 0 ? Double(Self.steps) / Double(count) : 0
    table = count > 0 ? (0...Self.steps).map { Float(shape(Double($0) / Double(Self.steps))) } : []
  }

  /// From silence to full level. `power` is a quarter of a sine: with its mirror image the squares add to 1.
  static func fade(count: Int, curve: MixClip.Curve) -> Ramp {
    switch curve {
    case .linear: Ramp(count: count) { $0 }
    case .power: Ramp(count: count) { Decibel.quarterSine($0) }
    }
  }

  /// From full level to `depth` dB: a raised cosine in dB, so it neither starts nor ends with a corner.
  static func duck(count: Int, depth: Double) -> Ramp {
    Ramp(count: count) {
      let half = Decibel.quarterSine($0)
      return Decibel.amplitude(depth * half * half)
    }
  }

  /// The gain in the middle of sample `index`, so that a ramp and its mirror image meet exactly.
  ///
  /// - Precondition: `index` is in `0..<count`.
  @inline(__always)
  subscript(index: Int) -> Float {
    let position = (Double(index) + 0.5) * scale
    let step = Int(position)
    let fraction = Float(position - Double(step))
    let (a, b) = (table[step], table[step + 1])
    return a + (b - a) * fraction
  }
}
