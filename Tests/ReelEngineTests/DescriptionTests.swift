import Foundation
import ReelCore
import ReelPixels
import ReelTestSupport
import ReelTimeline
import Testing

/// What is told about the document, with all that can really be rendered.
@Suite struct DescriptionTests {
  /// `REELFX_UPDATE=1 swift test --filter PageIsCurrent` writes both anew.
  @Test func theReferencePageIsCurrent() throws {
    let page = repositoryRoot.appendingPathComponent("docs/episode-document.md")
    let text = ReferencePage.markdown(catalogue: pixelCatalogue)
    if ProcessInfo.processInfo.environment["REELFX_UPDATE"] != nil { try Data(text.utf8).write(to: page) }
    #expect(try String(contentsOf: page, encoding: .utf8) == text)
  }

  @Test func theProfilesPageIsCurrent() throws {
    let page = repositoryRoot.appendingPathComponent("docs/profiles.md")
    let text = ReferencePage.profiles(catalogue: pixelCatalogue)
    if ProcessInfo.processInfo.environment["REELFX_UPDATE"] != nil { try Data(text.utf8).write(to: page) }
    #expect(try String(contentsOf: page, encoding: .utf8) == text)
  }

  @Test func theReferencePageHasTheWholeCatalogue() throws {
    let page = ReferencePage.markdown(catalogue: pixelCatalogue)
    for entry in pixelCatalogue.entries {
      let head = entry.kind == .blend ? "\n| `\(entry.name)` | " : "\n### \(entry.kind): \(entry.name)\n"
      let section = try #require(
        page.components(separatedBy: head).dropFirst().first?.components(separatedBy: "\n#").first, "\(entry.name)")
      #expect(section.contains(entry.summary))
      for parameter in entry.parameters {
        let line = try #require(section.split(separator: "\n").first { $0.hasPrefix("| `\(parameter.name)` |") }, "\(entry.name)")
        #expect(line.hasSuffix("| \(parameter.summary) |"))
        guard case .number(let standard, _, let unit, let isKeyframable) = parameter.value else { continue }
        let cells = line.components(separatedBy: " | ")
        #expect(cells[2] == unit && cells[4] == (isKeyframable ? "yes" : "no"), "\(line)")
        #expect(Double(cells[3].filter { $0 != "`" }) == standard, "\(line)")
      }
    }
  }

  static let samples = ["episode.yaml", "gallery.yaml"]

  /// Python's jsonschema as an independent reader of the schema.
  @Test(arguments: samples) func theSchemaAcceptsTheSamples(name: String) throws {
    let folder = try TemporaryDirectory()
    let schema = try folder.write("schema.json", Schema.json(catalogue: pixelCatalogue))
    let script =
      "import json, sys, yaml, jsonschema\n"
      + "jsonschema.Draft202012Validator(json.load(open(sys.argv[1]))).validate(yaml.safe_load(open(sys.argv[2], encoding='utf-8')))"
    let result = try run(["python3", "-c", script, schema, Self.path(name)])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func theReadmesDocumentsAreRight() throws {
    let readme = try String(contentsOf: repositoryRoot.appendingPathComponent("README.md"), encoding: .utf8)
    let blocks = readme.components(separatedBy: "```yaml\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
    #expect(blocks.count == 5)
    for block in blocks {
      let loaded = EpisodeDocument.load(text: block, file: "episode.yaml", catalogue: pixelCatalogue)
      #expect(loaded.problems.isEmpty, "\(loaded.problems)")
    }
  }

  @Test func theGalleryShowsTheWholeCatalogue() throws {
    let loaded = try EpisodeDocument.load(path: Self.path("gallery.yaml"), catalogue: pixelCatalogue)
    let episode = try #require(loaded.episode, "\(loaded.problems)")
    #expect(loaded.problems.isEmpty, "\(loaded.problems)")
    #expect(Set(episode.shots.compactMap(\.transition?.type)) == Set(pixelCatalogue.names(.transition)))
    #expect(Set((episode.effects + episode.shots.flatMap(\.effects)).map(\.type)) == Set(pixelCatalogue.names(.effect)))
    #expect(Set(episode.overlays.map(\.blend)) == Set(pixelCatalogue.names(.blend)))
  }

  private static func path(_ name: String) -> String { repositoryRoot.appendingPathComponent("samples/\(name)").path }
}
