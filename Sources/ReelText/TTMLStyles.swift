/// Styles and regions of a TTML document, with their references resolved: W3C TTML1 section 8.4.
struct TTMLStyles {
  typealias Properties = [String: String]

  private var definitions: [String: XMLElement] = [:]
  private var resolved: [String: Properties] = [:]
  private var regions: [String: Properties] = [:]
  /// Properties that have no effect here, with the line where each is met first.
  private(set) var ignored: [String: Int] = [:]
  /// Names that are referred to and not defined, with their lines.
  private(set) var unknown: [(name: String, line: Int)] = []

  init(_ head: XMLElement?) {
    var regions: [XMLElement] = []
    if let head {
      for section in head.elements { collect(section, &regions) }
    }
    for region in regions {
      guard let id = region["id"] else { continue }
      var properties = specified(region)
      // Styles nested in a region come between what it refers to and what it says itself.
      for style in region.elements where style.name == "style" { properties.merge(specified(style)) { $1 } }
      properties.merge(Self.own(region)) { $1 }
      self.regions[id] = properties
    }
  }

  private mutating func collect(_ section: XMLElement, _ regions: inout [XMLElement]) {
    switch section.name {
    case "styling":
      for style in section.elements where style.name == "style" {
        if let id = style["id"] { definitions[id] = style }
      }
    case "layout": regions += section.elements.filter { $0.name == "region" }
    case "region": regions.append(section)
    default: break
    }
  }

  /// What an element says by its references, later ones first in rank, and by its own attributes.
  mutating func specified(_ element: XMLElement) -> Properties {
    note(element)
    var properties = references(element, depth: 0)
    properties.merge(Self.own(element)) { $1 }
    return properties
  }

  mutating func region(_ id: String, line: Int) -> Properties? {
    if regions[id] == nil { unknown.append((id, line)) }
    return regions[id]
  }

  private mutating func references(_ element: XMLElement, depth: Int) -> Properties {
    var properties = Properties()
    for id in (element["style"] ?? "").split(whereSeparator: \.isWhitespace).prefix(100) {
      properties.merge(style(String(id), element.line, depth)) { $1 }
    }
    return properties
  }

  private mutating func style(_ id: String, _ line: Int, _ depth: Int) -> Properties {
    if let known = resolved[id] { return known }
    guard let definition = definitions[id] else {
      unknown.append((id, line))
      return [:]
    }
    // A chain that leads back to itself ends: what is being resolved says nothing yet.
    guard depth < 50 else { return [:] }
    resolved[id] = [:]
    note(definition)
    var properties = references(definition, depth: depth + 1)
    properties.merge(Self.own(definition)) { $1 }
    resolved[id] = properties
    return properties
  }

  private static func own(_ element: XMLElement) -> Properties {
    Properties(element.attributes.filter { used.contains($0.name) }.map { ($0.name, $0.value.trimmingSpaces) }) { first, _ in first }
  }

  private mutating func note(_ element: XMLElement) {
    for attribute in element.attributes where attribute.namespace.contains("styl") && !Self.used.contains(attribute.name) {
      if !Self.harmless.contains(attribute.name), ignored[attribute.name] == nil { ignored[attribute.name] = element.line }
    }
    for word in (element["textDecoration"] ?? "").split(separator: " ") where ["lineThrough", "overline"].contains(word) {
      let name = "textDecoration=\"\(word)\""
      if ignored[name] == nil { ignored[name] = element.line }
    }
  }

  private static let used: Set = [
    "color", "fontStyle", "fontWeight", "textDecoration", "textAlign", "displayAlign", "origin", "extent", "writingMode", "ruby",
    "forcedDisplay", "display", "visibility",
  ]

  /// What changes nothing in a caption drawn in the episode's own look.
  private static let harmless: Set = [
    "unicodeBidi", "direction", "wrapOption", "overflow", "showBackground", "zIndex", "rubyAlign", "rubyPosition", "rubyReserve",
    "linePadding", "multiRowAlign", "fillLineGap",
  ]

  /// What children have from their parents.
  static let inherited: Set = ["color", "fontStyle", "fontWeight", "textDecoration", "textAlign", "forcedDisplay", "visibility"]
}

extension String {
  /// Without white space at both ends.
  var trimmingSpaces: String { String(self[...].trimmingSpaces) }
}
