import ReelCore
import ReelTestSupport
import Testing

@Suite struct FrameIndexTests {
  private func index(_ starts: [Int64], end: Int64, timeBase: Rational = Rational(1, 1000)) -> FrameIndex {
    FrameIndex(timeBase: timeBase, starts: starts, end: end, entryPoints: [0])
  }

  /// The definition, word by word.
  private func bruteForce(_ starts: [Int64], timeBase: Rational, before time: Time) -> Int {
    starts.lastIndex { Time(ticks: $0, of: timeBase) < time } ?? 0
  }

  @Test func aSteadyRateIsOneRun() {
    let frames = index((0..<250).map { $0 * 512 }, end: 250 * 512, timeBase: Rational(1, 15360))
    #expect(frames.runs == [.init(start: 0, step: 512, count: 250)])
    #expect(frames.count == 250 && frames.duration == Time(Rational(25, 3)))
    #expect(frames.start(of: 249) == Time(Rational(249, 30)))
  }

  @Test func changesOfRateBeginRuns() {
    let frames = index([0, 40, 80, 100, 120, 140, 500], end: 540)
    let runs = [(0, 40, 3), (100, 20, 3), (500, 1, 1)].map { FrameIndex.Run(start: Int64($0), step: Int64($1), count: $2) }
    #expect(frames.runs == runs)
    #expect(frames.count == 7)
    #expect((0..<7).map { frames.start(of: $0).seconds * Rational(1000) } == [0, 40, 80, 100, 120, 140, 500].map { Rational($0) })
  }

  @Test func oneFrame() {
    let frames = index([0], end: 33)
    #expect(frames.count == 1 && frames.start(of: 0) == .zero && frames.duration == Time(Rational(33, 1000)))
    for time in [-1, 0, 1, 33, 1000] { #expect(frames.frame(before: Time(Rational(Int64(time), 1000))) == 0) }
  }

  @Test func theMomentAFrameBeginsStillBelongsToTheOneBefore() {
    let frames = FrameIndex(count: 10, rate: FrameRate(Rational(25)))
    #expect(frames.frame(before: Time(Rational(3, 25))) == 2)
    #expect(frames.frame(before: Time(Rational(3, 25) + Rational(1, 1_000_000))) == 3)
    #expect(frames.frame(before: .zero) == 0 && frames.frame(before: Time(Rational(-5))) == 0)
    #expect(frames.frame(before: Time(Rational(1000))) == 9)
    #expect(frames.entryPoints == Array(0..<10) && frames.duration == Time(Rational(2, 5)))
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func agreesWithBruteForce(seed: UInt64) {
    var rng = SeededRNG(seed: seed)
    let timeBase = [Rational(1, 1000), Rational(1, 90000), Rational(1001, 30000), Rational(1, 48)].randomElement(using: &rng)!
    var starts: [Int64] = [0]
    let steps: [Int64] = seed % 3 == 0 ? [33, 33, 34] : [1, 7, 40, 40, 41]
    while starts.count < 60 {
      // Stretches of a steady rate, of a pattern, and of no rule.
      let step = steps.randomElement(using: &rng)!
      for _ in 0..<Int.random(in: 1...6, using: &rng) { starts.append(starts[starts.count - 1] + step) }
    }
    let end = starts[starts.count - 1] + 5
    let frames = index(starts, end: end, timeBase: timeBase)
    #expect(frames.count == starts.count, "seed \(seed)")
    for (number, start) in starts.enumerated() {
      #expect(frames.start(of: number) == Time(ticks: start, of: timeBase), "seed \(seed), frame \(number)")
    }
    for _ in 0..<300 {
      let ticks = Rational(Int64.random(in: -20...3 * (end + 20), using: &rng), 3)
      let time = Time(ticks * timeBase)
      #expect(frames.frame(before: time) == bruteForce(starts, timeBase: timeBase, before: time), "seed \(seed), \(ticks) ticks")
    }
  }

  @Test func displaySizeIsSquareAndUpright() {
    func size(_ width: Int, _ height: Int, aspect: Rational = Rational(1), turns: Int = 0) -> Size {
      VideoFacts(
        stream: 0, codec: "h264", codedSize: Size(width: width, height: height), sampleAspect: aspect,
        orientation: .init(quarterTurns: turns), pixelFormat: "yuv420p", bitDepth: 8, hasAlpha: false, color: .bt709,
        frames: FrameIndex(count: 1, rate: FrameRate(Rational(25)))
      ).displaySize
    }
    #expect(size(1080, 1920) == Size(width: 1080, height: 1920))
    #expect(size(1920, 1080, turns: 1) == Size(width: 1080, height: 1920) && size(1920, 1080, turns: 2) == Size(width: 1920, height: 1080))
    #expect(size(720, 576, aspect: Rational(64, 45)) == Size(width: 1024, height: 576))
    #expect(size(720, 576, aspect: Rational(16, 15), turns: 3) == Size(width: 576, height: 768))
    #expect(size(1080, 1080, aspect: Rational(9, 16)) == Size(width: 1080, height: 1920))
  }
}
