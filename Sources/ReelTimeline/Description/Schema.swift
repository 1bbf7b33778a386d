package import ReelCore

/// The JSON Schema of the episode document, for editors and for generators.
package enum Schema {
  /// JSON Schema, draft 2020-12.
  ///
  /// It says all that JSON Schema can say; what depends on other fields, on files or on this version's abilities, reading says.
  package static func json(catalogue: Catalogue) -> String {
    let episode = Grammar(catalogue: catalogue).episode()
    let definitions = unique(episode.definitions)
    guard let root = definitions.first, case .object(var members) = root.schema else { return "" }
    // What a document does not have, the one it extends may have.
    if let required = members.firstIndex(where: { $0.0 == "required" }) {
      let alternatives = [members[required].1, .array(["extends"])].map { JSON.object([("required", $0)]) }
      members[required] = ("anyOf", .array(alternatives))
    }
    let variable = JSON.object([("description", "Text with a variable in it."), ("type", "string"), ("pattern", "\\$\\{")])
    let inner = [("variable", variable)] + definitions.dropFirst().map { ($0.name, $0.schema) }
    let head: [(String, JSON)] = [
      ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("title", "reelfx episode document, version \(Grammar.version)"),
    ]
    return JSON.object(head + members + [("$defs", .object(inner))]).text() + "\n"
  }
}

/// Each map once, in the order they come up.
func unique(_ definitions: [Definition]) -> [Definition] {
  var names: Set<String> = []
  return definitions.filter { names.insert($0.name).inserted }
}

extension JSON: ExpressibleByStringInterpolation {}
