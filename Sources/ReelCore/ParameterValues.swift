/// The parameters of a catalogue entry at one frame, every one of its descriptor's, in the units stated there.
package struct ParameterValues: Hashable, Sendable {
  package enum Value: Hashable, Sendable {
    case number(Double)
    case choice(String)
    /// R', G', B'.
    case color([UInt8])
  }

  private var values: [String: Value]

  package init(_ values: [String: Value] = [:]) { self.values = values }

  /// What the descriptor has where the document says nothing.
  package init(defaultsOf entry: CatalogueEntry) {
    values = [:]
    for parameter in entry.parameters {
      switch parameter.value {
      case .number(let value, _, _, _): values[parameter.name] = .number(value)
      case .choice(let name, _): values[parameter.name] = .choice(name)
      case .color(let text): values[parameter.name] = .color(Self.components(text))
      case .image: break
      }
    }
  }

  package subscript(name: String) -> Value? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// - Precondition: the descriptor has a number of that name; so with the others.
  package func number(_ name: String) -> Double {
    guard case .number(let value) = values[name] else { preconditionFailure("no number '\(name)'") }
    return value
  }

  package func choice(_ name: String) -> String {
    guard case .choice(let value) = values[name] else { preconditionFailure("no choice '\(name)'") }
    return value
  }

  package func color(_ name: String) -> [UInt8] {
    guard case .color(let value) = values[name] else { preconditionFailure("no colour '\(name)'") }
    return value
  }

  /// `#rrggbb`
  private static func components(_ text: String) -> [UInt8] {
    let number = Int(text.dropFirst(), radix: 16) ?? 0
    return [16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
