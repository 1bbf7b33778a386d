/// Reads what stands behind a WebVTT cue's times.
struct CueSettingsReader {
  private(set) var settings = CueSettings()
  /// Settings as written that say nothing this engine can do.
  private(set) var rejected: [String] = []

  mutating func read(_ text: Substring) {
    for setting in text.split(whereSeparator: \.isWhitespace) {
      let parts = setting.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, apply(parts[0], parts[1]) else {
        rejected.append(String(setting))
        continue
      }
    }
  }

  private mutating func apply(_ name: Substring, _ value: Substring) -> Bool {
    let parts = value.split(separator: ",", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2 else { return false }
    switch name {
    case "align":
      guard let alignment = CueSettings.Alignment(rawValue: value == "middle" ? "center" : String(value)) else { return false }
      settings.alignment = alignment
    case "line":
      guard let anchor = CueSettings.Anchor(rawValue: parts.count == 2 ? String(parts[1]) : "start") else { return false }
      if let percent = Self.percent(first) {
        settings.line = .percent(percent, anchor)
      } else if let number = Int(first) {
        settings.line = .number(number)
      } else {
        return false
      }
    case "position":
      let anchors: [Substring] = ["line-left", "center", "line-right"]
      guard let percent = Self.percent(first), parts.count == 1 || anchors.contains(parts[1]) else { return false }
      settings.position = percent
    case "size":
      guard parts.count == 1, let percent = Self.percent(first) else { return false }
      settings.size = percent
    default: return false
    }
    return true
  }

  /// `12.5%` within 0...100.
  private static func percent(_ text: Substring) -> Double? {
    guard text.last == "%" else { return nil }
    let number = text.dropLast()
    let isDecimal = number.allSatisfy { $0.isASCIIDigit || $0 == "." }
    guard isDecimal, number.first?.isASCIIDigit == true, number.last?.isASCIIDigit == true else { return nil }
    return Double(number).flatMap { (0...100).contains($0) ? $0 : nil }
  }
}
