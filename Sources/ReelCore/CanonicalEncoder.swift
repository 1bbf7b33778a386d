/// Turns any `Encodable` value into canonical bytes: equal values give equal bytes on every machine, in every locale and process.
///
/// Keys are built from it, so **every stored property is in unless a type leaves it out of its `CodingKeys`**. Each value carries a
/// type byte and its length, keyed containers are sorted by key, so two different trees never share their bytes. A `nil` property is
/// absent, as in synthesised `Codable`.
package enum CanonicalEncoder {
  /// - Parameter fields: canonical bytes of fields of `value` that are containers or whole numbers, for those who encode many values that
  ///   have fields in common: the bytes are taken as they are, and the fields not looked at.
  package static func encode(_ value: some Encodable, fields: [String: [UInt8]] = [:]) throws -> [UInt8] {
    let box = Box()
    try value.encode(to: Node(box: box, fields: fields))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1024)
    box.write(to: &bytes)
    return bytes
  }

  /// What the canonical bytes of a value are written from, for those who tell people of it.
  package static func tree(_ value: some Encodable) -> CanonicalTree {
    let box = Box()
    do {
      try value.encode(to: Node(box: box))
    } catch {
      preconditionFailure("a spec cannot be encoded: \(error)")
    }
    return box.tree
  }

  /// The digest of the canonical bytes. Specs hold nothing that can fail to encode, so a failure is a bug.
  ///
  /// - Parameter fields: as for ``encode(_:fields:)``.
  package static func digest(_ value: some Encodable, fields: [String: [UInt8]] = [:]) -> Digest {
    Digest.of(bytes(of: value, fields: fields))
  }

  /// The canonical bytes of what holds nothing that can fail to encode.
  package static func bytes(of value: some Encodable, fields: [String: [UInt8]] = [:]) -> [UInt8] {
    do {
      return try encode(value, fields: fields)
    } catch {
      preconditionFailure("a spec cannot be encoded: \(error)")
    }
  }

  fileprivate enum Value {
    case none
    case truth(Bool)
    case number(UInt64)
    /// The bit pattern.
    case real(UInt64)
    case text(String)
    /// Canonical bytes as they are.
    case bytes([UInt8])
    case box(Box)

    static func number(_ value: some BinaryInteger) -> Value { .number(UInt64(truncatingIfNeeded: value)) }
    /// One zero and one not-a-number, so that equal numbers are equal bytes.
    static func real(_ value: Double) -> Value { .real((value == 0 ? 0 : value.isNaN ? Double.nan : value).bitPattern) }

    func write(to out: inout [UInt8]) {
      switch self {
      case .none: Self.begin(0x30, 0, &out)
      case .truth(let value):
        Self.begin(0x42, 1, &out)
        out.append(value ? 1 : 0)
      case .number(let value):
        Self.begin(0x49, 8, &out)
        Self.append(value, &out)
      case .real(let pattern):
        Self.begin(0x46, 8, &out)
        Self.append(pattern, &out)
      case .text(let text):
        Self.begin(0x53, text.utf8.count, &out)
        out.append(contentsOf: text.utf8)
      case .bytes(let bytes): out.append(contentsOf: bytes)
      case .box(let box): box.write(to: &out)
      }
    }

    static func begin(_ tag: UInt8, _ count: Int, _ out: inout [UInt8]) {
      out.append(tag)
      append(UInt64(count), &out)
    }

    static func append(_ value: UInt64, _ out: inout [UInt8]) {
      withUnsafeBytes(of: value.littleEndian) { out.append(contentsOf: $0) }
    }

    var tree: CanonicalTree {
      switch self {
      case .none, .bytes: .nothing
      case .truth(let value): .truth(value)
      case .number(let value): .number(Int(truncatingIfNeeded: value))
      case .real(let pattern): .real(Double(bitPattern: pattern))
      case .text(let text): .text(text)
      case .box(let box): box.tree
      }
    }
  }

  /// What one value encodes itself to: a value, or a container of them.
  fileprivate final class Box {
    enum Kind { case nothing, single, list, map }

    var kind = Kind.nothing
    /// One, those of a list, or those of a map in the order of `keys`.
    var values: [Value] = []
    var keys: [String] = []

    func become(_ wanted: Kind) {
      if kind == .nothing { kind = wanted }
      precondition(kind == wanted, "a value encodes itself as two kinds of container")
    }

    func set(_ value: Value) {
      kind = .single
      values = [value]
    }

    func set(_ value: Value, _ key: String) {
      if let index = keys.firstIndex(of: key) {
        values[index] = value
      } else {
        keys.append(key)
        values.append(value)
      }
    }

    func write(to out: inout [UInt8]) {
      switch kind {
      case .nothing: break
      case .single: values[0].write(to: &out)
      case .list:
        Value.begin(0x4C, values.count, &out)
        for value in values { value.write(to: &out) }
      case .map:
        Value.begin(0x4D, values.count, &out)
        for index in keys.indices.sorted(by: { keys[$0].utf8.lexicographicallyPrecedes(keys[$1].utf8) }) {
          Value.append(UInt64(keys[index].utf8.count), &out)
          out.append(contentsOf: keys[index].utf8)
          values[index].write(to: &out)
        }
      }
    }

    var tree: CanonicalTree {
      switch kind {
      case .nothing: .nothing
      case .single: values[0].tree
      case .list: .list(values.map(\.tree))
      case .map: .map(Dictionary(uniqueKeysWithValues: zip(keys, values.map(\.tree))))
      }
    }
  }

  fileprivate struct Node: Encoder, SingleValueEncodingContainer {
    let box: Box
    /// Of the outermost value.
    var fields: [String: [UInt8]] = [:]
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
      box.become(.map)
      return KeyedEncodingContainer(Keyed<Key>(box: box, fields: fields))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
      box.become(.list)
      return Unkeyed(box: box)
    }
    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() throws { box.set(.none) }
    func encode(_ value: Bool) throws { box.set(.truth(value)) }
    func encode(_ value: String) throws { box.set(.text(value)) }
    func encode(_ value: Double) throws { box.set(.real(value)) }
    func encode(_ value: Float) throws { box.set(.real(Double(value))) }
    func encode(_ value: Int) throws { box.set(.number(value)) }
    func encode(_ value: Int8) throws { box.set(.number(value)) }
    func encode(_ value: Int16) throws { box.set(.number(value)) }
    func encode(_ value: Int32) throws { box.set(.number(value)) }
    func encode(_ value: Int64) throws { box.set(.number(value)) }
    func encode(_ value: UInt) throws { box.set(.number(value)) }
    func encode(_ value: UInt8) throws { box.set(.number(value)) }
    func encode(_ value: UInt16) throws { box.set(.number(value)) }
    func encode(_ value: UInt32) throws { box.set(.number(value)) }
    func encode(_ value: UInt64) throws { box.set(.number(value)) }
    func encode<T: Encodable>(_ value: T) throws { try value.encode(to: self) }
  }

  /// Any value as a field or an item; the commonest ones without a box of their own.
  private static func value(_ value: some Encodable) throws -> Value {
    if let number = value as? Int { return .number(number) }
    if let text = value as? String { return .text(text) }
    if let number = value as? Double { return .real(number) }
    let box = Box()
    try value.encode(to: Node(box: box))
    return .box(box)
  }

  fileprivate struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let box: Box
    let fields: [String: [UInt8]]
    var codingPath: [any CodingKey] { [] }

    private func child(_ key: String) -> Box {
      let child = Box()
      box.set(.box(child), key)
      return child
    }

    func encodeNil(forKey key: Key) throws { box.set(.none, key.stringValue) }
    func encode(_ value: Bool, forKey key: Key) throws { box.set(.truth(value), key.stringValue) }
    func encode(_ value: String, forKey key: Key) throws { box.set(.text(value), key.stringValue) }
    func encode(_ value: Double, forKey key: Key) throws { box.set(.real(value), key.stringValue) }
    func encode(_ value: Int, forKey key: Key) throws {
      let name = key.stringValue
      box.set(fields[name].map { .bytes($0) } ?? .number(value), name)
    }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
      let name = key.stringValue
      box.set(try fields[name].map { .bytes($0) } ?? CanonicalEncoder.value(value), name)
    }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
      Node(box: child(key.stringValue)).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { Node(box: child(key.stringValue)).unkeyedContainer() }
    func superEncoder() -> any Encoder { Node(box: child("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { Node(box: child(key.stringValue)) }
  }

  fileprivate struct Unkeyed: UnkeyedEncodingContainer {
    let box: Box
    var codingPath: [any CodingKey] { [] }
    var count: Int { box.values.count }

    private func child() -> Box {
      let child = Box()
      box.values.append(.box(child))
      return child
    }

    func encodeNil() throws { box.values.append(.none) }
    func encode<T: Encodable>(_ value: T) throws { box.values.append(try CanonicalEncoder.value(value)) }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
      Node(box: child()).container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { Node(box: child()).unkeyedContainer() }
    func superEncoder() -> any Encoder { Node(box: child()) }
  }
}
