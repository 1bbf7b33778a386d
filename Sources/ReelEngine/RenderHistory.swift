import Foundation
import ReelCore
import ReelPlan
import ReelStore

/// What was rendered last of a document: the specs of every output's segments and of every track, as people read them.
///
/// It is a note in the store, outlives what it tells of, and only serves to say why something is to be rendered. One that is damaged,
/// missing or too large is as none.
struct RenderHistory {
  struct Segment {
    /// In hexadecimal.
    var key: String
    /// The fields of its spec, as numbers of `parts`.
    var fields: [String: Int]
  }

  struct Track {
    var key: String
    var spec: SpecTree
  }

  /// What the files were called, by their digests.
  private(set) var names: [String: String] = [:]
  /// What many segments have in common stands here once.
  private(set) var parts: [SpecTree] = []
  private(set) var segments: [Segment] = []
  /// Numbers of segments, in order, by `delivery/language/rendition`.
  private(set) var outputs: [String: [Int]] = [:]
  /// By `delivery/language`.
  private(set) var tracks: [String: Track] = [:]

  init() {}

  init(_ plan: Plan, names: [Digest: String], build: BuildIdentity) {
    var builder = Builder()
    let build = SpecTree(build)
    var numbers: [Digest: Int] = [:]
    var pictures: [Digest: SpecTree] = [:]
    for cell in plan.cells {
      for segment in cell.segments where numbers[segment.key] == nil {
        let picture = pictures[segment.spec.picture] ?? SpecTree(cell.picture(of: segment))
        pictures[segment.spec.picture] = picture
        numbers[segment.key] = builder.add(segment.key.hex, SpecTree(segment.spec, picture: picture, build: build).fields)
      }
    }
    for output in plan.outputs where output.picture != nil { outputs[output.name] = output.segments.compactMap { numbers[$0] } }
    let specs = Dictionary(plan.tracks.map { ($0.key, Track(key: $0.key.hex, spec: SpecTree($0.spec, build: build))) }) { first, _ in first
    }
    for output in plan.outputs { if let track = output.sound?.track { tracks[output.soundName] = specs[track] } }
    (parts, segments) = (builder.parts, builder.segments)
    keepNames(of: Dictionary(names.map { ($0.key.hex, $0.value) }) { first, _ in first })
  }

  func spec(_ segment: Segment) -> SpecTree { .map(segment.fields.mapValues { parts[$0] }) }

  /// Takes over the outputs it does not have: those that were not asked for this time.
  private mutating func addMissing(from old: RenderHistory) {
    var builder = Builder(parts: parts, segments: segments)
    for (name, numbers) in old.outputs where outputs[name] == nil {
      outputs[name] = numbers.map { number in
        let segment = old.segments[number]
        return builder.add(segment.key, segment.fields.mapValues { old.parts[$0] })
      }
    }
    (parts, segments) = (builder.parts, builder.segments)
    tracks.merge(old.tracks) { new, _ in new }
    keepNames(of: old.names.merging(names) { $1 })
  }

  private mutating func keepNames(of known: [String: String]) {
    var digests: Set<String> = []
    for tree in parts + tracks.values.map(\.spec) { tree.collectDigests(&digests) }
    names = known.filter { digests.contains($0.key) }
  }

  private struct Builder {
    var parts: [SpecTree] = []
    var segments: [Segment] = []
    private var partNumbers: [SpecTree: Int] = [:]
    private var segmentNumbers: [String: Int] = [:]

    init(parts: [SpecTree] = [], segments: [Segment] = []) {
      (self.parts, self.segments) = (parts, segments)
      for (number, part) in parts.enumerated() { partNumbers[part] = number }
      for (number, segment) in segments.enumerated() { segmentNumbers[segment.key] = number }
    }

    mutating func add(_ key: String, _ fields: [String: SpecTree]) -> Int {
      if let number = segmentNumbers[key] { return number }
      segmentNumbers[key] = segments.count
      segments.append(Segment(key: key, fields: fields.mapValues { number(of: $0) }))
      return segments.count - 1
    }

