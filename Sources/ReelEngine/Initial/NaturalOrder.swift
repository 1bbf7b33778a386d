/// The order in which a person counts: `2` before `10`, `Shot 2` beside `shot 3`.
enum NaturalOrder {
  /// Whether `a` comes before `b`. Numbers in ASCII digits are compared by their value, all else by its small letters; what is equal in
  /// that is in the order of its bytes, so that no two different texts are equal.
  static func precedes(_ a: String, _ b: String) -> Bool {
    for (one, other) in zip(parts(a), parts(b)) where one != other {
      if let first = one.number, let second = other.number {
        if first != second { return first.count != second.count ? first.count < second.count : first < second }
        continue
      }
      return one.text < other.text
    }
    let (first, second) = (parts(a).count, parts(b).count)
    return first != second ? first < second : a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  private struct Part: Equatable {
    /// The digits without leading zeros.
    var number: String?
    var text: String
  }

  private static func parts(_ text: String) -> [Part] {
    var parts: [Part] = []
    var rest = Array(text.lowercased().unicodeScalars)[...]
    while let first = rest.first {
      guard isDigit(first) else {
        parts.append(Part(text: String(first)))
        rest = rest.dropFirst()
        continue
      }
      let digits = rest.prefix(while: isDigit)
      let significant = String(String.UnicodeScalarView(digits.drop { $0 == "0" }))
      parts.append(Part(number: significant, text: String(String.UnicodeScalarView(digits))))
      rest = rest[digits.endIndex...]
    }
    return parts
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
