/// One parameter of a catalogue entry, in words and limits: validation, the schema and the reference page are written from it.
package struct Parameter: Hashable, Sendable {
  package enum Value: Hashable, Sendable {
    /// A number in `range`; may be keyframed when `keyframable`.
    case number(default: Double, range: ClosedRange<Double>, unit: String, keyframable: Bool)
    case choice(default: String, of: [String])
    /// `#rrggbb`
    case color(default: String)
    /// The file of a picture; it has no default, so the document must name it.
    case image
  }

  package var name: String
  package var value: Value
  package var summary: String

  package init(_ name: String, _ value: Value, _ summary: String) {
    self.name = name
    self.value = value
    self.summary = summary
  }
}

/// A transition, an effect or a blend mode as the document may name it.
package struct CatalogueEntry: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable { case transition, effect, blend }

  package var kind: Kind
  package var name: String
  package var summary: String
  package var parameters: [Parameter]

  package init(kind: Kind, name: String, summary: String, parameters: [Parameter] = []) {
    self.kind = kind
    self.name = name
    self.summary = summary
    self.parameters = parameters
  }
}

/// All entries a document may name. ReelPixels makes it; ReelTimeline validates against it.
package struct Catalogue: Sendable {
  package var entries: [CatalogueEntry]

  package init(_ entries: [CatalogueEntry]) { self.entries = entries }

  package func names(_ kind: CatalogueEntry.Kind) -> [String] { entries.filter { $0.kind == kind }.map(\.name) }
  package func entry(_ kind: CatalogueEntry.Kind, _ name: String) -> CatalogueEntry? {
    entries.first { $0.kind == kind && $0.name == name }
  }
}
