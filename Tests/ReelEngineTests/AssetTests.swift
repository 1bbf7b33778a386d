import Foundation
import ReelCore
import ReelEngine
import ReelStore
import ReelTestSupport
import Testing

/// Covers, thumbnails, sprites and animations: what they show, and when they are made.
@Suite struct AssetTests {
  private static let titles = "title: { en: The Return, es: El regreso }"

  private func fixture(_ assets: String, more: String = titles) throws -> Fixture {
    try Fixture(
      extra: "  - { name: shop, subtitles: none, assets: \(assets), encoder: { preset: ultrafast } }\n\(more)")
  }

  private func render(_ fixture: Fixture, to out: String = "out", overwrite: Bool = false) async throws -> Report {
    try await fixture.render(to: out, selection: Selection(only: "shop/*"), overwrite: overwrite)
  }

  /// The frame as `reelfx frame` draws it for the delivery, as a file.
  private func frame(_ fixture: Fixture, _ number: Int, language: String = "en") async throws -> String {
    let engine = try fixture.engine()
    let project = try await engine.open(fixture.document, selection: Selection(only: "shop/*"))
    let png = try await engine.frame(project, at: try engine.time("\(number)f", in: project), language: language)
    return try fixture.folder.write("frame-\(number).png", Data(png))
  }

  /// What ffmpeg measures between the luma of two pictures: chroma has half the columns and rows, and the test pictures are all edges.
  private func psnr(_ a: String, _ b: String, crop: String = "null", scale: String = "null") throws -> Double {
    let result = try run([
      "ffmpeg", "-nostdin", "-hide_banner", "-i", a, "-i", b, "-lavfi",
      "[0]\(crop),format=gray[a];[1]\(scale),format=gray[b];[a][b]psnr", "-f", "null", "-",
    ])
    let average = result.errors.split(separator: "average:").last.flatMap { $0.split(separator: " ").first } ?? ""
    return average == "inf" ? .infinity : try #require(Double(average), "\(result.errors)")
  }

