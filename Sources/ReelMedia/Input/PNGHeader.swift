import ReelCore

/// What a PNG says before its pixels (PNG specification, third edition).
struct PNGHeader: Equatable {
  /// White and the primaries as x and y in units of 1/100000: white, red, green, blue.
  typealias Chromaticities = [Int]

  private(set) var size = Size(width: 0, height: 0)
  private(set) var bitDepth = 0
  private(set) var colorType = 0
  private(set) var hasAlpha = false
  private(set) var isAnimated = false
  /// gAMA: the exponent times 100000.
  private(set) var gamma: Int?
  private(set) var chromaticities: Chromaticities?
  private(set) var saysSRGB = false
  /// The name of an embedded ICC profile.
  private(set) var profile: String?
  /// cICP: primaries, transfer, matrix, range, as in H.273.
  private(set) var codes: [Int]?

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// `nil` when `bytes` are not a PNG.
  init?(bytes: [UInt8], file: String) throws(ReelError) {
    guard bytes.starts(with: Self.signature) else { return nil }
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes.bigEndian32(at)
      let name = String(decoding: bytes[at + 4..<at + 8], as: UTF8.self)
      guard name != "IDAT", name != "IEND", length <= bytes.count - at - 12 else { break }
      take(name, bytes[at + 8..<at + 8 + length])
      at += 12 + length
    }
    guard size.width > 0, size.height > 0 else {
      throw ReelError(
        .invalid, "the PNG is damaged: it has no header", file: file, hint: "make or fetch it again")
    }
  }

  private mutating func take(_ name: String, _ data: ArraySlice<UInt8>) {
    let data = Array(data)
    switch name {
    case "IHDR" where data.count == 13:
      size = Size(width: data.bigEndian32(0), height: data.bigEndian32(4))
      bitDepth = Int(data[8])
      colorType = Int(data[9])
      hasAlpha = colorType & 4 != 0
    case "tRNS": hasAlpha = true
    case "acTL" where data.count == 8: isAnimated = data.bigEndian32(0) > 1
    case "gAMA" where data.count == 4: gamma = data.bigEndian32(0)
    case "cHRM" where data.count == 32: chromaticities = (0..<8).map { data.bigEndian32(4 * $0) }
    case "sRGB": saysSRGB = true
    case "iCCP": profile = String(decoding: data.prefix { $0 != 0 }, as: UTF8.self)
    case "cICP" where data.count == 4: codes = data.map(Int.init)
    default: break
    }
  }

  /// - Throws: `unsupported` for an HDR picture.
  func requireSDR(file: String) throws(ReelError) {
    guard let transfer = codes?[1], transfer == 16 || transfer == 18 else { return }
    throw ReelError(
      .unsupported, "the picture is HDR (\(transfer == 16 ? "PQ" : "HLG"))", file: file, hint: "tone-map it to sRGB first")
  }

  /// FFmpeg's name of the stored layout.
  private var layout: String {
    let deep = bitDepth == 16
    switch colorType {
    case 0: return deep ? "gray16be" : bitDepth == 1 ? "monob" : "gray"
    case 3: return "pal8"
    case 4: return deep ? "ya16be" : "ya8"
    case 6: return deep ? "rgba64be" : "rgba"
    default: return deep ? "rgb48be" : "rgb24"
    }
  }

  var remarks: [String] {
    guard let profile, !saysSRGB, codes == nil, !profile.lowercased().contains("srgb") else { return [] }
    return ["the embedded colour profile '\(profile)' is not applied; convert the picture to sRGB if its colours look wrong"]
  }

  func facts(frames: FrameIndex) -> VideoFacts {
    VideoFacts(
      stream: 0, codec: "png", codedSize: size, pixelFormat: layout, bitDepth: bitDepth, hasAlpha: hasAlpha, color: .sRGB,
      frames: frames)
  }
}
