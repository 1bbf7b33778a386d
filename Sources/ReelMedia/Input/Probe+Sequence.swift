package import ReelCore

extension Probe {
  /// The facts of numbered pictures, which all have one size.
  ///
  /// - Parameters:
  ///   - pattern: like `logo/%04d.png`.
  ///   - rate: how fast they run; frame i is the i-th file.
  /// - Throws: `missing` for a sequence without files or with a hole, `invalid` naming the file that is not like the first.
  package static func probe(sequence pattern: String, rate: FrameRate) throws -> MediaFacts {
    let files = try SequenceFiles.list(pattern: pattern)
    let whole = SHA256()
    var first: MediaFacts?
    var hasAlpha = false
    for file in files {
      let facts = try still(file)
      facts.digest.bytes.withUnsafeBytes(whole.update)
      guard let video = facts.video else { continue }
      hasAlpha = hasAlpha || video.hasAlpha
      guard let reference = first?.video else {
        first = facts
        continue
      }
      guard video.codedSize == reference.codedSize, video.orientation == reference.orientation else {
        throw ReelError(
          .invalid, "the picture is \(video.displaySize), and the sequence begins with \(reference.displaySize)", file: file,
          hint: "export all pictures of a sequence in one size")
      }
    }
    guard var facts = first else { throw ReelError(.missing, "no file matches", file: pattern) }
    facts.kind = .sequence
    facts.digest = whole.finish()
    facts.video?.hasAlpha = hasAlpha
    facts.video?.frames = FrameIndex(count: files.count, rate: rate)
    return facts
  }

  private static func still(_ file: String) throws -> MediaFacts {
    let facts = try probe(path: file, .checksums)
    guard facts.kind == .still else {
      throw ReelError(
        .invalid, "a sequence is made of still pictures, and this is a \(facts.kind.rawValue)", file: file,
        hint: "export the pictures as PNG, or name the clip itself as the source")
    }
    return facts
  }
}
