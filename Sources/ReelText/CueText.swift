import ReelCore

/// A cue's text as grapheme clusters, each with its style and the font that draws it: what lines are made of.
struct CueText: Hashable {
  struct Cluster: Hashable {
    /// As it is drawn: in capitals where the style wants them.
    let text: String
    let isSpace: Bool
    /// Index of ``CueText/styles``.
    var style: Int
    /// Index of ``CueText/fonts``.
    var font: Int
    /// Where it stands in the cue's plain text, in bytes of UTF-8.
    var source: Int
    /// Whether its script bears letter spacing; spaces and punctuation go with what is before them.
    var isSpaced = true

    init(text: String, style: Int, font: Int, source: Int) {
      (self.text, self.style, self.font, self.source) = (text, style, font, source)
      isSpace = text.allSatisfy { $0.isWhitespace && $0 != "\u{A0}" && $0 != "\u{202F}" }
    }

    var isLineEnd: Bool { text == "\n" }
    var asSpace: Cluster { Cluster(text: " ", style: style, font: font, source: source) }
  }

  struct Font: Hashable {
    var file: FontFile
    /// What a size is multiplied by: see ``FontRun/scale``.
    var scale: Double
    /// As the style asks; a face that is lighter is thickened by libass.
    var weight: Int
    var italic: Bool
  }

  var clusters: [Cluster] = []
  /// The runs of the cue, for their styles; their texts do not matter.
  var styles: [TextRun] = []
  var fonts: [Font] = []
  /// BCP 47.
  var language: String?

  /// - Parameter missing: gets what no font can draw.
  init(_ cue: Cue, style: CaptionStyle, language: String?, book: FontBook, missing: inout [MissingCharacter]) throws {
    self.language = language
    var indices: [Font: Int] = [:]
    var source = 0
    for run in cue.text {
      let weight = run.bold ? max(700, style.weight) : style.weight
      let italic = run.italic || style.italic
      styles.append(run)
      let letters = try Self.letters(run, style, language)
      let request = FontRequest(family: style.font, weight: weight, italic: italic)
      let found = try book.runs(letters.map(\.text).joined(), request, language: run.language ?? language)
      missing += found.missing
      var rest = letters[...]
      for part in found.runs {
        let font = Font(file: part.file, scale: part.scale, weight: weight, italic: italic)
        let index = indices[font] ?? fonts.count
        if index == fonts.count {
          fonts.append(font)
          indices[font] = index
        }
        var length = part.text.unicodeScalars.count
        while length > 0, let letter = rest.popFirst() {
          length -= letter.text.unicodeScalars.count
          clusters.append(Cluster(text: letter.text, style: styles.count - 1, font: index, source: source + letter.offset))
        }
      }
      source += run.text.utf8.count
    }
    for i in clusters.indices { clusters[i].isSpaced = LetterSpacing.suits(clusters[i].text) ?? (i == 0 || clusters[i - 1].isSpaced) }
  }

  /// The clusters of a run with where each comes from; an annotation comes from behind its text.
  private static func letters(_ run: TextRun, _ style: CaptionStyle, _ language: String?) throws -> [(text: String, offset: Int)] {
    var letters: [(text: String, offset: Int)] = []
    var offset = 0
    let end = run.text.utf8.count
    for character in run.inline {
      let place = min(offset, end)
      offset += character.utf8.count
      if character.isNewline {
        letters.append(("\n", place))
        continue
      }
      // Control characters are in no font.
      let visible = String(
        String.UnicodeScalarView(
          character.unicodeScalars.compactMap { $0 == "\t" ? " " : $0.properties.generalCategory == .control ? nil : $0 }))
      guard !visible.isEmpty else { continue }
      switch style.letterCase {
      case .asWritten: letters.append((visible, place))
      case .upper: letters.append((try IcuText.uppercased(visible, language: run.language ?? language), place))
      case .lower: letters.append((visible.lowercased(), place))
      }
    }
    return letters
  }

  /// Part of the text, in the same styles and fonts.
  func slice(_ range: Range<Int>) -> CueText {
    var part = self
    part.clusters = Array(clusters[range])
    return part
  }

  var plain: String { clusters.map(\.text).joined() }
  var isBlank: Bool { clusters.allSatisfy(\.isSpace) }

  /// `range` without the spaces at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (first, last) = (range.lowerBound, range.upperBound)
    while first < last, clusters[first].isSpace { first += 1 }
    while first < last, clusters[last - 1].isSpace { last -= 1 }
    return first..<last
  }
}
