public import ReelCore

/// What a document says, and what is wrong with it.
public struct LoadedEpisode: Sendable {
  /// `nil` when a problem is an error.
  public var episode: Episode?
  /// All of them, sorted by file and line.
  public var problems: [Problem]
  /// Every document that was read, or looked for: the one that was asked for, what it extends, and profiles beside them.
  public var documents: [String] = []
}

/// Reads episode documents, version 1: YAML or JSON.
///
/// Thread-safety: safe; nothing is shared.
public enum EpisodeDocument {
  /// Reads a document and everything it extends, and checks all that can be checked without its media.
  ///
  /// - Parameters:
  ///   - path: absolute or relative to the working directory; names the document in problems.
  ///   - variables: values for `${name}`; they win over the document's.
  ///   - spare: names of variables that the document need not ask for.
  ///   - catalogue: the transitions and blend modes a document may name.
  /// - Throws: ``ReelError`` when the document itself cannot be read: `.missing` when it is not there. All else is a problem.
  package static func load(
    path: String, variables: [String: String] = [:], spare: Set<String> = [], catalogue: Catalogue
  ) throws -> LoadedEpisode {
    let file = try FileBytes(path: path, limit: YAMLText.longest)
    let reader = DocumentReader()
    do {
      let document = try YAMLText.parse(file.bytes, file: path)
      return finish(document, path, file.identity, variables, spare, catalogue, reader)
    } catch {
      return LoadedEpisode(episode: nil, problems: [error.problem], documents: [path])
    }
  }

  /// Reads a document from memory.
  ///
  /// - Parameter file: names it in problems; paths are relative to its folder. It need not exist.
  package static func load(
    text: String, file: String, variables: [String: String] = [:], catalogue: Catalogue
  ) -> LoadedEpisode {
    let reader = DocumentReader()
    do {
      let document = try YAMLText.parse(text, file: file)
      return finish(document, file, "", variables, [], catalogue, reader)
    } catch {
      return LoadedEpisode(episode: nil, problems: [error.problem])
    }
  }

  private static func finish(
    _ document: DocumentNode, _ file: String, _ identity: String, _ variables: [String: String], _ spare: Set<String>,
    _ catalogue: Catalogue, _ reader: DocumentReader
  ) -> LoadedEpisode {
    let inheritance = Inheritance(reader: reader, given: variables)
    var episode: Episode?
    if let whole = inheritance.complete(document, chain: [(file, identity)])?.located() {
      episode = read(whole, file, variables, spare, Grammar(catalogue: catalogue), reader)
    }
    let problems = reader.sortedProblems
    return LoadedEpisode(
      episode: problems.contains { $0.severity == .error } ? nil : episode, problems: problems, documents: [file] + reader.documents)
  }

  private static func read(
    _ document: DocumentNode, _ file: String, _ variables: [String: String], _ spare: Set<String>, _ grammar: Grammar,
    _ reader: DocumentReader
  ) -> Episode? {
    // A document of another version is not measured by the fields of this one.
    if let version = document["reelfx"], case .scalar(let scalar) = version.content, scalar.type == .number,
      scalar.text != "\(Grammar.version)"
    {
      reader.reportVersion(version)
      return nil
    }
    var replacing = Variables(of: document, given: variables)
    let document = replacing.replace(in: document, reader)
    replacing.finish(reader)
    for name in replacing.unused() where !spare.contains(name) {
      reader.add(
        Problem(
          .warning, "variable '\(name)' is set, and nothing asks for it", file: file, value: variables[name],
          hint: Spelling.hint(for: name, among: replacing.names)))
    }
    reader.prepare(for: document, grammar)
    return grammar.episode(id: baseName(file)).read(document, reader).map { episode in
      var episode = episode
      episode.files = reader.files
      return episode
    }
  }

  /// Whether a file is meant to be an episode, and which document it extends: looked at from outside, whatever is wrong inside.
  ///
  /// - Returns: `nil` for what is no episode document: it begins with `reelfx: 1` and has shots, or extends what may have them.
  package static func outline(path: String) -> (path: String, extends: String?)? {
    guard let file = try? FileBytes(path: path, limit: YAMLText.longest), let document = try? YAMLText.parse(file.bytes, file: path),
      document["reelfx"] != nil
    else { return nil }
    var base: String?
    if case .scalar(let scalar)? = document["extends"]?.content, scalar.type == .text { base = resolve(scalar.text, against: path) }
    return document["shots"] == nil && base == nil ? nil : (path, base)
  }

  /// `a/s01e01.yaml` -> `s01e01`
  private static func baseName(_ file: String) -> String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
