/// Where lines of plain text may end.
package enum TextBreaks {
  /// ICU's answer, in UTF-16 units, the end of the text included: see ``IcuText/lineBreaks(language:)``.
  package static func lineEnds(of text: String, language: String?) throws -> [Int] {
    try IcuText(text).lineBreaks(language: language).map(\.offset)
  }
}
