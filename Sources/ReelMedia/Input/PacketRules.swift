import CFFmpeg

/// What a codec's packets say before they are decoded: whether one is shown, and whether a decoder that begins there gives exactly
/// what linear decoding gives.
///
/// Only true reset points count: an IDR picture (H.264, section 7.4.1.2.4; H.265, 8.1.3), a shown key frame of VP8, VP9 and AV1,
/// any picture of a codec without prediction. A recovery point, an intra refresh and a CRA picture do not: what follows may differ, or
/// may need pictures from before.
enum PacketRules {
  case h264(NALFraming)
  /// - `hasOneLayer`: whether it is known that pictures are of one temporal layer.
  case hevc(NALFraming, hasOneLayer: Bool)
  case vp8
  case vp9
  case av1
  /// Every packet is one picture of its own: ProRes, Motion JPEG.
  case intraOnly
  /// Nothing is known without decoding.
  case opaque

  init(_ parameters: UnsafePointer<AVCodecParameters>) {
    let extradata = UnsafeRawBufferPointer(start: parameters.pointee.extradata, count: Int(parameters.pointee.extradata_size))
    switch parameters.pointee.codec_id {
    case AV_CODEC_ID_H264: self = .h264(NALFraming(extradata, lengthSizeAt: 4))
    case AV_CODEC_ID_HEVC: self = .hevc(NALFraming(extradata, lengthSizeAt: 21), hasOneLayer: Self.hasOneLayer(extradata))
    case AV_CODEC_ID_VP8: self = .vp8
    case AV_CODEC_ID_VP9: self = .vp9
    case AV_CODEC_ID_AV1: self = .av1
    case let id:
      // The descriptor of JPEG XL and friends says so too; animated formats that only look like rows of pictures do not have the flag.
      let properties = avcodec_descriptor_get(id)?.pointee.props ?? 0
      self = properties & AV_CODEC_PROP_INTRA_ONLY != 0 && id != AV_CODEC_ID_APNG ? .intraOnly : .opaque
    }
  }

  struct Finding: Equatable {
    var isShown = true
    var isReset = false
    var hasParameterSets = false
    /// No other picture refers to it: H.264, `nal_ref_idc` 0 (7.4.1); H.265, a sub-layer non-reference picture of the only one (table 7-1).
    var isDisposable = false
  }

  /// ISO/IEC 14496-15, 8.3.3.1: `numTemporalLayers`, 0 where it is not known.
  private static func hasOneLayer(_ hvcC: UnsafeRawBufferPointer) -> Bool { hvcC.count > 21 && hvcC[0] == 1 && hvcC[21] >> 3 & 7 == 1 }

