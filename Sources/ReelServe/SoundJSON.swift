import ReelCore
import ReelEngine

/// A language's mix, as the page reads it: `sound/KEY/track.json`. Places are samples, what the encoder put in front included.
struct SoundJSON: Encodable {
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
  /// LUFS, and dBTP, of what a player hears.
  var loudness: Double?
  var truePeak: Double?

  struct Segment: Encodable { var url: String, start: Int, samples: Int }

  init(_ sound: PreviewSound, key: Digest) {
    let folder = "sound/\(key.hex)"
    codec = sound.codec
    mime = "audio/mp4; codecs=\"\(sound.codec)\""
    (sampleRate, samples, priming) = (sound.sampleRate, sound.length, sound.priming)
    self.`init` = "\(folder)/init.mp4"
    segments = zip(sound.edges, sound.edges.dropFirst()).enumerated().map { number, edges in
      Segment(url: "\(folder)/\(number).m4s", start: edges.0, samples: edges.1 - edges.0)
    }
    waveform = "\(folder)/waveform.json"
    (loudness, truePeak) = (sound.loudness.integrated, sound.loudness.truePeak)
  }
}
