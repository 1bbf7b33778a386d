/// Which cell of an earlier plan a cell is to be compared with.
package struct CellMatch: Hashable, Sendable {
  private let picture: SpecTree
  /// What its shots are read from, by the names people know.
  private let sources: [String]
  private let frames: SpecTree?

  /// - Parameter names: of files, by their digest.
  package init(_ picture: SpecTree, names: [String: String]) {
    self.picture = picture
    var shots: [SpecTree] = []
    if case .list(let items)? = picture.fields["shots"] { shots = items }
    sources = shots.map { shot in
      guard case .leaf(let digest)? = shot.fields["source"]?.fields["digest"] else { return "" }
      return names[digest] ?? digest
    }
    frames = shots.first?.fields["frames"]
  }

  private func likeness(_ other: CellMatch) -> Int {
    if picture == other.picture { return 12 }
    var score = 0
    if sources == other.sources { score = 6 } else if !Set(sources).isDisjoint(with: other.sources) { score = 3 }
    return score + (frames == other.frames ? 1 : 0)
  }

  /// The earlier cell's number for each cell; `nil` where there is none. Cells keep their order: what is equal at both ends belongs
  /// together, and between lies the pairing that is most alike.
  package static func numbers(_ new: [CellMatch], in old: [CellMatch]) -> [Int?] {
    let most = min(old.count, new.count)
    let front = zip(old, new).prefix { $0.picture == $1.picture }.count
    let back = min(zip(old.reversed(), new.reversed()).prefix { $0.picture == $1.picture }.count, most - front)
    var numbers = [Int?](repeating: nil, count: new.count)
    for index in 0..<front { numbers[index] = index }
    for index in 0..<back { numbers[new.count - 1 - index] = old.count - 1 - index }
    let (before, after) = (Array(old[front..<old.count - back]), Array(new[front..<new.count - back]))
    for (index, number) in pairs(after, before).enumerated() { numbers[front + index] = number.map { front + $0 } }
    return numbers
  }

  private static func pairs(_ new: [CellMatch], _ old: [CellMatch]) -> [Int?] {
    // As many of each are the same cells, changed; and a table for very long episodes would not be worth its memory.
    if new.count == old.count || new.count * old.count > 1 << 20 { return new.indices.map { $0 < old.count ? $0 : nil } }
    var best = [[Int]](repeating: [Int](repeating: 0, count: old.count + 1), count: new.count + 1)
    for i in new.indices.reversed() {
      for j in old.indices.reversed() {
        best[i][j] = max(best[i + 1][j + 1] + new[i].likeness(old[j]), best[i + 1][j], best[i][j + 1])
      }
    }
    var pairs = [Int?](repeating: nil, count: new.count)
    var (i, j) = (0, 0)
    while i < new.count, j < old.count {
      let likeness = new[i].likeness(old[j])
      if likeness > 0, best[i][j] == best[i + 1][j + 1] + likeness {
        pairs[i] = j
        (i, j) = (i + 1, j + 1)
      } else if best[i][j] == best[i][j + 1] {
        j += 1
      } else {
        i += 1
      }
    }
    return pairs
  }
}
