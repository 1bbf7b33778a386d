import ReelCore

/// The page that tells people every field of the episode document.
package enum ReferencePage {
  /// Markdown. Transitions are not in it: they are a catalogue of their own.
  package static func markdown() -> String {
    let definitions = unique(Grammar(catalogue: Catalogue([])).episode().definitions)
    return introduction + definitions.map(section).joined()
  }

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
    let head = "\n## \(definition.name)\n\n\(definition.summary)\n\n| key | value | default | meaning |\n|---|---|---|---|\n"
    return head
      + definition.rows.map { row in
        let standard = row.required ? "required" : row.standard.map { "`\($0.compact)`" } ?? ""
        return "| `\(row.name)` | \(cell(row.words)) | \(standard) | \(cell(row.summary)) |\n"
      }.joined()
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
