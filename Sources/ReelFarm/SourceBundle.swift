import Foundation
import ReelCore
import ReelDepot
import ReelEngine
import ReelTimeline

/// A document with every file it names, under one folder: what has to be on a machine for the document to be the same there.
struct SourceBundle {
  /// The deepest folder all files are in.
  var root: String
  /// Below `root`.
  var document: String
  /// Below `root`.
  var files: [FarmManifest.File]

  var absoluteFiles: [FarmManifest.File] {
    files.map { file in
      var file = file
      file.path = root + "/" + file.path
      return file
    }
  }

  init(of project: Project) throws {
    let document = Self.absolute(project.document)
    let fonts = (document as NSString).deletingLastPathComponent + "/fonts/"
    let used = project.fonts.values.map(Self.absolute).filter { $0.hasPrefix(fonts) }
    let paths = Set((project.files.map(Self.absolute) + used + [document]).filter(Self.isFile)).sorted()
    let root = Self.root(of: paths, from: (document as NSString).deletingLastPathComponent)
    self.root = root
    self.document = String(document.dropFirst(root.count + 1))
    files = try Workers.map(paths, at: 2) { path in
      guard let digest = try FileDigest.of(path) else {
        throw ReelError(.missing, "went away while it was read", file: path, hint: "run again")
      }
      return FarmManifest.File(path: String(path.dropFirst(root.count + 1)), digest: digest, bytes: Self.size(path))
    }
  }

  /// Without a slash at its end.
  private static func root(of paths: [String], from folder: String) -> String {
    var root = folder
    while root != "/", !paths.allSatisfy({ $0.hasPrefix(root + "/") }) { root = (root as NSString).deletingLastPathComponent }
    return root == "/" ? "" : root
  }

  private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }

  private static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  // MARK: In a depot

  private static func name(_ digest: Digest) -> String { "sources/\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2))" }

  /// Puts every file that the depot lacks there, under its digest.
  ///
  /// - Throws: `invalid` when the document names a file by an absolute path: on another machine it would look for it there.
  func upload(from project: Project, to depot: any Depot) throws {
    if let file = project.episode?.files.first(where: { $0.written.hasPrefix("/") }) {
      throw ReelError(
        .invalid, "is named by an absolute path, which is another place on another machine", file: file.written,
        hint: "name it relative to the document, or leave --upload-sources away and have all machines see it")
    }
    let root = root
    _ = try Workers.map(files, at: 4) { file in
      let name = Self.name(file.digest)
      let size = try depot.read(name, first: 1)?.size
      if size == file.bytes { return }
      let content = DepotContent.file(root + "/" + file.path, size: file.bytes, digest: file.digest)
      _ = try depot.put(name, content, replacing: size != nil)
    }
  }

  /// Lays the files of a manifest out below a folder as they stood where they came from; what is there is not fetched again.
  ///
  /// - Returns: the folder of this bundle.
  static func unpack(_ files: [FarmManifest.File], from depot: any Depot, below store: String) throws -> String {
    // By its content: what one worker of this machine has fetched is there for the next.
    let digest = CanonicalEncoder.digest(files)
    let folder = store + "/sources/\(digest.hex.prefix(32))"
    for file in files {
      let path = folder + "/" + file.path
      guard !file.path.hasPrefix("/"), !file.path.split(separator: "/").contains("..") else {
        throw ReelError(.invalid, "'\(file.path)' in a manifest leads elsewhere", hint: "this is no manifest of reelfx")
      }
      if !isFile(path) || size(path) != file.bytes { try fetch(file, from: depot, to: path) }
    }
    return folder
  }

  private static func fetch(_ file: FarmManifest.File, from depot: any Depot, to path: String) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    let part = "\(path).\(getpid()).part"
    defer { unlink(part) }
    for _ in 0..<3 {
      unlink(part)
      guard try depot.fetch(name(file.digest), to: part) else {
        throw ReelError(
          .invalid, "is not in the shared store", file: file.path, hint: "run reelfx farm plan --upload-sources again")
      }
      if try FileDigest.of(part) == file.digest {
        guard rename(part, path) == 0 else {
          throw ReelError(.cannotWrite, "cannot be written", file: path, detail: String(cString: strerror(errno)))
        }
        return
      }
    }
    throw ReelError(
      .failed, "is damaged in the shared store", file: file.path, detail: name(file.digest),
      hint: "remove it there, and run reelfx farm plan --upload-sources again")
  }
}
