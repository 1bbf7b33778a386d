import ReelCore

extension Grammar {
  /// What a sound goes through: fields of everything that is heard.
  func channelFields<Root>(_ channel: WritableKeyPath<Root, Channel>) -> [Field<Root>] {
    [
      Field(
        "pan", channel.appending(path: \.pan), .keyframed(-1...1),
        "Where between left (-1) and right (1) it stands. By default every channel stays where it is."),
      Field("eq", channel.appending(path: \.equalizer), equalizer, "Filters of its tone. By default none."),
      Field("reverb", channel.appending(path: \.reverb), reverb, "A place it is put into. By default none; {} is the defaults below."),
    ]
  }

  private var equalizer: Kind<EqualizerSettings> {
    .map(
      "eq", "Filters of a sound's tone, one after another.", blank: { _ in EqualizerSettings() },
      [
        Field("high_pass", \.highPass, .number(20...2000, "Hz"), "Takes away what is below, 12 dB an octave: rumble, handling, pops."),
        Field("low_shelf", \.lowShelf, band("low shelf", 200), "Lifts or lowers all below."),
        Field("presence", \.presence, band("presence", 3500, q: 1), "Lifts or lowers what is around it: consonants are near 3500 Hz."),
        Field("high_shelf", \.highShelf, band("high shelf", 8000), "Lifts or lowers all above."),
        Field("low_pass", \.lowPass, .number(200...20_000, "Hz"), "Takes away what is above, 12 dB an octave."),
      ])
  }

  private func band(_ name: String, _ frequency: Double, q: Double? = nil) -> Kind<EqualizerSettings.Band> {
    var fields: [Field<EqualizerSettings.Band>] = [
      Field("frequency", \.frequency, .number(20...20_000, "Hz"), "Where."),
      Field("gain", \.gain, .number(-24...24, "dB"), "How much."),
    ]
    if q != nil { fields.append(Field("q", \.q, .number(0.1...20), "How narrow: 1 is about an octave and a third.")) }
    return .map(
      name, "One filter.", blank: { _ in q.map { .init(frequency: frequency, q: $0) } ?? .init(frequency: frequency) }, fields)
  }

  private var reverb: Kind<Reverb> {
    .map(
      "reverb", "A place that answers a sound.", blank: { _ in Reverb() },
      [
        Field("room", \.room, .choice, "Which place."),
        Field("send", \.send, .number(-60...12, "dB"), "How loud the place is to the sound itself."),
      ])
  }
}
