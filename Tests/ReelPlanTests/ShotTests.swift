import ReelCore
import ReelPlan
import ReelTimeline
import Testing

@Suite struct ShotTests {
  @Test func shotsFollowEachOtherAndTransitionsOverlap() throws {
    let fixture = try Fixture(
      """
      shots:
        - { source: a.mp4, duration: 3 }
        - { source: b.mp4, duration: 2, transition: { type: dissolve, duration: 0.5 } }
        - { source: c.mp4, duration: 1.01 }
        - { source: d.png, duration: 40f, transition: { type: wipe, duration: 1f, edge: glow } }
      """, ["a.mp4": clip("a", 300), "b.mp4": clip("b", 300), "c.mp4": clip("c", 300), "d.png": still("d")])
    let plan = try fixture.plan()
    #expect(plan.starts == [0..<90, 75..<135, 135..<165, 164..<204])
    #expect(plan.shots.map(\.transition) == [0, 15, 0, 1] && plan.shots.map(\.source) == ["a.mp4", "b.mp4", "c.mp4", "d.png"])
    #expect(plan.length == 204 && Planner.length(of: fixture.episode, media: fixture.media) == 204)
    #expect(plan.cells.map(\.frames) == [0..<60, 60..<75, 75..<135, 135..<164, 164..<204])
    #expect(plan.cells[1].picture.transitions.isEmpty && plan.cells[1].picture.shots.count == 1)
    let mixed = plan.cells[2].picture
    #expect(mixed.shots.map(\.source) == [PictureSource(digest: digest("a"), stream: 0), PictureSource(digest: digest("b"), stream: 0)])
    #expect(mixed.shots.map(\.span) == [0..<15, 0..<60])
    #expect(mixed.shots.map(\.frames) == [Array(75..<90), Array(0..<60)])
    #expect(
      mixed.transitions == [TransitionSlice(type: "dissolve", parameters: [:], from: 0, to: 1, span: 0..<15, first: 0, duration: 15)])
    #expect(
      plan.cells[4].picture.transitions == [
        TransitionSlice(
          type: "wipe", parameters: ["softness": .number(.constant(0.1)), "edge": .choice("glow"), "color": .color([255, 255, 255])],
          from: 0, to: 1, span: 0..<1, first: 0,
          duration: 1)
      ])
  }

  @Test func aTransitionOverSeveralCellsGoesOn() throws {
    let plan = try Fixture(
      """
      shots:
        - { source: a.mp4, duration: 100f }
        - { source: b.mp4, duration: 100f, transition: { type: dissolve, duration: 50f } }
      deliver: [{ encoder: { gop: 0.7 } }]
      """, ["a.mp4": clip("a", 100), "b.mp4": clip("b", 100)]
    ).plan()
    #expect(plan.cells.map(\.frames) == [0..<21, 21..<42, 42..<50, 50..<71, 71..<92, 92..<113, 113..<134, 134..<150])
    let slices = plan.cells.map(\.picture.transitions).flatMap { $0 }
    #expect(slices.map(\.first) == [0, 21, 42] && slices.map(\.span) == [0..<21, 0..<21, 0..<8])
    #expect(slices.allSatisfy { $0.duration == 50 && $0.from == 0 && $0.to == 1 })
  }

  @Test func keyframesOfParametersAreExact() throws {
    func plan(_ at: String) throws -> Plan {
      try Fixture(
        """
        shots:
          - { source: a.png, duration: 2 }
          - source: b.png
            duration: 2
            transition: { type: wipe, duration: 1, softness: [{ at: 0, value: 0 }, { at: \(at), value: 1, ease: in-out }] }
        """, ["a.png": still("a"), "b.png": still("b")]
      ).plan()
    }
    let (one, other) = (try plan("0.25"), try plan("0.2501"))
    let softness = one.cells.compactMap { $0.picture.transitions.first?.parameters["softness"] }
    guard case .number(.frames(let values)) = softness.first else { throw Unusable(description: "softness does not move") }
    // Half the way at half the time is a half, by the curve's symmetry; after the last keyframe nothing moves.
    #expect(values[0] == 0 && values.last == 1 && values == values.sorted() && values[15...].allSatisfy { $0 == 1 })
    #expect(one.pictureKeys[0] == other.pictureKeys[0] && one.pictureKeys[1] != other.pictureKeys[1])
  }

  @Test func transitionsThatDoNotFit() throws {
    let media = ["a.mp4": clip("a", 30), "b.mp4": clip("b", 20), "c.mp4": clip("c", 300)]
    let both = try Fixture(
      """
      shots:
        - { source: a.mp4 }
        - { source: b.mp4, transition: { type: dissolve, duration: 15f } }
        - { source: c.mp4, transition: { type: dissolve, duration: 6f } }
        - { source: b.mp4, transition: { type: dissolve, duration: 21f } }
      """, media)
    #expect(
      both.said() == [
        "e.yaml:6: error: shots[2].transition: a transition of 6 frames does not fit: the shot before has 5 frames left, "
          + "this one has 300; shorten the transition or lengthen the shots",
        "e.yaml:7: error: shots[3].transition: a transition of 21 frames does not fit: the shot before has 294 frames left, "
          + "this one has 20; shorten the transition or lengthen the shots",
      ])
    #expect(both.planned().plan == nil)
    let whole = try Fixture(
      "shots: [{ source: a.mp4 }, { source: c.mp4, transition: { type: dissolve, duration: 1 } }]", media
    ).plan()
    #expect(whole.starts == [0..<30, 0..<300] && whole.length == 300)
  }

  @Test func theDefaultDurationIsAllThatIsLeft() throws {
    func length(_ shot: String, _ media: MediaFacts, canvas: String = "30") throws -> Int {
      try Fixture("canvas: { fps: \(canvas) }\nshots: [{ source: a, \(shot) }]", ["a": media]).plan().length
    }
    #expect(try length("in: 0", clip("a", 100)) == 100)
    #expect(try length("in: 2.5", clip("a", 100)) == 25)
    #expect(try length("speed: 2", clip("a", 100)) == 50)
    #expect(try length("speed: 0.5", clip("a", 100)) == 200)
    #expect(try length("in: 0", clip("a", 48, rate: Rational(24))) == 60)
    #expect(try length("in: 0", clip("a", 100), canvas: "30000/1001") == 100)
    #expect(try length("in: 0", clip("a", milliseconds(100, rate: Rational(30000, 1001))), canvas: "30000/1001") == 100)
    #expect(try length("in: 3.33", clip("a", 100)) == 1)
  }

  @Test func aSourceTooShortIsSaidInFull() throws {
    let media = ["a.mp4": clip("a", 60), "b.mp4": clip("b", 60)]
    let fixture = try Fixture(
      """
      shots:
        - { source: a.mp4, in: 0.5, duration: 2 }
        - { source: b.mp4, duration: 1.5, speed: 2 }
        - { source: b.mp4, in: 2 }
      """, media)
    #expect(
      fixture.said() == [
        "e.yaml:4: error: shots[0].source: is too short: the shot needs 2.000s from 0.500s, the source has 1.500s left of 2.000s "
          + "(got a.mp4); lower duration to at most 1.500",
        "e.yaml:5: error: shots[1].source: is too short: the shot needs 3.000s from 0.000s, the source has 2.000s left of 2.000s "
          + "(got b.mp4); lower duration to at most 1.000",
        "e.yaml:6: error: shots[2].source: in is 2.000s, but the source is only 2.000s long (got b.mp4)",
      ])
    #expect(Planner.length(of: fixture.episode, media: media) == 0)
  }

  @Test func aRoundedEndIsNotTooShort() throws {
    // 5 s of 24 frames a second in a clock of milliseconds, its last frame as short as rounding can make it.
    let frames = FrameIndex(timeBase: Rational(1, 1000), starts: (0..<120).map { ($0 * 1000 + 12) / 24 }, end: 4990, entryPoints: [0])
    let plan = try Fixture("canvas: { fps: 24 }\nshots: [{ source: a, duration: 5 }]", ["a": clip("a", frames)]).plan()
    #expect(plan.sourceFrames == Array(0..<120))
  }

  @Test func aStillNeedsADuration() throws {
    let fixture = try Fixture(
      "shots: [{ source: a.png }, { source: b.wav }]", ["a.png": still("a"), "b.wav": recording("b", seconds: Rational(1))])
    #expect(
      fixture.said() == [
        "e.yaml:3: error: shots[0].source: a still needs a duration (got a.png); add duration: 3",
        "e.yaml:3: error: shots[1].source: has no picture; a shot needs one (got b.wav)",
      ])
    let plan = try Fixture("shots: [{ source: a.png, duration: 0.001 }]", ["a.png": still("a")]).plan()
    #expect(plan.length == 1 && plan.sourceFrames == [0])
  }

  @Test func sequencesAreOtherMediaAtOtherRates() throws {
    let media = ["s/%04d.png@12": clip("s", 24, rate: Rational(12)), "s/%04d.png@30": clip("s", 24)]
    let fixture = try Fixture("shots: [{ source: s/%04d.png, fps: 12 }, { source: s/%04d.png }]", media)
    let plan = try fixture.plan()
    #expect(plan.starts == [0..<60, 60..<84])
    #expect(Planner.mediaKey("s/%04d.png", rate: FrameRate(Rational(12))) == "s/%04d.png@12")
    #expect(Planner.mediaKey("a.mp4", rate: FrameRate(Rational(12))) == "a.mp4")
  }
}
