import ReelCore

extension Grammar {
  var assets: Kind<Assets> {
    .map(
      "assets", "Pictures beside a delivery's files, for each of its languages, in its first size. No captions are drawn into them.",
      blank: { _ in Assets() },
      [
        Field("cover", \.cover, cover, "The picture an episode is found by, as JPEG; {} for the best one."),
        Field("sprites", \.sprites, sprites, "Small pictures for a player's time line: sheets as JPEG, and WebVTT that leads into them."),
      ])
  }

  private var cover: Kind<Assets.Cover> {
    .map(
      "cover", "The picture an episode is found by.", blank: { Assets.Cover(origin: $0) },
      [
        Field("at", \.at, .time(), "Which picture. By default the sharpest and best exposed of the shots' middle frames without texts."),
        Field("title", \.title, .onOff, "Draw the episode's title on it, in each language."),
        Field("style", \.style, captions, "Changes of how the title looks; its place is x and y."),
      ]
    ) { _, node, reader in
      for field in ["look", "words", "highlight", "in", "out"] {
        guard let said = node["style"]?[field] else { continue }
        reader.report("style.\(field) is not for a cover's title", at: said, hint: "remove it")
      }
    }
  }

  private var sprites: Kind<Assets.Sprites> {
    .map(
      "sprites", "Small pictures for a player's time line.", blank: { Assets.Sprites(origin: $0) },
      [
        Field("every", \.every, .time(above: true), "How long each picture stands for; it is the one in the middle of that time."),
        Field("width", \.width, .integer(32...640, even: true), "Of one picture, in pixels."),
      ])
  }

  /// Stems have no picture to show.
  func checkAssets(_ delivery: Delivery, _ node: DocumentNode, _ reader: DocumentReader) {
    guard delivery.package == .stems, let written = node["assets"], !written.isNull else { return }
    reader.report("a delivery of stems has no picture to show", at: written, hint: "ask for assets in a delivery of mp4 or hls")
  }
}
