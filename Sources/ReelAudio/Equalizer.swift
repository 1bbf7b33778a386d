import ReelCore

/// The bands of an equaliser one after another, on both channels alike, with 64-bit state.
///
/// It starts in silence and must be given every sample in turn; how they are cut into calls does not matter.
struct Equalizer {
  /// State below this is silence: numbers too small for the processor's fast path would follow.
  private static let floor = 1e-30
  private static let flush = 64

  private let sections: [Section]
  /// Two for each section: transposed direct form II.
  private var states: [SIMD2<Double>]
  /// Samples since the start.
  private(set) var position = 0

  init(_ bands: [EqualizerBand]) {
    sections = bands.map(Section.init)
    states = Array(repeating: .zero, count: 2 * bands.count)
  }

  mutating func reset() {
    for index in states.indices { states[index] = .zero }
    position = 0
  }

  /// Filters `frames` more samples, left and right in turn, in place.
  mutating func apply(to samples: UnsafeMutablePointer<Float>, frames: Int) {
    var done = 0
    while done < frames {
      let count = min(frames - done, Self.flush - position % Self.flush)
      filter(samples + 2 * done, frames: count)
      done += count
      position += count
      if position % Self.flush == 0 { flushStates() }
    }
  }

  private mutating func filter(_ samples: UnsafeMutablePointer<Float>, frames: Int) {
    sections.withUnsafeBufferPointer { sections in
      states.withUnsafeMutableBufferPointer { states in
        for i in 0..<frames {
          var x = SIMD2(Double(samples[2 * i]), Double(samples[2 * i + 1]))
          for index in 0..<sections.count {
            let section = sections[index]
            let y = section.b0 * x + states[2 * index]
            states[2 * index] = section.b1 * x - section.a1 * y + states[2 * index + 1]
            states[2 * index + 1] = section.b2 * x - section.a2 * y
            x = y
          }
          samples[2 * i] = Float(x.x)
          samples[2 * i + 1] = Float(x.y)
        }
      }
    }
  }

  private mutating func flushStates() {
    for index in states.indices {
      if states[index].x.magnitude < Self.floor { states[index].x = 0 }
      if states[index].y.magnitude < Self.floor { states[index].y = 0 }
    }
  }

  /// Coefficients of one band, a0 divided out, at 48 kHz.
  struct Section {
    var b0: Double
    var b1: Double
    var b2: Double
    var a1: Double
    var a2: Double

    /// By the cookbook's formulas; a shelf's alpha is that of its Q.
    init(_ band: EqualizerBand) {
      // sin and cos of 2 pi f / 48000; the argument in quarter turns.
      let turn = 4 * band.frequency / Double(mixRate)
      let sine = Decibel.quarterSine(turn <= 1 ? turn : 2 - turn)
      let cosine = Decibel.quarterSine(1 - turn)
      let alpha = sine / (2 * band.q)
      let a = Decibel.amplitude(band.gain / 2)
      let edge = 2 * a.squareRoot() * alpha
      let b: (Double, Double, Double)
      let d: (Double, Double, Double)
      switch band.shape {
      case .highPass:
        b = ((1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2)
        d = (1 + alpha, -2 * cosine, 1 - alpha)
      case .lowPass:
        b = ((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2)
        d = (1 + alpha, -2 * cosine, 1 - alpha)
      case .peak:
        b = (1 + alpha * a, -2 * cosine, 1 - alpha * a)
        d = (1 + alpha / a, -2 * cosine, 1 - alpha / a)
      case .lowShelf:
        b = (
          a * (a + 1 - (a - 1) * cosine + edge), 2 * a * (a - 1 - (a + 1) * cosine), a * (a + 1 - (a - 1) * cosine - edge)
        )
        d = (a + 1 + (a - 1) * cosine + edge, -2 * (a - 1 + (a + 1) * cosine), a + 1 + (a - 1) * cosine - edge)
      case .highShelf:
        b = (
          a * (a + 1 + (a - 1) * cosine + edge), -2 * a * (a - 1 + (a + 1) * cosine), a * (a + 1 + (a - 1) * cosine - edge)
        )
        d = (a + 1 - (a - 1) * cosine + edge, 2 * (a - 1 - (a + 1) * cosine), a + 1 - (a - 1) * cosine - edge)
      }
      (b0, b1, b2) = (b.0 / d.0, b.1 / d.0, b.2 / d.0)
      (a1, a2) = (d.1 / d.0, d.2 / d.0)
    }
  }
}
