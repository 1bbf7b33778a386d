import Foundation
package import ReelCore
import Synchronization

/// What a shared store guarantees, found out by races: several writers put one name at once, and readers look on.
///
/// What is built on must hold, or there is an error: an object is read whole or not at all, and what was put is there. What is not built on
/// is told, for people who choose a place: whether the first stays.
package struct DepotRace: Codable, Sendable {
  package var address: String
  package var rounds: Int
  /// On all machines together.
  package var writers: Int
  /// Rounds in which exactly one writer was told that it was first.
  package var exclusive = 0
  /// Rounds in which readers saw something that no writer had put.
  package var torn = 0
  /// Rounds after which the object was not there.
  package var lost = 0
  /// The longest time of a round, from the first put to being read, in seconds.
  package var slowest = 0.0

  package var isSound: Bool { torn == 0 && lost == 0 }

  private static let size = 200_000

  /// - Parameters:
  ///   - name: of the race; machines that run one of the same name race with each other.
  ///   - hosts: how many do.
  ///   - writer: this machine's name among them.
  package static func run(_ depot: any Depot, name: String, hosts: Int, writer: String, rounds: Int = 20) throws -> DepotRace {
    let writers = 8
    var race = DepotRace(address: depot.address, rounds: rounds, writers: writers * hosts)
    let track = Track(depot: depot, name: "check/\(name)", hosts: hosts, writer: writer)
    for round in 0..<rounds {
      _ = try track.meet("\(round)/here")
      let winners = try race.run(depot, "\(track.name)/\(round)/object", writers)
      if try track.meet("\(round)/won", winners).reduce(0, +) == 1 { race.exclusive += 1 }
    }
    _ = try track.meet("end")
    if hosts > 1 { sleep(1) }  // the others may not have seen yet that all are there
    for entry in try depot.list("\(track.name)/") { try depot.remove(entry.name) }
    return race
  }

  /// - Returns: how many writers of this machine were told that they were first.
  private mutating func run(_ depot: any Depot, _ object: String, _ writers: Int) throws -> Int {
    let outcome = Mutex((winners: 0, isTorn: false, failure: (any Error)?.none))
    let began = ContinuousClock.now
    DispatchQueue.concurrentPerform(iterations: writers + 2) { index in
      do {
        if index < writers {
          let bytes = [UInt8](repeating: .random(in: 0...255), count: Self.size)
          if try depot.put(object, .bytes(bytes), replacing: false) == .stored { outcome.withLock { $0.winners += 1 } }
        } else {
          for _ in 0..<4 where try !Self.isWhole(depot.read(object, first: nil)?.bytes) { outcome.withLock { $0.isTorn = true } }
        }
      } catch {
        outcome.withLock { $0.failure = $0.failure ?? error }
      }
    }
    let found = try depot.read(object, first: nil)?.bytes
    slowest = max(slowest, (ContinuousClock.now - began) / .seconds(1))
    return try outcome.withLock { outcome in
      if let failure = outcome.failure { throw failure }
      if outcome.isTorn || !Self.isWhole(found) { torn += 1 }
      if found == nil { lost += 1 }
      return outcome.winners
    }
  }

  private static func isWhole(_ bytes: [UInt8]?) -> Bool {
    guard let bytes else { return true }
    return bytes.count == size && bytes.allSatisfy { $0 == bytes[0] }
  }

  /// Where machines wait for each other.
  private struct Track {
    let depot: any Depot
    let name: String
    let hosts: Int
    let writer: String

    /// What each machine brings to a place, once all have.
    func meet(_ place: String, _ value: Int = 0) throws -> [Int] {
      _ = try depot.put("\(name)/\(place)/\(writer)", .bytes(Array("\(value)".utf8)), replacing: true)
      let end = ContinuousClock.now + .seconds(60)
      while true {
        let there = try depot.list("\(name)/\(place)/")
        if there.count >= hosts {
          return try there.map { try depot.read($0.name, first: nil).flatMap { Int(String(decoding: $0.bytes, as: UTF8.self)) } ?? 0 }
        }
        guard ContinuousClock.now < end else {
          throw ReelError(
            .failed, "only \(there.count) of \(hosts) machines came to the race", file: depot.address,
            hint: "run the same command, with the same --race, on all of them within a minute")
        }
        usleep(20_000)
      }
    }
  }
}
