import Foundation

/// Any encoded value, so that a test can change each part of it without knowing its type.
indirect enum JSONTree: Codable, Hashable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([JSONTree])
  case map([String: JSONTree])

  init(_ value: some Encodable) throws {
    self = try JSONDecoder().decode(JSONTree.self, from: JSONEncoder().encode(value))
  }

  func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONTree].self) {
      self = .list(value)
    } else {
      self = .map(try container.decode([String: JSONTree].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .map(let value): try container.encode(value)
    }
  }

  /// One place in the tree, and whole trees that differ there alone.
  struct Change {
    var path: String
    var isLeaf: Bool
    /// Not each of them need be a value of the type the tree came from.
    var candidates: [JSONTree]
  }

  /// A change of every leaf, and changes of what lists and maps hold.
  func changes(_ path: String = "") -> [Change] {
    func lifted(_ changes: [Change], _ put: (JSONTree) -> JSONTree) -> [Change] {
      changes.map { Change(path: $0.path, isLeaf: $0.isLeaf, candidates: $0.candidates.map(put)) }
    }
    func structure(_ what: String, _ tree: JSONTree) -> Change { Change(path: "\(path) \(what)", isLeaf: false, candidates: [tree]) }
    switch self {
    case .list(let items):
      var all = items.indices.flatMap { index in
        lifted(items[index].changes("\(path)[\(index)]")) { item in
          var items = items
          items[index] = item
          return .list(items)
        }
      }
      all.append(structure("emptied", .list([])))
      all.append(structure("shortened", .list(items.dropLast())))
      all.append(structure("reversed", .list(items.reversed())))
      if let last = items.last { all.append(structure("lengthened", .list(items + [last]))) }
      return all
    case .map(let entries):
      var all: [Change] = []
      for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
        all += lifted(value.changes("\(path).\(key)")) { .map(entries.merging([key: $0]) { $1 }) }
        all.append(structure("without \(key)", .map(entries.filter { $0.key != key })))
      }
      all.append(structure("with another", .map(entries.merging(["another": .text("1")]) { $1 })))
      return all
    default: return [Change(path: path, isLeaf: true, candidates: others)]
    }
  }

  /// Other leaves, some of which are of whatever type this one is.
  private var others: [JSONTree] {
    switch self {
    case .bool(let value): [.bool(!value)]
    case .integer(let value): [.integer(value + 1), .integer(value - 1)]
    case .number(let value): [.number(value + 0.5), .number(value - 0.5)]
    case .text(let text):
      [
        text + "x", (text.hasPrefix("0") ? "1" : "0") + text.dropFirst(), "31/7", "contain", "cover", "linear", "power", "dialogue",
        "highPass", "cathedral", "front", "stereo",
      ].map(
        JSONTree.text)
    default: []
    }
  }
}
