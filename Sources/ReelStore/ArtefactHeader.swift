package import ReelCore

/// The 80 bytes before the payload of every artefact: what they claim is checked before a byte is handed out.
///
/// Magic `RFXA`, format version (4 bytes), payload length (8), payload digest (32), key (32); numbers most significant byte first.
package struct ArtefactHeader: Hashable, Sendable {
  package static let byteCount = 80
  static let version: UInt32 = 1
  private static let magic: UInt32 = 0x5246_5841

  package var key: Digest
  package var payloadCount: Int
  package var payload: Digest

  package init(key: Digest, payloadCount: Int, payload: Digest) {
    (self.key, self.payloadCount, self.payload) = (key, payloadCount, payload)
  }

  package var bytes: [UInt8] {
    func big<T: FixedWidthInteger>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    return big(Self.magic) + big(Self.version) + big(UInt64(payloadCount)) + payload.bytes + key.bytes
  }

  package enum Reading {
    case header(ArtefactHeader)
    /// Written by another version of the format, or by somebody else.
    case foreign
    case damaged
  }

  /// - Parameters:
  ///   - bytes: the first 80 bytes of the file, or all it has.
  ///   - fileCount: bytes of the whole file.
  ///   - key: the name the file goes by.
  package static func read(_ bytes: UnsafeRawBufferPointer, fileCount: Int, key: Digest) -> Reading {
    guard bytes.count == byteCount else { return .damaged }
    let magic = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
    let version = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    guard magic == Self.magic, version == Self.version else { return .foreign }
    let count = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    let header = ArtefactHeader(
      key: Digest(bytes: bytes[48..<80]), payloadCount: Int(clamping: count), payload: Digest(bytes: bytes[16..<48]))
    guard header.key == key, header.payloadCount == fileCount - byteCount else { return .damaged }
    return .header(header)
  }
}
