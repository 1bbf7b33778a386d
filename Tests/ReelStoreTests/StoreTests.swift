import Foundation
import ReelCore
import ReelStore
import ReelTestSupport
import Testing

@Suite struct StoreTests {
  let key = StoreFixture.key(1)
  let bytes = StoreFixture.bytes(1, count: 300_000)

  /// A header alone does not tell that the same bytes are there.
  @Test func damagedBytesMakeRoomForTheSame() throws {
    let fixture = try StoreFixture()
    #expect(try fixture.store.put(key, bytes) == .stored)
    #expect(try fixture.store.put(key, bytes) == .alreadyThere)
    try fixture.change(key) { $0[$0.count - 1] ^= 1 }
    #expect(try fixture.store.put(key, bytes) == .stored)
    #expect(try fixture.store.get(key) == bytes)
    #expect(try fixture.isClean())
  }

  @Test func bytesComeBackUnderTheirName() throws {
    let fixture = try StoreFixture()
    #expect(try fixture.store.get(key) == nil)
    #expect(try !fixture.store.contains(key))
    #expect(try fixture.store.put(key, bytes) == .stored)
    #expect(try fixture.store.put(key, bytes) == .alreadyThere)
    #expect(try fixture.store.contains(key))
    #expect(try fixture.store.get(key) == bytes)
    #expect(try fixture.another().get(key) == bytes)
    let artefact = try #require(try fixture.store.open(key))
    #expect(artefact.byteCount == 300_000)
    #expect(try artefact.read(offset: 123_456, count: 777) == Array(bytes[123_456..<124_233]))
    #expect(try fixture.store.put(StoreFixture.key(2), []) == .stored)
    #expect(try fixture.store.get(StoreFixture.key(2)) == [])
    #expect(try fixture.isClean())
  }

