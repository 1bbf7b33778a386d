import Foundation
import ReelCore
import ReelDepot
import ReelStore
import ReelTestSupport
import Testing

/// What every depot promises, and what a folder does besides.
enum DepotContract {
  static func check(_ depot: any Depot, scratch: TemporaryDirectory) throws {
    #expect(try depot.read("a/none", first: nil) == nil)
    #expect(try depot.put("a/one", .bytes([1, 2, 3]), replacing: false) == .stored)
    #expect(try depot.read("a/one", first: nil)?.bytes == [1, 2, 3])
    #expect(try depot.read("a/one", first: 2)?.bytes == [1, 2])
    #expect(try depot.read("a/one", first: 2)?.size == 3)
    #expect(try depot.put("a/one", .bytes([9]), replacing: false) == .alreadyThere)
    #expect(try depot.read("a/one", first: 80)?.bytes == [1, 2, 3])
    #expect(try depot.put("a/one", .bytes([7, 8]), replacing: true) == .stored)
    #expect(try depot.read("a/one", first: nil)?.bytes == [7, 8])
    var random = SeededRNG(seed: 3)
    let large = random.bytes(3_000_000)
    let file = try scratch.write("large", Data(large))
    _ = try depot.put("b/large", .file(file, size: large.count, digest: Digest.of(large)), replacing: false)
    #expect(try depot.fetch("b/large", to: scratch.file("fetched")))
    #expect(FileManager.default.contents(atPath: scratch.file("fetched")) == Data(large))
    #expect(try !depot.fetch("b/none", to: scratch.file("nothing")))
    _ = try depot.put("b/empty", .bytes([]), replacing: false)
    #expect(try depot.read("b/empty", first: 80)?.bytes == [])
    #expect(try depot.read("b/empty", first: nil)?.size == 0)
    let listed = try depot.list("b/").sorted { $0.name < $1.name }
    #expect(listed.map(\.name) == ["b/empty", "b/large"] && listed.map(\.size) == [0, 3_000_000])
    #expect(listed.allSatisfy { abs($0.modified - Date().timeIntervalSince1970) < 120 })
    try depot.remove("a/one")
    try depot.remove("a/one")
    #expect(try depot.read("a/one", first: 1) == nil)
    #expect(try depot.list("none/").isEmpty)
  }
}

@Suite struct DepotTests {
  @Test func aFolderKeepsThePromises() throws {
    let fixture = try DepotFixture()
    try DepotContract.check(try fixture.directory(), scratch: fixture.folder)
    #expect(fixture.files() == ["b/empty", "b/large"])
  }

  @Test func aFolderThatIsNotMountedIsNotMade() throws {
    let fixture = try DepotFixture()
    #expect(throws: ReelError.self) { try DirectoryDepot(fixture.folder.file("none"), writer: "h.1.1", makes: false) }
    #expect(!FileManager.default.fileExists(atPath: fixture.folder.file("none")))
  }

  @Test func objectsAreWholeHoweverManyWrite() throws {
    let fixture = try DepotFixture()
    let race = try DepotRace.run(try fixture.directory(), name: "here", hosts: 1, writer: "h.1.1", rounds: 8)
    #expect(race.isSound && race.torn == 0 && race.lost == 0)
    #expect(fixture.files().isEmpty)
  }

  @Test func whatIsLeftUnfinishedIsPruned() throws {
    let fixture = try DepotFixture()
    let depot = try fixture.directory()
    try fixture.folder.write("depot/temporary/n2.77.1.5", "half of something")
    #expect(try depot.prune(unfinishedFor: 3600, to: nil) == DepotPruning())
    #expect(try depot.prune(unfinishedFor: 0, to: nil).temporaries == 1)
    #expect(fixture.files().isEmpty)
  }

