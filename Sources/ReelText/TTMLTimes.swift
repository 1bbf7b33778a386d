import ReelCore

/// Reads TTML's time expressions: W3C TTML1 section 10.3.1, with the parameters of section 6.2.
struct TTMLTimes {
  private enum Drop { case none, ntsc, pal }

  private var nominalRate: Int64 = 30
  private var multiplier: (numerator: Int64, denominator: Int64) = (1, 1)
  private var subFrames: Int64 = 1
  private var tickRate: Int64 = 1
  private var isSMPTE = false
  private var drop = Drop.none
  /// Parameters whose values make no sense, with the value.
  private(set) var rejected: [(name: String, value: String)] = []

  init(_ root: XMLElement) {
    nominalRate = number("frameRate", root, 1...1000) ?? 30
    subFrames = number("subFrameRate", root, 1...1000) ?? 1
    tickRate = number("tickRate", root, 1...1_000_000_000) ?? (root["frameRate"] == nil ? 1 : nominalRate * subFrames)
    if let value = root["frameRateMultiplier"] {
      let parts = value.split { $0 == " " || $0 == ":" }.compactMap { Int64($0) }
      if parts.count == 2, parts.allSatisfy({ (1...1_000_000).contains($0) }) {
        multiplier = (parts[0], parts[1])
      } else {
        rejected.append(("ttp:frameRateMultiplier", value))
      }
    }
    switch root["timeBase"] {
    case nil, "media": break
    case "smpte": isSMPTE = true
    case let value?: rejected.append(("ttp:timeBase", value))
    }
    drop = root["dropMode"] == "dropNTSC" ? .ntsc : root["dropMode"] == "dropPAL" ? .pal : .none
  }

  private mutating func number(_ name: String, _ root: XMLElement, _ range: ClosedRange<Int64>) -> Int64? {
    guard let text = root[name] else { return nil }
    guard let value = Int64(text.trimmingPrefix(" ")), range.contains(value) else {
      rejected.append(("ttp:" + name, text))
      return nil
    }
    return value
  }

  /// `00:00:01.5`, `00:00:01:12`, `00:00:01:12.1`, `1.5s`, `90f`, `1000t`; `nil` for anything else, and beyond 1000 hours.
  func time(_ text: String) -> Time? {
    var scanner = TimeScanner(text[...])
    scanner.skipSpaces()
    guard let first = scanner.digits() else { return nil }
    let time = scanner.take(":") ? clock(first.value, &scanner) : offset(first.value, &scanner)
    scanner.skipSpaces()
    return scanner.isAtEnd ? time : nil
  }

  private func clock(_ hours: Int64, _ scanner: inout TimeScanner) -> Time? {
    guard let minutes = scanner.digits(), minutes.value < 60, scanner.take(":"), let seconds = scanner.digits(), seconds.value <= 60 else {
      return nil
    }
    let whole = (hours * 60 + minutes.value) * 60 + seconds.value
    if scanner.take(".") { return fraction(whole, &scanner).flatMap { CueTime.time($0.numerator, $0.denominator) } }
    guard scanner.take(":") else { return isSMPTE ? frames(whole, 0, 0) : CueTime.time(Int128(whole), 1) }
    guard let frame = scanner.digits() else { return nil }
    var sub: Int64 = 0
    if scanner.take(".") {
      guard let digits = scanner.digits() else { return nil }
      sub = digits.value
    }
    return frames(whole, frame.value, sub)
  }

  /// A time code. Under SMPTE's time base all of it counts frames; otherwise only what stands behind the seconds does.
  private func frames(_ seconds: Int64, _ frame: Int64, _ sub: Int64) -> Time? {
    let rate = (numerator: Int128(nominalRate) * Int128(multiplier.numerator), denominator: Int128(multiplier.denominator))
    let parts = Int128(frame) * Int128(subFrames) + Int128(sub)
    guard isSMPTE else {
      return CueTime.time(
        Int128(seconds) * rate.numerator * Int128(subFrames) + parts * rate.denominator, rate.numerator * Int128(subFrames))
    }
    let minutes = seconds / 60
    let dropped: Int64 =
      switch drop {
      case .none: 0
      case .ntsc: 2 * (minutes - minutes / 10)
      case .pal: 4 * (minutes / 2 - minutes / 20)
      }
    let counted = (Int128(seconds) * Int128(nominalRate) - Int128(dropped)) * Int128(subFrames) + parts
    return CueTime.time(counted * rate.denominator, rate.numerator * Int128(subFrames))
  }

  private func fraction(_ whole: Int64, _ scanner: inout TimeScanner) -> (numerator: Int128, denominator: Int128)? {
    guard let digits = scanner.digits() else { return nil }
    let scale = (0..<digits.count).reduce(Int128(1)) { scale, _ in scale * 10 }
    return (Int128(whole) * scale + Int128(digits.value), scale)
  }

  private func offset(_ whole: Int64, _ scanner: inout TimeScanner) -> Time? {
    var value = (numerator: Int128(whole), denominator: Int128(1))
    if scanner.take(".") {
      guard let all = fraction(whole, &scanner) else { return nil }
      value = all
    }
    if scanner.take("ms") { return CueTime.time(value.numerator, value.denominator * 1000) }
    if scanner.take("h") { return CueTime.time(value.numerator * 3600, value.denominator) }
    if scanner.take("m") { return CueTime.time(value.numerator * 60, value.denominator) }
    if scanner.take("s") { return CueTime.time(value.numerator, value.denominator) }
    if scanner.take("f") {
      return CueTime.time(
        value.numerator * Int128(multiplier.denominator), value.denominator * Int128(nominalRate) * Int128(multiplier.numerator))
    }
    return scanner.take("t") ? CueTime.time(value.numerator, value.denominator * Int128(tickRate)) : nil
  }
}
