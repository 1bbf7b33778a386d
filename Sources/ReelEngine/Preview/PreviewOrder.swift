package import ReelCore
package import ReelPlan

/// Which piece of a picture is rendered next: one that somebody waits for, in the order they were asked for; then the one that a worker's
/// open decoders stand before; then what is played next, and after the end what is before.
package struct PreviewOrder {
  /// How far from the piece asked for last another one may be without being a jump to elsewhere.
  static let reach = 8
  /// Source frames that may be decoded only to get to a piece without it being a bad place to begin a run.
  private static let shortLeadIn = 8

  package let pieces: [PreviewOutput.Piece]
  private let leadIn: [Int]
  private var missing: Set<Digest>
  private var taken: Set<Digest> = []
  private var asked: [Int] = []
  private var focus: Int

  /// - Parameters:
  ///   - leadIn: source frames decoded only to get to each piece.
  ///   - missing: keys that are not in the store.
  ///   - frame: what is looked at.
  package init(pieces: [PreviewOutput.Piece] = [], leadIn: [Int] = [], missing: Set<Digest> = [], frame: Int = 0) {
    self.pieces = pieces
    self.leadIn = leadIn
    self.missing = missing
    focus = pieces.lastIndex { $0.frames.lowerBound <= frame } ?? 0
  }

  /// Where what was asked for last begins.
  package var frame: Int { pieces.isEmpty ? 0 : pieces[focus].frames.lowerBound }

  /// Somebody waits for a piece.
  package var isAwaited: Bool { asked.contains { missing.contains(pieces[$0].key) } }
  /// Somebody waits for a piece that nobody has begun.
  package var isPressing: Bool { asked.contains(where: isFree) }

  package func isMissing(_ piece: Int) -> Bool { missing.contains(pieces[piece].key) }
  /// Whether whoever asked for a piece may still expect it.
  package func isExpected(_ piece: Int) -> Bool { isAwaited(pieces[piece].key) || taken.contains(pieces[piece].key) }
  func isAwaited(_ key: Digest) -> Bool { asked.contains { pieces[$0].key == key } }
  func contains(_ key: Digest) -> Bool { pieces.contains { $0.key == key } }

  /// How many pieces are played before the first of this key, from the one asked for last to the end and on from the beginning.
  package func distance(_ key: Digest) -> Int { upcoming.first { pieces[$0].key == key }.map(distance) ?? pieces.count }

  private func distance(_ piece: Int) -> Int { piece >= focus ? piece - focus : piece - focus + pieces.count }
  private var upcoming: [Int] { Array(pieces.indices[focus...]) + pieces.indices[..<focus] }
  private func isFree(_ piece: Int) -> Bool { missing.contains(pieces[piece].key) && !taken.contains(pieces[piece].key) }

  /// Somebody waits for a piece. What was asked for far from it is no longer wanted.
  package mutating func ask(_ piece: Int) {
    asked.removeAll { $0 == piece || abs($0 - piece) > Self.reach }
    asked.append(piece)
    focus = piece
    missing.insert(pieces[piece].key)
  }

  /// Nobody waits for it any more.
  package mutating func forget(_ piece: Int) { asked.removeAll { $0 == piece } }

  /// The next piece for a worker that has rendered `last` before; `nil` when there is nothing to do.
  package mutating func take(after last: Int?) -> Int? {
    guard let piece = choice(after: last) else { return nil }
    taken.insert(pieces[piece].key)
    return piece
  }

  private func choice(after last: Int?) -> Int? {
    if let awaited = asked.first(where: isFree) { return awaited }
    if let last, pieces.indices.contains(last + 1), isFree(last + 1) { return last + 1 }
    let next = upcoming.lazy.filter(isFree).prefix(Self.reach)
    // What is shown first is rendered first; a run that begins later begins where little is decoded only to get there.
    guard let first = next.first, distance(first) > 0 else { return next.first }
    return next.first { leadIn[$0] < Self.shortLeadIn } ?? first
  }

  /// A worker is at it already.
  package mutating func hold(_ key: Digest) { taken.insert(key) }

  /// It was given up, and may be taken again.
  package mutating func release(_ key: Digest) { taken.remove(key) }

  /// It is in the store, or cannot be rendered: nobody tries again unless it is asked for.
  package mutating func finish(_ key: Digest) {
    missing.remove(key)
    taken.remove(key)
    asked.removeAll { pieces[$0].key == key }
  }
}