  @Test func theOldestArtefactsGoFirst() throws {
    let fixture = try DepotFixture()
    let depot = try fixture.directory()
    let names = (0..<4).map { SharedArtefacts.name(Digest.of("\($0)")) }
    for (number, name) in names.enumerated() {
      _ = try depot.put(name, .bytes([UInt8](repeating: 1, count: 1000)), replacing: false)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: Double(1_700_000_000 + (number * 7) % 4))],
        ofItemAtPath: fixture.folder.file("depot/" + name))
    }
    // Ages 0, 3, 2, 1.
    #expect(try depot.prune(unfinishedFor: 0, to: 2000).artefacts == 2)
    #expect(fixture.files() == [names[1], names[2]].sorted())
  }

  @Test func artefactsGoThereAndBack() throws {
    let fixture = try DepotFixture()
    let shared = SharedArtefacts(try fixture.directory())
    #expect(try shared.state(of: fixture.key) == .absent)
    #expect(try shared.publish(fixture.key, from: fixture.store) == .stored)
    #expect(try shared.publish(fixture.key, from: fixture.store) == .alreadyThere)
    #expect(try shared.state(of: fixture.key) == .there && shared.check(fixture.key) == .there)
    let other = try fixture.another()
    #expect(try shared.fetch(fixture.key, into: other) == .there)
    #expect(try other.get(fixture.key) == fixture.payload)
    let none = Digest.of("none")
    #expect(try shared.missing(among: [fixture.key, none]) == [none])
    #expect(try shared.missing(among: [fixture.key] + (0..<40).map { Digest.of("\($0)") }).count == 40)
  }

  /// As a writer leaves it that does not write whole files, and as a disk that forgets.
  @Test(arguments: ["short", "empty", "flipped", "text"]) func damageNeverGetsIn(_ how: String) throws {
    let fixture = try DepotFixture()
    let depot = try fixture.directory()
    let shared = SharedArtefacts(depot)
    _ = try shared.publish(fixture.key, from: fixture.store)
    let name = SharedArtefacts.name(fixture.key)
    var bytes = try #require(try depot.read(name, first: nil)).bytes
    switch how {
    case "short": bytes.removeLast(1000)
    case "empty": bytes = []
    case "flipped": bytes[bytes.count - 1] ^= 1
    default: bytes = Array("<html>".utf8)
    }
    _ = try depot.put(name, .bytes(bytes), replacing: true)
    #expect(try shared.check(fixture.key) == .damaged)
    // The look at the header does not see what is behind it.
    #expect(try shared.state(of: fixture.key) == (how == "flipped" ? .there : .damaged))
    let other = try fixture.another()
    #expect(try shared.fetch(fixture.key, into: other) == .damaged)
    #expect(try other.get(fixture.key) == nil)
    if how == "flipped" { try depot.remove(name) }
    #expect(try shared.publish(fixture.key, from: fixture.store) == (how == "flipped" ? .stored : .repaired))
    #expect(try shared.check(fixture.key) == .there)
  }

  @Test func otherBytesUnderAKeyAreAFault() throws {
    let fixture = try DepotFixture()
    let shared = SharedArtefacts(try fixture.directory())
    let other = try fixture.another()
    _ = try other.put(fixture.key, Array("made by a worker that is wrong".utf8))
    _ = try shared.publish(fixture.key, from: other)
    let error = try #require(throws: ReelError.self) { try shared.publish(fixture.key, from: fixture.store) }
    #expect(error.kind == .invalid && error.message.contains("other bytes under key \(fixture.key.hex)"))
    #expect(try shared.fetch(fixture.key, into: try fixture.another()) == .there)
  }

  @Test func whoIsAwayIsAskedAgain() throws {
    final class Away: Depot, @unchecked Sendable {  // one thread uses it
      let address = "away"
      var calls = 0
      func read(_: String, first _: Int?) throws -> (bytes: [UInt8], size: Int)? {
        calls += 1
        if calls < 3 { throw ReelError(.failed, "away") }
        if calls == 4 { throw ReelError(.invalid, "no") }
        return ([1], 1)
      }
      func put(_: String, _: DepotContent, replacing _: Bool) throws -> DepotPut { throw ReelError(.failed, "away") }
      func fetch(_: String, to _: String) throws -> Bool { false }
      func list(_: String) throws -> [DepotEntry] { [] }
      func remove(_: String) throws {}
    }
    let away = Away()
    let depot = RetryingDepot(away, patience: .seconds(2))
    #expect(try depot.read("x", first: nil)?.bytes == [1])
    #expect(away.calls == 3)
    #expect(throws: ReelError.self) { try depot.read("x", first: nil) }
    #expect(away.calls == 4)
    let began = ContinuousClock.now
    #expect(throws: ReelError.self) { try RetryingDepot(away, patience: .seconds(0.5)).put("x", .bytes([]), replacing: false) }
    let stopped = RetryingDepot(away, patience: .seconds(60)) { ContinuousClock.now - began > .seconds(0.7) }
    let error = try #require(throws: ReelError.self) { try stopped.put("x", .bytes([]), replacing: false) }
    #expect(error.kind == .cancelled && ContinuousClock.now - began < .seconds(30))
  }

  @Test(arguments: ["http://x/y", "", "s3://", "s3://b?x=1", "s3://b/ü", "s3://b?endpoint=ftp://x", "file://x"])
  func anAddressThatIsNoneIsRefused(_ text: String) { #expect(throws: ReelError.self) { try DepotAddress(text, environment: [:]) } }

  @Test func addressesAreUnderstoodAnywhere() throws {
    #expect(try DepotAddress("file:///a/b", environment: [:]) == .directory("/a/b"))
    let text = try DepotAddress(
      "s3://bucket/deep/er", environment: ["AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://host:1/"]
    ).text
    #expect(text == "s3://bucket/deep/er/?region=eu-west-1&endpoint=http://host:1")
    #expect(try DepotAddress(text, environment: [:]).text == text)
  }
}
