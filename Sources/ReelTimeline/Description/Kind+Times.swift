package import ReelCore

/// What bounds times so that no arithmetic on them leaves 64 bits.
enum TimeLimits {
  static let decimals = 6
  static let longest = Rational(86400)
}

extension Kind where Value == Time {
  /// Seconds, frames or timecode; at most a day.
  static func time(above zero: Bool = false) -> Kind {
    let noun = "a time as seconds (2.5), frames (75f) or timecode (00:00:02:15)"
    let limits = zero ? "above 0 and at most 86400 s" : "0...86400 s"
    let number: [(String, JSON)] = [("type", "number"), (zero ? "exclusiveMinimum" : "minimum", .number(0)), ("maximum", .number(86400))]
    let text = JSON.pattern("^([0-9]*\\.?[0-9]+|[0-9]+\\.|[0-9]+f|[0-9]{2}:[0-5][0-9]:[0-5][0-9]:[0-9]{2,3})$")
    return Kind(
      noun: "a time", limits: limits, schema: .object([("anyOf", .array([.object(number), text]))]), show: { seconds($0.seconds) }
    ) { node, reader in
      guard let scalar = reader.scalar(node, noun, as: [.text, .number]) else { return nil }
      switch parseTime(scalar.text, rate: reader.canvas.rate) {
      case .failure(let refusal):
        reader.report("\(node.name) '\(node.written ?? "")' \(refusal.reason ?? "must be \(noun)")", at: node, hint: refusal.hint)
        return nil
      case .success(let time):
        if time.seconds <= TimeLimits.longest, time > .zero || !zero && time == .zero { return time }
        reader.report("\(node.name) \(node.written ?? "") must be \(limits)", at: node)
        return nil
      }
    }
  }
}

extension Time {
  /// Reads a time as the document writes it: seconds (`2.5`), frames (`75f`) or timecode (`00:00:02:15`); at most a day.
  ///
  /// - Throws: ``ReelError`` `invalid`, with the text and why it is none.
  package init(written text: String, rate: FrameRate) throws {
    switch parseTime(text, rate: rate) {
    case .success(let time) where Time.zero...Time(TimeLimits.longest) ~= time: self = time
    case .success: throw ReelError(.invalid, "the time '\(text)' must be 0...86400 s", hint: "give a time inside the episode")
    case .failure(let refusal):
      throw ReelError(
        .invalid, "the time '\(text)' \(refusal.reason ?? "cannot be read")",
        hint: refusal.hint ?? "write seconds (2.5), frames (75f) or timecode (00:00:02:15)")
    }
  }
}

/// Why a text is not a time.
private struct TimeRefusal: Error {
  var reason: String?
  var hint: String?
}

/// Seconds as a default is written.
func seconds(_ value: Rational) -> JSON { .number(value.approximate) }

private func parseTime(_ text: String, rate: FrameRate) -> Result<Time, TimeRefusal> {
  if text.contains(";") {
    return .failure(TimeRefusal(reason: "is drop-frame timecode, which is not read", hint: "write it with ':' or in seconds"))
  }
  if text.contains(":") { return parseTimecode(text, rate: rate) }
  if text.hasSuffix("f") {
    guard text.utf8.count <= 9, let frames = Rational(text.dropLast()), frames.denominator == 1, !text.contains(".") else {
      return .failure(TimeRefusal())
    }
    return .success(Time(frames / rate.perSecond))
  }
  return parseSeconds(text)
}

private func parseSeconds(_ text: String) -> Result<Time, TimeRefusal> {
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  guard Double(decimal: text) != nil, parts.count <= 2 else { return .failure(TimeRefusal()) }
  guard !text.utf8.contains(where: { "eE".utf8.contains($0) }) else {
    return .failure(TimeRefusal(reason: "has an exponent, which a time may not", hint: "write it out"))
  }
  guard parts.count < 2 || parts[1].utf8.count <= TimeLimits.decimals else {
    return .failure(
      TimeRefusal(reason: "has more than \(TimeLimits.decimals) decimals", hint: "round it to microseconds, or count frames (75f)"))
  }
  guard parts[0].utf8.count <= 9, let value = Rational(text) else {
    return .failure(TimeRefusal(reason: "must be 0...86400 s"))
  }
  return .success(Time(value))
}

