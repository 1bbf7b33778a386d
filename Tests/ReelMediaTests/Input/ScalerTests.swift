import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport
import Synchronization
import Testing

@Suite struct ScalerTests {
  private static let bt601 = ColorDescription(matrix: .smpte170m, primaries: .smpte170m, transfer: .smpte170m, range: .limited)

  /// Kr and Kb of H.273.
  private static func weights(_ color: ColorDescription) -> (Double, Double) {
    color.matrix == .bt709 ? (0.2126, 0.0722) : (0.299, 0.114)
  }

  private static func encode(_ rgb: [Double], _ color: ColorDescription) -> [Double] {
    let (kr, kb) = weights(color)
    let y = kr * rgb[0] + (1 - kr - kb) * rgb[1] + kb * rgb[2]
    let (u, v) = ((rgb[2] - y) / (2 * (1 - kb)), (rgb[0] - y) / (2 * (1 - kr)))
    return color.range == .limited
      ? [16 + 219 * y, 128 + 224 * u, 128 + 224 * v] : [255 * y, 128 + 255 * u, 128 + 255 * v]
  }

  private func flat(_ values: [UInt8], _ format: PixelFormat, _ color: ColorDescription, _ size: Size) throws -> Frame {
    var draft = try FramePool(size: size, format: format, color: color).draft()
    draft.withPicture { picture in
      for plane in 0..<format.planeCount {
        for y in 0..<picture[plane].rows {
          for x in 0..<picture[plane].width { picture[plane].row(y)[x] = format == .rgba8 ? values[x % 4] : values[plane] }
        }
      }
    }
    return draft.freeze()
  }

  /// Every sample of a plane, which must be the same everywhere.
  private func value(_ frame: Frame, _ plane: Int) throws -> UInt8 {
    try frame.withPicture { picture in
      let samples = Set((0..<picture[plane].rows).flatMap { y in (0..<picture[plane].width).map { picture[plane].row(y)[$0] } })
      #expect(samples.count == 1, "a flat picture stays flat: \(samples)")
      return try #require(samples.first)
    }
  }

  private static let colors: [[Double]] = [
    [1, 1, 1], [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 0.5, 0.5], [0.8, 0.4, 0.2], [0.1, 0.6, 0.9],
  ]

