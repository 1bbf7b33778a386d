/// `&amp;`, `&#38;` and `&#x26;` as WebVTT and HTML have them.
enum CharacterReference {
  /// Takes a reference, or an ampersand that begins none, off the front of `rest`.
  static func take(_ rest: inout Substring) -> String {
    let name = rest.dropFirstScalars().unicodeScalars.prefix(34).prefix {
      $0.isASCII && $0.properties.isAlphabetic || $0 == "#" || isDigit($0)
    }
    let body = Substring(name)
    if name.endIndex < rest.endIndex, rest.unicodeScalars[name.endIndex] == ";", let text = text(of: body) {
      rest = rest[name.endIndex...].dropFirstScalars()
      return text
    }
    rest = rest.dropFirstScalars()
    return "&"
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  static func decoded(_ text: String) -> String {
    guard text.unicodeScalars.contains("&") else { return text }
    var out = ""
    var rest = text[...]
    while let scalar = rest.firstScalar {
      guard scalar != "&" else {
        out += take(&rest)
        continue
      }
      let plain = rest.prefixOfScalars { $0 != "&" }
      out += plain
      rest = rest[plain.endIndex...]
    }
    return out
  }

  /// What stands between the ampersand and the semicolon; a number that is no character stays as it is written.
  static func text(of body: Substring) -> String? {
    if body.first == "#" {
      let digits = body.dropFirst()
      let code = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      guard let scalar = code.flatMap(Unicode.Scalar.init), scalar.value >= 32, !(127...159).contains(scalar.value) else { return nil }
      return String(scalar)
    }
    return (special[String(body)] ?? latin[String(body)]).flatMap(Unicode.Scalar.init).map { String($0) }
  }

  private static let special: [String: UInt32] = [
    "amp": 0x26, "AMP": 0x26, "lt": 0x3C, "LT": 0x3C, "gt": 0x3E, "GT": 0x3E, "quot": 0x22, "QUOT": 0x22, "apos": 0x27, "nbsp": 0xA0,
    "lrm": 0x200E, "rlm": 0x200F, "zwj": 0x200D, "zwnj": 0x200C, "shy": 0xAD, "ensp": 0x2002, "emsp": 0x2003, "thinsp": 0x2009,
    "ndash": 0x2013, "mdash": 0x2014, "lsquo": 0x2018, "rsquo": 0x2019, "sbquo": 0x201A, "ldquo": 0x201C, "rdquo": 0x201D,
    "bdquo": 0x201E, "lsaquo": 0x2039, "rsaquo": 0x203A, "hellip": 0x2026, "bull": 0x2022, "dagger": 0x2020, "Dagger": 0x2021,
    "permil": 0x2030, "prime": 0x2032, "Prime": 0x2033, "euro": 0x20AC, "trade": 0x2122, "larr": 0x2190, "uarr": 0x2191, "rarr": 0x2192,
    "darr": 0x2193, "harr": 0x2194, "minus": 0x2212, "infin": 0x221E, "ne": 0x2260, "le": 0x2264, "ge": 0x2265, "hearts": 0x2665,
    "sung": 0x266A, "star": 0x2606, "starf": 0x2605, "check": 0x2713, "OElig": 0x152, "oelig": 0x153, "Scaron": 0x160, "scaron": 0x161,
    "Yuml": 0x178, "fnof": 0x192, "circ": 0x2C6, "tilde": 0x2DC,
  ]

  /// U+00A1 to U+00FF in order, by their names in HTML 4.
  private static let latin: [String: UInt32] = {
    let names =
      "iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 "
      + "ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute "
      + "Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc "
      + "atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide "
      + "oslash ugrave uacute ucirc uuml yacute thorn yuml"
    return Dictionary(uniqueKeysWithValues: zip(names.split(separator: " ").map(String.init), UInt32(0xA1)...))
  }()
}
