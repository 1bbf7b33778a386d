package import ReelCore

/// Brings spoken lines into their slots: pure arithmetic on whole samples, so that the n-th line stands where its own start says,
/// whatever came before it.
///
/// A slot reaches from the line's start to its end or, without one, to the same speaker's next line; never into that line, nor past the
/// end of the episode. A line that fits stays as it was recorded. Otherwise, as little as will do of this, in this order:
/// 1. silence after the last sound, then before the first, is left out;
/// 2. it is made faster by no more than nobody notices;
/// 3. it takes from the pause after its slot;
/// 4. it begins earlier;
/// 5. it is made faster than that, in all the room there is, with a warning;
/// 6. it is as fast as is allowed, and runs over.
package struct DubFit {
  /// What is known of a line. All in samples of the mix.
  package struct Line: Hashable, Sendable {
    package var start: Int
    package var end: Int?
    package var speaker: String?
    /// Of the whole recording.
    package var length: Int
    /// Where in the recording something is heard; not empty, and in `0..<length`.
    package var voice: Range<Int>
    /// Whether it may be changed at all.
    package var adapts: Bool

    package init(start: Int, end: Int? = nil, speaker: String? = nil, length: Int, voice: Range<Int>? = nil, adapts: Bool = true) {
      self.start = start
      self.end = end
      self.speaker = speaker
      self.length = length
      self.voice = voice ?? 0..<length
      self.adapts = adapts
    }
  }

  package struct Rules: Hashable, Sendable {
    package enum Trim: Sendable { case needed, always, never }

    /// Times as fast.
    package var silent: ClosedRange<Rational>
    package var allowed: ClosedRange<Rational>
    /// Samples.
    package var borrow: Int
    package var gap: Int
    package var move: Int
    package var trim: Trim
    package var fill: Bool

    package init(
      silent: ClosedRange<Rational>, allowed: ClosedRange<Rational>, borrow: Int, gap: Int, move: Int, trim: Trim = .needed,
      fill: Bool = false
    ) {
      self.silent = silent
      self.allowed = allowed
      self.borrow = borrow
      self.gap = gap
      self.move = move
      self.trim = trim
      self.fill = fill
    }
  }

  /// What becomes of a line.
  package struct Placed: Hashable, Sendable {
    package enum Outcome: String, Sendable {
      /// At its own pace.
      case natural
      /// At a pace nobody notices.
      case adapted
      /// At a pace that can be heard.
      case strained
      /// Longer than its room.
      case over
    }

    package var outcome = Outcome.natural
    /// Samples of the recording that are heard.
    package var part: Range<Int>
    /// Where they are heard in the mix, and for how long.
    package var start: Int
    package var length: Int
    package var slot: Range<Int>
    /// Samples it begins before it was to.
    package var moved = 0
    /// Samples of the pause after its slot that it takes.
    package var borrowed = 0
    /// Samples it reaches beyond its room.
    package var over = 0
    /// Samples of speech that would have fitted at a pace nobody notices; those it has when they do.
    package var fitting: Int

    /// Times as fast as it was recorded.
    package var pace: Rational { Rational(Int64(part.count), Int64(length)) }
    package var end: Int { start + length }
  }

  private let lines: [Line]
  private let rules: Rules
  /// Samples of the episode.
  private let total: Int
  /// The lines by start.
  private let order: [Int]

  /// - Returns: for each line what becomes of it; in the order of `lines`, which may be any.
  package static func solve(_ lines: [Line], rules: Rules, total: Int) -> [Placed] {
    let solver = DubFit(lines: lines, rules: rules, total: total)
    return solver.solved()
  }

  private init(lines: [Line], rules: Rules, total: Int) {
    self.lines = lines
    self.rules = rules
    self.total = total
    order = lines.indices.sorted { (lines[$0].start, $0) < (lines[$1].start, $1) }
  }

  private func solved() -> [Placed] {
    var placed = [Placed?](repeating: nil, count: lines.count)
    for index in order {
      // What has ended when this line is to begin must have ended when it begins earlier.
      let before = placed.compactMap { $0?.end }.filter { $0 <= lines[index].start }.max() ?? 0
      placed[index] = place(lines[index], room(of: lines[index], after: before))
    }
    return placed.compactMap(\.self)
  }

  /// Where a line may be heard.
  struct Room {
    var earliest: Int
    var slot: Range<Int>
    /// Where it must have ended.
    var limit: Int
  }

  private func room(of line: Line, after before: Int) -> Room {
    let own = lines.filter { $0.speaker == line.speaker && $0.start > line.start }.map(\.start).min()
    let end = max(line.start, min(line.end ?? own ?? total, own ?? total, total))
    let next = lines.filter { $0.start > line.start && $0.start >= end }.map(\.start).min()
    let pause = min(end + rules.borrow, next.map { $0 - rules.gap } ?? total, total)
    return Room(earliest: max(line.start - rules.move, before, 0), slot: line.start..<end, limit: max(end, pause))
  }

  private func place(_ line: Line, _ room: Room) -> Placed {
    let slot = room.slot
    let head = rules.trim == .always ? line.voice.lowerBound : 0
    var placed = Placed(
      part: head..<line.length, start: line.start, length: line.length - head, slot: slot, fitting: line.voice.upperBound - head)
    guard line.adapts else {
      placed.part = 0..<line.length
      placed.length = line.length
      placed.over = max(0, line.start + line.voice.upperBound - room.limit)
      if placed.over > 0 { (placed.outcome, placed.fitting) = (.over, room.limit - line.start) }
      return placed
    }
    let short = slot.count - (line.voice.upperBound - head)
    if short >= 0 { return rules.fill && line.end != nil ? filled(line, placed) : natural(line, placed, from: head) }
    let silence = rules.trim == .needed ? line.voice.lowerBound : 0
    if silence >= -short { return natural(line, placed, from: -short) }
    return faster(head + silence..<line.voice.upperBound, room)
  }

  /// At its own pace, without the silence before `head` and what of the silence after the voice leaves the slot.
  private func natural(_ line: Line, _ placed: Placed, from head: Int) -> Placed {
    var placed = placed
    placed.part = head..<min(line.length, max(line.voice.upperBound, head + placed.slot.count))
    placed.length = placed.part.count
    return placed
  }

  private func faster(_ voice: Range<Int>, _ room: Room) -> Placed {
    let silent = max(1, Self.length(voice.count, at: rules.silent.upperBound))
    var placed = Placed(
      outcome: .adapted, part: voice, start: room.slot.lowerBound, length: max(silent, room.slot.count), slot: room.slot,
      fitting: voice.count)
    if placed.end > room.limit {
      placed.start = max(room.earliest, room.limit - silent)
      if placed.end > room.limit {
        placed.fitting = Self.speech(room.limit - room.earliest, at: rules.silent.upperBound)
        placed.outcome = .strained
        placed.length = max(1, Self.length(voice.count, at: rules.allowed.upperBound), room.limit - room.earliest)
        placed.over = max(0, placed.end - room.limit)
        if placed.over > 0 { placed.outcome = .over }
      }
    }
    placed.moved = room.slot.lowerBound - placed.start
    placed.borrowed = max(0, min(placed.end, room.limit) - room.slot.upperBound)
    return placed
  }

  /// A line shorter than its slot, made slower to fill it.
  private func filled(_ line: Line, _ placed: Placed) -> Placed {
    let voice = placed.part.lowerBound..<line.voice.upperBound
    let pace = Rational(Int64(voice.count), Int64(max(1, placed.slot.count)))
    guard pace < Rational(1) else { return natural(line, placed, from: placed.part.lowerBound) }
    var placed = placed
    placed.part = voice
    placed.outcome = pace < rules.silent.lowerBound && pace >= rules.allowed.lowerBound ? .strained : .adapted
    placed.length = pace >= rules.allowed.lowerBound ? placed.slot.count : Self.longest(voice.count, at: rules.silent.lowerBound)
    return placed
  }

  /// The fewest samples that `count` samples last at no more than `pace`.
  private static func length(_ count: Int, at pace: Rational) -> Int { Int((Rational(Int64(count)) / pace).ceil) }

  /// The most samples that `count` samples last at no less than `pace`.
  private static func longest(_ count: Int, at pace: Rational) -> Int { Int((Rational(Int64(count)) / pace).floor) }

  /// The most samples of speech that fit into `room` at no more than `pace`.
  private static func speech(_ room: Int, at pace: Rational) -> Int { Int((Rational(Int64(max(0, room))) * pace).floor) }
}
