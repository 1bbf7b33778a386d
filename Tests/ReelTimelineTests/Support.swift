import ReelCore
import ReelTimeline

/// A catalogue with one of each kind of parameter.
let catalogue = Catalogue([
  CatalogueEntry(kind: .transition, name: "dissolve", summary: "One picture fades into the other."),
  CatalogueEntry(
    kind: .transition, name: "wipe", summary: "An edge moves over the picture.",
    parameters: [
      Parameter("angle", .number(default: 90, range: 0...360, unit: "degrees", keyframable: false), "Where the edge moves to."),
      Parameter("softness", .number(default: 0.1, range: 0...1, unit: "", keyframable: true), "How wide the edge is."),
      Parameter("edge", .choice(default: "hard", of: ["hard", "glow"]), "How the edge looks."),
      Parameter("color", .color(default: "#ffffff"), "The edge's colour."),
    ]),
  CatalogueEntry(
    kind: .effect, name: "blur", summary: "Softens.",
    parameters: [Parameter("radius", .number(default: 4, range: 0...100, unit: "px", keyframable: true), "How far.")]),
  CatalogueEntry(kind: .blend, name: "normal", summary: "Over."),
  CatalogueEntry(kind: .blend, name: "multiply", summary: "Darkens."),
])

/// Loads a document from text.
func load(_ text: String, file: String = "e.yaml", set: [String: String] = [:]) -> LoadedEpisode {
  EpisodeDocument.load(text: text, file: file, variables: set, catalogue: catalogue)
}

/// What is said about a document, a line each.
func said(_ text: String, file: String = "e.yaml", set: [String: String] = [:]) -> [String] {
  load(text, file: file, set: set).problems.map(\.description)
}

/// The smallest document with `rest` after its first line, which has the version; `rest` begins on line 2.
func document(_ rest: String) -> String { "reelfx: 1\n" + rest }

/// The fields of the first shot, each on a line, from line 4.
func shot(_ fields: String...) -> String {
  document("shots:\n  - source: a.mp4\n" + fields.map { "    \($0)\n" }.joined())
}

struct NoEpisode: Error, CustomStringConvertible {
  var description: String
}

/// The episode of a document that must be right.
func episode(_ text: String, file: String = "e.yaml", set: [String: String] = [:]) throws -> Episode {
  let loaded = load(text, file: file, set: set)
  guard let episode = loaded.episode else { throw NoEpisode(description: loaded.problems.map(\.description).joined(separator: "\n")) }
  return episode
}