  @Test(arguments: [ColorDescription.bt709, bt601]) func sRGBBecomesTheReferenceTriplets(color: ColorDescription) throws {
    let size = Size(width: 32, height: 18)
    let pool = try FramePool(size: size, format: .yuv420p8, color: color)
    for rgb in Self.colors {
      let codes = rgb.map { UInt8(($0 * 255).rounded()) }
      let frame = try flat(codes + [255], .rgba8, .sRGB, size)
      let scaled = try Scaler(from: frame, to: size, .yuv420p8, color).scale(frame, pool: pool)
      let expected = Self.encode(codes.map { Double($0) / 255 }, color)
      for plane in 0..<3 { #expect(abs(Double(try value(scaled, plane)) - expected[plane]) <= 1, "\(codes) plane \(plane)") }
    }
  }

  @Test func theTripletsOfRedAreThoseOfTheStandard() throws {
    let size = Size(width: 16, height: 16)
    let frame = try flat([255, 0, 0, 255], .rgba8, .sRGB, size)
    let pool = try FramePool(size: size, format: .yuv420p8, color: .bt709)
    let red = try Scaler(from: frame, to: size, .yuv420p8, .bt709).scale(frame, pool: pool)
    #expect([try value(red, 0), try value(red, 1), try value(red, 2)] == [63, 102, 240])
  }

  @Test func matrixAndRangeAreConverted() throws {
    let size = Size(width: 32, height: 32)
    var full = ColorDescription.bt709
    full.range = .full
    for source in [Self.bt601, full] {
      for rgb in Self.colors {
        let codes = Self.encode(rgb, source).map { UInt8(min(255, max(0, $0.rounded()))) }
        let frame = try flat(codes, .yuv420p8, source, size)
        let pool = try FramePool(size: size, format: .yuv420p8, color: .bt709)
        let scaled = try Scaler(from: frame, to: size, .yuv420p8, .bt709).scale(frame, pool: pool)
        let expected = Self.encode(rgb, .bt709)
        for plane in 0..<3 { #expect(abs(Double(try value(scaled, plane)) - expected[plane]) <= 2, "\(source) \(rgb) plane \(plane)") }
      }
    }
  }

  @Test func decodedPicturesBecomeRGB() throws {
    let size = Size(width: 32, height: 32)
    for rgb in Self.colors {
      let codes = Self.encode(rgb, .bt709).map { UInt8($0.rounded()) }
      let frame = try flat(codes, .yuv420p8, .bt709, size)
      let pool = try FramePool(size: size, format: .rgba8, color: .sRGB)
      let scaled = try Scaler(from: frame, to: size, .rgba8, .sRGB).scale(frame, pool: pool)
      scaled.withPicture { picture in
        for channel in 0..<3 { #expect(abs(Double(picture[0].row(7)[20 + channel]) - rgb[channel] * 255) <= 2, "\(rgb)") }
        #expect(picture[0].row(7)[23] == 255)
      }
    }
  }

  @Test func rgbaIsFourIndependentChannels() throws {
    let (from, to) = (Size(width: 37, height: 21), Size(width: 64, height: 48))
    var random = SeededRNG(seed: 5)
    let bytes = random.bytes(from.area * 4)
    func picture(_ change: (Int, UInt8) -> UInt8) throws -> Frame {
      var draft = try FramePool(size: from, format: .rgba8, color: .sRGB).draft()
      draft.withPicture { picture in
        for y in 0..<from.height { for x in 0..<from.width * 4 { picture[0].row(y)[x] = change(x % 4, bytes[y * from.width * 4 + x]) } }
      }
      return draft.freeze()
    }
    let pool = try FramePool(size: to, format: .rgba8, color: .sRGB)
    let all = try picture { $1 }
    let scaler = try Scaler(from: all, to: to, .rgba8, .sRGB)
    let whole = try scaler.scale(all, pool: pool)
    for channel in 0..<4 {
      let alone = try scaler.scale(try picture { $0 == channel ? $1 : 0 }, pool: pool)
      whole.withPicture { whole in
        alone.withPicture { alone in
          for y in 0..<to.height {
            for x in 0..<to.width { #expect(whole[0].row(y)[x * 4 + channel] == alone[0].row(y)[x * 4 + channel]) }
          }
        }
      }
    }
  }

  @Test func alphaOfAClipBecomesStraightRGBA() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("a.webm")
    try ffmpeg(InputMedia.source(seconds: 0.2) + ["-vf", InputMedia.movingAlpha, "-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", path])
    let facts = try #require(try Probe.probe(path: path).video)
    #expect(facts.hasAlpha && facts.pixelFormat == "yuva420p")
    let frame = try VideoReader(path: path, facts: facts).frame(at: 3)
    #expect(frame.format == nil, "straight alpha is not what yuva420p8 means")
    let pool = try FramePool(size: frame.size, format: .rgba8, color: .sRGB)
    let rgba = try Scaler(from: frame, to: frame.size, .rgba8, .sRGB).scale(frame, pool: pool)
    let alpha = try ffmpeg(["-c:v", "libvpx-vp9", "-i", path, "-vf", "alphaextract,select=eq(n\\,3)", "-f", "rawvideo", "-"])
    rgba.withPicture { picture in
      for y in 0..<64 { for x in 0..<96 { #expect(picture[0].row(y)[x * 4 + 3] == alpha[y * 96 + x]) } }
    }
  }

  /// Sound is opened with other CPU flags than pictures.
  @Test func openingSoundMeanwhileChangesNoPicture() throws {
    let isDone = Atomic(false)
    let opener = Thread {
      while !isDone.load(ordering: .relaxed) { CPUPath.fixed.opening {} }
    }
    opener.start()
    defer { isDone.store(true, ordering: .relaxed) }
    let frame = try flat([200, 90, 160], .yuv420p8, .bt709, Size(width: 128, height: 128))
    let size = Size(width: 64, height: 64)
    let pool = try FramePool(size: size, format: .yuv420p8, color: .bt709)
    for _ in 0..<400 {
      let half = try Scaler(from: frame, to: size, .yuv420p8, .bt709).scale(frame, pool: pool)
      #expect(try [value(half, 0), value(half, 1), value(half, 2)] == [200, 90, 160])
    }
  }

  @Test func tenBitsAreDithered() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("a.mkv")
    // 10-bit code 503 is 125.75 in 8 bits.
    try ffmpeg([
      "-f", "lavfi", "-i", "color=black:size=64x64:rate=25:duration=0.04,format=yuv420p10le,geq=lum=503:cb=512:cr=512",
      "-c:v", "ffv1", path,
    ])
    let frame = try VideoReader(path: path, facts: try #require(try Probe.probe(path: path).video)).frame(at: 0)
    #expect(frame.layoutName == "yuv420p10le")
    var color = ColorDescription.bt709
    color.matrix = .smpte170m
    let pool = try FramePool(size: frame.size, format: .yuv420p8, color: color)
    let scaled = try Scaler(from: frame, to: frame.size, .yuv420p8, color).scale(frame, pool: pool)
    scaled.withPicture { picture in
      let samples = (0..<64).flatMap { y in (0..<64).map { Int(picture[0].row(y)[$0]) } }
      #expect(Set(samples) == [125, 126])
      #expect(abs(Double(samples.reduce(0, +)) / 4096 - 125.75) < 0.1)
    }
  }

  @Test(arguments: ["gbrp10le", "gbrp12le"]) func deepRGBKeepsItsWhite(layout: String) throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("a.mkv")
    try ffmpeg(InputMedia.source("64x48", seconds: 0.04) + ["-vf", "format=gbrp,format=\(layout)", "-c:v", "ffv1", path])
    let frame = try VideoReader(path: path, facts: try #require(try Probe.probe(path: path).video)).frame(at: 0)
    #expect(frame.layoutName == layout && Scaler.plain(frame).format == .gbrp16)
    let pool = try FramePool(size: frame.size, format: .gbrp16, color: .sRGB)
    let deep = try Scaler(from: frame, to: frame.size, .gbrp16, .sRGB).scale(frame, pool: pool)
    let raw = [UInt8](try ffmpeg(["-i", path, "-frames:v", "1", "-f", "rawvideo", "-"]))
    let top = layout == "gbrp10le" ? 1023 : 4095
    deep.withPicture { picture in
      for plane in 0..<3 {
        for y in 0..<48 {
          for x in 0..<64 {
            let at = 2 * ((plane * 48 + y) * 64 + x)
            let exact = Double(Int(raw[at]) | Int(raw[at + 1]) << 8) * 65535 / Double(top)
            #expect(picture[plane].deepRow(y)[x] == UInt16(exact.rounded()))
          }
        }
      }
    }
  }

  @Test func whatIsAlreadyRightIsNotScaled() throws {
    let size = Size(width: 1280, height: 720)
    let untagged = ColorDescription(matrix: .unspecified, primaries: .unspecified, transfer: .unspecified, range: .limited)
    #expect(Scaler.isIdentity(try flat([16, 128, 128], .yuv420p8, untagged, size), to: size, .yuv420p8, .bt709))
    let small = Size(width: 640, height: 480)
    let frame = try flat([16, 128, 128], .yuv420p8, untagged, small)
    #expect(!Scaler.isIdentity(frame, to: small, .yuv420p8, .bt709), "untagged SD is BT.601")
    #expect(Scaler.isIdentity(frame, to: small, .yuv420p8, Self.bt601))
    #expect(!Scaler.isIdentity(frame, to: size, .yuv420p8, Self.bt601))
  }

  @Test func highDynamicRangeIsRefused() throws {
    let size = Size(width: 16, height: 16)
    let hlg = ColorDescription(matrix: .bt2020, primaries: .bt2020, transfer: .hlg, range: .limited)
    let frame = try flat([16, 128, 128], .yuv420p8, hlg, size)
    let error = try #require(reelError { _ = try Scaler(from: frame, to: size, .yuv420p8, .bt709) })
    #expect(error.kind == .unsupported)
    #expect(error.message == "the picture is HDR (HLG), which would look wrong in BT.709")
  }
}
