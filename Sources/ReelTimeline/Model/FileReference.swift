/// A file a document names.
public struct FileReference: Hashable, Sendable, Codable {
  /// Absolute, or relative to the working directory: already resolved against the document that names it.
  public var path: String
  /// As the document has it, variables replaced.
  public var written: String
  public var origin: Origin

  public init(path: String, written: String, origin: Origin) {
    self.path = path
    self.written = written
    self.origin = origin
  }

  static let none = FileReference(path: "", written: "", origin: .none)
}
