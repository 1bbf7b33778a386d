import ReelCore
import ReelText
import Testing

@Suite struct TimedWordTests {
  private func at(_ numerator: Int64, _ denominator: Int64 = 1) -> Time { Time(Rational(numerator, denominator)) }

  private func words(_ cue: Cue) -> [String] {
    let bytes = Array(cue.plain.utf8)
    return cue.timedWords().map {
      "\(String(decoding: bytes[$0.range], as: UTF8.self)) \($0.start.seconds) \($0.end.seconds)"
    }
  }

  @Test func wordsShareACueByTheirLength() {
    let cue = Cue(start: at(1), end: at(2), text: "I am the\nwalrus")
    #expect(words(cue) == ["I 1 13/12", "am 13/12 5/4", "the 5/4 3/2", "walrus 3/2 2"])
  }

  /// A family, a Devanagari syllable and a letter with two marks are one cluster each.
  @Test func lengthIsCountedInGraphemeClusters() {
    #expect(words(Cue(start: at(0), end: at(4), text: "👨‍👩‍👧 स्त्री e\u{301}\u{323}")) == ["👨‍👩‍👧 0 4/3", "स्त्री 4/3 8/3", "e\u{301}\u{323} 8/3 4"])
  }

  @Test func punctuationBelongsToAWord() {
    #expect(words(Cue(start: at(0), end: at(6), text: "- ab … Quoi\u{A0}?")) == ["- ab … 0 8/3", "Quoi\u{A0}? 8/3 6"])
    #expect(words(Cue(start: at(0), end: at(6), text: "...")) == ["... 0 6"])
    #expect(words(Cue(start: at(0), end: at(6), text: " \n ")) == [])
  }

  @Test func whatTheFileSaysIsKept() {
    var cue = Cue(start: at(0), end: at(10), text: "ab cd efgh")
    cue.words = [TimedWord(0..<6, start: at(1), end: at(5)), TimedWord(6..<8, start: at(6), end: at(7))]
    // The first stretch has two words; a word of two stretches lasts to the last's end, and what no stretch has fills the rest.
    #expect(words(cue) == ["ab 1 3", "cd 3 5", "efgh 6 10"])
    let ranges = [0..<1, 1..<2, 3..<5, 6..<10]
    #expect(cue.timedWords(ranges).map(\.start.seconds) == [Rational(1), Rational(2), Rational(3), Rational(6)])
  }

  @Test func wordsDoNotOverlap() {
    var cue = Cue(start: at(0), end: at(10), text: "ab cd ef")
    cue.words = [TimedWord(0..<5, start: at(0), end: at(9)), TimedWord(6..<8, start: at(4), end: at(10))]
    #expect(words(cue) == ["ab 0 2", "cd 2 4", "ef 4 10"])
  }

  /// Whatever the length, sums of times stay exact in 64 bits.
  @Test func longCuesRoundToMicroseconds() {
    let cue = Cue(start: at(3_500_000), end: at(3_500_000_001, 1000), text: String(repeating: "a ", count: 99_991))
    let words = cue.timedWords()
    #expect(words.count == 99_991)
    #expect(words.allSatisfy { $0.start.seconds.denominator <= 1_000_000 && $0.start <= $0.end })
    #expect(zip(words, words.dropFirst()).allSatisfy { $0.end == $1.start })
    #expect(words.first?.start == cue.start && words.last?.end == cue.end)
  }
}