  private func raster(_ path: String) throws -> [UInt8] { [UInt8](try ffmpeg(["-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])) }

  // MARK: Cover

  @Test func theCoverIsTheFrame() async throws {
    let fixture = try fixture("{ cover: { at: 5 } }")
    let report = try await render(fixture)
    #expect(report.assets.map(\.path) == ["shop/tiny.en.cover.jpg", "shop/tiny.es.cover.jpg"])
    #expect(report.assets.allSatisfy { $0.kind == "cover" && $0.at == 5 && $0.width == 144 && $0.height == 256 && $0.status == .written })
    let path = fixture.folder.file("out/shop/tiny.en.cover.jpg")
    let decibel = try psnr(path, try await frame(fixture, 120))
    #expect(decibel > 38, "\(decibel) dB")
    let bytes = try fixture.bytes(path)
    #expect(report.assets[0].bytes == bytes.count && report.assets[0].digest == Digest.of([UInt8](bytes)).hex)
    #expect(bytes.starts(with: [0xFF, 0xD8, 0xFF, 0xE0]) && bytes.range(of: Data("ICC_PROFILE\u{0}\u{1}\u{1}".utf8)) != nil)
    // Without words there is nothing by which languages differ.
    #expect(try fixture.bytes(fixture.folder.file("out/shop/tiny.es.cover.jpg")) == bytes)
    #expect(!FileManager.default.fileExists(atPath: path + ".part"))
  }

  @Test func aCoverIsJudgedByWhomItIsFor() async throws {
    let fixture = try fixture("{ cover: { at: 5 } }, profile: ours")
    func write(_ cover: String) throws {
      try fixture.folder.write(
        "profiles/ours.yaml", "title: Ours\ndate: 2026-11\nsources: [a contract]\nlimits: { cover: { \(cover) } }\n")
    }
    try write("max_file_size: 1k")
    for status in [Report.Output.Status.written, .current] {
      let report = try await render(fixture)
      #expect(report.verdict == .fail && report.assets.map(\.status) == [status, status])
      let bytes = report.assets[0].bytes
      #expect(report.assets[0].checks.map(\.detail) == ["\(bytes) bytes for at most 1000"] && bytes > 1000)
    }
    try write("max_file_size: 1M, min_width: 144, max_width: 144, min_height: 256, max_height: 256")
    let report = try await render(fixture)
    #expect(report.verdict != .fail && report.assets.allSatisfy { $0.status == .current && $0.checks.map(\.verdict) == [.pass] })
    try write("min_width: 360, max_width: 1080, max_height: 200")
    let project = try await fixture.engine().open(fixture.document, selection: Selection(only: "shop/*"))
    #expect(
      project.problems.filter { $0.severity == .error }.map(\.error) == [
        "ours takes covers 360 to 1080 pixels wide, and this delivery's is 144x256",
        "ours takes covers at most 200 pixels high, and this delivery's is 144x256",
      ])
  }

  @Test func everyLanguageHasItsTitle() async throws {
    let fixture = try fixture("{ cover: { at: 5, title: on, style: { size: 24 } } }")
    _ = try await render(fixture)
    let without = try self.fixture("{ cover: { at: 5 } }")
    _ = try await render(without)
    let plain = try raster(without.folder.file("out/shop/tiny.en.cover.jpg"))
    let covers = try ["en", "es"].map { try raster(fixture.folder.file("out/shop/tiny.\($0).cover.jpg")) }
    /// Pixels of some rows that are far from those of the other picture.
    func far(_ a: [UInt8], _ b: [UInt8], rows: Range<Int>) -> Int {
      (rows.lowerBound * 432..<rows.upperBound * 432).count { abs(Int(a[$0]) - Int(b[$0])) > 100 }
    }
    for cover in covers {
      #expect(far(cover, plain, rows: 170..<220) > 300)
      // Above the title the files are made of the same blocks.
      #expect(cover.prefix(432 * 144) == plain.prefix(432 * 144))
    }
    #expect(far(covers[0], covers[1], rows: 170..<220) > 100)
  }

  /// Black, gray and a test picture: the one with something to see, unless words are over it.
  @Test func theBestFrameIsChosen() async throws {
    let shots = """
      shots:
        - { source: black.png, duration: 1 }
        - { source: a.mp4, duration: 1 }
        - { source: gray.png, duration: 1 }
        - { source: c.mp4, duration: 1 }
      """
    for (text, expected) in [("", 1.5), ("texts: [ { text: Now, start: 1, end: 2, style: { size: 16 } } ]", 3.5)] {
      let fixture = try Fixture(
        shots: shots,
        extra: "  - { name: shop, subtitles: none, assets: { cover: {} }, encoder: { preset: ultrafast } }\n\(text)")
      for color in ["black", "gray"] {
        try ffmpeg(["-f", "lavfi", "-i", "color=\(color):s=144x256", "-frames:v", "1", fixture.folder.file("\(color).png")])
      }
      let report = try await render(fixture)
      let chosen = try #require(report.assets.first?.at)
      // The choice between the two test pictures is the measure's; between them and the others there is none.
      if text.isEmpty { #expect(chosen == 1.5 || chosen == 3.5) } else { #expect(chosen == expected) }
      #expect(report.assets.allSatisfy { $0.at == chosen })
      let cover = fixture.folder.file("out/shop/tiny.en.cover.jpg")
      let decibel = try psnr(cover, try await frame(fixture, Int(chosen * 24)))
      #expect(decibel > 38, "\(decibel) dB")
    }
  }

  // MARK: Thumbnails

  @Test func thumbnailsShowTheirTimesInTheirOrder() async throws {
    let fixture = try fixture("{ thumbnails: { of: [5, 30f], width: 72 } }")
    let report = try await render(fixture)
    let own = report.assets.filter { $0.language == "es" }
    #expect(own.map(\.path) == ["shop/tiny.es.thumbnail-1.jpg", "shop/tiny.es.thumbnail-2.jpg"])
    #expect(own.map(\.at) == [5, 1.25] && own.allSatisfy { $0.kind == "thumbnail" && $0.width == 72 && $0.height == 128 })
    for (asset, number) in zip(own, [120, 30]) {
      let decibel = try psnr(
        fixture.folder.file("out/\(asset.path)"), try await frame(fixture, number), scale: "scale=72:128:flags=bicubic+accurate_rnd")
      #expect(decibel > 30, "\(asset.path): \(decibel) dB")
    }
  }

  /// A test picture, grey and black, in another order: the best is the cover's, and black the last.
  @Test func theBestThumbnailsComeFirst() async throws {
    let shots = """
      shots:
        - { source: black.png, duration: 1 }
        - { source: a.mp4, duration: 1 }
        - { source: gray.png, duration: 1 }
      """
    let fixture = try Fixture(
      shots: shots,
      extra: "  - { name: shop, subtitles: none, assets: { cover: {}, thumbnails: { width: 72 } }, encoder: { preset: ultrafast } }")
    for color in ["black", "gray"] {
      let noise = color == "gray" ? ",noise=alls=4:all_seed=1" : ""
      try ffmpeg(["-f", "lavfi", "-i", "color=\(color):s=144x256\(noise)", "-frames:v", "1", fixture.folder.file("\(color).png")])
    }
    let report = try await render(fixture)
    let own = report.assets.filter { $0.language == "en" }
    #expect(own.map(\.at) == [1.5, 1.5, 2.5, 0.5] && own.map(\.kind) == ["cover", "thumbnail", "thumbnail", "thumbnail"])
    let means = try (1...3).map { number in
      let pixels = try raster(fixture.folder.file("out/shop/tiny.en.thumbnail-\(number).jpg"))
      return pixels.reduce(0) { $0 + Int($1) } / pixels.count
    }
    // Something else lies over a part of all of them.
    #expect((110...145).contains(means[1]) && means[2] < 40, "\(means)")
    // Again from the store, in the same order.
    let again = try await render(fixture, to: "other")
    #expect(again.assets.map(\.digest) == report.assets.map(\.digest))
  }

  /// One shot has one picture to choose from, unless more are asked for.
  @Test func ofOneShotThereIsOne() async throws {
    let fixture = try Fixture(
      shots: "shots: [ { source: a.mp4, speed: 0.5, duration: 4 } ]",
      extra: """
          - { name: shop, subtitles: none, assets: { thumbnails: {}, animation: { fps: 4, width: 72 } }, encoder: { preset: ultrafast } }
        """)
    let report = try await render(fixture)
    let own = report.assets.filter { $0.language == "en" }
    #expect(own.map(\.path) == ["shop/tiny.en.thumbnail-1.jpg", "shop/tiny.en.animation.webp"] && own[0].at == 2)
    #expect(Self.chunks(try fixture.bytes(fixture.folder.file("out/shop/tiny.en.animation.webp"))).count == 6)
  }

  // MARK: Animations

  /// Read by ImageMagick, which hands out whole pictures.
  private func pictures(_ path: String, in fixture: Fixture) throws -> [String] {
    let found = try run(["identify", "-format", "%wx%h\n", path])
    let coalesced = try run(["convert", path, "-coalesce", fixture.folder.file("moving-%02d.png")])
    #expect(found.status == 0 && coalesced.status == 0, "\(found.errors)\(coalesced.errors)")
    return found.text.split(separator: "\n").indices.map { fixture.folder.file("moving-\($0 < 10 ? "0" : "")\($0).png") }
  }

  @Test func anAnimationShowsItsPiecesAsTheyWereNamed() async throws {
    let fixture = try fixture("{ animation: { of: [4.5, 1], each: 0.5, fps: 6, width: 72 } }")
    let report = try await render(fixture)
    let own = report.assets.filter { $0.language == "en" }
    #expect(own.map(\.path) == ["shop/tiny.en.animation.webp"] && own.map(\.kind) == ["animation"])
    #expect(own.map(\.width) == [72] && own.map(\.height) == [128] && own.map(\.at) == [nil])
    let path = fixture.folder.file("out/shop/tiny.en.animation.webp")
    // A sixth of a second each, in whole milliseconds: 0, 167, 333, 500, 667, 833; then from the start again, without an end.
    #expect(Self.chunks(try fixture.bytes(path)) == ["VP8X", "ANIM 0"] + [167, 166, 167, 167, 166, 166].map { "ANMF \($0)" })
    let files = try pictures(path, in: fixture)
    #expect(files.count == 6)
    for (file, number) in zip(files, [108, 112, 116, 24, 28, 32]) {
      let decibel = try psnr(file, try await frame(fixture, number), scale: "scale=72:128:flags=bicubic+accurate_rnd")
      #expect(decibel > 26, "\(file): \(decibel) dB")
    }
  }

  /// Names of a file's chunks; of ANIM how often it is shown, of ANMF how long, in ms: the WebP container specification of Google.
  private static func chunks(_ file: Data) -> [String] {
    let bytes = [UInt8](file)
    func number(_ at: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 + Int(bytes[at + $1]) << (8 * $1) } }
    guard bytes.count > 12, bytes[0..<4] == [0x52, 0x49, 0x46, 0x46], number(4, 4) + 8 == bytes.count else { return [] }
    var names: [String] = []
    var at = 12
    while at + 8 <= bytes.count {
      let name = String(decoding: bytes[at..<at + 4], as: UTF8.self)
      switch name {
      case "ANIM": names.append("ANIM \(number(at + 12, 2))")
      case "ANMF": names.append("ANMF \(number(at + 20, 3))")
      default: names.append(name)
      }
      at += 8 + (number(at + 4, 4) + 1) / 2 * 2
    }
    return names
  }

  /// The pieces are around the pictures that are the best, in their shots, in the order of the episode.
  @Test func anAnimationOfTheBest() async throws {
    let shots = """
      shots:
        - { source: black.png, duration: 1 }
        - { source: a.mp4, duration: 2 }
        - { source: black.png, duration: 1 }
        - { source: c.mp4, duration: 2 }
      """
    let fixture = try Fixture(
      shots: shots,
      extra:
        "  - { name: shop, subtitles: none, assets: { animation: { of: 2, each: 1, fps: 4, width: 72 } }, encoder: { preset: ultrafast } }")
    try ffmpeg(["-f", "lavfi", "-i", "color=black:s=144x256", "-frames:v", "1", fixture.folder.file("black.png")])
    _ = try await render(fixture)
    let files = try pictures(fixture.folder.file("out/shop/tiny.es.animation.webp"), in: fixture)
    #expect(files.count == 8)
    for (file, number) in zip(files, [36, 42, 48, 54, 108, 114, 120, 126]) {
      let decibel = try psnr(file, try await frame(fixture, number, language: "es"), scale: "scale=72:128:flags=bicubic+accurate_rnd")
      #expect(decibel > 26, "\(file): \(decibel) dB")
    }
  }

  // MARK: Sprites

  @Test func spritesAndWhatLeadsIntoThem() async throws {
    let fixture = try fixture("{ sprites: { every: 2, width: 72 } }")
    let report = try await render(fixture)
    #expect(report.assets.filter { $0.language == "es" }.map(\.path) == ["shop/tiny.es.sprites-1.jpg", "shop/tiny.es.sprites.vtt"])
    #expect(report.assets.filter { $0.language == "es" }.map(\.kind) == ["sprites", "sprites index"])
    let index = try String(contentsOfFile: fixture.folder.file("out/shop/tiny.es.sprites.vtt"), encoding: .utf8)
    #expect(
      index == """
        WEBVTT

        00:00:00.000 --> 00:00:02.000
        tiny.es.sprites-1.jpg#xywh=0,0,72,128

        00:00:02.000 --> 00:00:04.000
        tiny.es.sprites-1.jpg#xywh=72,0,72,128

        00:00:04.000 --> 00:00:06.000
        tiny.es.sprites-1.jpg#xywh=144,0,72,128

        00:00:06.000 --> 00:00:06.250
        tiny.es.sprites-1.jpg#xywh=216,0,72,128

        """)
    let sheet = fixture.folder.file("out/shop/tiny.es.sprites-1.jpg")
    // The middles of the four times.
    for (place, number) in [24, 72, 120, 147].enumerated() {
      let decibel = try psnr(
        sheet, try await frame(fixture, number), crop: "crop=72:128:\(72 * place):0", scale: "scale=72:128:flags=bicubic+accurate_rnd")
      #expect(decibel > 30, "picture \(place): \(decibel) dB")
    }
    #expect(report.assets[0].width == 288 && report.assets[0].height == 128)
  }

  @Test func manySpritesTakeSeveralSheets() async throws {
    let fixture = try fixture("{ sprites: { every: 1f, width: 32 } }")
    let report = try await render(fixture)
    let own = report.assets.filter { $0.language == "en" }
    #expect(own.map(\.path) == ["shop/tiny.en.sprites-1.jpg", "shop/tiny.en.sprites-2.jpg", "shop/tiny.en.sprites.vtt"])
    #expect(own.map(\.height) == [570, 285, nil] && own.map(\.width) == [320, 320, nil])
    let index = try String(contentsOfFile: fixture.folder.file("out/shop/tiny.en.sprites.vtt"), encoding: .utf8)
    let cues = index.split(separator: "\n\n").dropFirst().map { $0.split(separator: "\n").map(String.init) }
    #expect(cues.count == 150)
    let times = cues.map { $0[0].components(separatedBy: " --> ") }
    #expect(times.first?[0] == "00:00:00.000" && times.last?[1] == "00:00:06.250")
    #expect(zip(times, times.dropFirst()).allSatisfy { $0[1] == $1[0] })
    #expect(cues[99][1] == "tiny.en.sprites-1.jpg#xywh=288,513,32,57" && cues[100][1] == "tiny.en.sprites-2.jpg#xywh=0,0,32,57")
  }

  // MARK: When they are made

  /// Keys of the pictures in the store.
  private func drawn(_ fixture: Fixture) throws -> [Digest] {
    let store = try fixture.engine().store
    return try store.list().map(\.key).filter { try store.get($0)?.starts(with: [0xFF, 0xD8]) == true }
  }

  @Test func nothingIsMadeTwice() async throws {
    let fixture = try fixture("{ cover: { title: on, style: { size: 24 } }, sprites: { every: 3, width: 48 } }")
    let first = try await render(fixture)
    let before = try drawn(fixture)
    #expect(before.count == 3)
    let second = try await render(fixture)
    #expect(second.assets.allSatisfy { $0.status == .current })
    #expect(second.assets.map(\.digest) == first.assets.map(\.digest) && second.assets.map(\.at) == first.assets.map(\.at))
    // Elsewhere they are written, and not drawn.
    let third = try await render(fixture, to: "other")
    #expect(third.assets.allSatisfy { $0.status == .written } && third.assets.map(\.digest) == first.assets.map(\.digest))
    #expect(try drawn(fixture) == before)
    for asset in first.assets {
      #expect(try fixture.bytes(fixture.folder.file("out/\(asset.path)")) == fixture.bytes(fixture.folder.file("other/\(asset.path)")))
    }
    // Another title makes another cover, and leaves the sprites as they are.
    let text = try String(contentsOfFile: fixture.document, encoding: .utf8)
    try text.replacing("El regreso", with: "La vuelta").write(toFile: fixture.document, atomically: true, encoding: .utf8)
    let changed = try await render(fixture, to: "third")
    let differing = zip(first.assets, changed.assets).filter { $0.digest != $1.digest }.map(\.0.path)
    #expect(differing == ["shop/tiny.es.cover.jpg"])
  }

  @Test func theSameBytesForAnyNumberOfWorkersAndAnyProcessor() async throws {
    let fixture = try fixture(
      "{ cover: { title: on, style: { size: 24 } }, thumbnails: {}, sprites: { every: 1, width: 48 }, animation: {} }")
    let first = try await render(fixture)
    let slow = try fixture.engine(jobs: 1, kernels: "scalar", store: fixture.folder.file("another store"))
    let second = try await fixture.render(to: "other", engine: slow, selection: Selection(only: "shop/*"))
    #expect(first.assets.count == 14 && first.assets.map(\.digest) == second.assets.map(\.digest))
  }

  @Test(arguments: ["cover.jpg", "thumbnail-2.jpg", "sprites-1.jpg", "sprites.vtt", "animation.webp"])
  func whatIsInTheWayIsRefused(_ name: String) async throws {
    let fixture = try fixture(
      "{ cover: { at: 1 }, thumbnails: { of: 2, width: 48 }, sprites: { every: 3, width: 48 }, animation: { of: [1], width: 48 } }")
    let path = try fixture.folder.write("out/shop/tiny.es.\(name)", "mine")
    let error = await #expect(throws: ReelError.self) { try await render(fixture) }
    #expect(error?.kind == .cannotWrite && error?.file == path && error?.message.hasPrefix("is in the way: ") == true)
    #expect(try fixture.bytes(path) == Data("mine".utf8))
    // Before rendering: no film is there.
    #expect(!FileManager.default.fileExists(atPath: fixture.folder.file("out/shop/tiny.es.144p.mp4")))
    let report = try await render(fixture, overwrite: true)
    let asset = try #require(report.assets.first { $0.path.hasSuffix("es.\(name)") })
    let digest = Digest.of([UInt8](try fixture.bytes(path))).hex
    #expect(asset.status == .written && asset.digest == digest)
  }

  @Test func mistakesAreSaidBeforeRendering() async throws {
    for (assets, more, words) in [
      ("{ cover: { at: 7 } }", "", "at is 7.000s, and the episode is only 6.250s long"),
      ("{ cover: { title: on } }", "", "the cover shows the title, and the document has none"),
      ("{ cover: { at: 1, style: { look: pop } } }", "", "style.look is not for a cover's title"),
      ("{ sprites: { every: 0.01 } }", "", "a picture every 0.010s is more than one a frame"),
      ("{ thumbnails: { of: [1, 7] } }", "", "of names 7.000s, and the episode is only 6.250s long"),
      ("{ thumbnails: { of: 9 } }", "", "of asks for the 9 best, and there are 4 shots to choose from"),
      ("{ thumbnails: { of: many } }", "", "of must be a whole number, not text"),
      ("{ animation: { of: 5 } }", "", "of asks for the 5 best, and there are 4 shots to choose from"),
      ("{ animation: { of: [5.5] } }", "", "a piece of 1.000s at 5.500s ends after the episode, at 6.250s"),
      ("{ animation: { of: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] } }", "", "of has 13 times, and at most 12 are taken"),
      ("{ animation: { each: 6 } }", "", "each is 6.000s, and a piece lasts at most 5 s"),
      ("{ animation: { each: 1f, fps: 10 } }", "", "each piece is 0.042s long, less than one of its pictures"),
      ("{ animation: { fps: 30 } }", "", "30 pictures a second are more than the episode has"),
    ] {
      let fixture = try fixture(assets, more: more)
      let project = try await fixture.engine().open(fixture.document)
      #expect(project.problems.filter { $0.severity == .error }.map(\.error) == [words], "\(assets)")
      #expect(project.problems.first { $0.severity == .error }?.path?.hasPrefix("deliver[1].assets.") == true, "\(assets)")
    }
    let tall = try Fixture(
      extra: """
          - { name: shop, subtitles: none, renditions: [ { width: 16, height: 640, fit: contain } ], assets: { animation: { width: 720 } } }
        """)
    let refused = try await tall.engine().open(tall.document)
    #expect(
      refused.problems.filter { $0.severity == .error }.map(\.error) == [
        "the animation would be 720x28800, and WebP holds at most 16383 a side"
      ])
    let fixture = try Fixture(extra: "  - { name: parts, package: stems, assets: { cover: {} } }")
    let project = try await fixture.engine().open(fixture.document)
    #expect(project.problems.map(\.error) == ["a delivery of stems has no picture to show"])
  }

  /// Languages of a package share its picture; each has its cover all the same.
  @Test func ofAPackage() async throws {
    let fixture = try Fixture(
      extra: "  - { name: shop, package: hls, assets: { cover: { at: 2, title: on, style: { size: 24 } }, sprites: {} } }\n\(Self.titles)")
    let report = try await fixture.render(selection: Selection(only: "shop/*"))
    #expect(
      report.assets.map(\.path)
        == ["en", "es"].flatMap { tag in
          ["cover.jpg", "sprites-1.jpg", "sprites.vtt"].map { "shop/tiny.\(tag).\($0)" }
        })
    #expect(report.assets[0].digest != report.assets[3].digest && report.assets[1].digest == report.assets[4].digest)
  }
}
