import ReelCore

extension Grammar {
  /// What its profile fills in stands under what a delivery says itself.
  var delivery: Kind<Delivery> {
    var kind = deliveryAlone
    let read = kind.read
    kind.read = { node, reader in
      guard let named = node["profile"], case .scalar(let scalar) = named.content, Kind<String>.isName(scalar.text),
        let deliver = reader.profiles.find(scalar.text, at: named, self, reader)?.deliver
      else { return read(node, reader) }
      return read(Inheritance.merge(node, over: deliver), reader)
    }
    return kind
  }

  private var profileName: Kind<Profile> {
    Kind<String>.name.map(show: { .string($0.name) }) { name, node, reader in reader.profiles.find(name, at: node, self, reader)?.profile }
  }

  private var deliveryAlone: Kind<Delivery> {
    .map(
      "delivery", "One set of files.", blank: { Delivery(origin: $0) },
      [
        Field("name", \.name, .name, "Names the folder of its files."),
        Field(
          "profile", \.profile, profileName,
          "A store or platform, whose file fills in what is not said here and says what is refused: see profiles.md."),
        Field("languages", \.languages, knownLanguage.list(atLeast: 1), "Which languages. By default all."),
        Field("subtitles", \.subtitles, .choice, "Drawn into the picture, beside it as files, both or not at all."),
        Field("renditions", \.renditions, renditions, "Which sizes. By default the canvas's."),
        Field("package", \.package, .choice, "What kind of files: a video each, a package for players of HLS and DASH, or stems of sound."),
        Field(
          "edit_list", \.editList, .onOff,
          "Whether an edit list may say where the sound begins. Stores that forbid one lose the first 21 ms of it."),
        Field("waveform", \.waveform, .onOff, "A drawing of each language's sound, as JSON for players."),
        Field("assets", \.assets, assets, "Pictures that stores and players show of it."),
        Field("encoder", \.encoder, encoder, "How picture and sound are encoded."),
        Field("loudness", \.loudness, loudnessChoice, "How loud it shall be, where that is not what audio.loudness says."),
      ]
    ) { delivery, node, reader in
      if node["languages"]?.isNull != false { delivery.languages = reader.languages }
      checkSound(delivery, node, reader)
      checkAssets(delivery, node, reader)
      if delivery.package == .hls { settlePackage(&delivery, node, reader) }
      if delivery.renditions.isEmpty { delivery.renditions = [.whole(reader.canvas.size)] }
      if let languages = node["languages"] { checkUnique(delivery.languages, "language", languages, reader) }
    }
  }

  /// Words are files of their own, because all languages share one picture; and fragments have no edit lists (CMAF brand `cmf2`).
  private func settlePackage(_ delivery: inout Delivery, _ node: DocumentNode, _ reader: DocumentReader) {
    if node["subtitles"] == nil { delivery.subtitles = .sidecar }
    if let written = node["edit_list"], delivery.editList {
      reader.report("a package of hls has no edit lists", at: written, hint: "leave it out")
    }
    delivery.editList = false
  }

  static var videoEncoders: [String] { ["libx264", "libx265", "libvpx-vp9"] }
  static var videoSound: [String] { ["aac", "libfdk_aac", "libopus", "flac"] }
  private var stemSound: [String] { ["pcm_s24le", "pcm_f32le"] }

  private func checkSound(_ delivery: Delivery, _ node: DocumentNode, _ reader: DocumentReader) {
    let fitting = delivery.package == .stems ? stemSound : Self.videoSound
    guard let audio = delivery.encoder.audio, !fitting.contains(audio), let written = node["encoder"]?["audio"] else { return }
    reader.report(
      "audio '\(audio)' does not go into package \(delivery.package.rawValue)", at: written,
      hint: "it takes \(fitting.joined(separator: ", "))")
  }

  var knownLanguage: Kind<String> {
    Kind<String>.text.checked { tag, node, reader in
      if reader.languages.contains(tag) { return true }
      reader.report(
        "language '\(tag)' is not one of the document's", at: node, hint: Spelling.hint(for: tag, among: reader.languages))
      return false
    }
  }

  private var encoder: Kind<EncoderChoice> {
    let presets = ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"]
    return .map(
      "encoder", "How picture and sound are encoded.", blank: { _ in EncoderChoice() },
      [
        Field("video", \.video, .choice(Self.videoEncoders), "The video encoder: H.264 in 8 bits, H.265 in 10, or VP9 in 8."),
        Field("preset", \.preset, .choice(presets), "Slower is smaller."),
        Field(
          "crf", \.crf, .number(0...63),
          "Constant quality: lower is better and larger; of H.264 and H.265 at most 51, of VP9 a whole number, of which 32 is usual."),
        Field("gop", \.gop, .exact(Rational(1, 10), Rational(10), "s"), "The longest time between key frames."),
        Field("audio", \.audio, .choice(Self.videoSound + stemSound), "The encoder of sound. By default aac, in stems pcm_s24le."),
        Field(
          "audio_bitrate", \.audioBitRate, .bitRate(32_000...512_000),
          "Of sound that is compressed with loss. By default 128k, in 5.1 384k."),
        Field("audio_layout", \.audioLayout, soundLayout, "How many loudspeakers the sound is mixed for, in stems too."),
      ])
  }

