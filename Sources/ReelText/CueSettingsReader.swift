/// Reads what stands behind a WebVTT cue's times.
struct CueSettingsReader {
  /// By their names.
  var regions: [String: CueRegion] = [:]
  private(set) var settings = CueSettings()
  /// Settings as written that say nothing this engine can do.
  private(set) var rejected: [String] = []
  /// The name of a region the file does not define.
  private(set) var unknownRegion: String?

  mutating func read(_ text: Substring) {
    for setting in text.split(whereSeparator: \.isWhitespace) {
      let parts = setting.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, apply(parts[0], parts[1]) else {
        rejected.append(String(setting))
        continue
      }
    }
    // The last step of section 6.3: what places itself stands in no region.
    if settings.line != nil || settings.size != 100 || settings.vertical != nil { settings.region = nil }
  }

  private mutating func apply(_ name: Substring, _ value: Substring) -> Bool {
    switch name {
    case "align":
      guard let alignment = CueSettings.Alignment(rawValue: value == "middle" ? "center" : String(value)) else { return false }
      settings.alignment = alignment
      return true
    case "line": return line(value)
    case "position": return position(value)
    case "size":
      guard let percent = Self.percent(value) else { return false }
      settings.size = percent
      return true
    case "vertical":
      settings.vertical = CueSettings.Vertical(rawValue: String(value)) ?? settings.vertical
      return settings.vertical?.rawValue == String(value)
    case "region":
      guard !value.isEmpty else { return false }
      settings.region = regions[String(value)]
      unknownRegion = settings.region == nil ? String(value) : nil
      return true
    default: return false
    }
  }

  private mutating func line(_ value: Substring) -> Bool {
    let parts = value.split(separator: ",", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2 else { return false }
    let anchor = CueSettings.Anchor(rawValue: parts.count == 2 ? String(parts[1]) : "start")
    if let percent = Self.percent(first) {
      settings.line = .percent(percent, anchor ?? .start)
    } else if first.drop(while: { $0 == "-" }).allSatisfy(\.isASCIIDigit), let number = Int(first) {
      // More lines than any picture has are as good as very many.
      settings.line = .number(min(max(number, -100_000), 100_000))
    } else {
      return false
    }
    return anchor != nil
  }

  private mutating func position(_ value: Substring) -> Bool {
    let parts = value.split(separator: ",", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2, let percent = Self.percent(first) else { return false }
    settings.position = percent
    guard parts.count == 2 else { return true }
    settings.positionAnchor = Self.anchors[parts[1]]
    return settings.positionAnchor != nil
  }

  /// With the words of older drafts.
  private static let anchors: [Substring: CueSettings.Anchor] = [
    "line-left": .start, "center": .center, "line-right": .end, "start": .start, "middle": .center, "end": .end,
  ]

  /// `12.5%` within 0...100.
  static func percent(_ text: Substring) -> Double? {
    guard text.last == "%" else { return nil }
    let number = text.dropLast()
    let isDecimal = number.allSatisfy { $0.isASCIIDigit || $0 == "." }
    guard isDecimal, number.first?.isASCIIDigit == true, number.last?.isASCIIDigit == true else { return nil }
    return Double(number).flatMap { (0...100).contains($0) ? $0 : nil }
  }
}
