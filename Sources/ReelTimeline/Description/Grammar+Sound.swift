import ReelCore

extension Grammar {
  var soundtrack: Kind<Soundtrack> {
    .map(
      "audio", "The sound all languages share, and how loud each shall be.", blank: { _ in Soundtrack() },
      [
        Field("shots", \.ownSound, ownSound, "The shots' own sound."),
        Field("music", \.music, music.list(), "Music, under dialogue when it ducks."),
        Field("effects", \.effects, effect.list(), "Sounds at a time."),
        Field("loudness", \.loudness, loudness.orOff(), "How loud the mix of each language shall be; off leaves it as it is."),
      ])
  }

  private var ownSound: Kind<OwnSound> {
    .map(
      "audio.shots", "The shots' own sound.", blank: { _ in OwnSound() },
      [Field("gain", \.gain, Kind.gain.orOff(), "Added to the gain of every shot.")])
  }

  private var music: Kind<Music> {
    .map(
      "music", "A piece of music.", blank: { Music(source: .none, origin: $0) },
      [
        Field("source", \.source, .file(), required: true, "The recording."),
        Field("start", \.start, .time(), "When it begins."),
        Field("gain", \.gain, .gain, "How much louder or softer."),
        Field("loop", \.loop, .boolean, "Begin again at the end."),
        Field("fade_in", \.fadeIn, .time(), "From silence to full level."),
        Field("fade_out", \.fadeOut, .time(), "From full level to silence, at its end or the episode's."),
        Field("duck", \.duck, duck, "Step back while someone speaks. By default it does not; {} is the defaults below."),
      ])
  }

  private var duck: Kind<Duck> {
    .map(
      "duck", "How music steps back while someone speaks.", blank: { _ in Duck() },
      [
        Field("depth", \.depth, .number(-60...0, "dB"), "How far."),
        Field("attack", \.attack, .time(), "From full level to depth."),
        Field("release", \.release, .time(), "Back to full level."),
      ])
  }

  private var effect: Kind<SoundEffect> {
    .map(
      "sound effect", "A sound at a time.", blank: { SoundEffect(source: .none, origin: $0) },
      [
        Field("source", \.source, .file(), required: true, "The recording."),
        Field("start", \.start, .time(), "When it begins."),
        Field("gain", \.gain, .gain, "How much louder or softer."),
      ])
  }

  private var loudness: Kind<Loudness> {
    .map(
      "loudness", "How loud the mix of each language shall be.", blank: { _ in Loudness() },
      [
        Field("target", \.target, .number(-40 ... -5, "LUFS"), "Integrated loudness (ITU-R BS.1770-4)."),
        Field("true_peak", \.truePeak, .number(-20...0, "dBTP"), "Never exceeded."),
        Field(
          "dialogue", \.dialogue, Kind.number(-10...10, "LU").orOff(),
          "Loudness of the dialogue over speech, above the target: the same in all languages. All else is moved against it by 2 dB at most; "
            + "off moves nothing."),
      ])
  }
}

/// `audio.shots` of the document.
struct OwnSound {
  var gain: Double? = 0
}

extension Soundtrack {
  fileprivate var ownSound: OwnSound {
    get { OwnSound(gain: shotsGain) }
    set { shotsGain = newValue.gain }
  }
}
