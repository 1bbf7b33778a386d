import ReelCore
import ReelPlan
import ReelStore

/// Compares a plan with what was rendered of its document before.
struct Explainer {
  let plan: Plan
  let names: [Digest: String]
  let build: BuildIdentity
  let history: RenderHistory

  /// Changes that are told of a segment or track.
  private static let most = 4
  /// Characters of a value that are told.
  private static let longest = 60

  func explanation(_ store: Store) throws -> PlanExplanation {
    var explanation = PlanExplanation(segments: [], tracks: [], shared: sharing(), segmentsReused: 0, tracksReused: 0)
    var comparison = Comparison(plan, history, names: allNames)
    let (segmentUses, trackUses) = uses()
    let build = SpecTree(build)
    let known = Set(history.segments.map(\.key))
    var seen: Set<Digest> = []
    for (number, cell) in plan.cells.enumerated() {
      for segment in cell.segments where seen.insert(segment.key).inserted {
        if try store.contains(segment.key) {
          explanation.segmentsReused += 1
          continue
        }
        let outputs = segmentUses[segment.key] ?? []
        var item = item(segment.key, outputs.map(\.name), of: pattern(outputs))
        place(&item, segment, number, cell)
        let isWhole = segment.frames.count == cell.frames.count
        if known.contains(item.key) {
          item.reason = .evicted
        } else if let before = comparison.before(segment.key, outputs),
          before.fields["count"] == .leaf("\(segment.frames.count)") || isWhole
        {
          compare(&item, before, SpecTree(segment.spec, picture: SpecTree(cell.picture(of: segment)), build: build))
        } else {
          // Words that begin or end elsewhere cut elsewhere, and so do more or fewer languages.
          item.reason = !isWhole && outputs.contains { history.outputs[$0.name] != nil } ? .cut : novelty(outputs)
        }
        explanation.segments.append(item)
      }
    }
    for track in plan.tracks {
      if try store.contains(track.key) {
        explanation.tracksReused += 1
        continue
      }
      let outputs = trackUses[track.key] ?? []
      var uses: [String] = []
      for output in outputs where !uses.contains(output.soundName) { uses.append(output.soundName) }
      var item = item(track.key, uses, of: soundPattern(outputs))
      if history.tracks.values.contains(where: { $0.key == item.key }) {
        item.reason = .evicted
      } else if let before = uses.lazy.compactMap({ history.tracks[$0] }).first {
        compare(&item, before.spec, SpecTree(track.spec, build: build))
      } else {
        let isKnown = outputs.contains { output in history.tracks.keys.contains { $0.hasPrefix(output.delivery + "/") } }
        item.reason = isKnown ? .newLanguage : .notRenderedBefore
      }
      explanation.tracks.append(item)
    }
    return explanation
  }

  private func place(_ item: inout PlanExplanation.Item, _ segment: Plan.Segment, _ number: Int, _ cell: Plan.Cell) {
    item.cell = number
    let frames = cell.frames.lowerBound + segment.frames.lowerBound..<cell.frames.lowerBound + segment.frames.upperBound
    (item.firstFrame, item.frames) = (frames.lowerBound, frames.count)
    item.start = plan.rate.start(ofFrame: frames.lowerBound).formatted(decimals: 3)
    item.end = plan.rate.start(ofFrame: frames.upperBound).formatted(decimals: 3)
  }

  private func item(_ key: Digest, _ outputs: [String], of pattern: String) -> PlanExplanation.Item {
    PlanExplanation.Item(of: pattern, outputs: outputs, key: key.hex, reason: .notRenderedBefore, changes: [], moreChanges: 0)
  }

  /// Which outputs each segment and each track is of.
  private func uses() -> (segments: [Digest: [Plan.Output]], tracks: [Digest: [Plan.Output]]) {
    var (segments, tracks): ([Digest: [Plan.Output]], [Digest: [Plan.Output]]) = ([:], [:])
    for output in plan.outputs {
      for key in Set(output.segments) { segments[key, default: []].append(output) }
      if let track = output.sound?.track { tracks[track, default: []].append(output) }
    }
    return (segments, tracks)
  }

  /// Why there is nothing to compare with.
  private func novelty(_ outputs: [Plan.Output]) -> PlanExplanation.Reason {
    // It was rendered, and this cell is between those that were.
    if outputs.contains(where: { history.outputs[$0.name] != nil }) { return .notRenderedBefore }
    let known = history.outputs.keys.map { $0.split(separator: "/", omittingEmptySubsequences: false).map(String.init) }
    func isKnown(_ holds: ([String], Plan.Output) -> Bool) -> Bool {
      outputs.contains { output in known.contains { $0.count == 3 && $0[0] == output.delivery && holds($0, output) } }
    }
    if isKnown({ $0[2] == $1.rendition }) { return .newLanguage }
    return isKnown { $0[1] == $1.language ?? "-" } ? .newRendition : .notRenderedBefore
  }

  // MARK: Changes

  private var allNames: [String: String] {
    history.names.merging(Dictionary(names.map { ($0.key.hex, $0.value) }) { first, _ in first }) { $1 }
  }

  private func compare(_ item: inout PlanExplanation.Item, _ old: SpecTree, _ new: SpecTree) {
    let changes = SpecChange.between(old, new)
    // Another key for the same words would be a change of how keys are made.
    guard !changes.isEmpty else { return }
    item.reason = .changed
    item.changes = changes.prefix(Self.most).map(shown)
    item.moreChanges = changes.count - item.changes.count
  }