    private mutating func number(of part: SpecTree) -> Int {
      if let number = partNumbers[part] { return number }
      partNumbers[part] = parts.count
      parts.append(part)
      return parts.count - 1
    }
  }
}

/// As a note in the store: JSON.
extension RenderHistory {
  private struct Name: Encodable {
    var kind = "history"
    var version = 1
    var document: String
    var id: String
  }

  private static func name(_ project: Project, _ plan: Plan) -> Digest {
    let path = URL(fileURLWithPath: project.document).standardizedFileURL.resolvingSymlinksInPath().path
    return CanonicalEncoder.digest(Name(document: path, id: plan.id))
  }

  /// Empty when there is none that can be read.
  static func read(_ project: Project, _ plan: Plan, from store: Store) -> RenderHistory {
    store.note(name(project, plan)).flatMap { RenderHistory(json: Data($0)) } ?? RenderHistory()
  }

  func write(_ project: Project, _ plan: Plan, to store: Store) throws {
    var whole = self
    whole.addMissing(from: Self.read(project, plan, from: store))
    let name = Self.name(project, plan)
    if try !store.write(note: name, [UInt8](try whole.json())) { try store.write(note: name, [UInt8](try json())) }
  }

  private func json() throws -> Data {
    let content: [String: Any] = [
      "names": names, "parts": parts.map(\.plain), "segments": segments.map { ["key": $0.key, "fields": $0.fields] as [String: Any] },
      "outputs": outputs, "tracks": tracks.mapValues { ["key": $0.key, "spec": $0.spec.plain] as [String: Any] },
    ]
    return try JSONSerialization.data(withJSONObject: content, options: [.sortedKeys, .withoutEscapingSlashes])
  }

  private init?(json: Data) {
    guard let content = try? JSONSerialization.jsonObject(with: json) as? [String: Any],
      let names = content["names"] as? [String: String], let parts = content["parts"] as? [Any],
      let segments = content["segments"] as? [[String: Any]], let outputs = content["outputs"] as? [String: [Int]],
      let tracks = content["tracks"] as? [String: [String: Any]]
    else { return nil }
    self.names = names
    self.parts = parts.compactMap(SpecTree.init(plain:))
    self.segments = segments.compactMap { segment in
      guard let key = segment["key"] as? String, let fields = segment["fields"] as? [String: Int] else { return nil }
      return Segment(key: key, fields: fields)
    }
    self.outputs = outputs
    self.tracks = tracks.compactMapValues { track in
      guard let key = track["key"] as? String, let spec = track["spec"].flatMap(SpecTree.init(plain:)) else { return nil }
      return Track(key: key, spec: spec)
    }
    guard self.parts.count == parts.count, self.segments.count == segments.count,
      self.segments.allSatisfy({ $0.fields.values.allSatisfy(parts.indices.contains) }),
      outputs.values.allSatisfy({ $0.allSatisfy(segments.indices.contains) })
    else { return nil }
  }
}

extension SpecTree {
  fileprivate var plain: Any {
    switch self {
    case .leaf(let text): text
    case .list(let items): items.map(\.plain)
    case .map(let fields): fields.mapValues(\.plain)
    }
  }

  fileprivate init?(plain: Any) {
    if let text = plain as? String {
      self = .leaf(text)
    } else if let items = plain as? [Any] {
      self = .list(items.compactMap(SpecTree.init(plain:)))
    } else if let fields = plain as? [String: Any] {
      self = .map(fields.compactMapValues(SpecTree.init(plain:)))
    } else {
      return nil
    }
  }

  fileprivate func collectDigests(_ digests: inout Set<String>) {
    switch self {
    case .leaf(let text): if Self.isDigest(text) { digests.insert(text) }
    case .list(let items): for item in items { item.collectDigests(&digests) }
    case .map(let fields): for field in fields.values { field.collectDigests(&digests) }
    }
  }
}

extension Plan.Output {
  /// `delivery/language/rendition`, as ``Selection`` matches it.
  var name: String { "\(soundName)/\(rendition)" }
  /// `delivery/language`
  var soundName: String { "\(delivery)/\(language ?? "-")" }
}
