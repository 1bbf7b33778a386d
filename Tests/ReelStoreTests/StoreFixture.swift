import Foundation
import ReelCore
import ReelStore
import ReelTestSupport

/// A store in a temporary folder, and the means to look at and damage its files behind its back.
struct StoreFixture {
  let folder: TemporaryDirectory
  let store: Store
  var directory: String { folder.path + "/store" }

  init(limit: Int = 1 << 30, calls: FileCalls = .system) throws {
    folder = try TemporaryDirectory()
    store = try Store(directory: folder.path + "/store", limit: limit, calls: calls)
  }

  /// A second view of the same folder, as another process would have.
  func another(limit: Int = 1 << 30) throws -> Store { try Store(directory: directory, limit: limit) }

  func path(_ key: Digest) -> String { "\(directory)/artefacts/\(key.hex.prefix(2))/\(key.hex.dropFirst(2))" }

  func change(_ key: Digest, _ body: (inout Data) -> Void) throws {
    var data = try Data(contentsOf: URL(fileURLWithPath: path(key)))
    body(&data)
    try data.write(to: URL(fileURLWithPath: path(key)))
  }

  /// Sets when an artefact was used last.
  func age(_ key: Digest, seconds: Double) throws {
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: path(key))
  }

  func names(_ folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: directory + "/" + folder) }

  /// True when nothing is left that is not an artefact.
  func isClean() throws -> Bool { try names("temporary").isEmpty && names("pins").isEmpty }

  static func key(_ number: Int) -> Digest { Digest.of("key \(number)") }
  static func bytes(_ number: Int, count: Int = 1000) -> [UInt8] {
    var rng = SeededRNG(seed: UInt64(number))
    return rng.bytes(count)
  }
}

/// A second process that holds a lock on a file it makes, until it is killed with the value.
final class LockHolder {
  private let process = Process()

  /// - Parameter keys: written to the file.
  init(_ path: String, keys: [Digest], ageSeconds: Int = 0) throws {
    let script = """
      import fcntl, os, sys, time
      f = open(sys.argv[1], 'wb')
      fcntl.flock(f, fcntl.LOCK_EX)
      f.write(bytes.fromhex(sys.argv[2])); f.flush()
      os.utime(sys.argv[1], (time.time() - int(sys.argv[3]),) * 2)
      open(sys.argv[4], 'w').close()
      time.sleep(60)
      """
    let marker = NSTemporaryDirectory() + "/reelfx-ready-" + UUID().uuidString
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, path, keys.map(\.hex).joined(), "\(ageSeconds)", marker]
    try process.run()
    let deadline = Date(timeIntervalSinceNow: 20)
    while !FileManager.default.fileExists(atPath: marker) {
      guard Date() < deadline else { throw ReelError(.failed, "the second process did not start") }
      Thread.sleep(forTimeInterval: 0.01)
    }
    try FileManager.default.removeItem(atPath: marker)
  }

  /// `kill -9`, and waits until it is gone.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  deinit { if process.isRunning { kill() } }
}
