/// Something a person should know about their input, in one line: what, where, the value, and what to do.
public struct Problem: Hashable, Sendable, Codable {
  public enum Severity: String, Sendable, Codable { case error, warning }

  /// Which exit code the problem leads to when nothing but its kind stands in the way.
  public enum Kind: String, Sendable, Codable {
    /// The document or a medium is wrong: exit 65.
    case badInput
    /// A file or a font is not there: exit 66.
    case missing
  }

  public var severity: Severity
  public var kind: Kind
  /// What is wrong, in one sentence without a full stop.
  public var error: String
  /// The file that says it, as the user named it.
  public var file: String?
  /// The line in `file`, from 1.
  public var line: Int?
  /// Where in the document: `shots[2].transition.duration`.
  public var path: String?
  /// The value found, as written.
  public var value: String?
  /// What to do about it.
  public var hint: String?

  public init(
    _ severity: Severity, _ error: String, kind: Kind = .badInput, file: String? = nil, line: Int? = nil, path: String? = nil,
    value: String? = nil, hint: String? = nil
  ) {
    self.severity = severity
    self.kind = kind
    self.error = error
    self.file = file
    self.line = line
    self.path = path
    self.value = value
    self.hint = hint
  }
}

extension Problem: CustomStringConvertible {
  /// `episode.yaml:12: error: shots[2].duration: 0 is not above 0 (got 0); give a length`
  public var description: String {
    var text = ""
    if let file { text += line.map { "\(file):\($0): " } ?? "\(file): " }
    text += "\(severity.rawValue): "
    if let path { text += "\(path): " }
    text += error
    if let value { text += " (got \(value))" }
    if let hint { text += "; \(hint)" }
    return text
  }
}
