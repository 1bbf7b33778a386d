import ReelCore
import ReelPlan
import ReelTimeline
import Testing

@Suite struct SourceFrameTests {
  private func frames(_ media: MediaFacts, _ shot: String = "in: 0", canvas: String = "30") throws -> [Int] {
    try Fixture("canvas: { fps: \(canvas) }\nshots: [{ source: a, \(shot) }]", ["a": media]).plan().sourceFrames
  }

  /// The frame shown at the middle of each output frame, in double; `nil` at an edge, where double cannot tell.
  private func expected(_ count: Int, source: Double, canvas: Double, start: Double = 0, speed: Double = 1) -> [Int?] {
    (0..<count).map { frame in
      let place = (start + (Double(frame) + 0.5) / canvas * speed) * source
      return abs(place - place.rounded()) < 0.0006 * source ? nil : Int(place)
    }
  }

  private func agree(_ frames: [Int], _ expected: [Int?]) -> Bool {
    frames.count == expected.count && zip(frames, expected).allSatisfy { $1 == nil || $0 == $1 }
  }

  @Test func theSameRateShowsEveryFrameOnce() throws {
    for rate in ["24", "25", "30", "30000/1001", "24000/1001", "60"] {
      let exact = try #require(Rational(rate))
      #expect(try frames(clip("a", 500, rate: exact), canvas: rate) == Array(0..<500), "at \(rate)")
      #expect(try frames(clip("a", milliseconds(500, rate: exact)), canvas: rate) == Array(0..<500), "milliseconds at \(rate)")
    }
  }

  @Test func from24To30EveryFourthIsShownTwice() throws {
    let shown = try frames(clip("a", 48, rate: Rational(24)))
    #expect(shown.prefix(15) == [0, 1, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 9, 10, 11])
    #expect(agree(shown, expected(60, source: 24, canvas: 30)) && Set(shown) == Set(0..<48))
    #expect(try frames(clip("a", milliseconds(48, rate: Rational(24)))) == shown)
  }

  @Test func from2997To30OneInAThousandIsShownTwice() throws {
    let shown = try frames(clip("a", 1200, rate: Rational(30000, 1001)))
    #expect(shown.count == 1201 && agree(shown, expected(1201, source: 30000.0 / 1001, canvas: 30)))
    #expect(zip(shown, shown.dropFirst()).filter { $0 == $1 }.count == 1 && Set(shown) == Set(0..<1200))
    let back = try frames(clip("a", 1201), canvas: "30000/1001")
    #expect(back.count == 1200 && agree(back, expected(1200, source: 30, canvas: 30000.0 / 1001)))
  }

  @Test func from60To30EveryOtherFrameWhateverTheClock() throws {
    let everyOther = Array(stride(from: 0, to: 240, by: 2))
    #expect(try frames(clip("a", 240, rate: Rational(60))) == everyOther)
    #expect(try frames(clip("a", milliseconds(240, rate: Rational(60)))) == everyOther)
    #expect(try frames(clip("a", milliseconds(240, rate: Rational(60000, 1001))), canvas: "30000/1001") == everyOther)
  }

  @Test func speedTakesFramesFasterOrSlower() throws {
    #expect(try frames(clip("a", 100), "speed: 2") == Array(stride(from: 0, to: 100, by: 2)))
    #expect(try frames(clip("a", milliseconds(100, rate: Rational(30))), "speed: 2") == Array(stride(from: 0, to: 100, by: 2)))
    #expect(try frames(clip("a", 50), "speed: 0.5") == (0..<100).map { $0 / 2 })
    #expect(try frames(clip("a", milliseconds(50, rate: Rational(30))), "speed: 0.5") == (0..<100).map { $0 / 2 })
    #expect(try frames(clip("a", 90), "speed: 3") == Array(stride(from: 1, to: 90, by: 3)))
    #expect(try frames(clip("a", 6), "speed: 0.05") == (0..<120).map { $0 / 20 })
    #expect(agree(try frames(clip("a", 300), "speed: 1.37"), expected(219, source: 30, canvas: 30, speed: 1.37)))
  }

  @Test func inBeginsInsideTheSource() throws {
    #expect(try frames(clip("a", 100), "in: 1") == Array(30..<100))
    #expect(try frames(clip("a", milliseconds(100, rate: Rational(30))), "in: 1f") == Array(1..<100))
    #expect(try frames(clip("a", 100), "in: 1.5, duration: 1, speed: 0.5") == (0..<30).map { 45 + $0 / 2 })
    let shown = try frames(clip("a", 200, rate: Rational(25)), "in: 0.123, duration: 4")
    #expect(agree(shown, expected(120, source: 25, canvas: 30, start: 0.123)))
  }

  @Test func aVariableRateShowsWhatIsOnScreen() throws {
    // Screen capture: nothing for a second, then a burst.
    let index = FrameIndex(timeBase: Rational(1, 1000), starts: [0, 1000, 1033, 1067, 1500], end: 2000, entryPoints: [0])
    let shown = try frames(clip("a", index))
    #expect(shown.count == 60)
    #expect(Array(shown[0..<30]) == Array(repeating: 0, count: 30) && shown[30] == 1 && shown[31] == 2)
    #expect(Array(shown[32..<45]) == Array(repeating: 3, count: 13) && Array(shown[45...]) == Array(repeating: 4, count: 15))
  }

  @Test func framesDoNotDependOnWhereTheShotStands() throws {
    let media = ["a": clip("a", milliseconds(400, rate: Rational(24000, 1001))), "b": still("b")]
    let alone = try Fixture("shots: [{ source: a, in: 0.7, duration: 5 }]", media).plan().sourceFrames
    let later = try Fixture("shots: [{ source: b, duration: 77f }, { source: a, in: 0.7, duration: 5 }]", media).plan().sourceFrames
    #expect(Array(later.dropFirst(77)) == alone)
  }
}
