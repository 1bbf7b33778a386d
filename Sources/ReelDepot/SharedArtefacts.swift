package import ReelCore
package import ReelStore

/// Artefacts in a depot: each object is the very file that a ``Store`` keeps, header and payload, so that length and digest go with it.
package struct SharedArtefacts: Sendable {
  package let depot: any Depot
  package static let prefix = "artefacts/"

  package init(_ depot: any Depot) { self.depot = depot }

  package static func name(_ key: Digest) -> String { "\(prefix)\(key.hex.prefix(2))/\(key.hex.dropFirst(2))" }

  package static func key(_ name: String) -> Digest? {
    name.hasPrefix(prefix) ? Digest(hex: name.dropFirst(prefix.count).filter { $0 != "/" }) : nil
  }

  package enum State: Hashable, Sendable {
    case absent
    case there
    /// Cut short, of another key, or not an artefact at all.
    case damaged
  }

  /// By header and length: one short request.
  package func state(of key: Digest) throws -> State {
    guard let (bytes, size) = try depot.read(Self.name(key), first: ArtefactHeader.byteCount) else { return .absent }
    return Self.header(bytes.prefix(ArtefactHeader.byteCount), size, key) == nil ? .damaged : .there
  }

  private static func header(_ bytes: ArraySlice<UInt8>, _ size: Int, _ key: Digest) -> ArtefactHeader? {
    let reading = Array(bytes).withUnsafeBytes { ArtefactHeader.read($0, fileCount: size, key: key) }
    if case .header(let header) = reading { return header }
    return nil
  }

  package enum Publication: Hashable, Sendable {
    case stored
    case alreadyThere
    /// What was there was damaged.
    case repaired
  }

  /// Puts what a store has under `key` where all can have it.
  ///
  /// - Throws: `invalid` when intact other bytes are there.
  package func publish(_ key: Digest, from store: Store) throws -> Publication {
    guard let payload = try store.get(key) else {
      throw ReelError(.failed, "artefact \(key) is gone from the store as soon as it was made", file: store.directory)
    }
    let header = ArtefactHeader(key: key, payloadCount: payload.count, payload: Digest.of(payload))
    let content = DepotContent.bytes(header.bytes + payload)
    // A look first: not every place refuses what comes second.
    switch try occupant(of: header) {
    case .nobody:
      if try depot.put(Self.name(key), content, replacing: false) == .stored { return .stored }
      if try occupant(of: header) == .same { return .alreadyThere }
    case .same: return .alreadyThere
    case .damaged: break
    }
    _ = try depot.put(Self.name(key), content, replacing: true)
    return .repaired
  }

  private enum Occupant {
    case nobody, same, damaged
  }

  private func occupant(of header: ArtefactHeader) throws -> Occupant {
    guard let (bytes, size) = try depot.read(Self.name(header.key), first: ArtefactHeader.byteCount) else { return .nobody }
    guard let found = Self.header(bytes.prefix(ArtefactHeader.byteCount), size, header.key) else { return .damaged }
    if found == header { return .same }
    guard case .intact = try content(header.key) else { return .damaged }
    throw ReelError(
      .invalid,
      "the shared store holds other bytes under key \(header.key.hex): \(found.payload.hex) is there, \(header.payload.hex) was to be put",
      file: depot.address, hint: "equal inputs must give equal bytes: this is a fault of the engine, or of who put the others")
  }

  private enum Content {
    case absent, damaged
    case intact([UInt8])
  }

  private func content(_ key: Digest) throws -> Content {
    guard let (bytes, size) = try depot.read(Self.name(key), first: nil) else { return .absent }
    guard let header = Self.header(bytes.prefix(ArtefactHeader.byteCount), size, key) else { return .damaged }
    let payload = Array(bytes.dropFirst(ArtefactHeader.byteCount))
    return payload.count == header.payloadCount && Digest.of(payload) == header.payload ? .intact(payload) : .damaged
  }

  /// By length and digest of all of it. Damage is looked at three times: it may be of the way and not of the place.
  package func check(_ key: Digest) throws -> State {
    for _ in 0..<3 {
      switch try content(key) {
      case .absent: return .absent
      case .intact: return .there
      case .damaged: continue
      }
    }
    return .damaged
  }

  /// Brings an artefact into a store, unless it is there; only what is intact gets in.
  package func fetch(_ key: Digest, into store: Store) throws -> State {
    if try store.contains(key) { return .there }
    for _ in 0..<3 {
      switch try content(key) {
      case .absent: return .absent
      case .intact(let payload):
        _ = try store.put(key, payload)
        return .there
      case .damaged: continue
      }
    }
    return .damaged
  }

  /// Those of `keys` that the depot does not have: few are asked for one by one, many are looked up in a listing.
  package func missing(among keys: some Collection<Digest>) throws -> Set<Digest> {
    if keys.count <= 32 { return Set(try keys.filter { try state(of: $0) != .there }) }
    let there = Set(try depot.list(Self.prefix).lazy.filter { $0.size > ArtefactHeader.byteCount }.compactMap { Self.key($0.name) })
    return Set(keys).subtracting(there)
  }
}
