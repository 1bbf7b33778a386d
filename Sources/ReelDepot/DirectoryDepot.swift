import Foundation
package import ReelCore
import Synchronization

/// A depot in a folder that all machines see, as NFS and cluster file systems give it.
///
/// An object is written to `temporary/` in the same tree, synced, and renamed: a rename is all that file systems of this kind are trusted
/// with. Locks, links and exclusive creation are not: two mounts of one tree may both win them.
package final class DirectoryDepot: Depot {
  package let address: String
  private let root: String
  private let writer: String
  private let open = Mutex((serial: 0, files: Set<String>()))

  /// - Parameters:
  ///   - writer: who writes, `host.pid.attempt`: names what is unfinished, so that people see whose it was.
  ///   - makes: whether to make the folder. A worker does not: where a share is not mounted, its folder is missing, or empty.
  package init(_ root: String, writer: String, makes: Bool) throws {
    (address, self.root, self.writer) = (root, root, writer)
    if makes { try makeFolder(root) }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder.boolValue else {
      throw ReelError(.missing, "the shared store is not there", file: root, hint: "is the share mounted on \(ThisHost.name)?")
    }
  }

  private func path(_ name: String) -> String { root + "/" + name }

  package func read(_ name: String, first count: Int?) throws -> (bytes: [UInt8], size: Int)? {
    guard let file = try openFile(path(name)) else { return nil }
    defer { close(file.descriptor) }
    let wanted = min(count ?? file.size, file.size)
    var bytes = [UInt8](repeating: 0, count: wanted)
    var done = 0
    while done < wanted {
      let got = bytes.withUnsafeMutableBytes { pread(file.descriptor, $0.baseAddress.map { $0 + done }, wanted - done, off_t(done)) }
      if got > 0 { done += got } else if got == 0 { break } else if errno != EINTR { throw failure("read", path(name)) }
    }
    return (Array(bytes[..<done]), file.size)
  }

  private func openFile(_ path: String) throws -> (descriptor: CInt, size: Int)? {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure("open", path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let error = failure("look at", path)
      close(descriptor)
      throw error
    }
    return (descriptor, Int(status.st_size))
  }

  package func fetch(_ name: String, to path: String) throws -> Bool {
    guard let source = try openFile(self.path(name)) else { return false }
    defer { close(source.descriptor) }
    let target = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard target >= 0 else { throw failure("write", path) }
    defer { close(target) }
    try copy(from: source.descriptor, self.path(name), to: target, path)
    return true
  }

  package func put(_ name: String, _ content: DepotContent, replacing: Bool) throws -> DepotPut {
    let path = path(name)
    if !replacing, access(path, F_OK) == 0 { return .alreadyThere }
    try makeFolder((path as NSString).deletingLastPathComponent)
    try makeFolder(root + "/temporary")
    let temporary = begin()
    defer { end(temporary) }
    try write(content, to: temporary)
    guard rename(temporary, path) == 0 else {
      // An answer that was lost on its way, and asked for again, says that there is nothing to rename.
      let code = errno
      var status = stat()
      if code == ENOENT, stat(path, &status) == 0, Int(status.st_size) == content.size { return .stored }
      throw failure("give its name to", path, code)
    }
    try syncFolder((path as NSString).deletingLastPathComponent)
    return .stored
  }

  private func begin() -> String {
    open.withLock { open in
      open.serial += 1
      let path = "\(root)/temporary/\(writer).\(open.serial)"
      open.files.insert(path)
      return path
    }
  }

  /// After a rename nothing has the old name, and nothing is removed.
  private func end(_ temporary: String) {
    unlink(temporary)
    _ = open.withLock { $0.files.remove(temporary) }
  }

  /// Removes what is being written, for a process that ends now.
  package func abandon() { open.withLock { for file in $0.files { unlink(file) } } }

  private func write(_ content: DepotContent, to path: String) throws {
    let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure("write", path) }
    var isOpen = true
    defer { if isOpen { close(descriptor) } }
    switch content {
    case .bytes(let bytes): try bytes.withUnsafeBytes { try write($0, to: descriptor, path) }
    case .file(let source, _, _):
      guard let file = try openFile(source) else { throw ReelError(.missing, "cannot be found", file: source) }
      defer { close(file.descriptor) }
      try copy(from: file.descriptor, source, to: descriptor, path)
    }
    guard fsync(descriptor) == 0 else { throw failure("sync", path) }
    isOpen = false
    // A share says here, and not before, that its quota is used up.
    guard close(descriptor) == 0 else { throw failure("write", path) }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt, _ path: String) throws {
    var done = 0
    while done < bytes.count {
      let count = Foundation.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count > 0 { done += count } else if count == 0 || errno != EINTR { throw failure("write", path, count == 0 ? ENOSPC : errno) }
    }
  }

  private func copy(from source: CInt, _ sourcePath: String, to target: CInt, _ path: String) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = buffer.withUnsafeMutableBytes { Foundation.read(source, $0.baseAddress, $0.count) }
      if count == 0 { return }
      if count < 0 {
        guard errno == EINTR else { throw failure("read", sourcePath) }
        continue
      }
      try buffer.withUnsafeBytes { try write(UnsafeRawBufferPointer(rebasing: $0[..<count]), to: target, path) }
    }
  }

  package func list(_ prefix: String) throws -> [DepotEntry] {
    let folder = String(prefix[..<(prefix.lastIndex(of: "/") ?? prefix.startIndex)])
    var entries: [DepotEntry] = []
    try walk(folder, into: &entries)
    return entries.filter { $0.name.hasPrefix(prefix) }
  }

  private func walk(_ folder: String, into entries: inout [DepotEntry]) throws {
    guard let directory = opendir(folder.isEmpty ? root : path(folder)) else {
      if errno == ENOENT || errno == ENOTDIR { return }
      throw failure("list", path(folder))
    }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let file = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if file == "." || file == ".." { continue }
      let name = folder.isEmpty ? file : folder + "/" + file
      var status = stat()
      guard lstat(path(name), &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        try walk(name, into: &entries)
      } else {
        #if canImport(Darwin)
          let time = status.st_mtimespec
        #else
          let time = status.st_mtim
        #endif
        entries.append(DepotEntry(name: name, size: Int(status.st_size), modified: Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9))
      }
    }
  }

  package func remove(_ name: String) throws {
    guard unlink(path(name)) != 0, errno != ENOENT, errno != ENOTDIR else { return }
    throw failure("remove", path(name))
  }

  private func syncFolder(_ path: String) throws {
    let descriptor = Foundation.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("sync", path) }
    defer { close(descriptor) }
    // Some shares cannot sync a folder, and say so; they write names through.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else { throw failure("sync", path) }
  }

  private func makeFolder(_ path: String) throws {
    if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw failure("make the folder", path) }
    try makeFolder((path as NSString).deletingLastPathComponent)
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw failure("make the folder", path) }
  }

  private func failure(_ doing: String, _ path: String, _ code: CInt = errno) -> ReelError {
    let refused: Set<CInt> = [ENOSPC, EDQUOT, EFBIG, EACCES, EPERM, EROFS, EEXIST]
    return ReelError(
      refused.contains(code) ? .cannotWrite : .failed, "the shared store cannot \(doing) a file", file: path,
      detail: String(cString: strerror(code)))
  }
}
