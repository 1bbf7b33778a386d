import Foundation
import ReelCore
import ReelDepot
import ReelStore
import ReelTestSupport

/// A store of this machine with an artefact, and what tests ask of a depot.
struct DepotFixture {
  let folder: TemporaryDirectory
  let store: Store
  let key = Digest.of("an artefact")
  let payload: [UInt8]

  init(seed: UInt64 = 1) throws {
    folder = try TemporaryDirectory("reelfx-depot")
    store = try Store(directory: folder.file("store"), limit: 1 << 30)
    var random = SeededRNG(seed: seed)
    payload = random.bytes(30_000)
    _ = try store.put(key, payload)
  }

  func directory(_ name: String = "depot") throws -> DirectoryDepot {
    try DirectoryDepot(folder.file(name), writer: "host.1.1", makes: true)
  }

  /// Another store, as another machine has one.
  func another() throws -> Store { try Store(directory: folder.file("other-\(UUID())"), limit: 1 << 30) }

  /// Files of a folder, below it.
  func files(_ name: String = "depot") -> [String] {
    let root = folder.file(name)
    return (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []).filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: root + "/" + $0, isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }
}
