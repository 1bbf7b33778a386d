import Foundation
import ReelBatch
import ReelCore
import ReelTestSupport
import Testing

/// What a killed or a broken machine leaves of a manifest.
struct JournalTests {
  private func manifest(_ lines: Int) throws -> (folder: TemporaryDirectory, path: String, bytes: Data) {
    let folder = try TemporaryDirectory()
    let path = folder.file("batch.jsonl")
    do {
      let journal = try Journal(path: path)
      for number in 0..<lines { try journal.write(JournalLine.Run(at: Double(number), table: "jobs.csv", keys: ["\(number)"])) }
    }
    return (folder, path, try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test func everyLineIsJSON() throws {
    let (_, _, bytes) = try manifest(3)
    let lines = bytes.split(separator: 10)
    #expect(lines.count == 3 && bytes.last == 10)
    for line in lines {
      let object = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
      #expect(object["kind"] as? String == "run" && (object["sum"] as? String)?.count == 8)
    }
  }

  /// Wherever a write was cut off: what is whole stays, and the next line begins behind it.
  @Test func aTornLastLineIsCutOff() throws {
    let (folder, path, bytes) = try manifest(3)
    let second = bytes.split(separator: 10).prefix(2).reduce(0) { $0 + $1.count + 1 }
    for length in second..<bytes.count {
      try folder.write("batch.jsonl", bytes.prefix(length))
      do {
        let journal = try Journal(path: path)
        #expect(journal.problems.isEmpty, "cut at \(length)")
        try journal.write(JournalLine.Run(at: 9, table: "again", keys: ["1"]))
      }
      let now = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(now.prefix(second) == bytes.prefix(second) && now.split(separator: 10).count == 3, "cut at \(length)")
    }
  }

  /// Any bit of a line in the middle: it is told with its number, and the others are read.
  @Test(arguments: [UInt64(1)]) func aDamagedLineIsTold(_ seed: UInt64) throws {
    let (folder, path, bytes) = try manifest(3)
    let lines = bytes.split(separator: 10)
    var random = SeededRNG(seed: seed)
    for round in 0..<200 {
      var damaged = bytes
      let index = lines[1].indices.randomElement(using: &random) ?? 0
      damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      if damaged[index] == 10 { continue }
      try folder.write("batch.jsonl", damaged)
      let journal = try Journal(path: path)
      #expect(journal.problems.map(\.line) == [2], "seed \(seed), round \(round), byte \(index)")
      #expect(journal.problems.first?.error == "the line is damaged")
    }
  }

  /// What is not a manifest is left as it is, to the last byte.
  @Test(arguments: ["document,n\na.yaml,1", "{\"kind\":\"row\"}", "x"]) func somebodysOwnFileIsRefused(_ text: String) throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("jobs.csv", text)
    #expect { try Journal(path: path) } throws: { "\($0)".contains("is not the manifest of a batch") }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test func oneAtATime() throws {
    let (folder, path, _) = try manifest(1)
    let journal = try Journal(path: path)
    #expect {
      try Journal(path: path)
    } throws: {
      ($0 as? ReelError)?.kind == .cannotWrite && "\($0)".contains("another batch is writing this manifest")
    }
    withExtendedLifetime((journal, folder)) {}
  }
}
