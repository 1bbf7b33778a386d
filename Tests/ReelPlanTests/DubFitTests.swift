import ReelCore
import ReelPlan
import ReelTestSupport
import Testing

@Suite struct DubFitTests {
  private static let rules = DubFit.Rules(
    silent: Rational(9, 10)...Rational(11, 10), allowed: Rational(8, 10)...Rational(5, 4), borrow: 24_000, gap: 4_800, move: 1_920)

  private func one(_ line: DubFit.Line, next: Int? = nil, rules: DubFit.Rules = rules, total: Int = 1_000_000) throws -> DubFit.Placed {
    let others = next.map { [DubFit.Line(start: $0, end: $0 + 10, speaker: "other", length: 10)] } ?? []
    return try #require(DubFit.solve([line] + others, rules: rules, total: total).first)
  }

  @Test func whatFitsStaysAsItIs() throws {
    let placed = try one(DubFit.Line(start: 1000, end: 60_000, length: 50_000, voice: 4_000..<45_000))
    #expect(placed.outcome == .natural && placed.part == 0..<50_000 && placed.start == 1000 && placed.length == 50_000)
    // Silence at the end may leave the slot, and is left out there.
    let tail = try one(DubFit.Line(start: 1000, end: 47_000, length: 50_000, voice: 4_000..<45_000))
    #expect(tail.outcome == .natural && tail.part == 0..<46_000 && tail.start == 1000)
    // Of the silence before it no more than necessary.
    let head = try one(DubFit.Line(start: 1000, end: 43_000, length: 50_000, voice: 4_000..<45_000))
    #expect(head.outcome == .natural && head.part == 3_000..<45_000 && head.start == 1000 && head.length == 42_000)
    var always = Self.rules
    always.trim = .always
    let trimmed = try one(DubFit.Line(start: 1000, end: 60_000, length: 50_000, voice: 4_000..<45_000), rules: always)
    #expect(trimmed.part == 4_000..<50_000 && trimmed.start == 1000)
    var never = Self.rules
    never.trim = .never
    let kept = try one(DubFit.Line(start: 1000, end: 43_000, length: 50_000, voice: 4_000..<45_000), rules: never)
    #expect(kept.part == 0..<45_000 && kept.outcome == .adapted && kept.length == 42_000)
  }

  @Test func whatIsTooLongIsHelpedInOrder() throws {
    let faster = try one(DubFit.Line(start: 0, end: 100_000, length: 110_000))
    #expect(faster.outcome == .adapted && faster.pace == Rational(11, 10) && faster.length == 100_000 && faster.borrowed == 0)
    let borrowing = try one(DubFit.Line(start: 0, end: 100_000, length: 121_000))
    #expect(borrowing.outcome == .adapted && borrowing.length == 110_000 && borrowing.borrowed == 10_000 && borrowing.moved == 0)
    let close = try one(DubFit.Line(start: 10_000, end: 110_000, length: 121_000), next: 124_000)
    #expect(close.start == 9_200 && close.end == 119_200 && close.moved == 800 && close.borrowed == 9_200 && close.outcome == .adapted)
    let strained = try one(DubFit.Line(start: 10_000, end: 110_000, length: 125_000), next: 110_100)
    #expect(strained.outcome == .strained && strained.start == 8_080 && strained.end == 110_000 && strained.fitting == 112_112)
    let over = try one(DubFit.Line(start: 10_000, end: 110_000, length: 200_000), next: 110_000)
    #expect(over.outcome == .over && over.pace == Rational(5, 4) && over.start == 8_080 && over.over == 58_080 && over.fitting == 112_112)
    let fixed = try one(DubFit.Line(start: 10_000, end: 110_000, length: 200_000, adapts: false), next: 110_000)
    #expect(fixed.outcome == .over && fixed.pace == Rational(1) && fixed.start == 10_000 && fixed.over == 100_000)
  }

  @Test func aLineEndsBeforeTheSpeakersNext() {
    let lines = [
      DubFit.Line(start: 0, speaker: "a", length: 105_000), DubFit.Line(start: 50_000, speaker: "b", length: 10_000),
      DubFit.Line(start: 100_000, speaker: "a", length: 20_000), DubFit.Line(start: 900_000, length: 200_000),
    ]
    let placed = DubFit.solve(lines, rules: Self.rules, total: 1_000_000)
    #expect(placed[0].length == 100_000 && placed[0].outcome == .adapted, "b may speak meanwhile")
    #expect(placed[1].slot == 50_000..<1_000_000 && placed[1].outcome == .natural)
    #expect(placed[3].slot.upperBound == 1_000_000 && placed[3].over == 60_000 - placed[3].moved, "the episode ends")
  }

  @Test func shortLinesFillTheirSlotsWhereAsked() throws {
    var rules = Self.rules
    rules.fill = true
    #expect(try one(DubFit.Line(start: 0, end: 100_000, length: 95_000), rules: rules).length == 100_000)
    #expect(try one(DubFit.Line(start: 0, end: 100_000, length: 85_000), rules: rules).outcome == .strained)
    let short = try one(DubFit.Line(start: 0, end: 100_000, length: 45_000), rules: rules)
    #expect(short.length == 50_000 && short.outcome == .adapted)
    #expect(try one(DubFit.Line(start: 0, length: 95_000), rules: rules).length == 95_000)
    #expect(try one(DubFit.Line(start: 0, end: 100_000, length: 95_000)).length == 95_000)
  }

