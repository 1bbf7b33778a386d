import ReelCore
import ReelEngine

/// A language's mix, as the page reads it: `sound/KEY/track.json`, or, while it is made, `sound/KEY/first-track.json`. Places are samples,
/// what the encoder put in front included.
struct SoundJSON: Encodable {
  /// Before the names of what is heard while a mix is made.
  static let first = "first-"

  var codec: String
  var mime: String
  var sampleRate: Int
  /// Of the sound.
  var samples: Int
  /// In front, not of the sound.
  var priming: Int
  var `init`: String
  var segments: [Segment]
  var waveform: String
  /// Whether all of it is there.
  var isWhole: Bool
  /// Whether what was heard while it was made is it.
  var isFirst: Bool
  /// LUFS, and dBTP, of what a player hears.
  var loudness: Double?
  var truePeak: Double?

  struct Segment: Encodable { var url: String, start: Int, samples: Int }

  /// - Parameter prefix: before the names of its parts.
  init(_ sound: PreviewSound, key: Digest, prefix: String = "") {
    let folder = "sound/\(key.hex)"
    codec = sound.codec
    mime = "audio/mp4; codecs=\"\(sound.codec)\""
    (sampleRate, samples, priming) = (sound.sampleRate, sound.length, sound.priming)
    self.`init` = "\(folder)/\(prefix)init.mp4"
    segments = zip(sound.edges, sound.edges.dropFirst()).enumerated().map { number, edges in
      Segment(url: "\(folder)/\(prefix)\(number).m4s", start: edges.0, samples: edges.1 - edges.0)
    }
    waveform = "\(folder)/waveform.json"
    (isWhole, isFirst) = (sound.isWhole, sound.isFirst)
    (loudness, truePeak) = (sound.loudness?.integrated, sound.loudness?.truePeak)
  }
}
