package import ReelCore
package import ReelPlan

/// Which piece of which picture is rendered next: one that somebody has just gone to and waits for; others that are waited for, in the order
/// they were asked for; then the one that a worker's open decoders stand before; then what is played next after what was asked for last, and
/// behind the end what is before.
package struct PreviewOrder {
  /// A piece by the number of its output and its own.
  package struct Place: Hashable, Sendable {
    package var output: Int
    package var index: Int

    package init(output: Int, index: Int) {
      self.output = output
      self.index = index
    }

    package var next: Place { Place(output: output, index: index + 1) }
  }

  /// How many pieces are looked over for a good place to begin a run at.
  private static let reach = 8
  /// Source frames that may be decoded only to get to a piece without it being a bad place to begin a run.
  private static let shortLeadIn = 8

  package let outputs: [[PreviewOutput.Piece]]
  private let leadIn: [Int]
  private var missing: Set<Digest>
  private var taken: Set<Digest> = []
  /// As often as there is somebody who waits.
  private var asked: [Place] = []
  /// What was asked for last.
  package private(set) var focus: Place

  /// - Parameters:
  ///   - leadIn: source frames decoded only to get to each cell.
  ///   - missing: keys that are not in the store.
  ///   - output: what is looked at, and the frame of it.
  package init(
    outputs: [[PreviewOutput.Piece]] = [], leadIn: [Int] = [], missing: Set<Digest> = [], output: Int = 0, frame: Int = 0
  ) {
    self.outputs = outputs
    self.leadIn = leadIn
    self.missing = missing
    let pieces = outputs.indices.contains(output) ? outputs[output] : []
    focus = Place(output: output, index: pieces.lastIndex { $0.frames.lowerBound <= frame } ?? 0)
  }

  package subscript(_ place: Place) -> PreviewOutput.Piece { outputs[place.output][place.index] }

  /// Where what was asked for last begins.
  package var frame: Int { contains(focus) ? self[focus].frames.lowerBound : 0 }

  /// Somebody waits for a piece.
  package var isAwaited: Bool { asked.contains { missing.contains(self[$0].key) } }
  /// Somebody waits for a piece that nobody has begun.
  package var isPressing: Bool { asked.contains(where: isFree) }

  /// Somebody has gone to a place that is not rendered and waits for this: what is before it is neither there nor asked for. Who asked for
  /// another before may have left without having been noticed.
  package var jumpedTo: Digest? { jump.map { self[$0].key } }

  private var jump: Place? {
    asked.last { place in
      let before = Place(output: place.output, index: place.index - 1)
      guard missing.contains(self[place].key) else { return false }
      return !contains(before) || missing.contains(self[before].key) && !asked.contains(before)
    }
  }

  package func isMissing(_ key: Digest) -> Bool { missing.contains(key) }
  package func isAwaited(_ key: Digest) -> Bool { asked.contains { self[$0].key == key } }
  package func contains(_ key: Digest) -> Bool { outputs.contains { $0.contains { $0.key == key } } }

  private func contains(_ place: Place) -> Bool {
    outputs.indices.contains(place.output) && outputs[place.output].indices.contains(place.index)
  }

  /// How many pieces are played before the first of this key.
  package func distance(_ key: Digest) -> Int { upcoming.firstIndex { self[$0].key == key } ?? .max }

  private var upcoming: [Place] {
    guard contains(focus) else { return [] }
    let indices = outputs[focus.output].indices
    return (Array(indices[focus.index...]) + indices[..<focus.index]).map { Place(output: focus.output, index: $0) }
  }

  private func isFree(_ place: Place) -> Bool { missing.contains(self[place].key) && !taken.contains(self[place].key) }

  /// Somebody waits for a piece.
  package mutating func ask(_ place: Place) {
    asked.append(place)
    focus = place
    missing.insert(self[place].key)
  }

  /// One who waited for it has left.
  package mutating func forget(_ place: Place) {
    if let index = asked.firstIndex(of: place) { asked.remove(at: index) }
  }

  /// The next piece for a worker that has rendered `last` before; `nil` when there is nothing to do.
  package mutating func take(after last: Place?) -> Place? {
    guard let place = choice(after: last) else { return nil }
    taken.insert(self[place].key)
    return place
  }

  private func choice(after last: Place?) -> Place? {
    if let jump, isFree(jump) { return jump }
    if let awaited = asked.first(where: isFree) { return awaited }
    if let next = last?.next, next.output == focus.output, contains(next), isFree(next) { return next }
    let next = upcoming.filter(isFree).prefix(Self.reach)
    // What is shown first is rendered first; a run that begins later begins where little is decoded only to get there.
    guard let first = next.first, first != focus else { return next.first }
    return next.first { leadIn[self[$0].cell] < Self.shortLeadIn } ?? first
  }

  /// A worker is at it already.
  package mutating func hold(_ key: Digest) { taken.insert(key) }

  /// It was given up, and may be taken again.
  package mutating func release(_ key: Digest) { taken.remove(key) }

  /// It is in the store, or cannot be rendered: nobody tries again unless it is asked for.
  package mutating func finish(_ key: Digest) {
    missing.remove(key)
    taken.remove(key)
    let waited = asked.filter { self[$0].key == key }
    asked.removeAll { waited.contains($0) }
  }
}