  @Test func theFileIsAHeaderAndThePayload() throws {
    let fixture = try StoreFixture()
    try fixture.store.put(key, [1, 2, 3])
    let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture.path(key))))
    let sum = try run(["sh", "-c", "printf '\\001\\002\\003' | sha256sum"]).text.prefix(64)
    let digest = try #require(Digest(hex: sum))
    #expect(file == Array("RFXA".utf8) + [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3] + digest.bytes + key.bytes + [1, 2, 3])
    let mode = try FileManager.default.attributesOfItem(atPath: fixture.directory)[.posixPermissions] as? Int
    #expect(mode == 0o700)
  }

  @Test func otherBytesUnderOneKeyAreAFault() throws {
    let fixture = try StoreFixture()
    try fixture.store.put(key, [1])
    let error = #expect(throws: ReelError.self) { try fixture.store.put(key, [2]) }
    #expect(error?.kind == .failed)
    let wanted =
      "the store holds other bytes under key \(key.hex): \(Digest.of([1] as [UInt8]).hex) is there, "
      + "\(Digest.of([2] as [UInt8]).hex) was to be put"
    #expect(error?.message == wanted)
    #expect(try fixture.store.get(key) == [1])
    #expect(try fixture.isClean())
  }

  @Test func aNameOfSomethingThatMayChangeIsReplaced() throws {
    let fixture = try StoreFixture()
    #expect(try fixture.store.put(key, [1], replacing: true) == .stored)
    #expect(try fixture.store.put(key, [2, 3], replacing: true) == .stored)
    #expect(try fixture.store.get(key) == [2, 3])
    #expect(try fixture.store.put(key, [2, 3], replacing: true) == .alreadyThere)
  }

  @Test func stagedPiecesBecomeOneArtefact() throws {
    let fixture = try StoreFixture()
    var staged = try fixture.store.stage()
    for start in stride(from: 0, to: bytes.count, by: 70_000) { try staged.append(Array(bytes[start..<min(start + 70_000, bytes.count)])) }
    #expect(staged.byteCount == bytes.count)
    #expect(try staged.commit(key).result == .stored)
    #expect(try fixture.store.get(key) == bytes)
    var again = try fixture.store.stage()
    try again.append(bytes)
    #expect(try again.commit(key).result == .alreadyThere)
    #expect(try fixture.isClean())
  }

  @Test func abandonedStagingLeavesNothing() throws {
    let fixture = try StoreFixture()
    do {
      var staged = try fixture.store.stage()
      try staged.append(bytes)
      #expect(try fixture.names("temporary").count == 1)
    }
    #expect(try fixture.isClean())
    #expect(try fixture.store.list().isEmpty)
  }

  @Test(arguments: [0, 5, 12, 16, 47, 60, 79, 80, 100, 1079]) func aFlippedBitIsAMiss(place: Int) throws {
    let fixture = try StoreFixture()
    let bytes = StoreFixture.bytes(7)
    try fixture.store.put(key, bytes)
    try fixture.change(key) { $0[place] ^= 0x10 }
    #expect(try fixture.store.get(key) == nil)
    #expect(try fixture.store.put(key, bytes) == .stored)
    #expect(try fixture.store.get(key) == bytes)
    try fixture.change(key) { $0[place] ^= 0x10 }
    #expect(try fixture.store.open(key) == nil)
    // Magic and version are another format's business: a miss, but not damage.
    #expect(try fixture.store.statistics().damaged == (place < 8 ? 0 : 2))
    #expect(FileManager.default.fileExists(atPath: fixture.path(key)) == (place < 8))
  }

  @Test(arguments: [0, 1, 79, 80, 81, 1079, 1081]) func aWrongLengthIsAMiss(length: Int) throws {
    let fixture = try StoreFixture()
    let bytes = StoreFixture.bytes(7)
    try fixture.store.put(key, bytes)
    try fixture.change(key) { $0 = ($0 + Data(count: 100)).prefix(length) }
    #expect(try !fixture.store.contains(key))
    #expect(try fixture.store.get(key) == nil)
    #expect(try fixture.store.statistics().damaged == 1)
    #expect(try fixture.store.put(key, bytes) == .stored)
    #expect(try fixture.store.get(key) == bytes)
  }

  @Test func damageIsReplacedByAPutWithoutARead() throws {
    let fixture = try StoreFixture()
    try fixture.store.put(key, [1, 2, 3])
    try fixture.change(key) { $0[16] ^= 1 }
    #expect(try fixture.store.put(key, [1, 2, 3]) == .stored)
    #expect(try fixture.store.get(key) == [1, 2, 3])
  }

  @Test func anArtefactUnderAWrongNameIsAMiss() throws {
    let fixture = try StoreFixture()
    try fixture.store.put(key, [1])
    try fixture.store.put(StoreFixture.key(2), [2])
    try Data(contentsOf: URL(fileURLWithPath: fixture.path(key))).write(to: URL(fileURLWithPath: fixture.path(StoreFixture.key(2))))
    #expect(try fixture.store.get(StoreFixture.key(2)) == nil)
    #expect(try fixture.store.get(key) == [1])
  }

  @Test func verificationFindsAndNamesDamage() throws {
    let fixture = try StoreFixture()
    for number in 0..<10 { try fixture.store.put(StoreFixture.key(number), StoreFixture.bytes(number)) }
    try fixture.change(StoreFixture.key(3)) { $0[500] ^= 1 }
    try fixture.change(StoreFixture.key(4)) { $0.removeLast() }
    try fixture.change(StoreFixture.key(5)) { $0[7] = 9 }
    var steps: [Int] = []
    let report = try fixture.store.verify { done, total in
      steps.append(done)
      #expect(total == 10)
    }
    #expect(steps == Array(1...10))
    #expect(report.checked == 10)
    #expect(Set(report.damaged) == [StoreFixture.key(3), StoreFixture.key(4)] && report.foreign == [StoreFixture.key(5)])
    #expect(try fixture.store.list().count == 8)
    #expect(try fixture.store.verify().damaged.isEmpty)
  }

  @Test func fortySegmentsAreStoredFast() throws {
    let fixture = try StoreFixture()
    let segments = (0..<40).map { StoreFixture.bytes($0, count: 500_000) }
    let clock = ContinuousClock()
    let time = try clock.measure { for (number, bytes) in segments.enumerated() { try fixture.store.put(StoreFixture.key(number), bytes) } }
    #expect(time < .seconds(5), "\(time): other work may share the disk, but not this much")
  }
}
