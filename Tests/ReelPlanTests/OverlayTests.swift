import ReelCore
import ReelPlan
import ReelTimeline
import Testing

@Suite struct OverlayTests {
  private let shots = "shots: [{ source: a.png, duration: 4 }]\n"
  private func fixture(_ overlay: String, _ logo: MediaFacts) throws -> Fixture {
    try Fixture(shots + "overlays: [{ source: logo, \(overlay) }]", ["a.png": still("a"), "logo": logo])
  }

  /// Each output frame's overlay frame; `nil` where there is none.
  private func frames(_ plan: Plan) -> [Int?] {
    plan.cells.flatMap { cell in
      (0..<cell.frames.count).map { frame in
        cell.picture.overlays.first { $0.span.contains(frame) }.map { $0.frames[frame - $0.span.lowerBound] }
      }
    }
  }

  @Test func aLoopIsResolvedToFrames() throws {
    let plan = try fixture("loop: true, start: 0.5, end: 3", clip("logo", 7)).plan()
    #expect(plan.cells.map(\.frames) == [0..<60, 60..<120])
    #expect(frames(plan) == (0..<120).map { (15..<90).contains($0) ? ($0 - 15) % 7 : nil })
    let slow = try fixture("loop: true", clip("logo", 5, rate: Rational(12))).plan()
    #expect(frames(slow).prefix(15) == [0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 0, 0])
    #expect(frames(slow) == (0..<120).map { 2 * $0 / 5 % 5 })
  }

  @Test func aClipEndsWhereItEnds() throws {
    let plan = try fixture("start: 1", clip("logo", 30)).plan()
    #expect(frames(plan) == (0..<120).map { (30..<60).contains($0) ? $0 - 30 : nil })
    #expect(plan.cells[1].picture.overlays.isEmpty)
  }

  @Test func aStillStaysToTheEnd() throws {
    let plan = try fixture("start: 2.5", still("logo", size: Size(width: 300, height: 100))).plan()
    #expect(frames(plan) == (0..<120).map { $0 < 75 ? nil : 0 })
    #expect(plan.cells[0].picture.overlays.isEmpty && plan.cells[1].picture.overlays[0].span == 15..<60)
  }

  @Test func whereItStandsAndHowLarge() throws {
    let logo = still("logo", size: Size(width: 400, height: 250))
    let plan = try fixture("x: 740.5, y: -80.4, width: 300, opacity: 0.25, blend: screen", logo).plan()
    #expect(
      plan.cells[0].picture.overlays == [
        OverlaySlice(
          source: PictureSource(digest: digest("logo"), stream: 0), x: .constant(740.5), y: .constant(-80.4),
          size: Size(width: 300, height: 188), opacity: .constant(0.25), blend: "screen", span: 0..<60,
          frames: Array(repeating: 0, count: 60))
      ])
    #expect(try fixture("x: 0", logo).plan().cells[0].picture.overlays[0].size == Size(width: 400, height: 250))
    #expect(try fixture("opacity: 0", logo).plan().cells.allSatisfy { $0.picture.overlays.isEmpty })
  }

  @Test func theLastIsOnTop() throws {
    let plan = try Fixture(
      shots + "overlays: [{ source: one.png }, { source: two.png }]",
      ["a.png": still("a"), "one.png": still("one"), "two.png": still("two")]
    ).plan()
    #expect(plan.cells[0].picture.overlays.map(\.source.digest) == [digest("one"), digest("two")])
  }

  @Test func whatCannotBeShownIsSaid() throws {
    #expect(
      try fixture("end: 3", clip("logo", 30)).said() == [
        "e.yaml:4: error: overlays[0].source: lasts 1.000s, but is to be seen until 3.000s (got logo); "
          + "add loop: true, or end it at 1.000s"
      ])
    #expect(
      try fixture("start: 4", still("logo")).said() == [
        "e.yaml:4: error: overlays[0]: starts at 4.000s, after the episode's end at 4.000s"
      ])
    #expect(
      try fixture("start: 1, end: 1.01", still("logo")).said() == [
        "e.yaml:4: error: overlays[0]: is never seen: it ends at frame 30 and starts at frame 30"
      ])
    #expect(
      try fixture("start: 0", recording("logo", seconds: Rational(1))).said() == [
        "e.yaml:4: error: overlays[0].source: has no picture; an overlay needs one (got logo)"
      ])
  }
}
