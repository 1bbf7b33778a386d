package import ReelCore

/// How fast a language can be read, and how long and how close captions may stand: the figures of the Netflix Timed Text Style Guides,
/// general requirements and the guide of each language, for adult programmes, as SubtitleEdit implements them.
package struct ReadingRules: Hashable, Sendable {
  /// Characters a second.
  package var charactersPerSecond: Int
  /// A half-width character counts as half of one: of the scripts whose letters are squares.
  package var countsHalves: Bool

  package static let leastDuration = Rational(5, 6)
  package static let longestDuration = Rational(7)
  /// Frames between two captions that do not touch.
  package static let leastGap = 2

  /// - Parameter language: BCP 47; a language the guides do not name is read as most that are written with Latin letters.
  package init(language: String?) {
    let subtags = (language ?? "").lowercased().split(separator: "-")
    countsHalves = false
    switch subtags.first {
    case "en", "ar": charactersPerSecond = 20
    case "hi": charactersPerSecond = 22
    case "ja": (charactersPerSecond, countsHalves) = (4, true)
    case "zh", "yue", "cmn": (charactersPerSecond, countsHalves) = (9, true)
    case "ko": charactersPerSecond = 12
    default: charactersPerSecond = 17
    }
  }

  /// Seconds to two places, rounded up: what is written will do.
  private static func least(_ seconds: Rational) -> String {
    Time(Rational(-(seconds * Rational(-100)).floor, 100)).formatted(decimals: 2)
  }

  /// The characters a reader takes in: grapheme clusters, with spaces, without line ends; in halves.
  package func halves(of text: String) -> Int {
    text.reduce(0) { $0 + ($1.isNewline ? 0 : countsHalves && !$1.isWide ? 1 : 2) }
  }

  /// What `cues` break, in their order. Each problem is a warning with the cue's line and time.
  ///
  /// - Parameters:
  ///   - cues: with times on any clock; they need not be sorted.
  ///   - shown: how long the longest part of a cue stands, by the cue's place in `cues`, where it is drawn in parts.
  ///   - file: what problems are said to be in.
  ///   - name: the language as the document writes it.
  package func problems(
    _ cues: [Cue], shown: [Int: Rational] = [:], rate: FrameRate, file: String?, name: String
  ) -> [Problem] {
    let sorted = cues.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
    var problems: [Problem] = []
    for (index, (place, cue)) in sorted.enumerated() {
      func warn(_ error: String, _ value: String? = nil, _ hint: String) {
        problems.append(
          Problem(
            .warning, "the \(name) cue at \(cue.start) \(error)", file: file, line: cue.line > 0 ? cue.line : nil, value: value, hint: hint)
        )
      }
      let duration = (cue.end - cue.start).seconds
      guard duration > Rational(0), cue.plain.contains(where: { !$0.isWhitespace }) else { continue }
      let halves = halves(of: cue.plain)
      if Rational(Int64(halves)) > Rational(Int64(2 * charactersPerSecond)) * duration {
        let needed = Rational(Int64(halves), Int64(2 * charactersPerSecond))
        let speed = (Double(halves) / 2 / duration.approximate * 10).rounded() / 10
        warn(
          "is too fast to read: more than \(charactersPerSecond) characters a second", "\(speed)",
          "say it in fewer words, or let it stand for \(Self.least(needed)) s")
      }
      if duration < Self.leastDuration {
        warn(
          "stands too short", "\(Time(duration).formatted(decimals: 2)) s", "let it stand for \(Self.least(Self.leastDuration)) s or more")
      }
      let longest = min(duration, shown[place] ?? duration)
      if longest > Self.longestDuration {
        warn("stands too long", "\(Time(longest).formatted(decimals: 2)) s", "split it, or end it after 7 s")
      }
      guard index + 1 < sorted.count else { continue }
      let gap = sorted[index + 1].element.start.frames(rate) - cue.end.frames(rate)
      if gap > 0, gap < Self.leastGap {
        warn("ends \(gap) frame before the next one, which flickers", nil, "let them touch, or stand \(Self.leastGap) frames apart")
      }
    }
    return problems
  }
}

extension Character {
  /// Wide or full-width by Unicode's East Asian Width (UAX #11), for the scripts that have such letters.
  fileprivate var isWide: Bool {
    switch unicodeScalars.first?.value ?? 0 {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
