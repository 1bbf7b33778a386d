import Foundation
import ReelCore
import ReelEngine
import ReelPixels
import ReelTestSupport
import Testing

/// Pictures of moving, graded and matched shots, as a render would encode them.
@Suite struct PictureTests {
  /// Pixels of a PNG as R, G, B, by ffmpeg.
  private func pixels(_ png: [UInt8], _ folder: TemporaryDirectory) throws -> [UInt8] {
    let path = try folder.write("frame.png", Data(png))
    return [UInt8](try ffmpeg(["-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]))
  }

  /// An episode of shots alone: nothing above them moves.
  private func bare(_ shots: String, gop: String = "1.0") throws -> Fixture {
    let fixture = try Fixture()
    try fixture.folder.write(
      "episode.yaml",
      """
      reelfx: 1
      id: tiny
      canvas: { width: 144, height: 256, fps: 24 }
      \(shots)
      deliver: [{ name: main, encoder: { gop: \(gop) } }]

      """)
    return fixture
  }

  private func digests(_ fixture: Fixture, frames: Range<Int>, step: Int = 3) async throws -> [Digest] {
    let engine = try fixture.engine()
    let project = try await engine.open(fixture.document)
    var row: [Digest] = []
    for frame in stride(from: frames.lowerBound, to: frames.upperBound, by: step) {
      row.append(Digest.of(try await engine.frame(project, at: Time(Rational(Int64(frame), 24)))))
    }
    return row
  }

  /// Everything whose frames might know where a cell begins: noise, shaking, retiming, movement, in every effect of the catalogue.
  private static let shots: String = {
    let effects = pixelCatalogue.names(.effect).map { "{ type: \($0), seed: 3 }" }.joined(separator: ", ")
    return """
      shots:
        - source: a.mp4
          duration: 1.5
          transform: { scale: [{ at: 0, value: 1 }, { at: 1.5, value: 1.3, ease: in-out }], rotate: [{ at: 0.2, value: -2 }, { at: 1, value: 5 }] }
          effects: [\(effects)]
        - { source: c.mp4, duration: 1.5, speed: 0.6, retime: blend, transition: { type: glitch, duration: 0.5, seed: 9 } }
        - { source: b.mp4, duration: 1, reverse: true, transition: { type: whip, duration: 0.5 } }
        - { source: c.mp4, duration: 1.2, speed: [{ at: 0, value: 2 }, { at: 0.6, value: 0 }], grade: { exposure: 0.5, lift: 0.05 } }
        - { source: still.png, duration: 1, fit: blur, transition: { type: iris, duration: 0.3 } }
      effects: [{ type: grain, seed: 4, start: 0.4 }]
      """
  }()

  @Test func nothingKnowsWhereACellBegins() async throws {
    var rows: [[Digest]] = []
    for gop in ["0.34", "1.0", "2.0"] { rows.append(try await digests(Fixture(gop: gop, shots: Self.shots), frames: 0..<116)) }
    #expect(rows[0] == rows[1] && rows[1] == rows[2])
    #expect(Set(rows[0]).count > 30)
  }

  @Test func everyTransitionIsDrawnAndCutAnywhere() async throws {
    for name in pixelCatalogue.names(.transition) {
      let image = name == "luma" ? ", image: still.png" : ""
      let shots = """
        shots:
          - { source: a.mp4, duration: 1 }
          - { source: c.mp4, duration: 1, transition: { type: \(name), duration: 0.7\(image) } }
        """
      let rows = [
        try await digests(bare(shots, gop: "0.34"), frames: 6..<26, step: 4),
        try await digests(bare(shots, gop: "2.0"), frames: 6..<26, step: 4),
      ]
      #expect(rows[0] == rows[1] && Set(rows[0]).count == 5, "\(name)")
    }
  }

  @Test func scalarKernelsDrawTheSame() async throws {
    let fixture = try Fixture(shots: Self.shots)
    let (fast, slow) = (try fixture.engine(), try fixture.engine(kernels: "scalar", store: fixture.folder.file("slow")))
    let (a, b) = (try await fast.open(fixture.document), try await slow.open(fixture.document))
    for frame in [1, 17, 30, 44, 60, 75, 90, 104] {
      let time = Time(Rational(Int64(frame), 24))
      let (one, other) = (try await fast.frame(a, at: time), try await slow.frame(b, at: time))
      #expect(one == other, "frame \(frame)")
    }
  }

  /// A transform of once is no transform: the same bytes as without one.
  @Test func onceIsTheIdentity() async throws {
    func shots(_ transform: String) -> String {
      "shots:\n  - { source: a.mp4, duration: 1\(transform) }\n  - { source: c.mp4, duration: 1 }\n"
    }
    let moving = ", transform: { x: [{ at: 0, value: 0 }, { at: 0.9, value: 0 }, { at: 1, value: 60 }] }"
    let plain = try await digests(Fixture(shots: shots("")), frames: 0..<21)
    let moved = try await digests(Fixture(shots: shots(moving)), frames: 0..<21)
    #expect(plain == moved)
  }

  /// Backwards is forwards from the end; a freeze shows one frame; twice as fast every other one.
  @Test func framesOfRetimedShots() async throws {
    func frames(_ shot: String, _ range: Range<Int>) async throws -> [Digest] {
      try await digests(bare("shots:\n  - { source: c.mp4, duration: 1\(shot) }\n"), frames: range, step: 1)
    }
    let forwards = try await frames("", 0..<24)
    #expect(try await frames(", reverse: true", 0..<24) == forwards.reversed())
    #expect(try await Set(frames(", speed: [{ at: 0, value: 0 }, { at: 1, value: 0 }]", 0..<24)).count == 1)
    let fast = try await frames(", speed: 2", 0..<12)
    #expect(Set(fast).count == 12 && fast[1] != forwards[1])
  }

  /// A crop changes what is seen and never its shape, also where the picture has the canvas's size already.
  @Test func aCroppedPictureKeepsItsShape() async throws {
    let fixture = try bare("shots:\n  - { source: a.mp4, duration: 1, fit: cover, transform: { crop: { bottom: 0.5 } } }\n")
    let engine = try fixture.engine()
    let png = try await engine.frame(try await engine.open(fixture.document), at: .zero)
    let drawn = try pixels(png, fixture.folder)
    func distance(_ filter: String) throws -> Double {
      let expected = try ffmpeg([
        "-i", fixture.folder.file("a.mp4"), "-frames:v", "1", "-vf", "crop=144:128:0:0,\(filter)", "-f", "rawvideo", "-pix_fmt", "rgb24",
        "-",
      ])
      try #require(expected.count == drawn.count)
      return zip(expected, drawn).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(drawn.count)
    }
    let (covering, stretched) = (try distance("scale=288:256:flags=bicubic,crop=144:256"), try distance("scale=144:256:flags=bicubic"))
    #expect(covering < 6 && covering < stretched / 4, "\(covering) from covering, \(stretched) from stretched")
  }

  /// A clip as a mask: white lets the overlay through, frame by frame from the overlay's start, wherever cells are cut.
  @Test func aMaskThatMoves() async throws {
    func fixture(gop: String = "1.0", mask: String = "matte/%02d.png", loop: Bool = true) throws -> Fixture {
      let fixture = try Fixture()
      try FileManager.default.createDirectory(atPath: fixture.folder.file("matte"), withIntermediateDirectories: true)
      // A bar of 12 columns that goes right by 12 in each of six frames.
      _ = try ffmpeg([
        "-f", "lavfi", "-i", "color=black:s=72x32:r=24:d=0.25,format=gray,geq=lum='255*between(X,12*N,12*N+11)'",
        fixture.folder.file("matte/%02d.png"),
      ])
      let matte = [UInt8](try ffmpeg(["-i", fixture.folder.file("matte/%02d.png"), "-f", "rawvideo", "-pix_fmt", "gray", "-"]))
      try #require(matte.count == 6 * 72 * 32 && matte[4] == 255 && matte[40] == 0, "the matte itself is not what it is meant to be")
      _ = try ffmpeg(["-f", "lavfi", "-i", "color=red:s=72x32,format=rgba", "-frames:v", "1", fixture.folder.file("red.png")])
      try fixture.folder.write(
        "episode.yaml",
        """
        reelfx: 1
        id: tiny
        canvas: { width: 144, height: 256, fps: 24 }
        shots: [{ source: still.png, duration: 2 }]
        overlays: [{ source: red.png, start: 0.25, end: 1.5, x: 32, y: 64, loop: \(loop), mask: { source: "\(mask)" } }]
        deliver: [{ name: main, encoder: { gop: \(gop) } }]

        """)
      return fixture
    }
    let (long, short) = (try fixture(), try fixture(gop: "0.34"))
    let (engine, other) = (try long.engine(), try short.engine())
    let (project, twin) = (try await engine.open(long.document), try await other.open(short.document))
    try #require(project.plan != nil, "\(project.problems)")
    for frame in [6, 8, 11, 12, 20, 35] {
      let time = Time(Rational(Int64(frame), 24))
      let png = try await engine.frame(project, at: time)
      #expect(try await other.frame(twin, at: time) == png)
      let drawn = try pixels(png, long.folder)
      let bar = 12 * ((frame - 6) % 6)
      for x in stride(from: 34, to: 102, by: 4) {
        let at = 3 * (80 * 144 + x), isRed = drawn[at] > 200 && drawn[at + 1] < 60
        #expect(isRed == (bar..<bar + 12).contains(x - 32), "frame \(frame), column \(x)")
      }
    }
    let ending = try fixture(loop: false)
    let problems = try await ending.engine().open(ending.document).problems.map(\.description)
    #expect(problems.contains { $0.contains("lasts 0.25") && $0.contains("loop: true") }, "\(problems)")
  }

  /// What a crop leaves is framed by itself: sharp in the middle, blurred and darker above and below, and nothing of the rest.
  @Test func aCroppedPictureIsFramedByWhatIsLeft() async throws {
    let fixture = try bare("shots:\n  - { source: a.mp4, duration: 1, fit: blur, transform: { crop: { bottom: 0.5 } } }\n")
    let engine = try fixture.engine()
    let drawn = try pixels(try await engine.frame(try await engine.open(fixture.document), at: .zero), fixture.folder)
    func decoded(_ filter: String) throws -> [UInt8] {
      [UInt8](
        try ffmpeg(["-i", fixture.folder.file("a.mp4"), "-frames:v", "1", "-vf", filter, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]))
    }
    func distance(_ expected: [UInt8], row: Int) -> Double {
      let part = drawn[(row * 144 * 3)...].prefix(expected.count)
      return zip(expected, part).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(expected.count)
    }
    try #require(drawn.count == 144 * 256 * 3)
    #expect(distance(try decoded("crop=144:128:0:0"), row: 64) < 6)
    // 256 rows of the crop cover the canvas; blurred by a fortieth of the width, three quarters of the light are left.
    let darker = "lutyuv=y='16+(val-16)*0.75':u='128+(val-128)*0.75':v='128+(val-128)*0.75'"
    let backdrop = "crop=144:128:0:0,scale=288:256:flags=bicubic,crop=144:256,gblur=sigma=3.6:steps=3,\(darker)"
    #expect(distance(try decoded(backdrop + ",crop=144:60:0:0"), row: 0) < 10)
    #expect(distance(try decoded(backdrop + ",crop=144:60:0:196"), row: 196) < 10)
  }

  /// Shots of one scene that were pushed apart come together again, and the report says by how much.
  @Test func scenesAreMatched() async throws {
    let fixture = try bare(
      """
      shots:
        - { source: a.mp4, duration: 1, scene: room }
        - { source: dark.mp4, duration: 1, scene: room }
        - { source: dark.mp4, duration: 1, scene: room, match: off }
      """)
    try ffmpeg([
      "-i", fixture.folder.file("a.mp4"), "-vf", "lutyuv=y='16+(val-16)*0.8':u='val+6':v='val-5'", "-c:v", "libx264", "-crf", "10", "-an",
      "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv", fixture.folder.file("dark.mp4"),
    ])
    let engine = try fixture.engine()
    let project = try await engine.open(fixture.document)
    #expect(project.isValid, "\(project.problems)")
    #expect(project.matches.map(\.shot) == [1])
    let match = try #require(project.matches.first)
    #expect(match.scene == "room" && match.gains != [1, 1, 1])
    let target = try await engine.frame(project, at: Time(Rational(1, 2)))
    let matched = try await engine.frame(project, at: Time(Rational(3, 2)))
    let left = try await engine.frame(project, at: Time(Rational(5, 2)))
    func mean(_ png: [UInt8]) throws -> [Double] {
      let rgb = try pixels(png, fixture.folder)
      return (0..<3).map { c in stride(from: c, to: rgb.count, by: 3).reduce(0.0) { $0 + Double(rgb[$1]) } / Double(rgb.count / 3) }
    }
    let (goal, after, before) = (try mean(target), try mean(matched), try mean(left))
    func distance(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map { abs($0 - $1) }.max() ?? 0 }
    #expect(distance(goal, before) > 15 && distance(goal, after) < distance(goal, before) / 3, "\(goal) \(before) \(after)")
    // What the report says was measured anew, on what the correction makes of the shot.
    #expect(abs(match.after[0] - match.before[0]) > 8)
    let shown = 16 + 219.0 / 255 * (0.2126 * after[0] + 0.7152 * after[1] + 0.0722 * after[2])
    #expect(abs(match.after[0] - shown) < 2, "\(match.after[0]) \(shown)")
    // Looked at again, nothing has to be measured: the numbers are those in the store.
    #expect(try await engine.open(fixture.document).matches == project.matches)
  }

  @Test func aBadTableIsRefusedByLine() async throws {
    let fixture = try bare("shots:\n  - { source: a.mp4, duration: 1, grade: { lut: bad.cube } }\n")
    try fixture.folder.write("bad.cube", "LUT_3D_SIZE 2\n0 0 0\n1 0 zero\n")
    let project = try await fixture.engine().open(fixture.document)
    #expect(!project.isValid)
    #expect(project.problems.contains { $0.error.contains("line 3") && $0.value?.hasSuffix("bad.cube") == true }, "\(project.problems)")
    let gone = try bare("shots:\n  - { source: a.mp4, duration: 1, grade: { lut: gone.cube } }\n")
    let missing = try await gone.engine().open(gone.document)
    #expect(missing.problems.map(\.kind) == [.missing], "\(missing.problems)")
  }
}
