import Foundation
public import ReelCore

/// A first document for an episode, made of what lies in a folder; see ``Engine/initialDocument(of:)``.
public struct InitialDocument: Sendable {
  /// A file, or a numbered sequence, and what it was taken for.
  public struct Taken: Hashable, Sendable, Encodable {
    /// Relative to the folder.
    public var path: String
    /// `shot 3`, `music`, `dialogue es at 0.5`
    public var role: String
    /// A choice that was made with it.
    public var remark: String?
  }

  /// Something that is in the folder, and not in the document.
  public struct LeftAside: Hashable, Sendable, Encodable {
    public var path: String
    public var why: String
  }

  /// Where it belongs: `episode.yaml` in the folder.
  public var file: String
  /// The document as YAML, with comments where something was chosen.
  public var text: String
  public var taken: [Taken]
  public var leftAside: [LeftAside]
  /// What ``Engine/open(_:variables:selection:)`` would say of it. Errors are in it only when leaving things out does not help.
  public var problems: [Problem]

  static func file(in folder: String) -> String { (folder as NSString).appendingPathComponent("episode.yaml") }

  /// - Throws: ``ReelError`` `cannotWrite` when a folder has a document already.
  public static func requireNone(in folder: String) throws {
    let file = file(in: folder)
    guard (try? FileManager.default.attributesOfItem(atPath: file)) != nil else { return }
    throw ReelError(.cannotWrite, "there is a document already", file: file, hint: "move it away, or replace it with --overwrite")
  }

  /// Writes the whole document or nothing.
  ///
  /// - Parameter overwrite: whether another document under its name is replaced.
  /// - Throws: ``ReelError`` `cannotWrite` when there is one and it is not to be replaced, or the folder cannot be written.
  public func write(overwrite: Bool = false) throws {
    if !overwrite { try Self.requireNone(in: (file as NSString).deletingLastPathComponent) }
    try PartFile.save(text, to: file)
  }
}