  /// YAML takes `5.1` for a number.
  private var soundLayout: Kind<SoundLayout> {
    Kind(
      "stereo or 5.1", as: [.text, .number], schema: .object([("enum", .array(["stereo", "5.1", .number(5.1)]))]),
      show: { .string($0.rawValue) }
    ) { text, _ in SoundLayout(rawValue: text) }
  }

  private var loudnessChoice: Kind<LoudnessChoice> {
    .map(
      "delivery loudness", "How loud a delivery shall be. What it does not say is as in audio.loudness.", blank: { _ in LoudnessChoice() },
      [
        Field("target", \.target, integratedLoudness, "Integrated loudness (ITU-R BS.1770-4)."),
        Field("true_peak", \.truePeak, truePeak, "Never exceeded."),
      ])
  }

  private var renditions: Kind<[Rendition]> {
    let short = Kind<Rendition>(
      "a short side as 1080p", limits: "even and 16...8192", schema: .pattern("^[0-9]{2,4}p$"), show: { .string($0.name) }
    ) { text, reader in
      guard text.hasSuffix("p"), (3...5).contains(text.utf8.count), text.utf8.dropLast().allSatisfy({ (48...57).contains($0) }),
        let side = Int(text.dropLast()), (16...8192).contains(side), side % 2 == 0
      else { return nil }
      return Rendition(short: side, of: reader.canvas.size)
    }
    .checked { rendition, node, reader in
      guard max(rendition.size.width, rendition.size.height) > 8192 else { return true }
      reader.report("\(node.name) '\(rendition.name)' is \(rendition.size), and a side must be at most 8192", at: node)
      return false
    }
    let written: Kind<Rendition> = .either(sized, short, isFirst: \.isMap)
    return Kind<Rendition>.either(capped(short), written, isFirst: { $0["size"] != nil }).list(atLeast: 1).checked {
      renditions, node, reader in
      checkUnique(renditions.map(\.name), "rendition", node, reader)
      return true
    }
  }

  private func capped(_ short: Kind<Rendition>) -> Kind<Rendition> {
    .map(
      "rendition with a limit", "The canvas's aspect in another size.",
      blank: { _ in Rendition(name: "", size: Size(width: 0, height: 0)) },
      [
        Field("size", \.self, short, required: true, "The short side."),
        Field("video_bitrate", \.maxRate, .bitRate(50_000...400_000_000), "The highest average rate of the picture."),
      ])
  }

  private var sized: Kind<Rendition> {
    .map(
      "rendition", "A size of its own.", blank: { _ in Rendition(name: "", size: Size(width: 0, height: 0)) },
      [
        Field("name", \.givenName, .name, "Stands in the files' names. By default WIDTHxHEIGHT."),
        Field("width", \.size.width, .integer(16...8192, even: true), required: true, "Pixels."),
        Field("height", \.size.height, .integer(16...8192, even: true), required: true, "Pixels."),
        Field("fit", \.fit, fit, "How the canvas fills it; must be said when its aspect is another."),
        Field("video_bitrate", \.maxRate, .bitRate(50_000...400_000_000), "The highest average rate of the picture."),
      ]
    ) { rendition, node, reader in
      if rendition.name.isEmpty { rendition.name = "\(rendition.size)" }
      let canvas = reader.canvas.size
      if rendition.fit == nil, !rendition.size.hasAspect(of: canvas) {
        reader.report(
          "fit is required: \(rendition.size) has another aspect than the canvas (\(canvas))", at: node, path: "\(node.path).fit",
          hint: "cover cuts off, contain leaves borders, stretch distorts")
      }
    }
  }
}

extension Rendition {
  /// The canvas scaled to a short side, both sides even: 4:2:0 has one colour for two pixels.
  init(short: Int, of canvas: Size) {
    let long = Size.even(max(canvas.width, canvas.height) * short, over: canvas.shortSide)
    let isUpright = canvas.height >= canvas.width
    self.init(name: "\(short)p", size: Size(width: isUpright ? short : long, height: isUpright ? long : short))
  }

  fileprivate var givenName: String? {
    get { nil }
    set { name = newValue ?? "" }
  }
}

extension Size {
  /// The even number nearest to a fraction; of two the greater.
  static func even(_ numerator: Int, over denominator: Int) -> Int { (numerator + denominator) / (2 * denominator) * 2 }

  /// Whether one is the other scaled, up to the rounding to even sides.
  func hasAspect(of other: Size) -> Bool {
    height == Size.even(other.height * width, over: other.width) || width == Size.even(other.width * height, over: other.height)
  }
}
