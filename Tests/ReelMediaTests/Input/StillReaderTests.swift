import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport
import Testing

@Suite struct StillReaderTests {
  private let folder: TemporaryDirectory
  init() throws { folder = try TemporaryDirectory() }

  /// The pixels of an rgba8 frame without padding; of one in planes of 16 bits what they are in 8.
  private func pixels(_ frame: Frame) throws -> [UInt8] {
    if frame.format == .gbrp16 { return deepPixels(frame).map { UInt8((Int($0) * 255 + 32767) / 65535) } }
    try #require(frame.format == .rgba8)
    return frame.withPicture { picture in
      (0..<picture[0].rows).flatMap { y in UnsafeBufferPointer(start: picture[0].row(y), count: picture[0].width) }
    }
  }

  /// R, G, B, A of a frame in planes of 16 bits.
  private func deepPixels(_ frame: Frame) -> [UInt16] {
    frame.withPicture { picture in
      (0..<picture.size.height).flatMap { y in
        (0..<picture.size.width).flatMap { x in [2, 0, 1].map { picture[$0].deepRow(y)[x] } + [65535] }
      }
    }
  }

  /// A PNG made with Python's zlib: no PNG library has a hand in it.
  private func makePNG(_ name: String, _ header: String, _ rows: String, chunks: String = "") throws -> String {
    let path = folder.file(name)
    let script = """
      import struct, zlib
      def chunk(name, data): return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))
      width, height, depth, kind = \(header)
      rows = \(rows)
      extra = b''
      \(chunks)
      raw = b''.join(b'\\0' + bytes(row) for row in rows)
      open('\(path)', 'wb').write(b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, depth, kind, 0, 0, 0))
        + extra + chunk(b'IDAT', zlib.compress(raw)) + chunk(b'IEND', b''))
      """
    let result = try run(["python3", "-c", script])
    try #require(result.status == 0, "\(result.errors)")
    return path
  }

  @Test func everyColourTypeAndDepth() throws {
    let cases: [(String, String, String, [UInt8])] = [
      ("8, 1, 1, 0", "[[0b10110001]]", "", [255, 0, 255, 255, 0, 0, 0, 255].flatMap { [$0, $0, $0, 255] }),
      ("4, 1, 2, 0", "[[0b00011011]]", "", [0, 85, 170, 255].flatMap { [$0, $0, $0, 255] }),
      ("2, 1, 4, 0", "[[0x3C]]", "", [0x33, 0xCC].flatMap { [$0, $0, $0, 255] }),
      ("2, 1, 8, 0", "[[7, 200]]", "extra = chunk(b'tRNS', b'\\0\\x07')", [7, 7, 7, 0, 200, 200, 200, 255]),
      ("2, 1, 16, 0", "[[0x12, 0x34, 0xFF, 0x7E]]", "", [0x12, 0x12, 0x12, 255, 0xFE, 0xFE, 0xFE, 255]),
      ("2, 1, 8, 2", "[[1, 2, 3, 4, 5, 6]]", "extra = chunk(b'tRNS', b'\\0\\4\\0\\5\\0\\6')", [1, 2, 3, 255, 4, 5, 6, 0]),
      ("1, 1, 16, 2", "[[0x80, 0x7F, 0x80, 0x80, 0, 0x80]]", "", [128, 128, 0, 255]),
      (
        "3, 1, 8, 3", "[[0, 1, 2]]", "extra = chunk(b'PLTE', bytes([9, 8, 7, 6, 5, 4, 3, 2, 1])) + chunk(b'tRNS', bytes([100, 200]))",
        [9, 8, 7, 100, 6, 5, 4, 200, 3, 2, 1, 255]
      ),
      ("2, 1, 8, 4", "[[10, 20, 30, 40]]", "", [10, 10, 10, 20, 30, 30, 30, 40]),
      ("1, 1, 16, 4", "[[0xAB, 0xCD, 0x80, 0x80]]", "", [171, 171, 171, 128]),
      ("2, 1, 8, 6", "[[1, 2, 3, 4, 5, 6, 7, 0]]", "", [1, 2, 3, 4, 5, 6, 7, 0]),
      ("1, 1, 16, 6", "[[0, 0x7F, 0, 0x81, 0xFF, 0xFF, 0, 0x80]]", "", [0, 1, 255, 0]),
    ]
    for (i, (header, rows, chunks, expected)) in cases.enumerated() {
      let path = try makePNG("\(i).png", header, rows, chunks: chunks)
      let facts = try Probe.probe(path: path)
      #expect(facts.kind == .still && facts.container == "png" && facts.video?.frames.count == 1)
      #expect(facts.video?.hasAlpha == stride(from: 3, to: expected.count, by: 4).contains { expected[$0] != 255 }, "\(header)")
      let frame = try StillReader.read(path: path)
      #expect(try pixels(frame) == expected, "\(header)")
      #expect(frame.color == .sRGB)
    }
  }