/// Non-drop-frame: every second has as many frame numbers as the rate rounded to a whole number (SMPTE ST 12-1).
private func parseTimecode(_ text: String, rate: FrameRate) -> Result<Time, TimeRefusal> {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false)
  let numbers = parts.compactMap { $0.utf8.allSatisfy { (48...57).contains($0) } ? Int64($0) : nil }
  guard numbers.count == 4, parts.count == 4, parts.dropLast().allSatisfy({ $0.utf8.count == 2 }), (2...3).contains(parts[3].utf8.count)
  else { return .failure(TimeRefusal(reason: "is not a timecode", hint: "write hours:minutes:seconds:frames as 00:00:02:15")) }
  let nominal = rate.perSecond.rounded
  guard numbers[1] < 60, numbers[2] < 60, numbers[3] < nominal else {
    return .failure(TimeRefusal(reason: "must have minutes and seconds below 60 and frames below \(nominal)"))
  }
  let frames = ((numbers[0] * 60 + numbers[1]) * 60 + numbers[2]) * nominal + numbers[3]
  return .success(Time(Rational(frames) / rate.perSecond))
}

extension Kind where Value == Rational {
  /// An exact number with at most three decimals.
  static func exact(_ lowest: Rational, _ highest: Rational, _ unit: String) -> Kind {
    let limits = "\(shortest(lowest.approximate))...\(shortest(highest.approximate)) \(unit), at most 3 decimals"
    let schema = JSON.object([
      ("type", "number"), ("minimum", .number(lowest.approximate)), ("maximum", .number(highest.approximate)),
    ])
    return Kind("a number", limits: limits, as: [.number], schema: schema, show: seconds) { text, _ in
      guard let value = Rational(text), lowest <= value, value <= highest, 1000 % value.denominator == 0 else { return nil }
      return value
    }
  }
}

extension Kind where Value == FrameRate {
  /// Frames per second, exact: `30`, `23.5` or `"30000/1001"`.
  static func rate(_ range: ClosedRange<Int64>) -> Kind {
    let schema = JSON.object([
      (
        "anyOf",
        .array([
          .object([("type", "number"), ("minimum", .number(Int(range.lowerBound))), ("maximum", .number(Int(range.upperBound)))]),
          .pattern("^[0-9]+(\\.[0-9]+|/[0-9]+)?$"),
        ])
      )
    ])
    return Kind(
      "frames per second as 30 or \"30000/1001\"", limits: "\(range.lowerBound)...\(range.upperBound), denominator at most 1001",
      as: [.text, .number], schema: schema, show: { $0.perSecond.denominator == 1 ? .number("\($0)") : .string("\($0)") }
    ) { text, _ in
      guard let value = Rational(text), value.denominator <= 1001, Rational(range.lowerBound) <= value, value <= Rational(range.upperBound)
      else { return nil }
      return FrameRate(value)
    }
    .checked { rate, node, reader in
      // 29.97 is 2997/100: close to the broadcast rate, and a frame off after an hour.
      let nominal = rate.perSecond.ceil
      let broadcast = Rational(nominal * 1000, 1001)
      let gap = (rate.perSecond - broadcast).approximate.magnitude
      if [24, 30, 48, 60, 120].contains(nominal), gap > 0, gap < 0.006 {
        reader.warn("\(node.name) \(node.written ?? "") is not the broadcast rate", at: node, hint: "write \"\(broadcast)\" if you mean it")
      }
      return true
    }
  }
}
