import ReelCore
import ReelTestSupport
import Testing

@Suite struct CanonicalEncoderTests {
  private struct Pair: Codable {
    var b: Int
    var a: String
  }
  /// The same tree, its properties declared and written the other way round.
  private struct Riap: Codable {
    var a: String
    var b: Int
  }
  private struct Optionals: Codable {
    var a: Int?
    var b: Int?
    var c: Int?
  }
  private struct Without: Codable { var b: Int }
  private struct Inner: Codable {
    var xs: [Double]
    var flag: Bool
  }
  private struct Outer: Codable {
    var list: [Inner]
    var map: [String: [Int]]
    var name: String
  }

  // The documented layout, written by hand: a type byte, a length of 8 bytes, least significant first, and what it announces.
  private func number(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(value >> (8 * UInt64($0)) & 255) } }
  private func leaf(_ tag: Character, _ bytes: [UInt8]) -> [UInt8] { [tag.asciiValue!] + number(UInt64(bytes.count)) + bytes }
  private func integer(_ value: Int) -> [UInt8] { leaf("I", number(UInt64(bitPattern: Int64(value)))) }
  private func double(_ value: Double) -> [UInt8] { leaf("F", number(value.bitPattern)) }
  private func string(_ text: String) -> [UInt8] { leaf("S", Array(text.utf8)) }
  private func list(_ items: [[UInt8]]) -> [UInt8] { [Character("L").asciiValue!] + number(UInt64(items.count)) + items.flatMap { $0 } }
  private func map(_ entries: [(String, [UInt8])]) -> [UInt8] {
    [Character("M").asciiValue!] + number(UInt64(entries.count))
      + entries.flatMap { number(UInt64($0.utf8.count)) + Array($0.utf8) + $1 }
  }

  @Test func theLayoutIsTheDocumentedOne() throws {
    let value = Outer(
      list: [Inner(xs: [0.5, -3], flag: true), Inner(xs: [], flag: false)], map: ["é": [1], "z": [], "a": [-2, 3]], name: "Füße")
    let bytes = map([
      (
        "list",
        list([
          map([("flag", leaf("B", [1])), ("xs", list([double(0.5), double(-3)]))]),
          map([("flag", leaf("B", [0])), ("xs", list([]))]),
        ])
      ),
      ("map", map([("a", list([integer(-2), integer(3)])), ("z", list([])), ("é", list([integer(1)]))])),
      ("name", string("Füße")),
    ])
    #expect(try CanonicalEncoder.encode(value) == bytes)
    #expect(CanonicalEncoder.digest(value) == Digest.of(bytes))
  }

  @Test func aSpecOfTheCoreHasTheDigestOfItsLayout() {
    let clip = MixClip(
      bus: .music, source: SoundSource(digest: Digest.of("song"), stream: 1), start: 10, count: 20, gain: -6.5, fadeIn: 3,
      ducking: Ducking(depth: -12, attack: Time(Rational(3, 20)), release: Time(Rational(2))))
    let bytes = map([
      ("bus", string("music")), ("count", integer(20)), ("curve", string("linear")),
      ("ducking", map([("attack", string("3/20")), ("depth", double(-12)), ("release", string("2"))])), ("fadeIn", integer(3)),
      ("fadeOut", integer(0)), ("gain", double(-6.5)), ("loops", leaf("B", [0])), ("offset", integer(0)),
      (
        "source",
        map([("digest", string("63f75c890b05405e6e1f047072642b40949dab5912aa9c0ae6f2e654dff943dd")), ("stream", integer(1))])
      ), ("start", integer(10)),
    ])
    #expect(CanonicalEncoder.digest(clip) == Digest.of(bytes))
  }

  @Test func fieldsThatAreEncodedAlreadyGiveTheSameBytes() throws {
    let value = Outer(list: [Inner(xs: [0.5, -3], flag: true)], map: ["a": [1], "z": []], name: "x")
    let whole = try CanonicalEncoder.encode(value)
    let (list, map) = (try CanonicalEncoder.encode(value.list), try CanonicalEncoder.encode(value.map))
    #expect(try CanonicalEncoder.encode(value, fields: ["list": list]) == whole)
    #expect(try CanonicalEncoder.encode(value, fields: ["list": list, "map": map]) == whole)
    // Of the outermost value alone.
    #expect(try CanonicalEncoder.encode(value, fields: ["xs": map, "none": list]) == whole)
  }

  @Test func theTreeIsWhatTheBytesAreWrittenFrom() {
    let value = Outer(list: [Inner(xs: [0.5, -0.0], flag: true)], map: ["a": [-1], "z": []], name: "x")
    #expect(
      CanonicalEncoder.tree(value)
        == .map([
          "list": .list([.map(["xs": .list([.real(0.5), .real(0)]), "flag": .truth(true)])]),
          "map": .map(["a": .list([.number(-1)]), "z": .list([])]), "name": .text("x"),
        ]))
    #expect(CanonicalEncoder.tree([1, nil] as [Int?]) == .list([.number(1), .nothing]))
    #expect(CanonicalEncoder.tree(Optionals(b: 2)) == .map(["b": .number(2)]))
  }

  @Test func theOrderOfPropertiesDoesNotMatter() throws {
    #expect(try CanonicalEncoder.encode(Pair(b: 1, a: "x")) == CanonicalEncoder.encode(Riap(a: "x", b: 1)))
  }

  @Test func theOrderOfADictionaryDoesNotMatter() throws {
    var rng = SeededRNG(seed: 3)
    let keys = (0..<200).map { _ in String(rng.next(), radix: 36) }
    let wanted = try CanonicalEncoder.encode(Dictionary(uniqueKeysWithValues: keys.map { ($0, $0.count) }))
    for _ in 0..<5 {
      // Capacity and order of insertion both change how a dictionary is walked.
      var shuffled = Dictionary<String, Int>(minimumCapacity: Int.random(in: 0...5000, using: &rng))
      for key in keys.shuffled(using: &rng) { shuffled[key] = key.count }
      #expect(try CanonicalEncoder.encode(shuffled) == wanted)
    }
  }

  @Test func nilIsAbsent() throws {
    #expect(try CanonicalEncoder.encode(Optionals(b: 2)) == CanonicalEncoder.encode(Without(b: 2)))
    #expect(try CanonicalEncoder.encode([1, nil] as [Int?]) == list([integer(1), leaf("0", [])]))
  }

  @Test func equalNumbersAreEqualBytes() throws {
    #expect(try CanonicalEncoder.encode([-0.0]) == CanonicalEncoder.encode([0.0]))
    let nans = [Double.nan, -Double.nan, Double(nan: 7, signaling: false)]
    #expect(Set(try nans.map { try CanonicalEncoder.encode([$0]) }).count == 1)
    #expect(try CanonicalEncoder.encode([Float(0.25)]) == CanonicalEncoder.encode([0.25]))
    #expect(try CanonicalEncoder.encode([UInt8(7)]) == CanonicalEncoder.encode([Int64(7)]))
    #expect(try CanonicalEncoder.encode([0.1]) != CanonicalEncoder.encode([(0.1).nextUp]))
  }

  @Test func differentTreesAreDifferentBytes() throws {
    var trees: [[UInt8]] = []
    func add(_ value: some Encodable) throws { trees.append(try CanonicalEncoder.encode(value)) }
    try add([[1], [2]])
    try add([[1, 2]])
    try add([[], [1, 2]] as [[Int]])
    try add([[1, 2], []] as [[Int]])
    try add([[[1], [2]]])
    try add([1, 2])
    try add([2, 1])
    try add([1.0, 2.0])
    try add(["1", "2"])
    try add(["12"])
    try add(["1", "2", ""])
    try add(["", "1", "2"])
    try add([true, false])
    try add([1, 0])
    try add([] as [Int])
    try add([:] as [String: Int])
    try add([""])
    try add([nil] as [Int?])
    try add(["a": 1, "b": 2])
    try add(["a": 2, "b": 1])
    try add(["ab": 1, "": 2])
    try add(["a": ["b": 1]])
    try add(["a": ["b": 1], "b": [:]])
    try add(["a": [:], "b": ["b": 1]])
    try add(Optionals(a: 1))
    try add(Optionals(b: 1))
    try add(Optionals(a: 1, c: 1))
    try add(["e\u{301}"])
    try add(["é"])
    #expect(Set(trees).count == trees.count)
  }

  @Test func seededTreesAgreeWithTheHandWrittenLayout() throws {
    var rng = SeededRNG(seed: 8)
    var seen: [[UInt8]: String] = [:]
    for _ in 0..<400 {
      let tree = Tree.random(depth: 3, &rng)
      let bytes = try CanonicalEncoder.encode(tree)
      #expect(bytes == layout(tree), "\(tree)")
      #expect(seen.updateValue("\(tree.sorted)", forKey: bytes) ?? "\(tree.sorted)" == "\(tree.sorted)")
    }
    #expect(seen.count > 100)
  }

  private func layout(_ tree: Tree) -> [UInt8] {
    switch tree {
    case .text(let text): string(text)
    case .number(let value): integer(value)
    case .items(let items): list(items.map(layout))
    case .entries(let entries):
      map(entries.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }.map { ($0.key, layout($0.value)) })
    }
  }
}

