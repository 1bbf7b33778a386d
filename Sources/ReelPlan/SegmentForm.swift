import ReelCore

/// What all segments of one size and one encoder have in common, and its canonical bytes.
final class SegmentForm: Sendable {
  private let spec: SegmentSpec
  /// What stands between the fields that are put in, and around them.
  private let pieces: [ArraySlice<UInt8>]

  /// In the order of canonical bytes.
  private static let fields = ["count", "picture", "texts"]
  static let noTexts = CanonicalEncoder.bytes(of: [TextSlice]())

  /// - Parameter spec: whose picture, count and texts do not matter.
  init(_ spec: SegmentSpec) {
    self.spec = spec
    // No canonical value begins with 0xFF, and digests stand in them as digits: the holes are found, and nothing else looks like them.
    let holes = Self.fields.map { [0xFF] + Digest.of($0).bytes }
    let bytes = CanonicalEncoder.bytes(of: spec, fields: Dictionary(uniqueKeysWithValues: zip(Self.fields, holes)))
    var pieces: [ArraySlice<UInt8>] = []
    var rest = bytes[...]
    for hole in holes {
      guard let start = rest.indices.first(where: { rest[$0...].starts(with: hole) }) else {
        preconditionFailure("a segment has a count, a picture and texts, in this order")
      }
      pieces.append(rest[..<start])
      rest = rest[(start + hole.count)...]
    }
    self.pieces = pieces + [rest]
  }

  func spec(picture: Digest, texts: [TextSlice], count: Int) -> SegmentSpec {
    var spec = spec
    (spec.picture, spec.texts, spec.count) = (picture, texts, count)
    return spec
  }

  /// The key of the spec with these for its fields.
  ///
  /// - Parameters:
  ///   - count: canonical bytes, as all of them.
  func key(count: [UInt8], picture: [UInt8], texts: [UInt8]) -> Digest {
    let sha = SHA256()
    for (piece, field) in zip(pieces, [count, picture, texts]) {
      piece.withUnsafeBytes(sha.update)
      field.withUnsafeBytes(sha.update)
    }
    pieces[Self.fields.count].withUnsafeBytes(sha.update)
    return sha.finish()
  }
}
