/// What may not begin or end a line in Chinese and Japanese: JIS X 4051 and GB/T 15834. ICU's strict rules hold these already; they are
/// kept here so that no locale and no version of ICU can loosen them.
enum Kinsoku {
  static let mayNotBegin = Set(
    "、。，．・：；！？｡､･…‥ー々〻ゝゞヽヾ゠〜～‼⁇⁈⁉％‰℃’”）〕］｝〉》」』】〙〗〟｣ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ".unicodeScalars)
  static let mayNotEnd = Set("‘“（〔［｛〈《「『【〘〖〝｢￥＄".unicodeScalars)

  /// Whether a cluster is a bracket or quotation mark that opens.
  static func opens(_ cluster: String) -> Bool {
    switch cluster.unicodeScalars.first?.properties.generalCategory {
    case .openPunctuation, .initialPunctuation: true
    default: false
    }
  }

  /// Whether a Japanese particle or ending begins here, which reads badly apart from the word before it.
  /// - Parameter next: the clusters behind the place.
  static func isParticle(_ next: [String], after last: String) -> Bool {
    guard let first = next.first?.unicodeScalars.first, (0x3041...0x3096).contains(first.value) else { return false }
    guard let before = last.unicodeScalars.first else { return false }
    // Behind kanji and katakana, hiragana continues the phrase.
    return (0x4E00...0x9FFF).contains(before.value) || (0x30A1...0x30FF).contains(before.value) || particles.contains(first)
  }

  private static let particles = Set("はがをにへとでもの".unicodeScalars)
}
