package import ReelCore

/// The page that tells people every field of the episode document.
package enum ReferencePage {
  /// Markdown: the document's maps, then what the catalogue has.
  package static func markdown(catalogue: Catalogue) -> String {
    let definitions = unique(Grammar(catalogue: catalogue).episode().definitions)
    let names = Set(catalogue.entries.map(\.definition))
    let shared = definitions.filter { !names.contains($0.name) }
    let own = [CatalogueEntry.Kind.transition, .effect].map { uses(of: $0, catalogue, definitions) }
    return introduction + shared.map(section).joined() + own.joined() + blends(catalogue)
  }

  /// Markdown: how a profile is written, and those that come with the program, as their files have them.
  package static func profiles(catalogue: Catalogue) -> String {
    let definitions = Grammar(catalogue: catalogue).profile(named: "").definitions
    return profilesIntroduction + unique(definitions).map(section).joined()
      + ProfileShelf.builtIn.map { "\n## \($0.name)\n\n```yaml\n\(String(decoding: $0.bytes, as: UTF8.self))```\n" }.joined()
  }

  private static let profilesIntroduction = """
    # Profiles: what stores and platforms take

    `profile: NAME` in a delivery fills in what the delivery does not say itself, warns of captions that the platform's player covers, and
    refuses what the platform refuses: length, size, rate, encoders before anything is rendered; the size of a file and its highest bit rate,
    which only the finished file shows, as a failed check in the report.

    ```yaml
    deliver:
      - { name: tiktok, profile: tiktok }
      - { name: reels, profile: reels, encoder: { preset: slow } }
      - { name: app, profile: hls-app }
    ```

    Maps merge key by key, and what the delivery says wins; `null` leaves a key of the profile out. Figures change: each file says when they
    were looked up and where. A file `profiles/NAME.yaml` beside the document goes before one that comes with the program, and is how a
    contract of your own is written down.

    """

  private static let introduction = """
    # The episode document, version \(Grammar.version)

    YAML or JSON, at most \(YAMLText.longest / 1_048_576) MB. This page is written from the description that reads the document: see
    `Sources/ReelTimeline/Description`. `reelfx schema` prints the same as JSON Schema.

    - **Times** are seconds (`2.5`, at most \(TimeLimits.decimals) decimals), frames (`75f`) or timecode (`00:00:02:15`), the
      latter two at the canvas's rate. Timecode is non-drop-frame: at `30000/1001` it counts 30 frames for each of its seconds.
    - **Paths** are relative to the document that names them. URLs are not read.
    - **Variables**: `${name}` in any text is replaced by `vars`, or by `--set name=value`, which wins. In a map in braces it must be
      quoted. A variable may make a number: `duration: "${length}"`. `$${` is a plain `${`.
    - **`extends`** begins from another document, at most \(Inheritance.longest) in a row. Maps merge key by key; lists and single values
      replace what is below; `null` removes an inherited key. Elsewhere a `null` is the same as leaving the key out.
    - **Anchors, aliases and `<<`** work as in YAML 1.1, up to \(YAMLText.mostValues) values and \(YAMLText.deepest) levels.
    - **Unknown keys, wrong types and values out of limits** are errors. So is a field that this version knows but does not draw yet,
      unless it has the value that changes nothing.

    """

  private static func section(_ definition: Definition) -> String {
    "\n## \(definition.name)\n\n\(definition.summary)\n" + table(definition.rows)
  }

  private static func table(_ rows: [Definition.Row]) -> String {
    "\n| key | value | default | meaning |\n|---|---|---|---|\n"
      + rows.map { "| `\($0.name)` | \(cell($0.words)) | \(standard($0)) | \(cell($0.summary)) |\n" }.joined()
  }

  private static func standard(_ row: Definition.Row) -> String {
    row.required ? "required" : row.standard.map { "`\($0.compact)`" } ?? ""
  }

  /// What all entries of a kind have, and a section for each with what it adds.
  private static func uses(of kind: CatalogueEntry.Kind, _ catalogue: Catalogue, _ definitions: [Definition]) -> String {
    let entries = catalogue.entries.filter { $0.kind == kind }
    let described = entries.compactMap { entry in definitions.first { $0.name == entry.definition }.map { (entry, $0) } }
    guard let (first, definition) = described.first else { return "" }
    let shared = definition.rows.dropLast(first.parameters.count).map { row in
      var row = row
      if row.name == "type" { (row.words, row.summary) = ("one of \(entries.map(\.name).joined(separator: ", "))", "Which \(kind).") }
      return row
    }
    return "\n## \(kind)s\n\nEvery \(kind) has these, and what its section says.\n" + table(shared)
      + described.map { section(of: $0, $1) }.joined()
  }

  private static func section(of entry: CatalogueEntry, _ definition: Definition) -> String {
    let head = "\n### \(entry.definition)\n\n\(entry.summary)\n"
    guard !entry.parameters.isEmpty else { return head }
    let rows = zip(entry.parameters, definition.rows.suffix(entry.parameters.count)).map { parameter, row in
      var (value, unit, moves) = (row.words, "", "no")
      if case .number(_, let range, let name, let isKeyframable) = parameter.value {
        (value, unit, moves) = (Kind<Double>.number(range).limits, name, isKeyframable ? "yes" : "no")
      }
      return "| `\(row.name)` | \(cell(value)) | \(unit) | \(standard(row)) | \(moves) | \(cell(row.summary)) |\n"
    }
    return head + "\n| key | value | unit | default | keyframes | meaning |\n|---|---|---|---|---|---|\n" + rows.joined()
  }

  private static func blends(_ catalogue: Catalogue) -> String {
    let rows = catalogue.entries.filter { $0.kind == .blend }.map { "| `\($0.name)` | \(cell($0.summary)) |\n" }
    return rows.isEmpty ? "" : "\n## blend modes\n\nWhat `blend` of an overlay may be.\n\n| name | meaning |\n|---|---|\n" + rows.joined()
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
