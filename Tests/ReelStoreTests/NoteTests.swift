import Foundation
import ReelCore
import ReelStore
import ReelTestSupport
import Testing

@Suite struct NoteTests {
  private func path(_ fixture: StoreFixture, _ name: Digest) -> String { "\(fixture.directory)/notes/\(name.hex)" }

  @Test func aNoteIsReplacedAndOutlivesEverythingElse() throws {
    let fixture = try StoreFixture()
    let name = StoreFixture.key(1)
    #expect(fixture.store.note(name) == nil)
    #expect(try fixture.store.write(note: name, [1, 2, 3]))
    #expect(try fixture.store.write(note: name, [4]))
    try fixture.store.put(StoreFixture.key(2), StoreFixture.bytes(2))
    try fixture.store.prune(to: 0)
    #expect(try fixture.store.list().isEmpty)
    #expect(try fixture.another().note(name) == [4])
    #expect(try fixture.isClean())
  }

  @Test func aDamagedNoteIsNone() throws {
    let fixture = try StoreFixture()
    let name = StoreFixture.key(1)
    try fixture.store.write(note: name, StoreFixture.bytes(1, count: 200))
    let whole = try Data(contentsOf: URL(fileURLWithPath: path(fixture, name)))
    for damage in [whole.prefix(100), Data(), whole + [0], Data(whole.dropLast() + [whole.last! ^ 1]), Data("mine".utf8)] {
      try damage.write(to: URL(fileURLWithPath: path(fixture, name)))
      #expect(fixture.store.note(name) == nil)
    }
    // Nor is one under another's name.
    try whole.write(to: URL(fileURLWithPath: path(fixture, StoreFixture.key(2))))
    #expect(fixture.store.note(StoreFixture.key(2)) == nil)
    #expect(try fixture.store.write(note: name, [7]) && fixture.store.note(name) == [7])
  }

  @Test func theOldestNotesMakeRoom() throws {
    let fixture = try StoreFixture(limit: 128 * 8 * 4096)
    #expect(try !fixture.store.write(note: StoreFixture.key(0), StoreFixture.bytes(0, count: 3 * 4096)))
    for number in 0..<12 {
      try fixture.store.write(note: StoreFixture.key(number), StoreFixture.bytes(number))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: Double(number) - 100)], ofItemAtPath: path(fixture, StoreFixture.key(number)))
    }
    #expect((0..<12).filter { fixture.store.note(StoreFixture.key($0)) != nil } == Array(4..<12))
  }
}
