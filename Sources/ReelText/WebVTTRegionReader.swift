/// Reads the settings of a region: W3C WebVTT section 6.2.
struct WebVTTRegionReader {
  private(set) var region = CueRegion(id: "")
  /// Settings as written that say nothing.
  private(set) var rejected: [String] = []

  /// - Parameter separator: `:` in a `REGION` block; `=` in the `Region:` line of the header that older drafts had.
  mutating func read(_ text: Substring, separator: Character) {
    for setting in text.split(whereSeparator: \.isWhitespace) {
      let parts = setting.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count < 2 || parts[1].isEmpty || !apply(parts[0], parts[1]) { rejected.append(String(setting)) }
    }
  }

  private mutating func apply(_ name: Substring, _ value: Substring) -> Bool {
    switch name {
    case "id": region.id = String(value)
    case "width":
      guard let percent = CueSettingsReader.percent(value) else { return false }
      region.width = percent
    case "lines":
      guard value.allSatisfy(\.isASCIIDigit), let lines = Int(value), lines <= 100 else { return false }
      region.lines = lines
    case "regionanchor":
      guard let point = Self.point(value) else { return false }
      region.regionAnchor = point
    case "viewportanchor":
      guard let point = Self.point(value) else { return false }
      region.viewportAnchor = point
    case "scroll":
      guard value == "up" else { return false }
      region.scrolls = true
    default: return false
    }
    return true
  }

  private static func point(_ text: Substring) -> CueRegion.Point? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let x = CueSettingsReader.percent(parts[0]), let y = CueSettingsReader.percent(parts[1]) else { return nil }
    return CueRegion.Point(x: x, y: y)
  }
}
