import ReelCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The rest of the operating system as the store needs it: each call throws a ``ReelError`` that says what was tried on which file.
enum Files {
  struct Info {
    let size: Int
    let inode: UInt64
    /// Nanoseconds since 1970.
    let touched: Int64
  }

  static func failure(_ doing: String, _ path: String, _ code: CInt = errno) -> ReelError {
    let surroundings: Set<CInt> = [EIO, ENOMEM, EMFILE, ENFILE, EINVAL]
    return ReelError(
      surroundings.contains(code) ? .failed : .cannotWrite, "the store cannot \(doing)", file: path,
      detail: String(cString: strerror(code)))
  }

  /// Makes a folder that only its owner may enter; one that is there is left as it is.
  static func makeFolder(_ path: String) throws {
    if mkdir(path, 0o700) == 0 { return }
    let code = errno
    var info = stat()
    guard code == EEXIST, stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
      throw failure("make its folder", path, code == EEXIST ? ENOTDIR : code)
    }
  }

  /// `open(2)`, which has a `mode` after its flags.
  static func open(_ path: String, _ flags: CInt, _ mode: mode_t) -> CInt {
    #if canImport(Darwin)
      Darwin.open(path, flags, mode)
    #elseif canImport(Musl)
      Musl.open(path, flags, mode)
    #else
      Glibc.open(path, flags, mode)
    #endif
  }

  static func rename(_ from: String, _ to: String) -> CInt {
    #if canImport(Darwin)
      Darwin.rename(from, to)
    #elseif canImport(Musl)
      Musl.rename(from, to)
    #else
      Glibc.rename(from, to)
    #endif
  }

  static func info(_ descriptor: CInt) -> Info? {
    var info = stat()
    return fstat(descriptor, &info) == 0 ? Info(info) : nil
  }

  static func info(_ path: String) -> Info? {
    var info = stat()
    return lstat(path, &info) == 0 ? Info(info) : nil
  }

  /// Names in a folder; none when it is not there.
  static func names(in path: String) throws -> [String] {
    guard let folder = opendir(path) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw failure("list a folder", path)
    }
    defer { closedir(folder) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw failure("list a folder", path) }
    return names
  }

  /// Bytes a user may still write to the file system of `path`.
  static func free(_ path: String) -> Int? {
    var info = statvfs()
    guard statvfs(path, &info) == 0 else { return nil }
    return Int(info.f_bavail) * Int(info.f_frsize)
  }

  /// What a file of `size` bytes takes from the bound: whole blocks, as file systems allocate.
  static func footprint(_ size: Int) -> Int { (size + 4095) / 4096 * 4096 }

  /// Nanoseconds since 1970.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

extension Files.Info {
  fileprivate init(_ info: stat) {
    #if canImport(Darwin)
      let time = info.st_mtimespec
    #else
      let time = info.st_mtim
    #endif
    size = Int(info.st_size)
    inode = UInt64(info.st_ino)
    touched = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
