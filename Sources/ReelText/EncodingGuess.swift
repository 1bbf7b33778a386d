/// Finds the encoding of a text that is neither UTF-8 nor UTF-16 nor UTF-32: by the letters its language has, else by ICU's statistics.
enum EncodingGuess {
  /// - Parameter language: BCP 47, if it is known: what a legacy file in a language is written in is one of few.
  static func find(_ bytes: [UInt8], language: String?) -> (encoding: LegacyEncoding, text: String)? {
    let sample = sample(bytes)
    if let encoding = language.flatMap({ best(for: $0, sample) }) ?? unknownToICU(sample), let text = encoding.decode(bytes) {
      return (encoding, text)
    }
    for encoding in LegacyEncoding.guesses(sample) + [LegacyEncoding("windows-1252")].compactMap(\.self) {
      if let text = encoding.decode(bytes) { return (encoding, text) }
    }
    return nil
  }

  /// Thai, and Russian as DOS wrote it, which ICU's statistics do not have. Few of their letters are ASCII's.
  private static func unknownToICU(_ sample: [UInt8]) -> LegacyEncoding? {
    let letters = sample.count { (65...90).contains($0 & 0xDF) }
    guard sample.count(where: { $0 >= 128 }) > 3 * letters else { return nil }
    return best(for: "th", sample) ?? best(for: "ru", sample, of: ["IBM866"])
  }

  /// The encoding of those a language has in which the bytes look most like it, if they look much like it.
  private static func best(for language: String, _ sample: [UInt8], of names: [String]? = nil) -> LegacyEncoding? {
    guard let script = LegacyScript.of(language) else { return nil }
    var best: (encoding: LegacyEncoding, score: Int)?
    for encoding in (names ?? script.encodings).compactMap(LegacyEncoding.init) {
      guard let text = encoding.decode(sample) else { continue }
      let score = script.score(text)
      if score >= 800, score > best?.score ?? 0 { best = (encoding, score) }
    }
    return best?.encoding
  }

  /// The lines with other bytes than ASCII's: times and tags would drown the rest.
  private static func sample(_ bytes: [UInt8]) -> [UInt8] {
    var sample: [UInt8] = []
    for line in bytes.split(separator: 10) where line.contains(where: { $0 >= 128 }) {
      sample += line
      sample.append(10)
      if sample.count > 1 << 16 { break }
    }
    return sample
  }
}