  @Test func sixteenBitsAreKept() throws {
    let gray = try makePNG("gray.png", "2, 1, 16, 0", "[[0x12, 0x34, 0xFF, 0x7E]]")
    #expect(try deepPixels(StillReader.read(path: gray)) == [0x1234, 0xFF7E].flatMap { [$0, $0, $0, 65535] })
    let color = try makePNG("color.png", "1, 1, 16, 2", "[[0x80, 0x7F, 0x80, 0x80, 0, 0x80]]")
    #expect(try deepPixels(StillReader.read(path: color)) == [0x807F, 0x8080, 0x80, 65535])
  }

  @Test func interlacedEqualsPlain() throws {
    let (plain, interlaced) = (folder.file("plain.png"), folder.file("interlaced.png"))
    try ffmpeg(InputMedia.source("61x43", seconds: 0.04) + ["-vf", "format=rgba", "-frames:v", "1", plain])
    let result = try run(["convert", plain, "-interlace", "PNG", interlaced])
    try #require(result.status == 0)
    #expect(try pixels(StillReader.read(path: plain)) == (try pixels(StillReader.read(path: interlaced))))
  }

  @Test func otherGammaBecomesSRGB() throws {
    // Linear light: the code is 255 times the sRGB curve of it.
    let path = try makePNG(
      "linear.png", "3, 1, 16, 0", "[[0x20, 0x00, 0x80, 0x00, 0xFF, 0xFF]]", chunks: "extra = chunk(b'gAMA', struct.pack('>I', 100000))")
    let expected = [0x2000, 0x8000, 0xFFFF].map { code -> UInt8 in
      let light = Double(code) / 65535
      return UInt8((255 * (1.055 * pow(light, 1 / 2.4) - 0.055)).rounded())
    }
    let frame = try StillReader.read(path: path)
    #expect(try pixels(frame) == expected.flatMap { [$0, $0, $0, 255] })
    for (x, code) in [0x2000, 0x8000, 0xFFFF].enumerated() {
      let exact = 65535 * (1.055 * pow(Double(code) / 65535, 1 / 2.4) - 0.055)
      #expect(abs(Double(deepPixels(frame)[4 * x]) - exact) <= 2)
    }
    let usual = try makePNG("usual.png", "1, 1, 8, 0", "[[77]]", chunks: "extra = chunk(b'gAMA', struct.pack('>I', 45455))")
    #expect(try pixels(StillReader.read(path: usual)) == [77, 77, 77, 255])
  }

  @Test func otherPrimariesBecomeSRGB() throws {
    // BT.2020's red is outside sRGB; its grey stays grey.
    let chroma = "extra = chunk(b'cHRM', struct.pack('>8I', 31270, 32900, 70800, 29200, 17000, 79700, 13100, 4600))"
    let path = try makePNG("wide.png", "2, 1, 8, 2", "[[128, 128, 128, 255, 0, 0]]", chunks: chroma)
    #expect(try pixels(StillReader.read(path: path)) == [128, 128, 128, 255, 255, 0, 0, 255])
  }

