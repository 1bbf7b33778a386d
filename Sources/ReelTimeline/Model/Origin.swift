/// Where a document says something, so that later findings can point at it.
public struct Origin: Hashable, Sendable, Codable {
  /// The document as the user named it, or a file it extends.
  public var file: String
  /// From 1.
  public var line: Int
  /// `shots[2].transition`
  public var path: String

  public init(file: String, line: Int, path: String) {
    self.file = file
    self.line = line
    self.path = path
  }

  static let none = Origin(file: "", line: 0, path: "")
}
