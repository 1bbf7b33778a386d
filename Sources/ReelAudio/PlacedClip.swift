import ReelCore

/// A clip with the sound it plays and the gain it has at every sample of the mix.
struct PlacedClip {
  let clip: MixClip
  private let sound: any SoundReading
  private let level: Float
  private let fadeIn: Ramp
  private let fadeOut: Ramp
  private let ducking: DuckingCurve?

  init(_ clip: MixClip, sound: any SoundReading, ducking: DuckingCurve?) {
    self.clip = clip
    self.sound = sound
    self.ducking = ducking
    level = Float(Decibel.amplitude(clip.gain))
    fadeIn = Ramp.fade(count: clip.fadeIn, curve: clip.curve)
    fadeOut = Ramp.fade(count: clip.fadeOut, curve: clip.curve)
  }

  /// Where the clip has samples, in samples of the mix.
  var range: Range<Int> { Self.range(of: clip, length: sound.length) }

  static func range(of clip: MixClip, length: Int) -> Range<Int> {
    let count = clip.loops ? clip.count : max(0, min(clip.count, length - clip.offset))
    return clip.start..<clip.start + count
  }

  /// Adds the samples of `block` to `mix`, whose first frame is the block's first sample.
  ///
  /// - Parameters:
  ///   - scratch: `2 * block.count` floats.
  ///   - gains: `block.count` floats.
  func add(
    _ block: Range<Int>, to mix: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, gains: UnsafeMutablePointer<Float>
  ) throws {
    let heard = range.clamped(to: block)
    if heard.isEmpty { return }
    try read(heard, into: scratch)
    let out = mix + 2 * (heard.lowerBound - block.lowerBound)
    if let gain = constantGain(in: heard) {
      for i in 0..<2 * heard.count { out[i] += scratch[i] * gain }
    } else {
      fillGains(heard, gains)
      for i in 0..<heard.count {
        out[2 * i] += scratch[2 * i] * gains[i]
        out[2 * i + 1] += scratch[2 * i + 1] * gains[i]
      }
    }
  }

  /// Reads what is heard in `heard`, round the loop as often as it takes.
  private func read(_ heard: Range<Int>, into buffer: UnsafeMutablePointer<Float>) throws {
    var done = 0
    var position = clip.offset + heard.lowerBound - clip.start
    if clip.loops { position %= sound.length }
    while done < heard.count {
      let count = min(heard.count - done, sound.length - position)
      try sound.read(from: position, count: count, into: buffer + 2 * done)
      if let bad = firstNonFinite(buffer + 2 * done, count: 2 * count) {
        let time = Time(samples: Int64(position + bad / 2), rate: mixRate)
        throw ReelError(
          .invalid, "sound \(clip.source.digest), stream \(clip.source.stream), has a sample at \(time) that is not a number",
          hint: "repair or replace the file")
      }
      done += count
      position = 0
    }
  }

  private func firstNonFinite(_ samples: UnsafePointer<Float>, count: Int) -> Int? {
    // The largest magnitude as an integer orders as the floats do, with infinity and not-a-number on top.
    var largest: Int32 = 0
    for i in 0..<count { largest = max(largest, Int32(bitPattern: samples[i].bitPattern & 0x7FFF_FFFF)) }
    return largest < 0x7F80_0000 ? nil : (0..<count).first { !samples[$0].isFinite }
  }

  private var faded: (in: Range<Int>, out: Range<Int>) {
    let end = clip.start + clip.count
    return (clip.start..<clip.start + clip.fadeIn, end - clip.fadeOut..<end)
  }

  private func constantGain(in heard: Range<Int>) -> Float? {
    guard !faded.in.overlaps(heard), !faded.out.overlaps(heard) else { return nil }
    guard let ducking else { return level }
    return ducking.constant(in: heard).map { level * $0 }
  }

  private func fillGains(_ heard: Range<Int>, _ gains: UnsafeMutablePointer<Float>) {
    for i in 0..<heard.count { gains[i] = level }
    let first = heard.lowerBound
    for n in faded.in.clamped(to: heard) { gains[n - first] *= fadeIn[n - faded.in.lowerBound] }
    for n in faded.out.clamped(to: heard) { gains[n - first] *= fadeOut[faded.out.upperBound - 1 - n] }
    ducking?.multiply(gains, range: heard)
  }
}
