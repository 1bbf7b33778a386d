package import ReelCore

/// What is judged of a finished sound, measured while it streams by.
package struct SoundMeter {
  package struct Facts: Sendable {
    package var loudness: LoudnessFacts
    /// Samples of any channel above full scale.
    package var clipped: Int
    /// Where all channels stay at or below -50 dBFS for 1.5 s or longer, in samples.
    package var silences: [Range<Int>]
    /// Where all channels are exactly 0 for 0.2 s or longer, in samples.
    package var digitalZeros: [Range<Int>]
  }

  private let channels: Int
  private var meter: LoudnessMeter
  private var silences: QuietRanges
  private var zeros: QuietRanges
  private var clipped = 0

  package init(channels: Int) {
    self.channels = channels
    meter = LoudnessMeter(channels: channels)
    silences = QuietRanges(channels: channels, amplitude: Float(Decibel.amplitude(-50)), minimum: mixRate * 3 / 2)
    zeros = QuietRanges(channels: channels, amplitude: 0, minimum: mixRate / 5)
  }

  /// Measures `frames` more samples of each channel, interleaved.
  package mutating func add(_ samples: UnsafePointer<Float>, frames: Int) {
    meter.add(samples, frames: frames)
    silences.add(samples, frames: frames)
    zeros.add(samples, frames: frames)
    clipped += Self.clipped(samples, channels * frames)
  }

  package consuming func finished() -> Facts {
    Facts(loudness: meter.facts, clipped: clipped, silences: silences.finished(), digitalZeros: zeros.finished())
  }

  /// How many samples are above full scale.
  private static func clipped(_ samples: UnsafePointer<Float>, _ count: Int) -> Int {
    // Magnitudes order as their bits do, and only integers make a vector of this loop.
    let full = Int32(bitPattern: Float(1).bitPattern)
    var clipped: Int32 = 0
    for i in 0..<count { clipped &+= Int32(bitPattern: samples[i].magnitude.bitPattern) > full ? 1 : 0 }
    return Int(clipped)
  }
}
