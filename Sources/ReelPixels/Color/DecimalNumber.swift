/// Numbers as text, fast: a table has millions of them.
enum DecimalNumber {
  private static let powers: [Double] = (0...22).map { exponent in (0..<exponent).reduce(1.0) { power, _ in power * 10 } }

  /// `[+-]digits[.digits][e[+-]digits]`, correctly rounded; `nil` when it is anything else.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var index = 0
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
    var (mantissa, digits, exponent) = (UInt64(0), 0, 0)
    var (isFraction, isLong) = (false, false)
    scan: while index < text.count {
      switch text[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        if mantissa < 1 << 53 { mantissa = mantissa * 10 + UInt64(text[index] - UInt8(ascii: "0")) } else { isLong = true }
        if isFraction { exponent -= 1 }
      case UInt8(ascii: ".") where !isFraction: isFraction = true
      default: break scan
      }
      index += 1
    }
    guard digits > 0 else { return nil }
    if index < text.count {
      guard text[index] | 32 == UInt8(ascii: "e"), let written = power(text[(index + 1)...]) else { return nil }
      exponent += written
    }
    // Both are exact, so there is one rounding (W. D. Clinger, "How to Read Floating Point Numbers Accurately").
    if !isLong, mantissa <= 1 << 53, abs(exponent) <= 22 {
      let value = exponent < 0 ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
      return isNegative ? -value : value
    }
    return Double(String(decoding: text, as: UTF8.self))
  }

  private static func power(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    let isSigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
    let digits = isSigned ? text.dropFirst() : text
    let numerals = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard !digits.isEmpty, digits.count <= 4, digits.allSatisfy(numerals.contains) else { return nil }
    return Int(String(decoding: text, as: UTF8.self))
  }
}
