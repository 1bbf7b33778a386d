/// The lowest and the highest sample of every stretch of a sound, for players that draw it: the data of the waveform format that BBC
/// R&D's `audiowaveform` writes (version 2, 8 bits, channels merged).
package struct WaveformPeaks: Sendable {
  /// Samples to a pair of numbers.
  package static let stretch = 512

  /// Lowest, highest, lowest, highest: -128...127.
  package private(set) var values: [Int8] = []
  private var low = Float.infinity
  private var high = -Float.infinity
  private var count = 0

  package init() {}

  /// Takes `frames` more samples of each channel, interleaved.
  package mutating func add(_ samples: UnsafePointer<Float>, frames: Int, channels: Int = 2) {
    for i in 0..<frames {
      var sum: Float = 0
      for channel in 0..<channels { sum += samples[i * channels + channel] }
      let merged = sum / Float(channels)
      low = min(low, merged)
      high = max(high, merged)
      count += 1
      if count == Self.stretch { close() }
    }
  }

  /// Ends the sound; a last stretch may be shorter.
  package mutating func finish() {
    if count > 0 { close() }
  }

  private mutating func close() {
    values += [Self.bits(low), Self.bits(high)]
    (low, high, count) = (.infinity, -.infinity, 0)
  }

  /// Eight of the sixteen bits, as a drawing needs them.
  private static func bits(_ sample: Float) -> Int8 { Int8(min(max((sample * 128).rounded(.down), -128), 127)) }

  /// The whole file. `length` counts pairs.
  package func json(sampleRate: Int) -> String {
    let numbers = values.map(String.init).joined(separator: ",")
    return #"{"version":2,"channels":1,"sample_rate":\#(sampleRate),"samples_per_pixel":\#(Self.stretch),"bits":8,"#
      + #""length":\#(values.count / 2),"data":[\#(numbers)]}"# + "\n"
  }
}
