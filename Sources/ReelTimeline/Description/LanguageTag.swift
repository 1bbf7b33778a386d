/// The shape of a language tag (BCP 47, RFC 5646 section 2.1); whether its parts are registered is not looked up.
///
/// Languages have two or three letters here: the longer ones that the shape allows were never registered, and `english` is a mistake.
package enum LanguageTag {
  /// The same rule as an ECMA regular expression; case does not matter.
  static let pattern =
    "^[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
    + "(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?$"
    + "|^[Xx](-[A-Za-z0-9]{1,8})+$"

  package static func isValid(_ tag: String) -> Bool {
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false).map { Array($0.utf8) }
    guard tag.utf8.count <= 64, parts.allSatisfy({ (1...8).contains($0.count) && $0.allSatisfy { isLetter($0) || isDigit($0) } }) else {
      return false
    }
    var rest = parts[...]
    func take(_ fits: ([UInt8]) -> Bool) -> Bool {
      guard let next = rest.first, fits(next) else { return false }
      rest.removeFirst()
      return true
    }
    if take({ (2...3).contains($0.count) && $0.allSatisfy(isLetter) }) {
      for _ in 0..<3 { _ = take { $0.count == 3 && $0.allSatisfy(isLetter) } }
      _ = take { $0.count == 4 && $0.allSatisfy(isLetter) }
      _ = take { $0.count == 2 && $0.allSatisfy(isLetter) || $0.count == 3 && $0.allSatisfy(isDigit) }
      while take({ $0.count >= 5 || $0.count == 4 && isDigit($0[0]) }) {}
      while take({ $0.count == 1 && !isX($0) }) {
        guard take({ $0.count >= 2 }) else { return false }
        while take({ $0.count >= 2 }) {}
      }
    }
    if take(isX) { return !rest.isEmpty }
    return rest.isEmpty && parts[0].count > 1
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) }
  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  private static func isX(_ part: [UInt8]) -> Bool { part.count == 1 && part[0] & 0xDF == 88 }
}