  @Test func nothingDrifts() {
    // Slots of an odd number of samples, every line a little too long, most with more than their pause allows.
    let lines = (0..<500).map { DubFit.Line(start: $0 * 100_003, end: $0 * 100_003 + 96_001, length: 99_000 + $0 * 50) }
    let placed = DubFit.solve(lines, rules: Self.rules, total: 500 * 100_003)
    for (line, placed) in zip(lines, placed) {
      #expect(placed.start + placed.moved == line.start && (0...Self.rules.move).contains(placed.moved))
    }
    #expect(placed[499].outcome == .strained && placed[0].outcome == .adapted)
  }

  /// Every line against all there is to choose from.
  @Test func theSolutionIsTheLeastOfAll() {
    var rng = SeededRNG(seed: 5)
    for round in 0..<400 {
      let rules = DubFit.Rules(
        silent: Rational(9, 10)...Rational(11, 10), allowed: Rational(8, 10)...Rational(5, 4), borrow: Int.random(in: 0...12, using: &rng),
        gap: Int.random(in: 0...4, using: &rng), move: Int.random(in: 0...5, using: &rng), trim: Bool.random(using: &rng) ? .needed : .never
      )
      let lines = (0..<Int.random(in: 1...5, using: &rng)).map { _ in
        let start = Int.random(in: 0...150, using: &rng)
        let length = Int.random(in: 1...60, using: &rng)
        let head = Int.random(in: 0..<length, using: &rng) / 3
        return DubFit.Line(
          start: start, end: Bool.random(using: &rng) ? start + Int.random(in: 1...50, using: &rng) : nil,
          speaker: Bool.random(using: &rng) ? "a" : "b", length: length,
          voice: head..<Int.random(in: head + 1...length, using: &rng))
      }
      let placed = DubFit.solve(lines, rules: rules, total: 200)
      let order = lines.indices.sorted { (lines[$0].start, $0) < (lines[$1].start, $1) }
      for (rank, index) in order.enumerated() {
        let before = order[..<rank].map { placed[$0].end }.filter { $0 <= lines[index].start }.max() ?? 0
        let expected = least(lines, index, rules, after: before)
        let found = Choice(placed[index], limit: expected.limit)
        #expect(found == expected.choice, "seed \(rng.seed), round \(round), line \(index) of \(lines), \(rules)")
      }
    }
  }

  /// A way to play a line, by what is preferred.
  private struct Choice: Equatable {
    var over: Int
    /// 0 at its own pace, 1 unheard, 2 heard.
    var rank: Int
    var head: Int
    var start: Int
    var length: Int

    init(over: Int, rank: Int, head: Int, start: Int, length: Int) {
      (self.over, self.rank, self.head, self.start, self.length) = (over, rank, head, start, length)
    }

    init(_ placed: DubFit.Placed, limit: Int) {
      let isNatural = placed.pace == Rational(1) && placed.outcome == .natural
      over = placed.over
      rank = isNatural ? 0 : placed.outcome == .adapted ? 1 : 2
      (head, start) = (placed.part.lowerBound, placed.start)
      // What of the silence after it is kept does not matter here.
      length = isNatural ? 0 : placed.length
    }
  }

  private func least(_ lines: [DubFit.Line], _ index: Int, _ rules: DubFit.Rules, after before: Int) -> (choice: Choice, limit: Int) {
    let line = lines[index]
    let later = lines.filter { $0.start > line.start }
    let own = later.filter { $0.speaker == line.speaker }.map(\.start).min() ?? 200
    let slotEnd = min(line.end ?? own, own, 200)
    let pause = min(slotEnd + rules.borrow, (later.map(\.start).filter { $0 >= slotEnd }.min() ?? 1000) - rules.gap, 200)
    let hasNext = later.contains { $0.start >= slotEnd }
    let limit = max(slotEnd, hasNext ? pause : min(slotEnd + rules.borrow, 200))
    let most = rules.trim == .needed ? line.voice.lowerBound : 0
    for head in 0...most where line.start + line.voice.upperBound - head <= slotEnd {
      return (Choice(over: 0, rank: 0, head: head, start: line.start, length: 0), limit)
    }
    let count = line.voice.upperBound - most
    var best: (key: [Int], choice: Choice)?
    for start in max(line.start - rules.move, before, 0)...line.start {
      for length in 1...count {
        let pace = Rational(Int64(count), Int64(length))
        guard pace <= rules.allowed.upperBound else { continue }
        let over = max(0, start + length - limit)
        let isUnheard = pace <= rules.silent.upperBound && over == 0
        let (moved, borrowed) = (line.start - start, max(0, min(start + length, limit) - slotEnd))
        let key = isUnheard ? [0, 0, moved, borrowed, -length] : [over, 1, over > 0 ? length : -length, moved, borrowed]
        if let best, !key.lexicographicallyPrecedes(best.key) { continue }
        best = (key, Choice(over: over, rank: isUnheard ? 1 : 2, head: most, start: start, length: length))
      }
    }
    return (best?.choice ?? Choice(over: -1, rank: 9, head: 0, start: 0, length: 0), limit)
  }
}
