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
  /// The build-id is the ELF note NT_GNU_BUILD_ID, on macOS LC_UUID; of a file without one, the SHA-256 of its bytes. A library that is
  /// linked statically has no file of its own: the executable's build-id, under `executable`, stands for it.
  /// No path, load order or address gets in, so equal installations give equal values. Read once. Thread-safety: safe.
  package static func current() -> [String: String] { loaded }

  private static let loaded: [String: String] = {
    var identities: [String: String] = [:]
    for image in images() {
      let name = baseName(image.name)
      guard touchesContent(name) else { continue }
      identities[name] = "\(image.name) \(image.build)"
    }
    if let math = identities["libm"] { identities["libm"] = "\(math) \(CPUPath.libmVariant)" }
    return identities
  }()

  private struct Image {
    var name: String
    var build: String
  }

  /// Exact names, and stems that are followed by a version: `libSvtAv1Enc`, `libpng16`.
  private static let names: Set<String> = [
    "libavcodec", "libavformat", "libavutil", "libswscale", "libswresample", "libx264", "libx265", "libvpx", "libaom", "libdav1d",
    "libsoxr", "libopus", "libvorbis", "libvorbisenc", "libmp3lame", "libass", "libharfbuzz", "libfreetype", "libfribidi", "libgraphite2",
    "libunibreak", "libfontconfig", "libebur128", "libjxl", "libopenjp2", "libzimg", "libz", "libm", "libc", "libReelFX",
  ]
  private static let stems = ["libSvtAv1", "libpng", "libjpeg", "libwebp", "libicu", "librubberband", "libSoundTouch", "libsystem_m"]

  private static func touchesContent(_ name: String) -> Bool {
    names.contains(name) || stems.contains { name.hasPrefix($0) }
  }

  /// `libx264.so.164` -> `libx264`, `libx264.164.dylib` -> `libx264`
  static func baseName(_ file: String) -> String { String(file.prefix { $0 != "." }) }

  #if os(Linux)
    private static func images() -> [Image] {
      guard let maps = bytes(of: "/proc/self/maps") else { return [] }
      var paths: Set<String> = []
      for line in maps.split(separator: 0x0A) {
        guard let slash = line.firstIndex(of: 0x2F) else { continue }
        let path = String(decoding: line[slash...], as: UTF8.self)
        if path.contains(".so") { paths.insert(path) }
      }
      // Sorted: should a process hold two builds of one library, the same one wins every time.
      return paths.sorted().compactMap { path in
        let name = String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
        guard touchesContent(baseName(name)), let file = bytes(of: path) else { return nil }
        return Image(name: name, build: ELFNote.buildID(of: file) ?? "sha256:\(Digest.of(file).hex)")
      }
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
