import ReelCore

/// What reading a document needs to know on its way, and what it finds.
final class DocumentReader {
  private(set) var problems: [Problem] = []
  private(set) var files: [FileReference] = []
  /// Documents that were read besides the one that was asked for, or looked for.
  private(set) var documents: [String] = []
  /// The document's, known before anything is read that counts in frames or scales to it.
  var canvas = Canvas()
  let profiles = ProfileShelf()
  /// The tags the document has.
  var languages: [String] = []

  func report(
    _ error: String, at node: DocumentNode, kind: ReelError.Kind = .invalid, line: Int? = nil, path: String? = nil, value: String? = nil,
    hint: String? = nil
  ) {
    let path = path ?? node.path
    problems.append(
      Problem(
        .error, error, kind: kind, file: node.file, line: line ?? node.line, path: path.isEmpty ? nil : path,
        value: value ?? node.written, hint: hint))
  }

  func warn(_ text: String, at node: DocumentNode, hint: String) {
    problems.append(Problem(.warning, text, file: node.file, line: node.line, path: node.path, value: node.written, hint: hint))
  }

  func reportVersion(_ node: DocumentNode) {
    let hint = "it reads \(Grammar.version)"
    report("reelfx \(node.written ?? "") is not a version this program reads", at: node, path: "reelfx", hint: hint)
  }

  func add(_ problem: Problem) { problems.append(problem) }

  /// Takes note of a document that is read, whether it is there or not.
  func reads(_ document: String) { documents.append(document) }

  /// Takes note of a file the document names and says where it is.
  func reference(_ written: String, at node: DocumentNode) -> FileReference {
    let reference = FileReference(path: resolve(written, against: node.file), written: written, origin: node.origin)
    if named.insert(reference.path).inserted { files.append(reference) }
    return reference
  }

  private var named: Set<String> = []

  /// By file in the order they came up, then by line.
  var sortedProblems: [Problem] {
    var order: [String: Int] = [:]
    for problem in problems where order[problem.file ?? ""] == nil { order[problem.file ?? ""] = order.count }
    let keys = problems.enumerated().map { (order[$1.file ?? ""] ?? 0, $1.line ?? 0, $0) }
    return keys.sorted { $0 < $1 }.map { problems[$0.2] }
  }

  /// Learns what the reading of some fields needs to know of others. Their own problems are found in their own turn.
  func prepare(for document: DocumentNode, _ grammar: Grammar) {
    let silent = DocumentReader()
    if let node = document["canvas"], let canvas = grammar.canvas.read(node, silent) { self.canvas = canvas }
    if case .map(let entries) = document["languages"]?.content { languages = entries.map(\.key) }
  }
}

/// Where `path` is when `file` names it.
func resolve(_ path: String, against file: String) -> String {
  guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
  return file[...slash] + path
}
