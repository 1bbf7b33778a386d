import ReelCore

/// The canonical bytes of a segment but for its texts: what segments of one cell and one size have in common, encoded once.
struct SegmentForm {
  private let before: [UInt8]
  private let after: [UInt8]
  /// The key of the segment on which nothing is written.
  let plain: Digest

  static let nothing = CanonicalEncoder.bytes(of: [TextSlice]())

  /// - Parameter spec: whose texts do not matter.
  init(_ spec: SegmentSpec) {
    // No canonical value begins with 0xFF, and digests stand in them as digits: the hole is found, and nothing else looks like it.
    let hole = [0xFF] + Digest.of("texts").bytes
    let bytes = spec.bytes(texts: hole)
    guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: hole) }) else {
      preconditionFailure("a segment without texts among its fields")
    }
    before = Array(bytes[..<start])
    after = Array(bytes[(start + hole.count)...])
    plain = Self.key(before, Self.nothing, after)
  }

  /// - Parameter texts: canonical bytes.
  func key(texts: [UInt8]) -> Digest { Self.key(before, texts, after) }

  private static func key(_ parts: [UInt8]...) -> Digest {
    let sha = SHA256()
    for part in parts { part.withUnsafeBytes(sha.update) }
    return sha.finish()
  }
}
