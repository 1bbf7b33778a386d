/// The two forms of an Opus stream's configuration: the identification header of RFC 7845, 5.1, whose numbers begin with the low byte,
/// and the `dOps` box, whose begin with the high one and which has no magic and another version.
enum OpusHeader {
  private static let magic = Array("OpusHead".utf8)

  /// The payload of `dOps`.
  static func specificBox(_ header: [UInt8]) -> [UInt8] {
    guard header.count >= 19 else { return [] }
    return [0] + swapped(Array(header.dropFirst(9)))
  }

  /// The identification header; `nil` for a payload that is too short.
  static func identification(_ box: [UInt8]) -> [UInt8]? {
    guard box.count >= 11, box[0] == 0 else { return nil }
    return magic + [1] + swapped(Array(box.dropFirst()))
  }

  /// Channels, pre-skip (16 bits), rate (32), gain (16), and the mapping, which has single bytes only.
  private static func swapped(_ fields: [UInt8]) -> [UInt8] {
    [fields[0], fields[2], fields[1]] + fields[3..<7].reversed() + [fields[8], fields[7]] + fields[9...]
  }
}
