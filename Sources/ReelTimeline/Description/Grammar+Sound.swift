import ReelCore

extension Grammar {
  var soundtrack: Kind<Soundtrack> {
    .map(
      "audio", "The sound all languages share, and how loud each shall be.", blank: { _ in Soundtrack() },
      [
        Field("shots", \.ownSound, ownSound, "The shots' own sound."),
        Field("dialogue", \.dialogue, voice, "What every line of dialogue goes through."),
        Field("speakers", \.speakers, speakers, "What the lines of a speaker go through before that, by name."),
        Field("room_tone", \.roomTone, roomTone, "Heard where no shot's own sound is, so that dubbing does not stand in dead silence."),
        Field("music", \.music, music.list(), "Music, under dialogue when it ducks."),
        Field("effects", \.effects, effect.list(), "Sounds at a time."),
        Field("loudness", \.loudness, loudness.orOff(), "How loud the mix of each language shall be; off leaves it as it is."),
        Field("dubbing", \.dubbing, dubbing, "How spoken lines are brought into their slots."),
      ])
  }

  private var ownSound: Kind<OwnSound> {
    .map(
      "audio.shots", "The shots' own sound.", blank: { _ in OwnSound() },
      [
        Field("gain", \.gain, Kind.movingGain.orOff(), "Added to the gain of every shot; keyframes count from the start of the episode."),
        Field("duck", \.duck, duck, "Step back while someone speaks. By default it does not; {} is the defaults below."),
      ] + channelFields(\.channel))
  }

  private var voice: Kind<Voice> {
    .map(
      "voice", "What lines of dialogue go through, besides what they say themselves.", blank: { Voice(origin: $0) },
      [Field("gain", \.gain, .movingGain, "Added to the gain of every line; keyframes count from the start of the episode.")]
        + channelFields(\.channel))
  }

  private var speakers: Kind<[String: Voice]> {
    voice.byKey("the name of a speaker", pattern: "^.+$", isKey: { !$0.isEmpty })
      .map(show: { _ in .object([]) }) { voices, _, _ in Dictionary(voices.map { ($0.key, $0.value) }) { $1 } }
  }

  private var roomTone: Kind<RoomTone> {
    .map(
      "room tone", "A recording of a place in which nobody speaks.", blank: { RoomTone(source: .none, origin: $0) },
      [
        Field("source", \.source, .file(), required: true, "The recording; it begins again at its end."),
        Field("gain", \.gain, .gain, "How much louder or softer."),
        Field("crossfade", \.crossfade, .time(), "Over which its end crosses into its beginning, and it into the shots beside it."),
      ])
  }

  private var music: Kind<Music> {
    .map(
      "music", "A piece of music.", blank: { Music(source: .none, origin: $0) },
      [
        Field("source", \.source, .file(), required: true, "The recording."),
        Field("start", \.start, .time(), "When it begins."),
        Field("gain", \.gain, .movingGain, "How much louder or softer."),
        Field("loop", \.loop, .boolean, "Begin again at the end."),
        Field("loop_crossfade", \.loopCrossfade, .time(), "Over which the end of a loop crosses into its beginning."),
        Field("fade_in", \.fadeIn, .time(), "From silence to full level."),
        Field("fade_out", \.fadeOut, .time(), "From full level to silence, at its end or the episode's."),
        Field("duck", \.duck, duck, "Step back while someone speaks. By default it does not; {} is the defaults below."),
      ] + channelFields(\.channel))
  }

  private var duck: Kind<Duck> {
    .map(
      "duck", "How a sound steps back while someone speaks.", blank: { _ in Duck() },
      [
        Field("depth", \.depth, .number(-60...0, "dB"), "How far."),
        Field("attack", \.attack, .time(), "From full level to depth."),
        Field("hold", \.hold, .time(), "How long it stays down after a line."),
        Field("release", \.release, .time(), "Back to full level."),
        Field(
          "look_ahead", \.lookAhead, .time(),
          "How long before a line it begins to fall. By default the attack: it is down when the line begins."),
      ])
  }

  private var effect: Kind<SoundEffect> {
    .map(
      "sound effect", "A sound at a time.", blank: { SoundEffect(source: .none, origin: $0) },
      [
        Field("source", \.source, .file(), required: true, "The recording."),
        Field("start", \.start, .time(), "When it begins."),
        Field("gain", \.gain, .movingGain, "How much louder or softer."),
        Field("fade_in", \.fadeIn, .time(), "From silence to full level."),
        Field("fade_out", \.fadeOut, .time(), "From full level to silence, at its end or the episode's."),
        Field("duck", \.duck, duck, "Step back while someone speaks. By default it does not; {} is the defaults above."),
      ] + channelFields(\.channel))
  }

  var integratedLoudness: Kind<Double> { .number(-40 ... -5, "LUFS") }
  var truePeak: Kind<Double> { .number(-20...0, "dBTP") }

  private var loudness: Kind<Loudness> {
    .map(
      "loudness", "How loud the mix of each language shall be.", blank: { _ in Loudness() },
      [
        Field("target", \.target, integratedLoudness, "Integrated loudness (ITU-R BS.1770-4)."),
        Field("true_peak", \.truePeak, truePeak, "Never exceeded."),
        Field(
          "dialogue", \.dialogue, Kind.number(-10...10, "LU").orOff(),
          "Loudness of the dialogue over speech, above the target: the same in all languages. All else is moved against it by 2 dB at most; "
            + "off moves nothing."),
      ])
  }
}

/// `audio.shots` of the document.
struct OwnSound {
  var gain: Keyframed? = 0
  var duck: Duck?
  var channel = Channel()
}

extension Soundtrack {
  fileprivate var ownSound: OwnSound {
    get { OwnSound(gain: shotsGain, duck: shotsDuck, channel: shots) }
    set { (shotsGain, shotsDuck, shots) = (newValue.gain, newValue.duck, newValue.channel) }
  }
}
