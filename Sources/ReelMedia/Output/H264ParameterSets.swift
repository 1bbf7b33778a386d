/// The sequence and picture parameter sets a decoder needs before the first frame.
struct H264ParameterSets: NALFormat {
  let sequence: [[UInt8]]
  let picture: [[UInt8]]

  /// `nal_unit_type`, ITU-T H.264 table 7-1: the low five bits of a unit's first byte.
  private enum Kind: UInt8 { case idr = 5, sei = 6, sequenceParameterSet = 7, pictureParameterSet = 8, accessUnitDelimiter = 9 }

  private static func kind(_ unit: some Collection<UInt8>) -> Kind? { unit.first.flatMap { Kind(rawValue: $0 & 0x1F) } }

  static func role(of unit: ArraySlice<UInt8>) -> NALRole {
    switch kind(unit) {
    case .idr: .key
    case .sequenceParameterSet, .pictureParameterSet: .parameterSet
    case .accessUnitDelimiter: .dropped
    // `user_data_unregistered` (payload type 5, annex D): where x264 writes its name, version and options. They are known from the
    // settings, and would only make segments of other builds differ.
    case .sei: unit.dropFirst().first == 5 ? .dropped : .picture
    case nil: .picture
    }
  }

  /// Picks them out of an encoder's global header; `nil` unless there is at least one of each.
  init?(annexB header: [UInt8]) {
    let units = AnnexB.units(of: header)
    sequence = units.filter { Self.kind($0) == .sequenceParameterSet }.map(Array.init)
    picture = units.filter { Self.kind($0) == .pictureParameterSet }.map(Array.init)
    guard let first = sequence.first, first.count >= 4, !picture.isEmpty else { return nil }
  }

  var all: [[UInt8]] { sequence + picture }

  /// The payload of an `avcC` box: `AVCDecoderConfigurationRecord`, ISO/IEC 14496-15, 5.3.3.1.2, for 8-bit 4:2:0 and NAL lengths of 4 bytes.
  var configurationRecord: [UInt8] {
    let profile = sequence[0][1]
    var record: [UInt8] = [1, profile, sequence[0][2], sequence[0][3], 0xFC | 3, 0xE0 | UInt8(sequence.count)]
    for set in sequence { record += Self.prefixed(set) }
    record.append(UInt8(picture.count))
    for set in picture { record += Self.prefixed(set) }
    // High and above also say chroma_format_idc 1, both bit depths less 8, and that no SPS extension follows.
    if [100, 110, 122, 144].contains(profile) { record += [0xFC | 1, 0xF8, 0xF8, 0] }
    return record
  }

  private static func prefixed(_ set: [UInt8]) -> [UInt8] { [UInt8(set.count >> 8), UInt8(set.count & 0xFF)] + set }
}
