import ReelCore

/// The sizes and gains of a room.
struct ReverbDesign {
  /// Samples to the first reflection.
  let preDelay: Int
  /// Of the four diffusers: two on the left, two on the right.
  let diffusion: [Int]
  /// Of the lines; they share no divisor, so that echoes do not fall together.
  let delays: SIMD8<Int>
  /// What each line keeps at a turn, for the decay that is asked for.
  let gains: SIMD8<Float>
  /// How much of a step the highs make from sample to sample, 0...1.
  let damping: Float
  let highPass: Float
  /// Samples after which nothing is left of a sound: twice the reverberation time, -120 dB, and then it is cut off.
  let tail: Int

  /// Samples of memory of a line: a power of two.
  var ringSize: Int {
    var size = 1
    while size <= delays.max() { size *= 2 }
    return size
  }

  /// Numbers a player of a small choice of rooms would know them by.
  private struct Figures {
    /// Seconds for 60 dB.
    var decay: Double
    /// Times the delays of a hall.
    var size: Double
    /// Hz above which the walls swallow.
    var corner: Double
    /// Milliseconds.
    var preDelay: Double
  }

  private static func figures(_ room: ReverbRoom) -> Figures {
    switch room {
    case .room: Figures(decay: 0.45, size: 0.4, corner: 6000, preDelay: 4)
    case .hall: Figures(decay: 1.8, size: 1, corner: 5000, preDelay: 20)
    case .cathedral: Figures(decay: 4.5, size: 1.6, corner: 3500, preDelay: 35)
    case .bathroom: Figures(decay: 0.9, size: 0.22, corner: 11_000, preDelay: 1.5)
    case .car: Figures(decay: 0.12, size: 0.1, corner: 2500, preDelay: 1)
    }
  }

  /// Of a hall; 28 to 66 ms.
  private static let lengths = [1361, 1523, 1759, 1973, 2239, 2531, 2851, 3169]
  private static let diffusers = [241, 337, 263, 359]

  init(_ room: ReverbRoom) {
    let figures = Self.figures(room)
    let rate = Double(mixRate)
    preDelay = max(1, Int(figures.preDelay * rate / 1000))
    diffusion = Self.diffusers.map { max(11, Self.prime(from: Int(Double($0) * figures.size))) }
    let lengths = Self.lengths.map { Self.prime(from: Int(Double($0) * figures.size)) }
    var (delays, gains) = (SIMD8<Int>.zero, SIMD8<Float>.zero)
    for line in 0..<8 {
      delays[line] = lengths[line]
      gains[line] = Float(Decibel.amplitude(-60 * Double(lengths[line]) / (figures.decay * rate)))
    }
    (self.delays, self.gains) = (delays, gains)
    damping = Float(1 - Self.pole(figures.corner))
    highPass = Float(1 - Self.pole(90))
    tail = Int(2 * figures.decay * rate) + preDelay + diffusion.reduce(0, +) * 4
  }

  /// The pole of a one-pole low-pass, exp(-2 pi f / rate).
  private static func pole(_ corner: Double) -> Double {
    Decibel.exp2(-2 * Double.pi * corner / Double(mixRate) / 0.693147180559945309417)
  }

  private static func prime(from number: Int) -> Int {
    var candidate = max(3, number | 1)
    while (3..<candidate).contains(where: { $0 * $0 <= candidate && candidate % $0 == 0 }) { candidate += 2 }
    return candidate
  }

  static let all = Dictionary(uniqueKeysWithValues: ReverbRoom.allCases.map { ($0, ReverbDesign($0)) })

  /// What brings each room's answer to noise to the level of the noise: the energy of its answer to one sample, of both channels.
  static let levels: [ReverbRoom: Float] = all.mapValues { design in
    var reverb = Reverb(design, level: 1)
    var input = [Float](repeating: 0, count: 2 * design.tail)
    input[0] = 1
    var output = [Float](repeating: 0, count: input.count)
    input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        if let from = input.baseAddress, let to = output.baseAddress { reverb.add(from, frames: design.tail, to: to) }
      }
    }
    let energy = output.reduce(0.0) { $0 + Double($1) * Double($1) }
    return Float(1 / energy.squareRoot())
  }
}
