import ReelAudio
import ReelCore
import ReelMedia
import ReelPlan

/// Listens to what a track without an edit list loses: the codec's priming takes the place of the first samples.
struct LostStart {
  let library: SoundLibrary
  /// Of full scale: -60 dBFS, below which a start is silent.
  private static let silence: Float = 0.001

  /// What to say about a track in which something is heard there; `nil` when nothing is.
  func warning(_ track: Plan.Track, document: String) throws -> Problem? {
    let lost = min(try AudioEncoder.priming(track.spec.encoder), track.spec.mix.length)
    guard lost > 0 else { return nil }
    var mix = track.spec.mix
    mix.clips = mix.clips.filter { $0.start < lost }
    mix.loudness = nil
    mix.length = lost
    var sounds: [SoundSource: any SoundReading] = [:]
    for clip in mix.clips where sounds[clip.source] == nil { sounds[clip.source] = try library.sound(clip.source) }
    let mixer = try Mixer(spec: mix, sounds: sounds)
    var samples = [Float](repeating: 0, count: mixer.layout.channels * lost)
    try samples.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { try mixer.render(range: 0..<lost, into: base) } }
    let peak = samples.reduce(0) { max($0, $1.magnitude) }
    guard peak > Self.silence else { return nil }
    let length = Time(samples: Int64(lost), rate: mixRate)
    let place = track.language.map { " in \($0)" } ?? ""
    return Problem(
      .warning, "without an edit list the first \(length) of the sound\(place) are not heard, and there is sound in them", file: document,
      path: "deliver", hint: "begin later, fade in, or say edit_list: on")
  }
}
