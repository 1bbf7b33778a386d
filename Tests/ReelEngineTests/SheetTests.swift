import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// Contact sheets, read by ffmpeg.
@Suite struct SheetTests {
  /// A picture as rows of R, G, B.
  private struct Raster {
    var size: Size
    var bytes: [UInt8]

    init(_ file: [UInt8], _ size: Size, in folder: TemporaryDirectory, filter: String? = nil) throws {
      let path = try folder.write("picture-\(UUID().uuidString)", Data(file))
      let raw = try ffmpeg(["-i", path] + (filter.map { ["-vf", $0] } ?? []) + ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
      self.size = size
      bytes = [UInt8](raw)
      #expect(bytes.count == size.area * 3)
    }

    /// In the equation of JFIF.
    var luma: [Double] {
      stride(from: 0, to: bytes.count, by: 3).map { (i: Int) -> Double in
        let (r, g, b) = (Double(bytes[i]), Double(bytes[i + 1]), Double(bytes[i + 2]))
        return 0.299 * r + 0.587 * g + 0.114 * b
      }
    }

    func part(x: Int, y: Int, _ part: Size) -> [UInt8] {
      (y..<y + part.height).flatMap { (row: Int) -> ArraySlice<UInt8> in
        let start = (row * size.width + x) * 3
        return bytes[start..<start + part.width * 3]
      }
    }
  }

  private static func meanDifference(_ a: [UInt8], _ b: [UInt8]) -> Double {
    zip(a, b).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(max(1, a.count))
  }

  @Test func tilesOfTheOutputsWidthAreTheFramesThemselves() async throws {
    let fixture = try Fixture()
    let engine = try fixture.engine()
    let project = try await engine.open(fixture.document)
    let sheet = try await engine.sheet(project, .init(language: "es", columns: 3, width: 144))
    let raster = try Raster(sheet.file, sheet.size, in: fixture.folder)
    #expect(sheet.tiles.map(\.frame) == [24, 60, 108, 138] && sheet.tiles.map(\.shot) == [1, 2, 3, 4])
    #expect(sheet.tiles.map(\.time) == ["00:00:01:00", "00:00:02:12", "00:00:04:12", "00:00:05:18"])
    #expect(sheet.columns == 3 && sheet.tileSize == Size(width: 144, height: 256))
    #expect(sheet.tiles[3].x == sheet.tiles[0].x && sheet.tiles[3].y > sheet.tiles[0].y + 256)
    var labels: Set<[UInt8]> = []
    for tile in sheet.tiles {
      let frame = try await engine.frame(project, at: try engine.time(tile.time, in: project), language: "es")
      let whole = try Raster(frame, sheet.tileSize, in: fixture.folder)
      #expect(raster.part(x: tile.x, y: tile.y, sheet.tileSize) == whole.bytes, "frame \(tile.frame)")
      let label = raster.part(x: tile.x, y: tile.y + 256, Size(width: 144, height: 14))
      #expect(label.contains { $0 > 200 } && Array(label.prefix(3)) == Array(raster.bytes.prefix(3)))
      labels.insert(label)
    }
    #expect(labels.count == 4)
    // Captions are those of the language.
    let english = try await engine.sheet(project, .init(language: "en", columns: 3, width: 144))
    let other = try Raster(english.file, english.size, in: fixture.folder)
    let first = sheet.tiles[0]
    #expect(other.part(x: first.x, y: first.y, sheet.tileSize) != raster.part(x: first.x, y: first.y, sheet.tileSize))
    let second = sheet.tiles[1]
    #expect(other.part(x: second.x, y: second.y, sheet.tileSize) == raster.part(x: second.x, y: second.y, sheet.tileSize))
  }

