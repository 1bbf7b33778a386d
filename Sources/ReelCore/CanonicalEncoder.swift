/// Turns any `Encodable` value into canonical bytes: equal values give equal bytes on every machine, in every locale and process.
///
/// Keys are built from it, so **every stored property is in unless a type leaves it out of its `CodingKeys`**. Each value carries a
/// type byte and its length, keyed containers are sorted by key, so two different trees never share their bytes. A `nil` property is
/// absent, as in synthesised `Codable`.
package enum CanonicalEncoder {
  package static func encode(_ value: some Encodable) throws -> [UInt8] {
    let box = Box()
    try value.encode(to: Node(box: box, codingPath: []))
    return box.value?.bytes ?? []
  }

  /// What the canonical bytes of a value are written from, for those who tell people of it.
  package static func tree(_ value: some Encodable) -> CanonicalTree {
    let box = Box()
    do {
      try value.encode(to: Node(box: box, codingPath: []))
    } catch {
      preconditionFailure("a spec cannot be encoded: \(error)")
    }
    return box.value?.tree ?? .nothing
  }

  /// The digest of the canonical bytes. Specs hold nothing that can fail to encode, so a failure is a bug.
  package static func digest(_ value: some Encodable) -> Digest {
    do {
      return Digest.of(try encode(value))
    } catch {
      preconditionFailure("a spec cannot be encoded: \(error)")
    }
  }

  fileprivate enum Value {
    case leaf(tag: UInt8, [UInt8])
    case list([Box])
    case map([String: Box])

    var bytes: [UInt8] {
      switch self {
      case .leaf(let tag, let bytes): return [tag] + Self.length(bytes.count) + bytes
      case .list(let items):
        return [0x4C] + Self.length(items.count) + items.flatMap { $0.value?.bytes ?? [] }
      case .map(let entries):
        var out: [UInt8] = [0x4D] + Self.length(entries.count)
        for (key, box) in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
          out += Self.length(key.utf8.count) + Array(key.utf8) + (box.value?.bytes ?? [])
        }
        return out
      }
    }

    var tree: CanonicalTree {
      switch self {
      case .leaf(0x42, let bytes): return .truth(bytes != [0])
      case .leaf(0x49, let bytes): return .number(Int(truncatingIfNeeded: Self.integer(bytes)))
      case .leaf(0x46, let bytes): return .real(Double(bitPattern: Self.integer(bytes)))
      case .leaf(0x53, let bytes): return .text(String(decoding: bytes, as: UTF8.self))
      case .leaf: return .nothing
      case .list(let items): return .list(items.map { $0.value?.tree ?? .nothing })
      case .map(let entries): return .map(entries.mapValues { $0.value?.tree ?? .nothing })
      }
    }

    static func length(_ count: Int) -> [UInt8] { integer(UInt64(count)) }
    static func integer(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) } }
    static func integer(_ bytes: [UInt8]) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
  }

  fileprivate final class Box {
    var value: Value?
    init(_ value: Value? = nil) { self.value = value }
  }

  fileprivate struct Node: Encoder, SingleValueEncodingContainer {
    let box: Box
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
      if box.value == nil { box.value = .map([:]) }
      return KeyedEncodingContainer(Keyed<Key>(box: box, codingPath: codingPath))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
      if box.value == nil { box.value = .list([]) }
      return Unkeyed(box: box, codingPath: codingPath)
    }
    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    private func leaf(_ tag: UInt8, _ bytes: [UInt8]) { box.value = .leaf(tag: tag, bytes) }
    private func integer(_ value: some BinaryInteger) { leaf(0x49, Value.integer(UInt64(truncatingIfNeeded: value))) }

    func encodeNil() throws { leaf(0x30, []) }
    func encode(_ value: Bool) throws { leaf(0x42, [value ? 1 : 0]) }
    func encode(_ value: String) throws { leaf(0x53, Array(value.utf8)) }
    /// The bit pattern, with one zero and one not-a-number, so that equal numbers are equal bytes.
    func encode(_ value: Double) throws {
      let canonical = value == 0 ? 0 : value.isNaN ? Double.nan : value
      leaf(0x46, Value.integer(canonical.bitPattern))
    }
    func encode(_ value: Float) throws { try encode(Double(value)) }
    func encode(_ value: Int) throws { integer(value) }
    func encode(_ value: Int8) throws { integer(value) }
    func encode(_ value: Int16) throws { integer(value) }
    func encode(_ value: Int32) throws { integer(value) }
    func encode(_ value: Int64) throws { integer(value) }
    func encode(_ value: UInt) throws { integer(value) }
    func encode(_ value: UInt8) throws { integer(value) }
    func encode(_ value: UInt16) throws { integer(value) }
    func encode(_ value: UInt32) throws { integer(value) }
    func encode(_ value: UInt64) throws { integer(value) }
    func encode<T: Encodable>(_ value: T) throws { try value.encode(to: self) }
  }

  fileprivate struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let box: Box
    let codingPath: [any CodingKey]

    private func child(_ key: String) -> Box {
      let child = Box()
      guard case .map(var entries) = box.value else { preconditionFailure("a value encodes itself as two kinds of container") }
      entries[key] = child
      box.value = .map(entries)
      return child
    }
    private func node(_ key: Key) -> Node { Node(box: child(key.stringValue), codingPath: codingPath + [key]) }

    func encodeNil(forKey key: Key) throws { try node(key).encodeNil() }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try value.encode(to: node(key)) }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
      node(key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { node(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { Node(box: child("super"), codingPath: codingPath) }
    func superEncoder(forKey key: Key) -> any Encoder { node(key) }
  }

  fileprivate struct Unkeyed: UnkeyedEncodingContainer {
    let box: Box
    let codingPath: [any CodingKey]

    var count: Int {
      if case .list(let items) = box.value { return items.count }
      return 0
    }
    private func node() -> Node {
      let child = Box()
      guard case .list(var items) = box.value else { preconditionFailure("a value encodes itself as two kinds of container") }
      box.value = nil  // keeps the array unshared, so that appending does not copy it
      items.append(child)
      box.value = .list(items)
      return Node(box: child, codingPath: codingPath)
    }

    func encodeNil() throws { try node().encodeNil() }
    func encode<T: Encodable>(_ value: T) throws { try value.encode(to: node()) }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
      node().container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { node().unkeyedContainer() }
    func superEncoder() -> any Encoder { node() }
  }
}