  /// With names beside digests: once where both are called the same.
  private func shown(_ change: SpecChange) -> PlanExplanation.Change {
    let new = change.to.flatMap { Digest(hex: $0) }.flatMap { names[$0] }
    let old = change.from.flatMap { history.names[$0] }
    func text(_ value: String?, _ name: String?) -> String? {
      guard let value else { return nil }
      let whole = SpecTree.isDigest(value) ? String(value.prefix(12)) : value
      let short = whole.count > Self.longest ? whole.prefix(Self.longest) + "..." : whole
      return (short + (name.map { " (\($0))" } ?? "")).visible()
    }
    return PlanExplanation.Change(
      path: change.path, from: text(change.from, old == new && change.to != nil ? nil : old), to: text(change.to, new))
  }

  // MARK: Names of outputs

  /// `main/*/1080p (all 3 languages)`, `main/{en,es}/1080p` or `main/en/1080p`; several where deliveries or renditions share it.
  private func pattern(_ outputs: [Plan.Output]) -> String {
    grouped(outputs) { "\($0.delivery)\n\($0.rendition)" }.map { group in
      let languages = languages(group, of: plan.outputs.filter { $0.delivery == group[0].delivery && $0.rendition == group[0].rendition })
      return "\(group[0].delivery)/\(languages.text)/\(group[0].rendition)" + languages.remark
    }.joined(separator: ", ")
  }

  private func soundPattern(_ outputs: [Plan.Output]) -> String {
    grouped(outputs) { $0.delivery }.map { group in
      let languages = languages(group, of: plan.outputs.filter { $0.delivery == group[0].delivery && $0.sound != nil })
      return "\(group[0].delivery)/\(languages.text)" + languages.remark
    }.joined(separator: ", ")
  }

  private func grouped(_ outputs: [Plan.Output], by name: (Plan.Output) -> String) -> [[Plan.Output]] {
    var groups: [(name: String, outputs: [Plan.Output])] = []
    for output in outputs {
      if let index = groups.firstIndex(where: { $0.name == name(output) }) {
        groups[index].outputs.append(output)
      } else {
        groups.append((name(output), [output]))
      }
    }
    return groups.map(\.outputs)
  }

  private func languages(_ outputs: [Plan.Output], of all: [Plan.Output]) -> (text: String, remark: String) {
    var tags: [String] = []
    for output in outputs where !tags.contains(output.language ?? "-") { tags.append(output.language ?? "-") }
    let count = Set(all.map(\.language)).count
    if tags.count == 1 { return (tags[0], "") }
    return tags.count == count ? ("*", " (all \(count) languages)") : ("{\(tags.joined(separator: ","))}", "")
  }

  private func sharing() -> [PlanExplanation.Sharing] {
    grouped(plan.outputs.filter { $0.picture != nil }) { "\($0.delivery)\n\($0.rendition)" }.compactMap { group in
      let languages = Set(group.map(\.language)).count
      guard languages > 1 else { return nil }
      let parts = group.map { Dictionary(grouping: $0.picture?.parts ?? [], by: \.cell) }
      let cells = plan.cells.indices.filter { cell in parts.allSatisfy { $0[cell] == parts[0][cell] } }
      if cells.isEmpty { return nil }
      return PlanExplanation.Sharing(
        of: "\(group[0].delivery)/*/\(group[0].rendition)", languages: languages, cells: cells, cellsInAll: plan.cells.count)
    }
  }
}

/// Finds for a segment what was rendered in its place.
private struct Comparison {
  let history: RenderHistory
  let names: [String: String]
  private let plan: Plan
  /// By their keys.
  private var pictures: [Digest: CellMatch] = [:]
  /// Of segments.
  private let pictureKeys: [Digest: Digest]
  private var matches: [Question: [Int?]] = [:]

  /// Most outputs have the same pictures now, and had the same before.
  private struct Question: Hashable {
    var new: [Digest]
    var old: [Int]
  }

  init(_ plan: Plan, _ history: RenderHistory, names: [String: String]) {
    (self.plan, self.history, self.names) = (plan, history, names)
    var keys: [Digest: Digest] = [:]
    for cell in plan.cells {
      for segment in cell.segments {
        keys[segment.key] = segment.spec.picture
        guard pictures[segment.spec.picture] == nil else { continue }
        pictures[segment.spec.picture] = CellMatch(SpecTree(cell.picture(of: segment)), names: names)
      }
    }
    pictureKeys = keys
  }

  mutating func before(_ segment: Digest, _ outputs: [Plan.Output]) -> SpecTree? {
    guard let (output, numbers) = known(outputs), let index = output.segments.firstIndex(of: segment) else { return nil }
    let question = Question(
      new: output.segments.compactMap { pictureKeys[$0] }, old: numbers.map { history.segments[$0].fields["picture"] ?? -1 })
    guard !question.old.contains(-1), question.new.count == output.segments.count else { return nil }
    let found = matches[question] ?? match(question)
    matches[question] = found
    return found[index].map { history.spec(history.segments[numbers[$0]]) }
  }

  private func known(_ outputs: [Plan.Output]) -> (Plan.Output, [Int])? {
    outputs.lazy.compactMap { output in history.outputs[output.name].map { (output, $0) } }.first
  }

  private func match(_ question: Question) -> [Int?] {
    CellMatch.numbers(
      question.new.compactMap { pictures[$0] }, in: question.old.map { CellMatch(history.parts[$0], names: names) })
  }
}
