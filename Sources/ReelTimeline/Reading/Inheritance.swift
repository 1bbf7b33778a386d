import ReelCore

/// A document with everything it extends merged into one tree.
struct Inheritance {
  /// The longest chain of documents.
  static let longest = 16

  let reader: DocumentReader
  let given: [String: String]

  /// - Parameters:
  ///   - document: what a file says.
  ///   - chain: the files that led here and this one last, by name and by what identifies them.
  /// - Returns: `nil` when a problem was reported.
  func complete(_ document: DocumentNode, chain: [(name: String, identity: String)]) -> DocumentNode? {
    guard document.isMap else {
      reader.report("the document must be a map that begins with reelfx: 1, not \(document.noun)", at: document)
      return nil
    }
    guard let extends = document["extends"], !extends.isNull else { return document }
    let located = document.located()
    let before = reader.problems.count
    var variables = Variables(of: located, given: given)
    let written = located["extends"].map { variables.replace(in: $0, reader) } ?? extends
    guard reader.problems.count == before else { return nil }
    // What is not text is reported where all fields are read.
    guard case .scalar(let scalar) = written.content, scalar.type == .text, !scalar.text.isEmpty else { return document }
    guard let base = load(resolve(scalar.text, against: written.file), for: written, chain: chain) else { return nil }
    if let version = base["reelfx"], document["reelfx"] != nil, version.written != "\(Grammar.version)" {
      reader.reportVersion(version)
    }
    return Self.merge(document, over: base)
  }

  private func load(_ path: String, for extends: DocumentNode, chain: [(name: String, identity: String)]) -> DocumentNode? {
    guard chain.count < Self.longest else {
      reader.report("more than \(Self.longest) documents extend each other", at: extends)
      return nil
    }
    reader.reads(path)
    do {
      let file = try FileBytes(path: path, limit: YAMLText.longest)
      if let first = chain.firstIndex(where: { $0.identity == file.identity }) {
        let circle = (chain[first...].map(\.name) + [path]).joined(separator: " -> ")
        reader.report("the documents extend each other in a circle: \(circle)", at: extends)
        return nil
      }
      let base = try YAMLText.parse(file.bytes, file: path)
      return complete(base, chain: chain + [(path, file.identity)])
    } catch let refusal as YAMLText.Refusal {
      reader.add(refusal.problem)
    } catch let error as ReelError {
      let detail = error.detail.map { ": \($0)" } ?? ""
      reader.report(
        "\(error.message) '\(path)'\(detail)", at: extends, kind: error.kind)
    } catch {
      reader.report("cannot read '\(path)': \(error)", at: extends)
    }
    return nil
  }

  /// Maps merge key by key, all else is replaced, and null removes what is below.
  static func merge(_ top: DocumentNode, over base: DocumentNode) -> DocumentNode {
    guard case .map(let above) = top.content, case .map(var merged) = base.content else { return top }
    for entry in above {
      guard let index = merged.firstIndex(where: { $0.key == entry.key }) else {
        merged.append(entry)
        continue
      }
      if entry.value.isNull {
        merged.remove(at: index)
      } else {
        merged[index] = DocumentNode.Entry(key: entry.key, line: entry.line, value: merge(entry.value, over: merged[index].value))
      }
    }
    var result = top
    result.content = .map(merged)
    return result
  }
}
