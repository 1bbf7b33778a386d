import ReelCore
import ReelPlan
import ReelTimeline
import Testing

@Suite struct OutputTests {
  private let media = ["a.png": still("a"), "b.png": still("b")]

  private func group(_ start: Int, _ count: Int, _ script: String = "x") -> TextGroup {
    TextGroup(start: start, count: count, script: script, events: [0..<count], fonts: [digest("font")])
  }

  @Test func everyLanguageAndRenditionHasAFile() throws {
    var fixture = try Fixture(
      """
      title: { en: The Return, es: El regreso }
      shots: [{ source: a.png, duration: 3 }]
      languages: { en: {}, es: {}, fr: {} }
      deliver:
        - { name: social, languages: [es, fr], subtitles: both, renditions: [1080p, 720p] }
        - { name: archive, languages: [en], subtitles: sidecar }
        - { name: clean, languages: [en], subtitles: none }
      """, media)
    fixture.texts["es"] = PlannedText(captions: [], sidecars: ["srt": "1", "vtt": "2"])
    fixture.texts["en"] = PlannedText(captions: [], sidecars: ["srt": "3"])
    let plan = try fixture.plan()
    #expect(
      plan.outputs.map(\.path) == [
        "social/e1.es.1080p.mp4", "social/e1.fr.1080p.mp4", "social/e1.es.720p.mp4", "social/e1.fr.720p.mp4",
        "archive/e1.en.1080p.mp4", "clean/e1.en.1080p.mp4",
      ])
    #expect(plan.outputs.map(\.tags.title) == ["El regreso", "The Return", "El regreso", "The Return", "The Return", "The Return"])
    #expect(plan.outputs.map(\.tags.language) == ["es", "fr", "es", "fr", "en", "en"] && plan.outputs[0].tags.episode == "e1")
    #expect(plan.sidecars.map(\.path) == ["social/e1.es.srt", "social/e1.es.vtt", "archive/e1.en.srt"])
    #expect(plan.sidecars.map(\.text) == ["1", "2", "3"])
    let small = plan.keeping { $0.rendition == "720p" && $0.language == "es" }
    #expect(small.outputs.map(\.path) == ["social/e1.es.720p.mp4"])
    #expect(small.sidecars.map(\.path) == ["social/e1.es.srt", "social/e1.es.vtt"])
    #expect(small.cells.map { $0.segments.map(\.key) } == small.outputs[0].segments.map { [$0] })
    #expect(small.tracks.map(\.key) == [small.outputs[0].sound?.track])
  }

  @Test func withoutLanguagesTheNameHasNone() throws {
    let plan = try Fixture(
      "title: Alone\nshots: [{ source: a.png, duration: 1 }]\ndeliver: [{ name: x, renditions: [540p] }]", media
    ).plan()
    #expect(plan.outputs.map(\.path) == ["x/e1.540p.mp4"] && plan.outputs[0].tags == .init(title: "Alone", episode: "e1", language: nil))
    #expect(plan.sidecars.isEmpty && plan.tracks.map(\.language) == [nil])
    #expect(try Fixture("shots: [{ source: a.png, duration: 1 }]", media).plan().outputs.map(\.tags.title) == ["e1"])
  }

  @Test func segmentsAreMadeOnceForAllWhoWantThem() throws {
    var fixture = try Fixture(
      """
      shots: [{ source: a.png, duration: 3 }, { source: b.png, duration: 1 }]
      languages: { en: {}, es: {}, fr: {} }
      deliver: [{ name: one, renditions: [1080p, 540p] }, { name: two, subtitles: none }]
      """, media)
    fixture.texts["es"] = PlannedText(captions: [group(70, 10)], sidecars: [:])
    fixture.texts["en"] = PlannedText(captions: [group(70, 10, "y")], sidecars: [:])
    let plan = try fixture.plan()
    #expect(plan.cells.map(\.frames) == [0..<60, 60..<90, 90..<120])
    // Of each size the whole, two languages' words, and what is before and behind them: nine frames of a still, the same both times.
    #expect(plan.cells.map(\.segments.count) == [2, 8, 2])
    #expect(plan.outputs.map(\.segments.count) == [5, 5, 3, 5, 5, 3, 3, 3, 3])
    for (index, cell) in plan.cells.enumerated() {
      let parts = plan.outputs.flatMap { $0.picture?.parts ?? [] }.filter { $0.cell == index }
      #expect(Set(cell.segments.map(\.key)) == Set(parts.map(\.key)))
      #expect(cell.segments.allSatisfy { $0.key == $0.spec.key && $0.spec.picture == cell.picture(of: $0).key })
      #expect(cell.segments.allSatisfy { $0.spec.count == $0.frames.count && cell.picture(of: $0).count == $0.frames.count })
    }
    #expect(Set(plan.outputs.map(\.key)).count == 8, "without words, the French file of 'two' is that of 'one'")
  }

  @Test func textIsCutByCells() throws {
    var fixture = try Fixture("shots: [{ source: a.png, duration: 3 }]\nlanguages: { es: {} }", media)
    let groups = [group(50, 30), group(85, 20)]
    fixture.texts = ["es": PlannedText(captions: groups, sidecars: [:])]
    let canvas = Size(width: 1080, height: 1920)
    let plan = try fixture.plan()
    #expect(
      plan.cells.map { $0.segments[0].spec.texts } == [
        [TextSlice(group: groups[0], canvas: canvas, span: 50..<60, first: 0)],
        [
          TextSlice(group: groups[0], canvas: canvas, span: 0..<20, first: 10),
          TextSlice(group: groups[1], canvas: canvas, span: 25..<30, first: 0),
        ],
      ])
  }

  @Test func theEncoderIsPinnedByTheRendition() throws {
    let plan = try Fixture(
      """
      canvas: { fps: 30000/1001 }
      shots: [{ source: a.png, duration: 3 }]
      deliver:
        - name: x
          renditions: [1080p, { width: 540, height: 960, video_bitrate: 600k }, { name: square, width: 720, height: 720, fit: contain }]
          encoder: { preset: slow, crf: 18.5, gop: 1, audio_bitrate: 96k }
      """, media
    ).plan()
    let ntsc = FrameRate(Rational(30000, 1001))
    func settings(_ width: Int, _ height: Int, level: Int, references: Int = 5, maxRate: Int? = nil) -> VideoEncoderSettings {
      VideoEncoderSettings(
        encoder: "libx264", size: Size(width: width, height: height), rate: ntsc, preset: "slow", crf: 18.5, profile: "high", level: level,
        gop: 30, bFrames: 3, referenceFrames: references, maxRate: maxRate)
    }
    #expect(
      plan.outputs.map(\.picture?.encoder) == [
        settings(1080, 1920, level: 40, references: 4), settings(540, 960, level: 31, maxRate: 600_000), settings(720, 720, level: 31),
      ])
    #expect(plan.outputs.map(\.rendition) == ["1080p", "540x960", "square"])
    #expect(plan.outputs.allSatisfy { $0.sound?.encoder == AudioEncoderSettings(bitRate: 96_000) })
    let canvas = Size(width: 1080, height: 1920)
    func scaling(_ width: Int, _ height: Int, _ fitting: Fitting) -> Scaling {
      Scaling(canvas: canvas, size: Size(width: width, height: height), fitting: fitting, background: [0, 0, 0])
    }
    #expect(plan.cells[0].segments.map(\.spec.scaling) == [nil, scaling(540, 960, .stretch), scaling(720, 720, .contain)])
  }

  /// Annex A of ITU-T H.264: the least level for usual pictures.
  @Test(arguments: [
    (176, 144, 15, 10), (320, 240, 20, 12), (320, 240, 30, 13), (352, 288, 30, 13), (640, 480, 30, 30), (720, 576, 25, 30),
    (1280, 720, 30, 31), (720, 1280, 30, 31), (1280, 720, 60, 32), (1920, 1080, 30, 40), (1080, 1920, 30, 40), (1920, 1080, 60, 42),
    (2560, 1440, 30, 50), (3840, 2160, 30, 51), (2160, 3840, 60, 52), (7680, 4320, 30, 60), (7680, 4320, 60, 61), (7680, 4320, 120, 62),
    (1440, 16, 25, 22), (4096, 16, 10, 40),
  ])
  func levels(width: Int, height: Int, rate: Int64, level: Int) {
    #expect(H264Level.least(for: Size(width: width, height: height), rate: FrameRate(Rational(rate)))?.level == level)
  }

  @Test func referencesFitTheLevel() {
    let thirty = FrameRate(Rational(30))
    #expect(H264Level.least(for: Size(width: 1920, height: 1080), rate: thirty)?.references == 4)
    #expect(H264Level.least(for: Size(width: 1280, height: 720), rate: thirty)?.references == 5)
    #expect(H264Level.least(for: Size(width: 176, height: 144), rate: thirty)?.references == 9)
    #expect(H264Level.least(for: Size(width: 64, height: 64), rate: thirty)?.references == 16)
    #expect(H264Level.least(for: Size(width: 8192, height: 8192), rate: thirty) == nil)
  }

  @Test func tenBitsArePinnedByTheRenditionToo() throws {
    let plan = try Fixture(
      """
      shots: [{ source: a.png, duration: 3 }]
      deliver: [{ name: x, renditions: [1080p, 540p], encoder: { video: libx265, preset: slower, crf: 18.5 } }, { name: y }]
      """, media
    ).plan()
    let settings = plan.outputs.compactMap(\.picture?.encoder)
    #expect(settings.map(\.encoder) == ["libx265", "libx265", "libx264"] && settings.map(\.profile) == ["main10", "main10", "high"])
    #expect(settings.map(\.bits) == [10, 10, 8] && settings.map(\.level) == [120, 90, 40])
    #expect(settings.map(\.bFrames) == [8, 8, 3] && settings.map(\.referenceFrames) == [5, 5, 1])
    #expect(Set(plan.cells[0].segments.map(\.key)).count == 3)
  }

  /// Annex A of ITU-T H.265: the least level of the main tier.
  @Test(arguments: [
    (176, 144, 15, 0, 30), (352, 288, 30, 0, 60), (640, 360, 30, 0, 63), (960, 540, 30, 0, 90), (540, 960, 30, 0, 90),
    (1280, 720, 30, 0, 93), (1920, 1080, 30, 0, 120), (1080, 1920, 30, 0, 120), (1920, 1080, 60, 0, 123), (3840, 2160, 30, 0, 150),
    (2160, 3840, 60, 0, 153), (7680, 4320, 30, 0, 180), (7680, 4320, 120, 0, 186), (1080, 1920, 30, 12_000_000, 120),
    (1080, 1920, 30, 16_000_000, 123), (64, 64, 30, 400_000_000, 186), (1440, 16, 10, 0, 90),
  ])
  func levelsOfTenBits(width: Int, height: Int, rate: Int64, maxRate: Int, level: Int) {
    let found = HEVCLevel.least(for: Size(width: width, height: height), rate: FrameRate(Rational(rate)), maxRate: maxRate)
    #expect(found?.level == level)
  }

  @Test func buffersOfTenBits() {
    let thirty = FrameRate(Rational(30))
    func references(_ width: Int, _ height: Int) -> Int? {
      HEVCLevel.least(for: Size(width: width, height: height), rate: thirty)?.references
    }
    #expect(references(1920, 1080) == 5 && references(1280, 720) == 5 && references(1600, 900) == 7)
    #expect(references(8192, 8192) == nil)
  }

  @Test func aGOPOutsideTheLimitsIsSaid() throws {
    #expect(
      try Fixture("shots: [{ source: a.png, duration: 3 }]\ndeliver: [{ encoder: { gop: 0.2 } }, { name: b, encoder: { gop: 10 } }]", media)
        .said() == [
          "e.yaml:4: error: deliver[0]: encoder.gop: 6 frames at 30 frames a second, outside 8...600; "
            + "2.0 seconds is usual; state encoder.gop in seconds, long enough for 8 frames"
        ])
  }

  @Test func oneGridServesAllDeliveries() throws {
    let plan = try Fixture(
      "shots: [{ source: a.png, duration: 3 }]\ndeliver: [{ encoder: { gop: 1 } }, { name: b, encoder: { gop: 2 } }]", media
    ).plan()
    #expect(plan.cells.map(\.frames) == [0..<30, 30..<60, 60..<90] && plan.outputs.map(\.picture?.encoder.gop) == [30, 30])
    #expect(plan.outputs[0].segments == plan.outputs[1].segments)
  }
}
