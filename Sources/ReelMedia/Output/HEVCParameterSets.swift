/// The video, sequence and picture parameter sets of an H.265 stream of 4:2:0 pictures with one temporal layer.
struct HEVCParameterSets: NALFormat {
  private let video: [[UInt8]]
  private let sequence: [[UInt8]]
  private let picture: [[UInt8]]
  /// `profile_tier_level` up to `general_level_idc`: 12 bytes, as the configuration record repeats them.
  private let profileTierLevel: ArraySlice<UInt8>
  private let isNested: Bool
  /// Of luma; chroma has as many.
  let bits: Int
  /// Frames by which decoding order runs ahead of presentation (`sps_max_num_reorder_pics`).
  let reorderDelay: Int

  /// `nal_unit_type`, ITU-T H.265 table 7-1: six bits behind the first of a unit's header of two bytes.
  private enum Kind {
    static let leading: ClosedRange<UInt8> = 6...9
    static let idr: ClosedRange<UInt8> = 19...20
    static let (video, sequence, picture): (UInt8, UInt8, UInt8) = (32, 33, 34)
    static let accessUnitDelimiter: UInt8 = 35
    static let messages: ClosedRange<UInt8> = 39...40
  }

  private static func kind(_ unit: some Collection<UInt8>) -> UInt8 { unit.first.map { $0 >> 1 & 0x3F } ?? 63 }

  static func role(of unit: ArraySlice<UInt8>) -> NALRole {
    switch kind(unit) {
    case Kind.idr: .key
    case Kind.leading: .leading
    case Kind.video...Kind.picture: .parameterSet
    case Kind.accessUnitDelimiter: .dropped
    // `user_data_unregistered`: where x265 writes its version and options when it is let.
    case Kind.messages: unit.dropFirst(2).first == 5 ? .dropped : .picture
    default: .picture
    }
  }

  /// Picks them out of an encoder's global header; `nil` unless there is at least one of each, of the kind this type is for.
  init?(annexB header: [UInt8]) {
    let units = AnnexB.units(of: header)
    func sets(_ kind: UInt8) -> [[UInt8]] { units.filter { Self.kind($0) == kind }.map(Array.init) }
    (video, sequence, picture) = (sets(Kind.video), sets(Kind.sequence), sets(Kind.picture))
    guard let first = sequence.first, !video.isEmpty, !picture.isEmpty else { return nil }
    // seq_parameter_set_rbsp, 7.3.2.2.1, behind the unit's header.
    let payload = AnnexB.unescaped(first.dropFirst(2))
    guard payload.count > 14, payload[0] >> 1 & 7 == 0 else { return nil }
    isNested = payload[0] & 1 == 1
    profileTierLevel = payload[1..<13]
    let fields = payload[13...].withUnsafeBytes { bytes in
      var reader = BitReader(bytes)
      _ = reader.exponentialGolomb()  // sps_seq_parameter_set_id
      let chroma = reader.exponentialGolomb()
      for _ in 0..<2 { _ = reader.exponentialGolomb() }  // width and height
      if reader.read(1) == 1 { for _ in 0..<4 { _ = reader.exponentialGolomb() } }  // conformance window
      let (luma, color) = (reader.exponentialGolomb() + 8, reader.exponentialGolomb() + 8)
      _ = reader.exponentialGolomb()  // log2_max_pic_order_cnt_lsb_minus4
      _ = reader.read(1)  // sps_sub_layer_ordering_info_present_flag: there is one layer
      _ = reader.exponentialGolomb()  // sps_max_dec_pic_buffering_minus1
      return (chroma: chroma, luma: luma, color: color, reordered: reader.exponentialGolomb())
    }
    guard fields.chroma == 1, fields.luma == fields.color, (8...15).contains(fields.luma) else { return nil }
    bits = fields.luma
    reorderDelay = fields.reordered
  }

  var all: [[UInt8]] { video + sequence + picture }

  /// The payload of an `hvcC` box: `HEVCDecoderConfigurationRecord`, ISO/IEC 14496-15, 8.3.3.1.2, with NAL lengths of 4 bytes. All
  /// arrays are complete, as the sample entry `hvc1` demands.
  var configurationRecord: [UInt8] {
    var record: [UInt8] = [1] + profileTierLevel
    record += [0xF0, 0]  // min_spatial_segmentation_idc: not said
    record += [0xFC, 0xFC | 1, 0xF8 | UInt8(bits - 8), 0xF8 | UInt8(bits - 8)]  // parallelism not said, 4:2:0
    record += [0, 0]  // average frame rate not said
    record.append(1 << 3 | (isNested ? 4 : 0) | 3)  // one temporal layer, lengths of 4 bytes
    let arrays = [(Kind.video, video), (Kind.sequence, sequence), (Kind.picture, picture)]
    record.append(UInt8(arrays.count))
    for (kind, sets) in arrays {
      record += [0x80 | kind, UInt8(sets.count >> 8), UInt8(sets.count & 0xFF)]
      for set in sets { record += [UInt8(set.count >> 8), UInt8(set.count & 0xFF)] + set }
    }
    return record
  }
}
