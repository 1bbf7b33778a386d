import Foundation
import ReelCore
import ReelEngine

/// What a manifest says of the rows of its last run, in their order.
struct Manifest: Sendable {
  struct Row: Sendable {
    /// The last that was written of it.
    var line: JournalLine.Row
    /// Its outputs as they are; none of a row that failed.
    var outputs: [JournalLine.Output]
  }

  var run: JournalLine.Run?
  var rows: [Row] = []
  /// Rows of the run of which nothing was written: it was stopped before.
  var left = 0
  /// Lines that do not read.
  var damaged: [Int] = []

  /// - Throws: ``ReelError`` `missing` when it cannot be read.
  static func read(_ path: String) throws -> Manifest {
    var manifest = Manifest()
    var lines: [String: JournalLine.Row] = [:]
    var outputs: [String: [String: JournalLine.Output]] = [:]
    let decoder = JSONDecoder()
    _ = try Journal.lines(of: path) { number, line in
      guard let (kind, json) = JournalLine.read(line) else {
        manifest.damaged.append(number)
        return
      }
      switch kind {
      case "run": manifest.run = (try? decoder.decode(JournalLine.Run.self, from: json)) ?? manifest.run
      case "row":
        if let row = try? decoder.decode(JournalLine.Row.self, from: json) { lines[row.row] = row }
      case "output":
        if let output = try? decoder.decode(JournalLine.Output.self, from: json) { outputs[output.row, default: [:]][output.path] = output }
      default: break
      }
    }
    for key in manifest.run?.keys ?? [] {
      guard let row = lines[key] else {
        manifest.left += 1
        continue
      }
      let found = row.done?.files.compactMap { outputs[key]?[(row.out as NSString).appendingPathComponent($0.path)] } ?? []
      manifest.rows.append(Row(line: row, outputs: found))
    }
    return manifest
  }
}

extension Manifest.Row {
  /// What the row belongs to: the folder its outputs are in, or the value of a column.
  func series(by column: String?) -> String {
    if let column { return line.variables[column] ?? "" }
    return (line.out as NSString).lastPathComponent
  }

  /// What the row is called.
  var name: String { line.done?.id ?? ((line.document as NSString).lastPathComponent as NSString).deletingPathExtension }

  /// Where its outputs are, for telling two of one name apart.
  var group: String { line.out }
}
