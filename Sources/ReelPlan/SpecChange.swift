/// One field in which two specs differ.
package struct SpecChange: Hashable, Sendable {
  package var path: String
  /// As it is shown; `nil` for what was not there.
  package var from: String?
  package var to: String?

  /// All of them, in the order of their paths.
  package static func between(_ old: SpecTree, _ new: SpecTree) -> [SpecChange] {
    var changes: [SpecChange] = []
    add(old, new, at: "", to: &changes)
    return changes
  }

  private static func add(_ old: SpecTree, _ new: SpecTree, at path: String, to changes: inout [SpecChange]) {
    if old == new { return }
    switch (old, new) {
    case (.map(let old), .map(let new)):
      for name in Set(old.keys).union(new.keys).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        let place = path.isEmpty ? name : "\(path).\(name)"
        if let old = old[name], let new = new[name] {
          add(old, new, at: place, to: &changes)
        } else {
          changes.append(SpecChange(path: place, from: old[name]?.summary, to: new[name]?.summary))
        }
      }
    case (.list(let old), .list(let new)): add(old, new, at: path, to: &changes)
    default: changes.append(SpecChange(path: path, from: old.summary, to: new.summary))
    }
  }

  /// What is equal at both ends stands for itself: an item put in between is one change, and not one of every item after it.
  private static func add(_ old: [SpecTree], _ new: [SpecTree], at path: String, to changes: inout [SpecChange]) {
    let most = min(old.count, new.count)
    let front = zip(old, new).prefix { $0 == $1 }.count
    let back = min(zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count, most - front)
    let (before, after) = (old[front..<old.count - back], new[front..<new.count - back])
    for index in front..<front + max(before.count, after.count) {
      let place = "\(path)[\(index)]"
      if before.indices.contains(index), after.indices.contains(index) {
        add(before[index], after[index], at: place, to: &changes)
      } else {
        changes.append(
          SpecChange(
            path: place, from: before.indices.contains(index) ? before[index].summary : nil,
            to: after.indices.contains(index) ? after[index].summary : nil))
      }
    }
  }
}

extension SpecTree {
  /// The whole by what people know it by: what it is read from, or its words.
  fileprivate var summary: String {
    switch self {
    case .leaf(let text): return text
    case .list(let items): return items.first.map { $0.summary + (items.count > 1 ? ", ..." : "") } ?? "[]"
    case .map(let fields):
      if let lines = fields["lines"], lines != .list([]) { return lines.summary }
      if case .leaf(let digest)? = fields["source"]?.fields["digest"] { return digest }
      if case .leaf(let type)? = fields["type"] { return type }
      return "{\(fields.keys.sorted().joined(separator: ", "))}"
    }
  }
}
