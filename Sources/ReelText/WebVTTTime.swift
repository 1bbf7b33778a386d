import ReelCore

/// Times as WebVTT writes them, and as files have them.
enum WebVTTTime {
  /// `mm:ss.ttt` or `hh:mm:ss.ttt`; `nil` for what players cannot read either.
  /// - Parameter guesses: gets a sentence for everything that is outside the grammar.
  static func read(_ scanner: inout TimeScanner, _ guesses: inout [String]) -> Time? {
    guard var fields = fields(&scanner) else { return nil }
    if fields.count == 1 { guesses.append("the time has no minutes") }
    if fields.count == 2, fields[0].count > 2 || fields[0].value > 59 {
      guesses.append("the time has more than 59 minutes; read as hours and minutes, as players do")
      fields.append((0, 2))
    }
    if fields.contains(where: { $0.count < 2 }) { guesses.append("the time has fields of one digit") }
    let values = Array(repeating: 0, count: 3 - fields.count) + fields.map(\.value)
    if values[1] > 59 || values[2] > 59 { guesses.append("the time has more than 59 minutes or seconds") }
    guard let fraction = fraction(&scanner, &guesses) else { return nil }
    return CueTime.time(Int128(((values[0] * 60 + values[1]) * 60 + values[2]) * 1000 + fraction), 1000)
  }

  /// One to three numbers between colons; only the first may have more than two digits.
  private static func fields(_ scanner: inout TimeScanner) -> [(value: Int64, count: Int)]? {
    var fields: [(value: Int64, count: Int)] = []
    repeat {
      guard let field = scanner.digits(), fields.isEmpty || field.count <= 2 else { return nil }
      fields.append(field)
    } while fields.count < 3 && scanner.take(":")
    return fields
  }

  private static func fraction(_ scanner: inout TimeScanner, _ guesses: inout [String]) -> Int64? {
    let comma = scanner.take(",")
    guard comma || scanner.take(".") else {
      guesses.append("the time has no milliseconds")
      return 0
    }
    if comma { guesses.append("the milliseconds stand behind a comma") }
    guard let field = scanner.digits(), field.count <= 3 else { return nil }
    if field.count < 3 {
      guesses.append("the time has \(field.count) digits of milliseconds instead of 3; read as \(field.value) ms")
    }
    return field.value
  }
}
