import ReelCore

/// The profiles documents may name: files beside a document, and those that come with the program.
final class ProfileShelf {
  struct File {
    var profile: Profile
    /// What it fills in of a delivery.
    var deliver: DocumentNode?
  }

  /// By what documents call them, in the order of the reference page.
  static let builtIn: [(name: String, bytes: [UInt8])] = [
    ("tiktok", PackageResources.tiktok_yaml), ("reels", PackageResources.reels_yaml), ("facebook", PackageResources.facebook_yaml),
    ("shorts", PackageResources.shorts_yaml), ("hls-app", PackageResources.hls_app_yaml), ("archive", PackageResources.archive_yaml),
    ("meta-ads", PackageResources.meta_ads_yaml), ("everywhere", PackageResources.everywhere_yaml),
  ]

  /// Each is read once; `nil` is one that was found faulty.
  private var read: [String: File?] = [:]

  /// The profile that `node` names. What is wrong is reported once, however often it is asked for.
  func find(_ name: String, at node: DocumentNode, _ grammar: Grammar, _ reader: DocumentReader) -> File? {
    let path = resolve("profiles/\(name).yaml", against: node.file)
    if let known = read[path] { return known }
    let file = bytes(of: name, path, node, reader).flatMap { parse($0, path, name, grammar, reader) }
    read[path] = .some(file)
    return file
  }

  /// A file beside the document goes before what comes with the program.
  private func bytes(of name: String, _ path: String, _ node: DocumentNode, _ reader: DocumentReader) -> [UInt8]? {
    reader.reads(path)
    do {
      return try FileBytes(path: path, limit: YAMLText.longest).bytes
    } catch let error as ReelError where error.kind != .missing {
      reader.report("\(error.message) '\(path)'\(error.detail.map { ": \($0)" } ?? "")", at: node, kind: error.kind)
      return nil
    } catch {
      if let standard = Self.builtIn.first(where: { $0.name == name }) { return standard.bytes }
      let names = Self.builtIn.map(\.name)
      let hint = Spelling.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
      reader.report(
        "\(node.name) '\(name)' is not one of \(names.joined(separator: ", ")), and there is no \(path)", at: node, hint: hint)
      return nil
    }
  }

  private func parse(_ bytes: [UInt8], _ path: String, _ name: String, _ grammar: Grammar, _ reader: DocumentReader) -> File? {
    do {
      let root = try YAMLText.parse(bytes, file: path).located()
      return grammar.profile(named: name).read(root, reader).map { File(profile: $0, deliver: root["deliver"]) }
    } catch {
      reader.add(error.problem)
      return nil
    }
  }
}