private indirect enum Tree: Encodable {
  case text(String)
  case number(Int)
  case items([Tree])
  case entries([String: Tree])

  static func random(depth: Int, _ rng: inout SeededRNG) -> Tree {
    let word = ["", "a", "b", "ab", "é"].randomElement(using: &rng)!
    switch Int.random(in: 0..<(depth == 0 ? 2 : 4), using: &rng) {
    case 0: return .text(word)
    case 1: return .number(Int.random(in: -2...2, using: &rng))
    case 2: return .items((0..<Int.random(in: 0...3, using: &rng)).map { _ in random(depth: depth - 1, &rng) })
    default:
      var entries: [String: Tree] = [:]
      for _ in 0..<Int.random(in: 0...3, using: &rng) {
        entries[["", "a", "b", "ab", "é"].randomElement(using: &rng)!] = random(depth: depth - 1, &rng)
      }
      return .entries(entries)
    }
  }

  /// Readable and without the accident of a dictionary's order.
  var sorted: String {
    switch self {
    case .text(let text): "'\(text)'"
    case .number(let value): "\(value)"
    case .items(let items): "[" + items.map(\.sorted).joined(separator: ",") + "]"
    case .entries(let entries):
      "{" + entries.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.sorted)" }.joined(separator: ",") + "}"
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let value): try container.encode(value)
    case .items(let items): try container.encode(items)
    case .entries(let entries): try container.encode(entries)
    }
  }
}
