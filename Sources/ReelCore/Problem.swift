/// Something a person should know about their input, in one line: what, where, the value, and what to do.
public struct Problem: Hashable, Sendable, Codable {
  public enum Severity: String, Sendable, Codable { case error, warning }

  public var severity: Severity
  /// What it is about: the document or a medium, something that is not there, or the surroundings.
  public var kind: ReelError.Kind
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
    _ severity: Severity, _ error: String, kind: ReelError.Kind = .invalid, file: String? = nil, line: Int? = nil, path: String? = nil,
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

extension Sequence<Problem> {
  /// The kind of the errors as a whole, which decides the exit code: the surroundings' failure if there is one, `missing` when nothing
  /// else is wrong, otherwise `invalid`; `nil` without errors.
  public var kind: ReelError.Kind? {
    let kinds = Set(lazy.filter { $0.severity == .error }.map(\.kind))
    return [.failed, .cannotWrite].first(where: kinds.contains) ?? (kinds.isEmpty ? nil : kinds == [.missing] ? .missing : .invalid)
  }
}

extension Problem: CustomStringConvertible {
  /// `episode.yaml:12: error: shots[2].duration: 0 is not above 0 (got 0); give a length`: one line, whatever is in the values.
  public var description: String {
    var text = ""
    if let file { text += line.map { "\(file):\($0): " } ?? "\(file): " }
    text += "\(severity.rawValue): "
    if let path { text += "\(path): " }
    text += error
    if let value { text += " (got \(value))" }
    if let hint { text += "; \(hint)" }
    return text.visible()
  }
}
