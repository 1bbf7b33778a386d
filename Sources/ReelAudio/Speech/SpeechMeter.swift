package import ReelCore

/// Looks at a recording of speech: where its voice begins and ends, and what is wrong with it.
///
/// It is fed with the sound at its own rate, because what was cut off and what was never there shows there and blurs in resampling.
/// Arithmetic is in whole numbers, or plain: equal samples have equal facts on every machine. Memory grows by 30 kB a minute.
package struct SpeechMeter {
  /// Rising with every change of what is found, so that what was remembered before is measured anew.
  package static let version = 2

  private let rate: Int
  private var loudness: VoiceFinder
  private var clipping: [ClippingFinder]
  private var clicks: ClickFinder
  private var hum: HumFinder
  private var spectrum: BandwidthFinder
  private var frames = 0
  private var peak: Float = 0
  private var firstLevel: Float = 0
  private var lastLevel: Float = 0
  private var mono: [Float] = []

  /// - Parameter rate: of the samples to come, in Hz.
  package init(rate: Int) {
    self.rate = rate
    loudness = VoiceFinder(rate: rate)
    clipping = [ClippingFinder(), ClippingFinder()]
    clicks = ClickFinder()
    hum = HumFinder(rate: rate)
    spectrum = BandwidthFinder(rate: rate)
  }

  /// Takes the next samples, left and right in turn.
  package mutating func add(_ samples: UnsafeBufferPointer<Float>) {
    let count = samples.count / 2
    guard count > 0 else { return }
    fold(samples, count)
    if frames == 0 { firstLevel = abs(mono[0]) }
    lastLevel = abs(mono[count - 1])
    for channel in 0..<2 { clipping[channel].add(samples, channel: channel, at: frames) }
    mono.withUnsafeBufferPointer { mono in
      loudness.add(mono)
      clicks.add(mono, at: frames)
      hum.add(mono)
      spectrum.add(mono)
    }
    frames += count
  }

  /// Mixes down to one channel.
  private mutating func fold(_ samples: UnsafeBufferPointer<Float>, _ count: Int) {
    // Magnitudes order as their bits do, and only integers make a vector of this loop.
    var highest: Int32 = 0
    mono = [Float](unsafeUninitializedCapacity: count) { mono, filled in
      for i in 0..<count {
        let (left, right) = (Self.sane(samples[2 * i]), Self.sane(samples[2 * i + 1]))
        highest = max(highest, Int32(bitPattern: left.magnitude.bitPattern), Int32(bitPattern: right.magnitude.bitPattern))
        mono[i] = (left + right) / 2
      }
      filled = count
    }
    peak = max(peak, Float(bitPattern: UInt32(bitPattern: highest)))
  }

  /// What is no number is found, and told, where it is mixed.
  static func sane(_ sample: Float) -> Float { sample.isFinite ? min(max(sample, -8), 8) : 0 }

  /// What was found in all that was taken.
  package mutating func finish() -> SpeechFacts {
    guard let voice = loudness.voice else { return SpeechFacts(voice: nil, faults: [SpeechFault(.silent)]) }
    var faults: [SpeechFault] = []
    func time(_ sample: Int) -> Time { Time(samples: Int64(sample), rate: rate) }
    // A word that was cut away leaves a step: above -30 dBFS, and above -26 dB of the loudest sample.
    let step = max(0.0316, peak * 0.05)
    if firstLevel >= step { faults.append(SpeechFault(.cutStart)) }
    if let found = clipping.compactMap(\.found).max(by: { $0.count < $1.count }) {
      faults.append(SpeechFault(.clipped, at: time(found.first), amount: found.count))
    }
    clicks.finish(at: frames)
    if let first = clicks.first { faults.append(SpeechFault(.click, at: time(first), amount: clicks.count)) }
    spectrum.finish()
    if let frequency = hum.found { faults.append(SpeechFault(.hum, amount: frequency)) }
    if let highest = spectrum.found { faults.append(SpeechFault(.narrow, amount: highest)) }
    if lastLevel >= step { faults.append(SpeechFault(.cutEnd, at: time(frames - 1))) }
    // At 48 kHz, outwards.
    let start = Int(time(voice.lowerBound).seconds.samplesDown)
    let end = Int(time(voice.upperBound).seconds.samplesUp)
    return SpeechFacts(voice: start..<end, faults: faults.sorted { $0.at < $1.at })
  }
}

extension Rational {
  fileprivate var samplesDown: Int64 { (self * Rational(Int64(mixRate))).floor }
  fileprivate var samplesUp: Int64 { (self * Rational(Int64(mixRate))).ceil }
}
