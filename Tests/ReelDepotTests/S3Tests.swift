import Foundation
import ReelCore
import ReelDepot
import ReelStore
import ReelTestSupport
import Testing

private func depot(_ address: String, secret: String = "rfxtestsecret", limits: S3Depot.Limits = .init()) throws -> S3Depot {
  guard case .s3(let location) = try DepotAddress(address, environment: [:]) else { throw CommandFailed(description: address) }
  return S3Depot(location, credentials: S3CredentialSource(S3Credentials(key: "RFXTESTKEY", secret: secret)), limits: limits)
}

@Suite(.enabled(if: ObjectServer.isThere, "there is no .build/tools/bin/weed: scripts/setup.sh test installs it"))
struct S3Tests {
  @Test func aRealServerKeepsThePromises() throws {
    let server = try ObjectServer()
    let fixture = try DepotFixture()
    let shared = try depot(server.address("one"))
    try DepotContract.check(shared, scratch: fixture.folder)

    // More than one page, under a prefix that begins as another does.
    DispatchQueue.concurrentPerform(iterations: 8) { part in
      for number in 0..<128 { _ = try? shared.put("many/\(part)-\(number)", .bytes([1]), replacing: false) }
    }
    #expect(try Set(shared.list("many/").map(\.name)).count == 1024)
    #expect(try depot(server.address("on")).list("").isEmpty)

    let race = try DepotRace.run(shared, name: "race", hosts: 1, writer: "h.1.1", rounds: 4)
    #expect(race.isSound && race.exclusive == 4)

    let artefacts = SharedArtefacts(shared)
    #expect(try artefacts.publish(fixture.key, from: fixture.store) == .stored)
    #expect(try artefacts.fetch(fixture.key, into: try fixture.another()) == .there)

    let stranger = try #require(throws: ReelError.self) {
      try depot(server.address("one"), secret: "wrong").read("many/0-0", first: nil)
    }
    #expect(stranger.kind == .invalid && "\(stranger)".contains("SignatureDoesNotMatch"))
    let nowhere = try #require(throws: ReelError.self) {
      try depot("s3://nobucket/a?endpoint=http://127.0.0.1:\(server.port)").read("a", first: nil)
    }
    #expect(nowhere.kind == .invalid && "\(nowhere)".contains("NoSuchBucket"))

    // Killed as by a power cut, and back: waited for, with everything it had.
    server.kill()
    #expect(try #require(throws: ReelError.self) { try shared.read("many/0-0", first: nil) }.kind == .failed)
    let back = Thread {
      usleep(700_000)
      try? server.start()
    }
    back.start()
    let patient = RetryingDepot(shared, patience: .seconds(30))
    #expect(try patient.put("after", .bytes([5]), replacing: false) == .stored)
    #expect(try patient.read("many/0-0", first: nil)?.bytes == [1])
  }
}

/// Servers that are slow, broken, or lie: right bytes or a clear error, in a known time, never a wrong artefact.
@Suite struct BadServerTests {
  private static let server = Result { try BadServer() }

  private func shared(_ way: String) throws -> SharedArtefacts {
    var limits = S3Depot.Limits()
    limits.largest = 1 << 20
    // Where time is to run out, it does so soon; elsewhere not even on a busy machine.
    if ["hang", "trickle"].contains(way) { (limits.idle, limits.slowest) = (0.6, 50_000) }
    return SharedArtefacts(try depot("s3://\(way)/p?endpoint=http://127.0.0.1:\(try Self.server.get().port)", limits: limits))
  }

  /// Conditions are ignored, unknown, or ranges are; a first answer is wrong.
  @Test(arguments: ["liar", "unable", "whole", "once"]) func whatCanBeBorneIs(_ way: String) throws {
    let fixture = try DepotFixture()
    let shared = try shared(way)
    #expect(try shared.publish(fixture.key, from: fixture.store) == .stored)
    #expect(try shared.publish(fixture.key, from: fixture.store) == .alreadyThere)
    let other = try fixture.another()
    #expect(try shared.fetch(fixture.key, into: other) == .there)
    #expect(try other.get(fixture.key) == fixture.payload)
  }

  @Test func whoIgnoresConditionsIsToldApart() throws {
    let race = try DepotRace.run(try shared("liar").depot, name: "r", hosts: 1, writer: "h.1.1", rounds: 3)
    #expect(race.isSound && race.exclusive < 3)
  }

  @Test func aBusyServerIsAskedAgain() throws {
    let fixture = try DepotFixture()
    let shared = SharedArtefacts(RetryingDepot(try shared("busy").depot, patience: .seconds(10)))
    #expect(try shared.publish(fixture.key, from: fixture.store) == .stored)
    #expect(try shared.check(fixture.key) == .there)
  }

  @Test(arguments: ["flip", "shorter"]) func wrongBytesAreDamage(_ way: String) throws {
    let fixture = try DepotFixture()
    let shared = try shared(way)
    _ = try shared.publish(fixture.key, from: fixture.store)
    let other = try fixture.another()
    #expect(try shared.fetch(fixture.key, into: other) == .damaged)
    #expect(try other.get(fixture.key) == nil)
  }

  /// Each way of breaking, and what is said of it.
  private static let breaks = [
    "short": "did not answer to the end", "trickle": "it is too slow", "hang": "nothing happened in 0.6 s", "endless": "bytes came",
    "down": "refuses to", "drop": "did not answer",
  ]

  @Test(arguments: breaks.keys.sorted()) func brokenConnectionsAreErrors(_ way: String) throws {
    let fixture = try DepotFixture()
    let shared = try shared(way)
    let other = try fixture.another()
    let error = try #require(throws: ReelError.self) {
      _ = try shared.publish(fixture.key, from: fixture.store)
      _ = try shared.fetch(fixture.key, into: other)
    }
    let said = try #require(Self.breaks[way])
    #expect(error.kind == .failed && "\(error)".contains(said), "\(error)")
    #expect(try other.get(fixture.key) == nil)
  }

  @Test func whatIsNotWantedIsNotTaken() throws {
    let fixture = try DepotFixture()
    let endless = try shared("endless")
    _ = try endless.publish(fixture.key, from: fixture.store)
    #expect(throws: ReelError.self) { try endless.fetch(fixture.key, into: try fixture.another()) }
    // As the server counts: little more than was asked for, and what lay in the sockets.
    let sent = try #require(try shared("sent").depot.read("count", first: nil))
    #expect(try #require(Int(String(decoding: sent.bytes, as: UTF8.self))) < 64 << 20)
  }

  @Test func aRedirectionIsNotFollowed() throws {
    let error = try #require(throws: ReelError.self) { try shared("elsewhere").state(of: Digest.of("x")) }
    #expect(error.kind == .invalid && "\(error)".contains("region"))
  }

  @Test(arguments: ["circle", "half"]) func aListingThatIsNoneIsAnError(_ way: String) throws {
    #expect(try #require(throws: ReelError.self) { try shared(way).depot.list("artefacts/") }.kind == .failed)
  }
}
