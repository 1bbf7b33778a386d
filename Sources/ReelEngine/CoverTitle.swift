import ReelCore
import ReelPlan
import ReelText
import ReelTimeline

/// Lays out the episode's title for covers.
enum CoverTitle {
  /// Of one language, by the name of each delivery that draws it.
  ///
  /// - Parameter tag: `""` for an episode without languages.
  static func layOut(_ episode: Episode, _ tag: String, fonts: FontBook) -> [String: TextLayout.Result] {
    var results: [String: TextLayout.Result] = [:]
    for delivery in episode.deliveries where tag.isEmpty ? delivery.languages.isEmpty : delivery.languages.contains(tag) {
      guard let cover = delivery.assets.cover, cover.title else { continue }
      guard let title = episode.title(in: tag) else {
        var result = TextLayout.Result()
        result.problems = [
          Problem(
            .error, "the cover shows the title, and the document has none", file: cover.origin.file, line: cover.origin.line,
            path: cover.origin.path + ".title", hint: "add title: ..., or leave it out here")
        ]
        results[delivery.name] = result
        continue
      }
      results[delivery.name] = TextLayout.screenText(
        title, style: style(cover, episode), motion: TextMotion(), language: tag.isEmpty ? nil : tag,
        origin: (cover.origin.file, cover.origin.line, cover.origin.path), frames: 0..<1, rate: episode.canvas.rate, fonts: fonts)
    }
    return results
  }

  /// A title as the picture has them, in the lower third, where faces seldom are, with an edge that is read on anything.
  private static func style(_ cover: Assets.Cover, _ episode: Episode) -> CaptionStyle {
    let canvas = episode.canvas.size
    var style = CaptionStyle(.title, canvas: canvas)
    (style.y, style.outline, style.softness) = (0.76, 5 * Double(canvas.shortSide) / 1080, 0)
    style.apply(cover.style, rate: episode.canvas.rate)
    (style.enter, style.leave) = (.none, .none)
    return style
  }
}
