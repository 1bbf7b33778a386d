import CAss
import ReelCore

/// A libass that knows certain font files and no others. Not thread-safe.
final class AssFontSet {
  let library: OpaquePointer
  let log = AssLog()
  let digests: [Digest]

  /// - Throws: `ReelError` for a font whose file is not known, cannot be read or is no longer the one that was planned with.
  init(_ digests: [Digest], paths: [Digest: String]) throws {
    let fonts = try digests.map { digest in
      guard let path = paths[digest] else {
        throw ReelError(.missing, "the file of the font \(digest) is not known", hint: "plan again on this machine")
      }
      let bytes = try FileBytes.read(path)
      guard Digest.of(bytes) == digest else {
        throw ReelError(.missing, "the font file has changed since the plan was made", file: path, hint: "plan again")
      }
      return (path: path, bytes: CharacterMap.preferringFullUnicode(bytes))
    }
    guard let library = ass_library_init() else { throw ReelError(.failed, "libass cannot start", detail: "ass_library_init") }
    self.library = library
    self.digests = digests
    log.attach(to: library)
    for font in fonts {
      font.bytes.withUnsafeBytes { bytes in
        ass_add_font(library, font.path, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
      }
    }
  }

  deinit { ass_library_done(library) }
}