  @Test func damagedPNGSaysWhatLibpngSays() throws {
    let good = folder.file("good.png")
    try ffmpeg(InputMedia.source("64x64", seconds: 0.04) + ["-frames:v", "1", good])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: good))
    let cut = try folder.write("cut.png", bytes.prefix(bytes.count / 2))
    var flipped = bytes
    flipped[bytes.count / 2] ^= 0xFF
    let wrong = try folder.write("wrong.png", flipped)
    let first = try #require(reelError { _ = try StillReader.read(path: cut) })
    #expect(first.kind == .invalid && first.message == "the PNG is damaged" && first.file == cut)
    #expect(first.detail == "libpng: the file ends too early")
    let second = try #require(reelError { _ = try StillReader.read(path: wrong) })
    #expect(second.detail?.hasPrefix("libpng: IDAT") == true, "\(second)")
    let palette = try makePNG("palette.png", "1, 1, 8, 3", "[[5]]", chunks: "extra = chunk(b'PLTE', bytes([1, 2, 3]))")
    let third = try #require(reelError { _ = try StillReader.read(path: palette) })
    #expect(third.message == "the PNG is damaged: a pixel has colour 5, which the palette does not have")
  }

  /// What is damaged is known when it is looked at: a still is decoded, the pictures of a sequence have their checksums verified.
  @Test func damagedPNGsAreFoundByProbing() throws {
    for i in 1...3 {
      try ffmpeg(InputMedia.source("64x64", seconds: 0.04) + ["-frames:v", "1", folder.file("\(i).png")])
    }
    let (pattern, second) = (folder.file("%d.png"), folder.file("2.png"))
    #expect(try Probe.probe(sequence: pattern, rate: FrameRate(Rational(30))).video?.frames.count == 3)
    let good = try Data(contentsOf: URL(fileURLWithPath: second))
    let picture = try #require(good.range(of: Data("IDAT".utf8))).lowerBound - 4
    var flipped = good
    flipped[picture + 40] ^= 4
    let cases: [(Data, String)] = [
      (flipped, "the checksum of IDAT at byte \(picture) does not hold"),
      (good.prefix(good.count / 2), "the file ends too early"),
      (good.prefix(good.count - 12), "the file ends too early"),
      (good.prefix(picture) + good.suffix(12), "it holds no picture"),
    ]
    for (bytes, sequence) in cases {
      try bytes.write(to: URL(fileURLWithPath: second))
      let one = try #require(reelError { _ = try Probe.probe(path: second) })
      #expect(one.kind == .invalid && one.message == "the PNG is damaged" && one.file == second, "\(one)")
      let many = try #require(reelError { _ = try Probe.probe(sequence: pattern, rate: FrameRate(Rational(30))) })
      #expect(
        many == ReelError(.invalid, "the PNG is damaged", file: second, detail: sequence, hint: "make or fetch it again"))
    }
  }

  @Test func anHDRPictureIsRefusedWhenItIsLookedAt() throws {
    for i in 1...2 { _ = try makePNG("\(i).png", "1, 1, 8, 2", "[[1, 2, 3]]", chunks: "extra = chunk(b'cICP', bytes([9, 16, 0, 1]))") }
    let expected = ReelError(.unsupported, "the picture is HDR (PQ)", file: folder.file("1.png"), hint: "tone-map it to sRGB first")
    #expect(reelError { _ = try Probe.probe(path: folder.file("1.png")) } == expected)
    #expect(reelError { _ = try Probe.probe(sequence: folder.file("%d.png"), rate: FrameRate(Rational(30))) } == expected)
  }

  @Test(arguments: 1...8) func orientationOfJPEG(value: Int) throws {
    let (plain, tagged) = (folder.file("plain.jpg"), folder.file("tagged.jpg"))
    try ffmpeg(InputMedia.source("48x32", seconds: 0.04) + ["-frames:v", "1", "-q:v", "2", plain])
    // An APP1 segment with one EXIF entry, 0x0112, straight after the start of the image.
    var exif = Data("Exif\0\0MM\0*\0\0\0\u{8}\0\u{1}\u{1}\u{12}\0\u{3}\0\0\0\u{1}\0".utf8)
    exif.append(contentsOf: [UInt8(value), 0, 0, 0, 0, 0, 0])
    let size = UInt16(exif.count + 2)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: plain))
    bytes.insert(contentsOf: Data([0xFF, 0xE1, UInt8(size >> 8), UInt8(size & 255)]) + exif, at: 2)
    try bytes.write(to: URL(fileURLWithPath: tagged))
    let facts = try Probe.probe(path: tagged)
    // EXIF 2.32, table of tag 274; the names are where row 0 and column 0 are seen.
    let expected: [VideoFacts.Orientation] = [
      .upright, .init(mirrored: true), .init(quarterTurns: 2), .init(mirrored: true, quarterTurns: 2),
      .init(mirrored: true, quarterTurns: 3), .init(quarterTurns: 1), .init(mirrored: true, quarterTurns: 1), .init(quarterTurns: 3),
    ]
    #expect(facts.kind == .still)
    #expect(facts.video?.orientation == expected[value - 1])
    #expect(facts.video?.displaySize == (value > 4 ? Size(width: 32, height: 48) : Size(width: 48, height: 32)))
  }

  @Test func jpegIsFullRangeBT601() throws {
    let path = folder.file("red.jpg")
    let result = try run(["convert", "-size", "32x32", "xc:rgb(255,0,0)", "-quality", "100", "-sampling-factor", "4:2:0", path])
    try #require(result.status == 0)
    let frame = try StillReader.read(path: path)
    #expect(frame.color == ColorDescription(matrix: .bt470bg, primaries: .bt709, transfer: .sRGB, range: .full))
    let target = try FramePool(size: frame.size, format: .rgba8, color: .sRGB)
    let rgba = try pixels(Scaler(from: frame, to: frame.size, .rgba8, .sRGB).scale(frame, pool: target))
    for (value, expected) in zip(rgba.prefix(4), [255, 0, 0, 255]) { #expect(abs(Int(value) - expected) <= 2) }
  }

  @Test func losslessWebPWithAlpha() throws {
    let path = folder.file("a.webp")
    try ffmpeg(
      InputMedia.source("40x24", seconds: 0.04) + [
        "-vf", "format=rgba,geq=r='p(X,Y)':g='p(X,Y)':b='p(X,Y)':a='X*6'", "-frames:v", "1", "-c:v", "libwebp", "-lossless", "1", path,
      ])
    let expected = try ffmpeg(["-i", path, "-f", "rawvideo", "-pix_fmt", "rgba", "-"])
    let facts = try Probe.probe(path: path)
    #expect(facts.kind == .still && facts.container == "webp" && facts.video?.hasAlpha == true)
    #expect(try pixels(StillReader.read(path: path)) == [UInt8](expected))
  }

  @Test func sequencesAreCountedFromTheLowestNumber() throws {
    for i in 7...9 {
      let file = folder.file(String(format: "%04d.png", i))
      try ffmpeg(InputMedia.source("16x8", seconds: 0.04) + ["-vf", "hue=h=\(i * 40)", "-frames:v", "1", file])
    }
    let pattern = folder.file("%04d.png")
    #expect(SequenceFiles.isPattern(pattern))
    #expect(!SequenceFiles.isPattern(folder.file("0007.png")))
    #expect(try SequenceFiles.list(pattern: pattern).map { $0.suffix(8) } == ["0007.png", "0008.png", "0009.png"])
    let facts = try Probe.probe(sequence: pattern, rate: FrameRate(Rational(30)))
    #expect(facts.kind == .sequence && facts.video?.frames.count == 3)
    #expect(facts.video?.frames.duration == Time(Rational(1, 10)))

    try FileManager.default.removeItem(atPath: folder.file("0008.png"))
    let hole = try #require(reelError { _ = try Probe.probe(sequence: pattern, rate: FrameRate(Rational(30))) })
    #expect(hole.kind == .missing)
    #expect(hole.message == "the sequence goes from 7 to 9, and '\(folder.file("0008.png"))' is not there")

    try ffmpeg(InputMedia.source("16x10", seconds: 0.04) + ["-frames:v", "1", folder.file("0008.png")])
    let size = try #require(reelError { _ = try Probe.probe(sequence: pattern, rate: FrameRate(Rational(30))) })
    #expect(size.kind == .invalid && size.file == folder.file("0008.png"))
    #expect(size.message == "the picture is 16x10, and the sequence begins with 16x8")

    let none = try #require(reelError { _ = try SequenceFiles.list(pattern: folder.file("x%d.png")) })
    #expect(none.kind == .missing && none.message == "no file matches")
  }
}
