import ReelCore
import ReelPlan
import ReelTestSupport
import Testing

@Suite struct TextCutsTests {
  @Test(arguments: [
    ([Range<Int>](), [0..<60]),
    ([0..<60], [0..<60]),
    ([16..<60], [0..<15, 15..<60]),
    ([0..<50], [0..<51, 51..<60]),
    // Too little would be left at either end.
    ([7..<53], [0..<60]),
    ([20..<30], [0..<18, 18..<30, 30..<60]),
    // Words of a frame get the least length.
    ([31..<32], [0..<30, 30..<38, 38..<60]),
    ([58..<60], [0..<51, 51..<60]),
    // Between two captions a stretch has to be longer.
    ([9..<20, 32..<48], [0..<9, 9..<48, 48..<60]),
    ([0..<15, 33..<60], [0..<15, 15..<33, 33..<60]),
    ([40..<44, 10..<12, 41..<60], [0..<9, 9..<17, 17..<39, 39..<60]),
  ]) func cutsWhereItPays(written: [Range<Int>], parts: [Range<Int>]) {
    #expect(TextCuts.parts(of: 60, written: written) == parts)
  }

  /// Whatever is written: parts follow each other without a gap, none is too short, and what is cut off has no words.
  @Test func partsAreWholeAndCleanBetweenWords() {
    for seed in UInt64(0)..<2000 {
      var rng = SeededRNG(seed: seed)
      let count = Int.random(in: 1...250, using: &rng)
      let written = (0..<Int.random(in: 0...6, using: &rng)).map { _ in
        let start = Int.random(in: 0..<count, using: &rng)
        return start..<Int.random(in: start + 1...count, using: &rng)
      }
      let parts = TextCuts.parts(of: count, written: written)
      #expect(parts.first?.lowerBound == 0 && parts.last?.upperBound == count, "seed \(seed)")
      #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }, "seed \(seed)")
      #expect(parts.allSatisfy { $0.count >= min(count, Grid.shortest) }, "seed \(seed): \(parts)")
      let isWritten = parts.map { part in written.contains { $0.overlaps(part) } }
      // Two neighbours with words, or without, would be one part.
      #expect(zip(isWritten, isWritten.dropFirst()).allSatisfy { $0 != $1 }, "seed \(seed): \(written) \(parts)")
    }
  }
}
