import ReelCore

/// Reads the one sample entry of a `stsd`.
struct SampleEntryReader {
  let codec: FourCC
  private(set) var media: MP4Track.Media?
  private(set) var pixelAspect: Rational?

  init(_ stsd: BoxReader, handler: FourCC) throws {
    var box = stsd
    _ = try box.version(atMost: 1)
    let count = try box.u32()
    guard count == 1, let (codec, entry) = try box.next() else {
      throw ReelError(.unsupported, "'\(box.path)' has \(count) sample entries")
    }
    self.codec = codec
    switch (handler, codec) {
    case ("vide", "avc1"): try readVideo(entry, .avc1, configuration: "avcC")
    case ("vide", "hvc1"): try readVideo(entry, .hvc1, configuration: "hvcC")
    case ("vide", "vp09"): try readVideo(entry, .vp09, configuration: "vpcC")
    case ("soun", "mp4a"): try readAudio(entry, .mp4a)
    case ("soun", "Opus"): try readAudio(entry, .opus)
    case ("soun", "fLaC"): try readAudio(entry, .flac)
    default: break
    }
  }

  private mutating func readVideo(_ entry: BoxReader, _ codec: MP4Track.Video.Codec, configuration type: FourCC) throws {
    var box = entry
    try box.skip(24)
    let size = Size(width: try box.u16(), height: try box.u16())
    try box.skip(50)
    let parts = try box.children([type, "colr", "pasp"], padding: 4)
    var configuration = try parts.required(type, in: box)
    if var aspect = parts["pasp"] {
      let (across, down) = (try aspect.u32(), try aspect.u32())
      guard across > 0, down > 0 else { throw aspect.malformed("is \(across):\(down)") }
      pixelAspect = Rational(Int64(across), Int64(down))
    }
    let color = try parts["colr"].flatMap(Self.color)
    let unspecified = ColorDescription(matrix: .unspecified, primaries: .unspecified, transfer: .unspecified, range: .limited)
    media = .video(
      MP4Track.Video(codec: codec, configuration: configuration.rest(), size: size, color: color ?? unspecified))
  }

  /// `nil` for an ICC profile.
  private static func color(_ box: BoxReader) throws -> ColorDescription? {
    var box = box
    let kind = try box.fourCC()
    guard kind == "nclx" || kind == "nclc" else { return nil }
    let codes = (primaries: try box.u16(), transfer: try box.u16(), matrix: try box.u16())
    let range = kind == "nclx" ? try box.u8() >> 7 : 0
    guard let primaries = ColorDescription.Primaries(rawValue: codes.primaries),
      let transfer = ColorDescription.Transfer(rawValue: codes.transfer), let matrix = ColorDescription.Matrix(rawValue: codes.matrix)
    else {
      throw ReelError(.unsupported, "'\(box.path)' says colour \(codes.primaries)-\(codes.transfer)-\(codes.matrix), which is not known")
    }
    return ColorDescription(matrix: matrix, primaries: primaries, transfer: transfer, range: range == 1 ? .full : .limited)
  }

  private mutating func readAudio(_ entry: BoxReader, _ codec: MP4Track.Audio.Codec) throws {
    var box = entry
    try box.skip(8)
    let version = try box.u16()
    try box.skip(6)
    let channels = try box.u16()
    try box.skip(6)
    let rate = try box.u32() >> 16
    guard version < 2 else { return }
    if version == 1 { try box.skip(16) }
    if codec != .mp4a {
      guard let configuration = try Self.configuration(codec, &box) else { return }
      media = .audio(MP4Track.Audio(codec: codec, configuration: configuration, sampleRate: rate, channels: channels))
      return
    }
    guard var esds = try box.children(["esds"], padding: 4)["esds"] else { return }
    _ = try esds.version(atMost: 0)
    let configuration = try Self.audioConfiguration(&esds)
    let known = rate > 0 ? rate : try Self.samplingFrequency(configuration, esds)
    media = .audio(MP4Track.Audio(configuration: configuration, sampleRate: known, channels: channels))
  }

  private static func configuration(_ codec: MP4Track.Audio.Codec, _ entry: inout BoxReader) throws -> [UInt8]? {
    let parts = try entry.children(["dOps", "dfLa"], padding: 4)
    if codec == .opus {
      guard var box = parts["dOps"] else { return nil }
      guard let header = OpusHeader.identification(box.rest()) else { throw box.malformed("is no Opus configuration") }
      return header
    }
    guard var box = parts["dfLa"] else { return nil }
    _ = try box.version(atMost: 0)
    let kind = try box.u8() & 127
    let length = try box.u8() << 16 | box.u16()
    guard kind == 0, length == 34 else { throw box.malformed("begins with a block of type \(kind) and \(length) bytes") }
    return try box.bytes(length)
  }

  /// ES_Descriptor (3) / DecoderConfigDescriptor (4) / DecoderSpecificInfo (5), ISO/IEC 14496-1 7.2.6.
  private static func audioConfiguration(_ box: inout BoxReader) throws -> [UInt8] {
    try descriptor(3, &box)
    try box.skip(2)
    let flags = try box.u8()
    if flags & 0x80 != 0 { try box.skip(2) }
    if flags & 0x40 != 0 { try box.skip(try box.u8()) }
    if flags & 0x20 != 0 { try box.skip(2) }
    try descriptor(4, &box)
    let object = try box.u8()
    guard object == 0x40 else { throw ReelError(.unsupported, "'\(box.path)' is of object type \(object), not MPEG-4 audio") }
    try box.skip(12)
    return try box.bytes(try descriptor(5, &box))
  }

  /// The rate an AudioSpecificConfig says, for sample entries whose 16 bits do not hold it.
  private static func samplingFrequency(_ configuration: [UInt8], _ box: BoxReader) throws -> Int {
    let listed = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]
    guard configuration.count >= 2, configuration[0] >> 3 != 31 else { throw box.malformed("says no sample rate") }
    let index = Int(configuration[0] & 7) << 1 | Int(configuration[1] >> 7)
    guard listed.indices.contains(index) else { throw box.malformed("says no sample rate") }
    return listed[index]
  }

  @discardableResult
  private static func descriptor(_ tag: Int, _ box: inout BoxReader) throws -> Int {
    let found = try box.u8()
    guard found == tag else { throw box.malformed("has descriptor \(found) in the place of \(tag)") }
    var length = 0
    for _ in 0..<4 {
      let byte = try box.u8()
      length = length << 7 | byte & 127
      if byte & 128 == 0 { return length }
    }
    throw box.malformed("has a descriptor length of more than four bytes")
  }
}
