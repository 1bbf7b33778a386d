import ReelCore

/// A clip with the sound it plays and the gain it has at every sample of the mix.
struct PlacedClip {
  let clip: MixClip
  /// Where the clip has samples, in samples of the mix.
  let range: Range<Int>
  private let signal: ClipSignal
  private let level: Float
  private let fadeIn: Ramp
  private let fadeOut: Ramp
  private let ducking: DuckingCurve?
  private let automation: Envelope?
  private let panner: Panner?
  private let sendLevel: Float

  /// - Parameter edges: samples of the fades without which the clip would begin or end with a jump.
  init(_ clip: MixClip, signal: ClipSignal, ducking: DuckingCurve?, edges: (in: Int, out: Int) = (0, 0)) {
    self.clip = clip
    self.signal = signal
    self.ducking = ducking
    range = clip.start..<clip.start + signal.count
    level = Float(Decibel.amplitude(clip.gain))
    fadeIn = edges.in > 0 ? Ramp.fade(count: edges.in, curve: .power) : Ramp.fade(count: clip.fadeIn, curve: clip.curve)
    fadeOut = edges.out > 0 ? Ramp.fade(count: edges.out, curve: .power) : Ramp.fade(count: clip.fadeOut, curve: clip.curve)
    // A fade at an edge ends where the samples do; the clip's own where the clip was meant to end.
    let end = edges.out > 0 ? range.upperBound : clip.start + clip.count
    faded = (clip.start..<clip.start + fadeIn.count, end - fadeOut.count..<end)
    automation = clip.automation.map(Envelope.init)
    panner = clip.pan.map(Panner.init)
    sendLevel = clip.reverb.map { Float(Decibel.amplitude($0.level)) } ?? 0
  }

  private let faded: (in: Range<Int>, out: Range<Int>)

  /// Adds the samples of `block` to `mix`, whose first frame is the block's first sample.
  ///
  /// - Parameters:
  ///   - mix: `nil` when only the room is asked for.
  ///   - send: the input of the clip's room, from the block's first sample.
  ///   - scratch: `2 * block.count` floats.
  ///   - gains: `block.count` floats.
  func add(
    _ block: Range<Int>, to mix: UnsafeMutablePointer<Float>?, send: UnsafeMutablePointer<Float>?,
    scratch: UnsafeMutablePointer<Float>, gains: UnsafeMutablePointer<Float>
  ) throws {
    let heard = range.clamped(to: block)
    if heard.isEmpty { return }
    let own = heard.lowerBound - range.lowerBound..<heard.upperBound - range.lowerBound
    try signal.read(own, into: scratch)
    let first = 2 * (heard.lowerBound - block.lowerBound)
    let gain = constantGain(in: heard)
    // As most clips are: what is done below, in one go.
    if let gain, let mix, send == nil, panner == nil {
      for i in 0..<2 * heard.count { mix[first + i] += scratch[i] * gain }
      return
    }
    if let gain {
      for i in 0..<2 * heard.count { scratch[i] *= gain }
    } else {
      fillGains(heard, gains)
      for i in 0..<heard.count {
        scratch[2 * i] *= gains[i]
        scratch[2 * i + 1] *= gains[i]
      }
    }
    panner?.apply(to: scratch, range: own)
    if let mix { for i in 0..<2 * heard.count { mix[first + i] += scratch[i] } }
    if let send { for i in 0..<2 * heard.count { send[first + i] += scratch[i] * sendLevel } }
  }

  private func constantGain(in heard: Range<Int>) -> Float? {
    guard automation == nil, !faded.in.overlaps(heard), !faded.out.overlaps(heard) else { return nil }
    guard let ducking else { return level }
    return ducking.constant(in: heard).map { level * $0 }
  }

  private func fillGains(_ heard: Range<Int>, _ gains: UnsafeMutablePointer<Float>) {
    for i in 0..<heard.count { gains[i] = level }
    let first = heard.lowerBound
    for n in faded.in.clamped(to: heard) { gains[n - first] *= fadeIn[n - faded.in.lowerBound] }
    for n in faded.out.clamped(to: heard) { gains[n - first] *= fadeOut[faded.out.upperBound - 1 - n] }
    ducking?.multiply(gains, range: heard)
    let own = heard.lowerBound - range.lowerBound..<heard.upperBound - range.lowerBound
    automation?.forEach(own, factors: { SIMD4(repeating: Float(Decibel.amplitude($0))) }) { i, gain in gains[i] *= gain.x }
  }
}