  @Test func smallerTilesAreTheFramesScaled() async throws {
    let fixture = try Fixture()
    let engine = try fixture.engine()
    let project = try await engine.open(fixture.document)
    let sheet = try await engine.sheet(project, .init(width: 90))
    let raster = try Raster(sheet.file, sheet.size, in: fixture.folder)
    #expect(sheet.tileSize == Size(width: 90, height: 160))
    for tile in sheet.tiles {
      let frame = try await engine.frame(project, at: try engine.time(tile.time, in: project))
      let scaled = try Raster(frame, sheet.tileSize, in: fixture.folder, filter: "scale=90:160:flags=bicubic+accurate_rnd+full_chroma_int")
      let difference = Self.meanDifference(raster.part(x: tile.x, y: tile.y, sheet.tileSize), scaled.bytes)
      #expect(difference < 1.5, "frame \(tile.frame): \(difference)")
    }
  }

  @Test func theSameBytesForAnyNumberOfWorkers() async throws {
    let fixture = try Fixture()
    var files: Set<[UInt8]> = []
    for jobs in [1, 2, 5] {
      let engine = try fixture.engine(jobs: jobs)
      let project = try await engine.open(fixture.document)
      let sheet = try await engine.sheet(project, .init(every: Time(Rational(1)), width: 80))
      #expect(sheet.tiles.map(\.frame) == [0, 24, 48, 72, 96, 120, 144])
      files.insert(sheet.file)
    }
    #expect(files.count == 1)
  }

  @Test func jpegIsNearAndSaysItsColours() async throws {
    let fixture = try Fixture()
    let engine = try fixture.engine()
    let project = try await engine.open(fixture.document)
    let png = try await engine.sheet(project, .init(width: 144))
    let jpeg = try await engine.sheet(project, .init(width: 144, format: .jpeg))
    #expect(png.size == jpeg.size && jpeg.file.starts(with: [0xFF, 0xD8, 0xFF, 0xE0]))
    #expect(Data(jpeg.file).range(of: Data("ICC_PROFILE\u{0}\u{1}\u{1}".utf8)) != nil)
    // Luma: chroma has half the columns and rows, and the test pictures are all edges.
    let pictures = try [png.file, jpeg.file].map { try Raster($0, png.size, in: fixture.folder).luma }
    let squares = zip(pictures[0], pictures[1]).reduce(0.0) { $0 + pow($1.0 - $1.1, 2) }
    let psnr = 10 * log10(255 * 255 * Double(pictures[0].count) / squares)
    #expect(psnr > 38, "\(psnr) dB")
  }

  @Test func whatCannotBeShownIsSaid() async throws {
    let fixture = try Fixture()
    let engine = try fixture.engine()
    let project = try await engine.open(fixture.document)
    for (options, words) in [
      (ContactSheet.Options(language: "fr"), "no output has a picture in the language 'fr'; there are en, es"),
      (ContactSheet.Options(width: 500), "a tile 500 wide is outside 80...144; the output is 144x256"),
      (ContactSheet.Options(every: Time(Rational(1, 100))), "a tile every 0.010s is more than one a frame; there are 24 frames a second"),
    ] {
      let error = await #expect(throws: ReelError.self) { try await engine.sheet(project, options) }
      #expect("\(try #require(error))".hasSuffix(words))
    }
  }

  @Test func severalFramesAreDrawnOnceEach() async throws {
    let fixture = try Fixture()
    let engine = try fixture.engine()
    let project = try await engine.open(fixture.document)
    let drawn = Drawn()
    let times = try ["5.0", "12f", "0.5", "00:00:03:00"].map { try engine.time($0, in: project) }
    try await engine.frames(project, at: times, language: "es") { drawn.add($0) }
    let pictures = drawn.pictures
    #expect(pictures.keys.sorted() == [12, 72, 120])
    for (frame, png) in pictures {
      #expect(try await engine.frame(project, at: try engine.time("\(frame)f", in: project), language: "es") == png)
    }
  }

  private final class Drawn: @unchecked Sendable {  // `kept` is touched only under `lock`
    private let lock = NSLock()
    private var kept: [Int: [UInt8]] = [:]
    var pictures: [Int: [UInt8]] { lock.withLock { kept } }
    func add(_ picture: Engine.Picture) {
      lock.withLock {
        #expect(kept[picture.frame] == nil)
        kept[picture.frame] = picture.png
      }
    }
  }
}
