/// Decides which face draws which part of a text.
struct FontItemiser {
  let faces: [Fontconfig.Face]
  /// Indices of `faces`, the preferred first.
  let chain: [Int]

  struct Run {
    var text: String
    var face: Int
  }

  /// A combining sequence and what is decided about it.
  private struct Cluster {
    var text: Character
    /// The characters that need a glyph.
    var scalars: [Unicode.Scalar]
    /// Clusters of one unit want one face; `nil` goes with its neighbours.
    var unit: Int?
    var face: Int?
  }

  func runs(of text: String) -> (runs: [Run], missing: [Unicode.Scalar]) {
    var clusters = Self.clusters(text)
    var missing: [Unicode.Scalar] = []
    assignUnits(&clusters, &missing)
    assignNeutrals(&clusters, &missing)
    var runs: [Run] = []
    for cluster in clusters {
      let face = cluster.face ?? runs.last?.face ?? chain.first
      guard let face else { continue }
      if runs.last?.face == face {
        runs[runs.count - 1].text.append(cluster.text)
      } else {
        runs.append(Run(text: String(cluster.text), face: face))
      }
    }
    return (runs, missing)
  }

  private static func clusters(_ text: String) -> [Cluster] {
    var clusters: [Cluster] = []
    var script: Int?
    var unit = 0
    for character in text {
      let scalars = character.unicodeScalars.filter { needsGlyph($0) }.map { $0 == "\u{A0}" ? " " : $0 }
      let next = scalars.first.flatMap(ScriptClass.of)
      if next == nil || next != script || next == ScriptClass.single { unit += 1 }
      script = next
      clusters.append(Cluster(text: character, scalars: scalars, unit: next == nil ? nil : unit))
    }
    return clusters
  }

  /// Controls, joiners, variation selectors and direction marks are never drawn.
  private static func needsGlyph(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.properties.isDefaultIgnorableCodePoint && scalar.properties.generalCategory != .control
  }

  /// A whole word first, so that a shaped run is not cut; each sequence by itself where no face has the word.
  private func assignUnits(_ clusters: inout [Cluster], _ missing: inout [Unicode.Scalar]) {
    var start = 0
    while start < clusters.count {
      guard let unit = clusters[start].unit else {
        start += 1
        continue
      }
      let end = clusters[start...].firstIndex { $0.unit != unit } ?? clusters.count
      let whole = face(for: clusters[start..<end].flatMap(\.scalars))
      for i in start..<end { clusters[i].face = whole ?? face(for: clusters[i], &missing) }
      start = end
    }
  }

  private func assignNeutrals(_ clusters: inout [Cluster], _ missing: inout [Unicode.Scalar]) {
    for i in clusters.indices where clusters[i].unit == nil && !clusters[i].scalars.isEmpty {
      let before = clusters[..<i].last { $0.face != nil }?.face
      let after = clusters[i...].first { $0.unit != nil && $0.face != nil }?.face
      let near = [before, after].compactMap { $0 }.first { covers($0, clusters[i].scalars) }
      clusters[i].face = near ?? face(for: clusters[i], &missing)
    }
  }

  private func face(for scalars: [Unicode.Scalar]) -> Int? { chain.first { covers($0, scalars) } }

  /// The face that has the base, if none has all of the sequence; then the rest is missing.
  private func face(for cluster: Cluster, _ missing: inout [Unicode.Scalar]) -> Int? {
    if let face = face(for: cluster.scalars) { return face }
    let base = cluster.scalars.first.flatMap { base in chain.first { faces[$0].has(base) } }
    missing += cluster.scalars.filter { scalar in base.map { !faces[$0].has(scalar) } ?? true }
    return base
  }

  private func covers(_ face: Int, _ scalars: [Unicode.Scalar]) -> Bool { scalars.allSatisfy(faces[face].has) }
}
