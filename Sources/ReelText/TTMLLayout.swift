/// Where a region puts a cue, in the terms of WebVTT.
struct TTMLLayout {
  /// Pixels of the document's root container.
  private var extent: (width: Double, height: Double)?
  private var cells: (columns: Double, rows: Double) = (32, 15)

  init(_ root: XMLElement) {
    let sizes = (root["extent"] ?? "").split(separator: " ").compactMap { $0.hasSuffix("px") ? Double($0.dropLast(2)) : nil }
    if sizes.count == 2, sizes[0] > 0, sizes[1] > 0 { extent = (sizes[0], sizes[1]) }
    let counts = (root["cellResolution"] ?? "").split(separator: " ").compactMap { Double($0) }
    if counts.count == 2, counts[0] > 0, counts[1] > 0 { cells = (counts[0], counts[1]) }
  }

  /// - Parameters:
  ///   - region: its properties; `nil` without a region, where the caption style has the say.
  ///   - textAlign: as the paragraph has it.
  func settings(_ region: TTMLStyles.Properties?, textAlign: String?) -> CueSettings {
    var settings = CueSettings()
    let words: [String: CueSettings.Alignment] = ["start": .start, "center": .center, "end": .end, "left": .left, "right": .right]
    let isPlaced = region?["origin"] != nil || region?["extent"] != nil
    settings.alignment = textAlign.flatMap { words[$0] } ?? (isPlaced ? .start : .center)
    guard let region else { return settings }
    let vertical: [String: CueSettings.Vertical] = ["tbrl": .rightToLeft, "tb": .rightToLeft, "tblr": .leftToRight]
    settings.vertical = region["writingMode"].flatMap { vertical[$0] }
    if settings.vertical != nil { return settings }
    guard isPlaced else {
      switch region["displayAlign"] {
      case "before": settings.line = .number(0)
      case "center": settings.line = .percent(50, .center)
      default: break
      }
      return settings
    }
    let origin = pair(region["origin"]) ?? (0, 0)
    let size = pair(region["extent"]) ?? (100 - origin.x, 100 - origin.y)
    func clamped(_ value: Double) -> Double { min(max(value, 0), 100) }
    switch region["displayAlign"] {
    case "center": settings.line = .percent(clamped(origin.y + size.y / 2), .center)
    case "after": settings.line = .percent(clamped(origin.y + size.y), .end)
    default: settings.line = .percent(clamped(origin.y), .start)
    }
    settings.size = min(max(size.x, 1), 100)
    // Anchored in its middle, the box is the region whichever side the text begins on.
    (settings.position, settings.positionAnchor) = (clamped(origin.x + size.x / 2), .center)
    return settings
  }

  /// Two lengths in percent of the picture; `nil` for `auto` and what cannot be read.
  private func pair(_ text: String?) -> (x: Double, y: Double)? {
    let parts = (text ?? "").split(whereSeparator: \.isWhitespace)
    guard parts.count == 2, let x = percent(parts[0], isWidth: true), let y = percent(parts[1], isWidth: false) else { return nil }
    return (x, y)
  }

  private func percent(_ text: Substring, isWidth: Bool) -> Double? {
    func number(_ unit: String) -> Double? {
      guard text.hasSuffix(unit), let value = Double(text.dropLast(unit.count)), value.isFinite else { return nil }
      return value
    }
    if let value = number("%") ?? number("rw") ?? number("rh") { return value }
    if let pixels = number("px") { return extent.map { pixels / (isWidth ? $0.width : $0.height) * 100 } }
    return number("c").map { $0 / (isWidth ? cells.columns : cells.rows) * 100 }
  }
}
