import ReelCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which builds of which libraries this process decodes, scales, encodes and draws text with.
///
/// Part of every segment's key: a rebuilt x264 is another encoder, whatever its version says.
package enum LibraryIdentity {
  /// Base name -> `soname build-id`, for the loaded libraries that touch pixels, samples or glyphs:
  /// `["libx264": "libx264.so.164 a53458b5..."]`.
  ///
  /// The build-id is the ELF note NT_GNU_BUILD_ID, on macOS LC_UUID, as it is in memory: an upgrade while the process runs changes
  /// nothing. For a library without one it is the SHA-256 of its file. Where FFmpeg is linked statically and has no file of its own, the
  /// executable's, under `executable`, stands for it.
  /// No path, load order or address gets in, so equal installations give equal values. Read once. Thread-safety: safe.
  package static func current() -> [String: String] { loaded }

  private static let loaded: [String: String] = {
    var identities: [String: String] = [:]
    for image in images() {
      let name = baseName(image.name)
      guard touchesContent(name) else { continue }
      identities[name] = "\(image.name) \(image.build)"
    }
    if identities["libavcodec"] == nil, let executable { identities["executable"] = "executable \(executable)" }
    // These choose their code by the processor, and cannot be told not to.
    for name in ["libm", "libopus"] {
      if let identity = identities[name] { identities[name] = "\(identity) \(CPUPath.libmVariant)" }
    }
    return identities
  }()

  private struct Image {
    var name: String
    var build: String
  }

  /// Exact names, and stems that are followed by a version: `libSvtAv1Enc`, `libpng16`.
  private static let names: Set<String> = [
    "libavcodec", "libavformat", "libavutil", "libswscale", "libswresample", "libx264", "libx265", "libvpx", "libaom", "libdav1d",
    "libsoxr", "libopus", "libfdk-aac", "libvorbis", "libvorbisenc", "libmp3lame", "libass", "libharfbuzz", "libfreetype", "libfribidi",
    "libgraphite2",
    "libunibreak", "libfontconfig", "libjxl", "libopenjp2", "libzimg", "libz", "libm", "libc",
  ]
  private static let stems = ["libSvtAv1", "libpng", "libjpeg", "libwebp", "libicu", "librubberband", "libSoundTouch", "libsystem_m"]

  private static func touchesContent(_ name: String) -> Bool {
    names.contains(name) || stems.contains { name.hasPrefix($0) }
  }

  /// `libx264.so.164` -> `libx264`, `libx264.164.dylib` -> `libx264`
  static func baseName(_ file: String) -> String { String(file.prefix { $0 != "." }) }

  #if os(Linux)
    private static var executable: String? { bytes(of: "/proc/self/exe").flatMap(ELFNote.buildID(of:)) }

    private static func images() -> [Image] {
      guard let maps = bytes(of: "/proc/self/maps") else { return [] }
      var images: [Image] = []
      for line in maps.split(separator: 0x0A) {
        guard let mapping = Mapping(String(decoding: line, as: UTF8.self)), touchesContent(baseName(mapping.name)) else { continue }
        images.append(Image(name: mapping.name, build: ELFNote.buildID(of: mapping.bytes) ?? fileIdentity(mapping.path)))
      }
      // Sorted: should a process hold two builds of one library, the same one wins every time.
      return images.sorted { ($0.name, $0.build) < ($1.name, $1.build) }
    }

    /// Of a library whose notes are not where linkers put them.
    private static func fileIdentity(_ path: String) -> String {
      guard let file = bytes(of: path) else { return "unreadable" }
      return ELFNote.buildID(of: file) ?? "sha256:\(Digest.of(file).hex)"
    }

    /// The start of a shared library in memory, from a line of proc(5)'s `maps`: `start-end perms offset device inode path`. It holds the
    /// ELF header and, as linkers lay it out, the notes.
    private struct Mapping {
      let path: String
      let bytes: [UInt8]

      init?(_ line: String) {
        let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
        guard fields.count == 6, fields[1].hasPrefix("r"), fields[2].allSatisfy({ $0 == "0" }), fields[5].contains(".so")
        else { return nil }
        let ends = fields[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
        guard ends.count == 2, ends[0] < ends[1], let start = UnsafeRawPointer(bitPattern: ends[0]) else { return nil }
        // Libraries are never unloaded, so the mapping stays.
        bytes = Array(UnsafeRawBufferPointer(start: start, count: Int(min(ends[1] - ends[0], 1 << 16))))
        let stripped = fields[5].drop { $0 == " " }
        path = String(stripped.hasSuffix(" (deleted)") ? stripped.dropLast(10) : stripped)
      }

      var name: String { String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]) }
    }

    private static func bytes(of path: String) -> [UInt8]? {
      guard let file = fopen(path, "rb") else { return nil }
      defer { fclose(file) }
      var bytes: [UInt8] = []
      let block = 1 << 16
      while true {
        let count = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: block))
        let read = bytes.withUnsafeMutableBytes { fread($0.baseAddress! + count, 1, block, file) }
        bytes.removeLast(block - read)
        if read < block { return bytes }
      }
    }
  #elseif canImport(Darwin)
    /// Image 0 is the program itself.
    private static var executable: String? { _dyld_get_image_header(0).flatMap(identifier) }

    private static func images() -> [Image] {
      (0..<_dyld_image_count()).compactMap { index in
        guard let header = _dyld_get_image_header(index), let path = _dyld_get_image_name(index) else { return nil }
        let name = String(String(cString: path).split(separator: "/").last ?? "")
        guard touchesContent(baseName(name)), let identifier = identifier(header) else { return nil }
        return Image(name: name, build: identifier)
      }
    }

    /// LC_UUID among the load commands behind a 64-bit Mach-O header.
    private static func identifier(_ header: UnsafePointer<mach_header>) -> String? {
      var command = UnsafeRawPointer(header) + MemoryLayout<mach_header_64>.size
      for _ in 0..<header.pointee.ncmds {
        let load = command.assumingMemoryBound(to: load_command.self).pointee
        if load.cmd == UInt32(LC_UUID) {
          return hexadecimal(UnsafeRawBufferPointer(start: command + 8, count: 16))
        }
        command += Int(load.cmdsize)
      }
      return nil
    }
  #endif
}
