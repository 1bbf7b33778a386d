import Foundation
import ReelCore
import ReelStore
import ReelTestSupport
import Testing

@Suite struct EvictionTests {
  /// Artefacts of one 4 KiB block each, put and then made the older the lower their number.
  private func filled(_ count: Int, limit: Int = 1 << 30) throws -> StoreFixture {
    let fixture = try StoreFixture(limit: limit)
    for number in 0..<count {
      try fixture.store.put(StoreFixture.key(number), StoreFixture.bytes(number))
      try fixture.age(StoreFixture.key(number), seconds: Double(10_000 - number * 1000))
    }
    return fixture
  }

  private func numbers(_ fixture: StoreFixture) throws -> Set<Int> {
    let keys = Set(try fixture.store.list().map(\.key))
    return Set((0..<100).filter { keys.contains(StoreFixture.key($0)) })
  }

  @Test func theLeastRecentlyUsedGoFirst() throws {
    let fixture = try filled(8)
    _ = try fixture.store.get(StoreFixture.key(0))
    _ = try fixture.store.open(StoreFixture.key(2))
    _ = try fixture.store.put(StoreFixture.key(4), StoreFixture.bytes(4))
    let pruning = try fixture.store.prune(to: 4 * 4096)
    #expect(pruning.removed == 4 && pruning.freed == 4 * 4096 && pruning.left == 4 * 4096)
    #expect(try numbers(fixture) == [0, 2, 4, 7])
  }

  @Test func aRecentUseIsNotWrittenAgain() throws {
    let fixture = try filled(1)
    try fixture.age(StoreFixture.key(0), seconds: 200)
    let before = try fixture.store.list()[0].touched
    _ = try fixture.store.get(StoreFixture.key(0))
    #expect(try fixture.store.list()[0].touched == before)
    try fixture.age(StoreFixture.key(0), seconds: 400)
    _ = try fixture.store.get(StoreFixture.key(0))
    #expect(try fixture.store.list()[0].touched > before)
  }

  @Test func putsKeepTheBound() throws {
    let fixture = try StoreFixture(limit: 32 * 4096)
    for number in 0..<100 {
      try fixture.store.put(StoreFixture.key(number), StoreFixture.bytes(number))
      #expect(try fixture.store.statistics().bytes <= 32 * 4096)
      #expect(try fixture.store.contains(StoreFixture.key(number)))
    }
    #expect(try fixture.store.list().count >= 28)
  }

  @Test func anArtefactAboveTheBoundIsKeptUntilTheNext() throws {
    let fixture = try StoreFixture(limit: 8 * 4096)
    try fixture.store.put(StoreFixture.key(1), StoreFixture.bytes(1))
    try fixture.store.put(StoreFixture.key(2), StoreFixture.bytes(2, count: 20 * 4096))
    #expect(try numbers(fixture) == [2])
    try fixture.age(StoreFixture.key(2), seconds: 10)
    try fixture.store.put(StoreFixture.key(3), StoreFixture.bytes(3))
    #expect(try numbers(fixture) == [3])
  }

  @Test func whatOthersPutIsNoticed() throws {
    let fixture = try StoreFixture(limit: 32 * 4096)
    let other = try fixture.another()
    for number in 0..<60 { try other.put(StoreFixture.key(number), StoreFixture.bytes(number)) }
    for number in 60..<62 { try fixture.store.put(StoreFixture.key(number), StoreFixture.bytes(number)) }
    #expect(try fixture.store.statistics().bytes <= 32 * 4096)
  }

  @Test func pinnedSurvive() throws {
    let fixture = try filled(6)
    let other = try fixture.another()
    do {
      let pin = try other.pin([StoreFixture.key(0), StoreFixture.key(3), StoreFixture.key(50)])
      let pruning = try fixture.store.prune(to: 0)
      #expect(pruning.removed == 4 && pruning.left == 2 * 4096)
      #expect(try numbers(fixture) == [0, 3])
      withExtendedLifetime(pin) {}
    }
    #expect(try fixture.store.prune(to: 0).removed == 2)
    #expect(try fixture.isClean())
  }

  @Test func pinsWinOverTheBound() throws {
    let fixture = try StoreFixture(limit: 8 * 4096)
    let pin = try fixture.store.pin((0..<20).map(StoreFixture.key))
    for number in 0..<20 { try fixture.store.put(StoreFixture.key(number), StoreFixture.bytes(number)) }
    #expect(try numbers(fixture) == Set(0..<20))
    withExtendedLifetime(pin) {}
  }

  @Test func anEvictedArtefactStaysReadableWhereItIsOpen() throws {
    let fixture = try filled(1)
    let artefact = try #require(try fixture.store.open(StoreFixture.key(0)))
    #expect(try fixture.store.prune(to: 0).removed == 1)
    #expect(try artefact.read(offset: 0, count: 1000) == StoreFixture.bytes(0))
  }
}