  /// `nil` when the packet cannot be understood.
  func examine(_ packet: UnsafePointer<AVPacket>) -> Finding? {
    let bytes = UnsafeRawBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size))
    guard !bytes.isEmpty else { return nil }
    switch self {
    case .h264(let framing):
      return nal(bytes, framing) {
        $0 & 0x1F
      } isPicture: {
        (1...5).contains($0)
      } isReset: {
        $0 == 5
      } isSet: {
        $0 == 7 || $0 == 8
      } isReference: {
        $0 & 0x60 != 0
      }
    case .hevc(let framing, let hasOneLayer):
      return nal(bytes, framing) {
        $0 >> 1 & 0x3F
      } isPicture: {
        $0 < 32
      } isReset: {
        $0 == 19 || $0 == 20
      } isSet: {
        (32...34).contains($0)
      } isReference: { header in
        !hasOneLayer || !(header >> 1 & 0x3F < 16 && header & 2 == 0)
      }
    case .vp8: return Self.vp8(bytes)
    case .vp9:
      guard var finding = Self.vp9(bytes) else { return nil }
      // The alpha of WebM is a stream of its own, which must begin anew at the same place.
      if finding.isReset, let alpha = packet.alpha { finding.isReset = Self.vp9(alpha)?.isReset ?? false }
      return finding
    case .av1: return Self.av1(bytes)
    case .intraOnly: return Finding(isReset: true)
    case .opaque: return nil
    }
  }

  private func nal(
    _ bytes: UnsafeRawBufferPointer, _ framing: NALFraming, type: (UInt8) -> UInt8, isPicture: (UInt8) -> Bool,
    isReset: (UInt8) -> Bool, isSet: (UInt8) -> Bool, isReference: (UInt8) -> Bool
  ) -> Finding? {
    var finding = Finding(isShown: false)
    var (pictures, references) = (0, 0)
    framing.forEachUnit(bytes) { header in
      let type = type(header)
      if isSet(type) { finding.hasParameterSets = true }
      guard isPicture(type) else { return }
      pictures += 1
      references += isReference(header) ? 1 : 0
      guard !finding.isShown else { return }
      finding.isShown = true
      finding.isReset = isReset(type)
    }
    finding.isDisposable = pictures > 0 && references == 0 && !finding.hasParameterSets
    return finding
  }

  /// RFC 6386, section 9.1: bit 0 is clear in a key frame, bit 4 says that the frame is shown.
  private static func vp8(_ bytes: UnsafeRawBufferPointer) -> Finding? {
    let shown = bytes[0] & 0x10 != 0
    return Finding(isShown: shown, isReset: shown && bytes[0] & 1 == 0)
  }

  /// VP9 bitstream specification, section 6.2 and annex B (superframes).
  private static func vp9(_ bytes: UnsafeRawBufferPointer) -> Finding? {
    let frames = superframe(bytes)
    var isShown = false
    for frame in frames {
      guard let header = vp9Header(frame) else { return nil }
      isShown = isShown || header.isShown
    }
    guard let first = frames.first.flatMap(vp9Header) else { return nil }
    return Finding(isShown: isShown, isReset: first.isShown && first.isKey)
  }

  private static func vp9Header(_ bytes: UnsafeRawBufferPointer) -> (isShown: Bool, isKey: Bool)? {
    var bits = BitReader(bytes)
    guard bits.read(2) == 2 else { return nil }
    let profile = bits.read(1) | bits.read(1) << 1
    if profile == 3 { _ = bits.read(1) }
    if bits.read(1) == 1 { return (true, false) }  // show_existing_frame
    let isKey = bits.read(1) == 0
    return (bits.read(1) == 1, isKey)
  }

  private static func superframe(_ bytes: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
    let marker = bytes[bytes.count - 1]
    let (count, size) = (Int(marker & 7) + 1, Int(marker >> 3 & 3) + 1)
    let index = 2 + count * size
    guard marker & 0xE0 == 0xC0, bytes.count >= index, bytes[bytes.count - index] == marker else { return [bytes] }
    var frames: [UnsafeRawBufferPointer] = []
    var at = 0
    for i in 0..<count {
      let place = bytes.count - index + 1 + i * size
      let length = (0..<size).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
      guard at + length <= bytes.count - index else { return [bytes] }
      if length > 0 { frames.append(UnsafeRawBufferPointer(rebasing: bytes[at..<at + length])) }
      at += length
    }
    return frames
  }

  /// AV1 bitstream specification, sections 5.3 to 5.9: the first frame header of a temporal unit; each unit shows one frame.
  private static func av1(_ bytes: UnsafeRawBufferPointer) -> Finding? {
    var at = 0
    var reduced = false
    while at < bytes.count {
      let header = bytes[at]
      at += header & 4 != 0 ? 2 : 1
      var size = bytes.count - at
      if header & 2 != 0 {
        guard let (length, width) = leb128(bytes, at) else { return nil }
        at += width
        size = length
      }
      guard size >= 0, at + size <= bytes.count else { return nil }
      var bits = BitReader(UnsafeRawBufferPointer(rebasing: bytes[at..<at + size]))
      switch header >> 3 & 15 {
      case 1:
        _ = bits.read(4)
        reduced = bits.read(1) == 1
      case 3, 6:
        if reduced { return Finding(isReset: true) }
        if bits.read(1) == 1 { return Finding() }  // show_existing_frame
        let isKey = bits.read(2) == 0
        return Finding(isReset: bits.read(1) == 1 && isKey)
      default: break
      }
      at += size
    }
    return nil
  }

  private static func leb128(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> (value: Int, width: Int)? {
    var value = 0
    for i in 0..<4 where at + i < bytes.count {
      value |= Int(bytes[at + i] & 0x7F) << (7 * i)
      if bytes[at + i] & 0x80 == 0 { return (value, i + 1) }
    }
    return nil
  }
}

extension UnsafePointer<AVPacket> {
  /// The alpha picture of a WebM block: additional data with id 1, which stands in front as eight bytes.
  fileprivate var alpha: UnsafeRawBufferPointer? {
    var size = 0
    guard let data = av_packet_get_side_data(self, AV_PKT_DATA_MATROSKA_BLOCKADDITIONAL, &size), size > 8 else { return nil }
    return UnsafeRawBufferPointer(start: data + 8, count: size - 8)
  }
}
