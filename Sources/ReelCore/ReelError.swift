/// Why something could not be done, in three families: the user can fix it, this build cannot do it, or the surroundings failed.
public struct ReelError: Error, Hashable, Sendable {
  public enum Kind: String, Sendable, Codable {
    /// Bad input: a document, a medium, an option. Exit 65.
    case invalid
    /// A file or a font that is not there. Exit 66.
    case missing
    /// A codec, a format or a feature this build does not have. Exit 65.
    case unsupported
    /// An output that cannot be written: no permission, no space, something in the way. Exit 73.
    case cannotWrite
    /// The surroundings failed: memory, a device, a library. Exit 1.
    case failed
    /// The caller asked to stop. Exit 130.
    case cancelled
  }

  public var kind: Kind
  /// What was tried and what went wrong, in one sentence without a full stop.
  public var message: String
  /// The file it happened on.
  public var file: String?
  /// What the library below said, when it said something.
  public var detail: String?
  /// What to do.
  public var hint: String?
  /// When many things are wrong at once: all of them.
  public var problems: [Problem]

  public init(
    _ kind: Kind, _ message: String, file: String? = nil, detail: String? = nil, hint: String? = nil, problems: [Problem] = []
  ) {
    self.kind = kind
    self.message = message
    self.file = file
    self.detail = detail
    self.hint = hint
    self.problems = problems
  }
}

extension ReelError {
  /// It, or all of the many things that are wrong, as problems.
  package var asProblems: [Problem] {
    if !problems.isEmpty { return problems }
    return [Problem(.error, message + (detail.map { " (\($0))" } ?? ""), kind: kind, file: file, hint: hint)]
  }
}

extension ReelError: CustomStringConvertible {
  public var description: String {
    if !problems.isEmpty { return problems.map(\.description).joined(separator: "\n") }
    var text = file.map { "\($0): " } ?? ""
    text += message
    if let detail { text += " (\(detail))" }
    if let hint { text += "; \(hint)" }
    return text.visible()
  }
}
