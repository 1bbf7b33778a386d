import Foundation
import ReelCore
import ReelTimeline

/// What a batch is to make: a table of rows, or a folder of documents.
package struct BatchTable {
  package var rows: [BatchRow]

  /// Columns with a meaning of their own; all others are variables.
  private static let document = "document"
  private static let only = "only"

  /// - Parameters:
  ///   - path: a file in CSV or JSON lines, or a folder with documents below it.
  ///   - document: where a row's document is, for a table without that column; relative to the working directory.
  /// - Throws: ``ReelError`` when it cannot be read at all. What is wrong with a row is a problem of that row.
  package static func read(_ path: String, document: String?) throws -> BatchTable {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ReelError(.missing, "there is no such table or folder", file: path, hint: "check the path")
    }
    if isFolder.boolValue { return try BatchTable(rows: documents(below: path)) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ReelError(.missing, "the table cannot be read", file: path, hint: "check its permissions")
    }
    guard var text = String(data: data, encoding: .utf8) else {
      throw ReelError(.invalid, "the table is not UTF-8", file: path, hint: "save it as UTF-8")
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    let named = try document.map { try pattern($0, "--document") }
    let isJSON = text.first(where: { !$0.isWhitespace }) == "{"
    let rows = isJSON ? lines(text, path, named) : try records(text, path, named)
    guard !rows.isEmpty else { throw ReelError(.invalid, "the table has no rows", file: path) }
    return BatchTable(rows: rows)
  }

  /// - Throws: ``ReelError`` `invalid` for what is no pattern.
  static func pattern(_ text: String, _ option: String) throws -> NamePattern {
    do { return try NamePattern(text) } catch {
      throw ReelError(.invalid, "\(option): \(error.text)", hint: error.hint)
    }
  }

  // MARK: CSV

  private static func records(_ text: String, _ path: String, _ pattern: NamePattern?) throws -> [BatchRow] {
    let records: [CSVText.Record]
    do { records = try CSVText.read(Array(text.utf8)) } catch {
      let problem = Problem(.error, error.text, file: path, line: error.line)
      throw ReelError(.invalid, error.text, file: path, problems: [problem])
    }
    guard let head = records.first else { return [] }
    let columns = head.fields.map { ($0 ?? "").trimmingCharacters(in: .whitespaces) }
    for (index, column) in columns.enumerated() {
      if column.isEmpty {
        throw ReelError(.invalid, "column \(index + 1) has no name", file: path, hint: "the first line names the columns")
      }
      if columns.firstIndex(of: column) != index { throw ReelError(.invalid, "two columns are named '\(column)'", file: path) }
    }
    return records.dropFirst().map { record in
      guard record.fields.count == columns.count else {
        return broken("\(record.fields.count) fields for \(columns.count) columns", path, record.line, hint: "quote what has a comma in it")
      }
      let pairs = zip(columns, record.fields).compactMap { name, value in value.map { (name, $0) } }
      return row(Dictionary(uniqueKeysWithValues: pairs), path, record.line, pattern)
    }
  }

  // MARK: JSON lines

  private static func lines(_ text: String, _ path: String, _ pattern: NamePattern?) -> [BatchRow] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.enumerated().compactMap { index, line in
      let line = (number: index + 1, text: line.trimmingCharacters(in: .whitespaces))
      if line.text.isEmpty { return nil }
      guard let object = try? JSONDecoder().decode([String: Value].self, from: Data(line.text.utf8)) else {
        return broken("the line is no JSON object", path, line.number, hint: "write {\"document\": ..., \"name\": ...} in one line")
      }
      if let name = object.filter({ $0.value == .nested }).keys.min() {
        return broken("'\(name)' is a list or a map", path, line.number, hint: "a variable is a text, a number, true or false")
      }
      return row(object.compactMapValues(\.text), path, line.number, pattern)
    }
  }

  /// What a variable may be.
  private enum Value: Decodable, Equatable {
    case none, plain(String), nested

    var text: String? { if case .plain(let text) = self { text } else { nil } }

    init(from decoder: any Decoder) throws {
      guard let value = try? decoder.singleValueContainer() else {
        self = .nested
        return
      }
      if value.decodeNil() {
        self = .none
      } else if let text = try? value.decode(String.self) {
        self = .plain(text)
      } else if let flag = try? value.decode(Bool.self) {
        self = .plain(flag ? "true" : "false")
      } else if let number = try? value.decode(Int.self) {
        self = .plain("\(number)")
      } else if let number = try? value.decode(Double.self) {
        self = .plain("\(number)")
      } else {
        self = .nested
      }
    }
  }

  // MARK: Rows

  private static func broken(_ error: String, _ path: String, _ line: Int, hint: String?) -> BatchRow {
    var row = BatchRow(line: line, document: "")
    row.problems = [Problem(.error, error, file: path, line: line, hint: hint)]
    return row
  }

  private static func row(_ values: [String: String], _ path: String, _ line: Int, _ pattern: NamePattern?) -> BatchRow {
    var variables = values
    // What the table names is beside it; what the command line names is not.
    var document = variables.removeValue(forKey: document).map { resolved($0, against: path) }
    let only = variables.removeValue(forKey: only)
    if document == nil, let pattern {
      do throws(NamePattern.Mistake) { document = try pattern.name(variables) } catch {
        return broken(error.text, path, line, hint: error.hint)
      }
    }
    guard let document else { return broken("the row names no document", path, line, hint: "add a column 'document', or say --document") }
    return BatchRow(line: line, document: document, variables: variables, places: places(document, below: nil), only: only)
  }

  private static func resolved(_ path: String, against table: String) -> String {
    guard !path.hasPrefix("/"), let slash = table.lastIndex(of: "/") else { return path }
    return table[...slash] + path
  }

  /// `${name}` and `${folder}`: the document's own, and below which it lies.
  private static func places(_ document: String, below top: String?) -> [String: String] {
    let path = document as NSString
    let folder = path.deletingLastPathComponent as NSString
    var places = ["name": (path.lastPathComponent as NSString).deletingPathExtension]
    let below = top.map { String((folder as String).dropFirst($0.count).drop { $0 == "/" }) } ?? folder.lastPathComponent
    if !below.isEmpty { places["folder"] = below }
    return places
  }

  // MARK: Folders

  /// Every episode below a folder, in the order of their paths: what others extend is none.
  private static func documents(below folder: String) throws -> [BatchRow] {
    var top = folder
    while top.count > 1, top.hasSuffix("/") { top.removeLast() }
    let names = (FileManager.default.enumerator(atPath: top)?.compactMap { $0 as? String } ?? []).filter { name in
      ["yaml", "yml", "json"].contains((name as NSString).pathExtension) && !name.split(separator: "/").contains { $0.hasPrefix(".") }
    }
    let found = names.sorted().compactMap { EpisodeDocument.outline(path: top + "/" + $0) }
    func place(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
    let bases = Set(found.compactMap(\.extends).map(place))
    let episodes = found.map(\.path).filter { !bases.contains(place($0)) }
    guard !episodes.isEmpty else {
      throw ReelError(.missing, "there is no episode document in the folder", file: folder, hint: "an episode begins with reelfx: 1")
    }
    return episodes.enumerated().map { BatchRow(line: $0 + 1, document: $1, places: places($1, below: top)) }
  }
}
