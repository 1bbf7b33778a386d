import ReelCore

/// The data file of a store or platform.
extension Grammar {
  func profile(named name: String) -> Kind<Profile> {
    .map(
      "profile", "A store or platform: a file NAME.yaml in the folder profiles beside the document.", blank: { _ in Profile(name: name) },
      [
        Field("title", \.title, .text, required: true, "For people."),
        Field("date", \.date, date, required: true, "When its figures were looked up."),
        Field("sources", \.sources, Kind<String>.text.list(atLeast: 1), required: true, "Where each of its figures is from."),
        Field("safe_area", \.covered, covered, "What the player's own buttons and words cover. Captions in it are warned of."),
        Field("limits", \.limits, limits, "What is refused."),
        Field("deliver", checked: filling, "What it fills in of a delivery that does not say it: any of a delivery's keys."),
      ])
  }

  private var date: Kind<String> {
    Kind(
      "a year and a month as 2026-10", schema: .pattern("^20[0-9]{2}-(0[1-9]|1[0-2])$"), show: JSON.string
    ) { text, _ in text.wholeMatch(of: /20[0-9]{2}-(0[1-9]|1[0-2])/) == nil ? nil : text }
  }

  /// Read where it is used, together with what the delivery itself says.
  private var filling: Kind<Void> {
    Kind<Void>(noun: "a map of a delivery's keys", schema: .object([("type", "object")]), show: { _ in .null }) { node, reader in
      if node.isMap { return () }
      reader.reportType(node, "a map of a delivery's keys")
      return nil
    }
  }

  private var covered: Kind<Profile.Covered> {
    .map(
      "safe area", "What is covered at each side, in pixels of a picture of 1080x1920.", blank: { _ in Profile.Covered() },
      [
        Field("top", \.top, .integer(0...900), "Pixels."),
        Field("bottom", \.bottom, .integer(0...900), "Pixels."),
        Field("left", \.left, .integer(0...500), "Pixels."),
        Field("right", \.right, .integer(0...500), "Pixels."),
      ])
  }

  private var limits: Kind<Profile.Limits> {
    .map(
      "limits", "What is refused: before rendering where it is known, else in the report of the finished file.",
      blank: { _ in Profile.Limits() },
      [
        Field("min_duration", \.minDuration, .time(above: true), "The shortest episode."),
        Field("max_duration", \.maxDuration, .time(above: true), "The longest episode."),
        Field("min_fps", \.minRate, .number(1...120), "Frames per second."),
        Field("max_fps", \.maxRate, .number(1...120), "Frames per second."),
        Field("min_width", \.minWidth, .integer(16...8192), "Pixels."),
        Field("max_width", \.maxWidth, .integer(16...8192), "Pixels."),
        Field("min_height", \.minHeight, .integer(16...8192), "Pixels."),
        Field("max_height", \.maxHeight, .integer(16...8192), "Pixels."),
        Field("max_file_size", \.maxFileSize, .bytes(atLeast: 1_000_000), "Of each video."),
        Field("max_video_bitrate", \.maxVideoBitRate, .bitRate(50_000...400_000_000), "Of the picture, whole and between key frames."),
        Field("max_audio_bitrate", \.maxAudioBitRate, .bitRate(32_000...512_000), "Of sound that is compressed with loss."),
        Field("max_channels", \.maxChannels, .integer(1...6), "Of the sound."),
        Field("video", \.video, Kind<String>.choice(Self.videoEncoders).list(atLeast: 1), "Which encoders of the picture."),
        Field("audio", \.audio, Kind<String>.choice(Self.videoSound).list(atLeast: 1), "Which encoders of the sound."),
        Field("edit_list", \.editList, .onOff, "off: a file must not have one."),
        Field("cover", \.cover, cover, "Of a delivery's cover."),
      ])
  }

  private var cover: Kind<Profile.Cover> {
    .map(
      "cover limits", "What is refused of the picture an episode is found by.", blank: { _ in Profile.Cover() },
      [
        Field("max_file_size", \.maxFileSize, .bytes(atLeast: 1000), "Of the JPEG file."),
        Field("min_width", \.minWidth, .integer(16...8192), "Pixels."),
        Field("max_width", \.maxWidth, .integer(16...8192), "Pixels."),
        Field("min_height", \.minHeight, .integer(16...8192), "Pixels."),
        Field("max_height", \.maxHeight, .integer(16...8192), "Pixels."),
      ])
  }
}

extension Kind where Value == Int {
  /// Bytes: `300M`, `4G`, in powers of ten.
  fileprivate static func bytes(atLeast least: Int) -> Kind {
    let units = ["k": 1000, "M": 1_000_000, "G": 1_000_000_000]
    func shown(_ bytes: Int) -> String { bytes % 1_000_000 == 0 ? "\(bytes / 1_000_000)M" : "\(bytes / 1000)k" }
    return Kind(
      "bytes as 300M or 4G", limits: "at least \(shown(least))", schema: .pattern("^[0-9]{1,6}[kMG]$"), show: { .string(shown($0)) }
    ) { text, _ in
      guard let unit = units[String(text.suffix(1))], text.utf8.count <= 7, let number = Int(text.dropLast()), number >= 0 else {
        return nil
      }
      return number * unit >= least ? number * unit : nil
    }
  }
}
