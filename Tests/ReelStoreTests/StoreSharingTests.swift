import Foundation
import ReelCore
import ReelStore
import ReelTestSupport
import Synchronization
import Testing

@Suite struct StoreSharingTests {
  @Test func twoStoresOnOneFolderAndManyThreads() throws {
    let fixture = try StoreFixture()
    let stores = [fixture.store, try fixture.another()]
    let stored = Mutex(0)
    let problems = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for round in 0..<60 {
        let number = (round * 7 + thread) % 30
        let (key, bytes) = (StoreFixture.key(number), StoreFixture.bytes(number, count: 5000))
        do {
          if try stores[thread % 2].put(key, bytes) == .stored { stored.withLock { $0 += 1 } }
          if try stores[(thread + round) % 2].get(key) != bytes { problems.withLock { $0.append("\(number) differs") } }
        } catch { problems.withLock { $0.append("\(error)") } }
      }
    }
    #expect(problems.withLock { $0 } == [])
    #expect(stored.withLock { $0 } == 30)
    #expect(try fixture.store.list().count == 30)
    #expect(try fixture.isClean())
  }

  @Test func ofManyConflictingPutsOneWins() throws {
    let fixture = try StoreFixture()
    let stores = [fixture.store, try fixture.another()]
    let results = Mutex<[Int: Bool]>([:])
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      let won = (try? stores[thread % 2].put(StoreFixture.key(0), StoreFixture.bytes(thread))) == .stored
      results.withLock { $0[thread] = won }
    }
    let winners = results.withLock { $0.filter(\.value).map(\.key) }
    #expect(winners.count == 1)
    #expect(try fixture.store.get(StoreFixture.key(0)) == StoreFixture.bytes(winners[0]))
  }

  @Test func whileOneEvictsTheOtherNeverSeesWrongBytes() throws {
    let fixture = try StoreFixture(limit: 20 * 8192)
    let other = try fixture.another(limit: 20 * 8192)
    let problems = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for round in 0..<80 {
        let number = (round * 13 + thread * 29) % 60
        let (key, bytes) = (StoreFixture.key(number), StoreFixture.bytes(number, count: 6000))
        do {
          let store = thread % 2 == 0 ? fixture.store : other
          _ = try store.put(key, bytes)
          if let found = try store.get(key), found != bytes { problems.withLock { $0.append("\(number) differs") } }
        } catch { problems.withLock { $0.append("\(error)") } }
      }
    }
    #expect(problems.withLock { $0 } == [])
    #expect(try fixture.store.verify().damaged.isEmpty)
    // The bound, an artefact for each thread, and what the other store put since a look: a sixteenth.
    #expect(try fixture.store.statistics().bytes <= 20 * 8192 + 4 * 8192 + 2 * 8192)
    #expect(try fixture.isClean())
  }

  @Test func anotherProcessPinsUntilItIsKilled() throws {
    let fixture = try StoreFixture()
    for number in 0..<4 { try fixture.store.put(StoreFixture.key(number), StoreFixture.bytes(number)) }
    let process = try LockHolder(fixture.directory + "/pins/other", keys: [StoreFixture.key(2)])
    #expect(try fixture.store.prune(to: 0).removed == 3)
    #expect(try fixture.store.list().map(\.key) == [StoreFixture.key(2)])
    process.kill()
    #expect(try fixture.store.prune(to: 0).removed == 1)
    #expect(try fixture.isClean())
  }

  @Test func aWriterThatIsKilledLeavesNothingForLong() throws {
    let fixture = try StoreFixture()
    let path = fixture.directory + "/temporary/torn"
    let process = try LockHolder(path, keys: [StoreFixture.key(1)], ageSeconds: 120)
    _ = try fixture.another()
    #expect(FileManager.default.fileExists(atPath: path), "its writer lives")
    process.kill()
    let young = fixture.directory + "/temporary/young"
    try Data([1]).write(to: URL(fileURLWithPath: young))
    _ = try fixture.another()
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(FileManager.default.fileExists(atPath: young), "its writer may be about to lock it")
    #expect(try fixture.store.list().isEmpty)
  }
}
