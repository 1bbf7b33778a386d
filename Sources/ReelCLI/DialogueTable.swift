import ReelFX

/// How the spoken lines of a language fit, for people.
enum DialogueTable {
  private static let heads = ["line", "start", "slot", "speech", "pace", "borrowed", "earlier", "fit"]

  static func text(_ fit: DialogueFit) -> String {
    let counts = [
      (DialogueFit.Line.Outcome.natural, "as recorded"), (.adapted, "adapted"), (.strained, "strained"), (.over, "too long"),
      (.missing, "missing"),
    ].compactMap { fit.count($0) == 0 ? nil : "\(fit.count($0)) \($1)" }
    let rows = [heads] + fit.lines.enumerated().map { row($0, $1) }
    let widths = heads.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        column == heads.count - 1 ? cell.0 : String(repeating: " ", count: cell.1 - cell.0.count) + cell.0
      }.joined(separator: "  ")
    }
    return (["dialogue \(fit.language): \(counts.joined(separator: ", "))"] + lines + [""]).joined(separator: "\n")
  }

  private static func row(_ index: Int, _ line: DialogueFit.Line) -> [String] {
    guard line.outcome != .missing else {
      return ["\(index)", seconds(line.slotStart), "-", "-", "-", "-", "-", "missing: \(line.source)"]
    }
    let pace = Time(line.pace).formatted(decimals: 2)
    return [
      "\(index)", seconds(line.slotStart), seconds(line.slotEnd - line.slotStart), seconds(line.speech), pace,
      line.borrowed > 0 ? seconds(line.borrowed) : "-", line.moved > 0 ? seconds(line.moved) : "-", words(line),
    ]
  }

  private static func words(_ line: DialogueFit.Line) -> String {
    var words = line.outcome == .natural ? "as recorded" : line.outcome.rawValue
    if line.outcome == .over { words = "\(seconds(line.over)) too long" }
    if let percent = line.shorterBy {
      words += ", \(percent) % shorter fits"
      if let characters = line.characters { words += " (\(characters) characters)" }
    }
    return words
  }

  private static func seconds(_ value: Double) -> String {
    Time(Rational(Int64((value * 1000).rounded()), 1000)).description
  }
}
