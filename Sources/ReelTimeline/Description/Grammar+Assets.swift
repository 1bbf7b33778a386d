import ReelCore

extension Grammar {
  var assets: Kind<Assets> {
    .map(
      "assets", "Pictures beside a delivery's files, for each of its languages, in its first size. No captions are drawn into them.",
      blank: { _ in Assets() },
      [
        Field("cover", \.cover, cover, "The picture an episode is found by, as JPEG; {} for the best one."),
        Field("thumbnails", \.thumbnails, thumbnails, "Several pictures to choose from, as JPEG; {} for the three best."),
        Field("sprites", \.sprites, sprites, "Small pictures for a player's time line: sheets as JPEG, and WebVTT that leads into them."),
        Field("animation", \.animation, animation, "Short pieces that move, as animated WebP; {} for a second of each of the three best."),
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

  private var thumbnails: Kind<Assets.Thumbnails> {
    .map(
      "thumbnails", "Several pictures to choose from, the best first.", blank: { Assets.Thumbnails(origin: $0) },
      [
        Field(
          "of", \.of, moments(1...24),
          "How many of the best, each of a shot of its own; or a list of times, in whose order they are. "
            + "By default three, of fewer shots as many."),
        Field("width", \.width, .integer(32...4096, even: true), "Of one picture, in pixels."),
      ])
  }

  private var animation: Kind<Assets.Animation> {
    .map(
      "animation", "Short pieces that move, without sound, again and again.", blank: { Assets.Animation(origin: $0) },
      [
        Field(
          "of", \.of, moments(1...12),
          "How many pieces, around the best pictures of as many shots, as they follow each other; or a list of the times they begin at. "
            + "By default three, of fewer shots as many."),
        Field("each", \.each, .time(above: true).checked(Self.isShort), "How long each piece is, to the nearest picture; at most 5 s."),
        Field("fps", \.fps, .integer(1...30), "Pictures a second."),
        Field("width", \.width, .integer(32...720, even: true), "In pixels."),
      ])
  }

  /// One piece's pictures are held together.
  private static func isShort(_ time: Time, _ node: DocumentNode, _ reader: DocumentReader) -> Bool {
    if time.seconds <= Rational(5) { return true }
    reader.report("\(node.name) is \(time), and a piece lasts at most 5 s", at: node, hint: "let it be shorter, and ask for more of them")
    return false
  }

  /// How many of the best, or a list of times.
  private func moments(_ range: ClosedRange<Int>) -> Kind<Assets.Moments> {
    let times = Kind<Time>.time().list(atLeast: 1).checked { times, node, reader in
      if times.count <= range.upperBound { return true }
      reader.report("\(node.name) has \(times.count) times, and at most \(range.upperBound) are taken", at: node, hint: "leave some out")
      return false
    }
    let count = Kind<Int>.integer(range)
    var kind: Kind<Assets.Moments> = .either(
      times.map(show: { _ in .null }) { times, _, _ in .at(times) },
      count.map(show: { if case .best(let count) = $0 { .number(count) } else { .null } }) { count, _, _ in .best(count) },
      isFirst: \.isList)
    kind.noun = "\(count.words), or a list of times"
    return kind
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
