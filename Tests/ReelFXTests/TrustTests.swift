import Foundation
import ReelFX
import ReelTestSupport
import Testing

/// Whatever happens to the store or to the process: the outputs are the same bytes, and nothing unfinished has a final name.
@Suite(.serialized) struct TrustTests {
  /// Eight cells, two of them in each language's own words.
  private func bench() throws -> Bench {
    let bench = try Bench()
    for (tag, text) in [("en", "Hello"), ("es", "Hola")] {
      try bench.folder.write("\(tag).srt", "1\n00:00:00,200 --> 00:00:01,500\n\(text)\n")
    }
    let shots = (0..<4).map { "  - { source: clip.mp4, in: \(Double($0) / 5), duration: 2 }" }.joined(separator: "\n")
    try bench.document(
      """
      shots:
      \(shots)
      languages: { en: { subtitles: en.srt }, es: { subtitles: es.srt } }
      captions: { size: 20 }
      deliver: [ { name: main, encoder: { preset: ultrafast, gop: 1.0 } } ]
      """)
    // Older than what a coarse clock may mistake, so that the store remembers what it is.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: bench.folder.file("clip.mp4"))
    return bench
  }

  /// The bytes of an undisturbed render.
  private func whole(_ bench: Bench, store: String = "store") throws -> [String: Data] {
    let result = try bench.render(out: "whole", store: store)
    #expect(result.status == 0, "\(result.errors)")
    let outputs = try bench.outputs("whole")
    #expect(outputs.keys.sorted() == ["main/episode.en.216p.mp4", "main/episode.es.216p.mp4"])
    return outputs
  }

  // MARK: The store

  /// Every artefact in turn is flipped, cut and emptied, three at a time: the render comes out the same, and the store is mended.
  @Test(arguments: [UInt64(1)]) func anyArtefactDamaged(_ seed: UInt64) async throws {
    let bench = try bench()
    let wanted = try whole(bench)
    var random = SeededRNG(seed: seed)
    let artefacts = bench.artefacts().shuffled(using: &random)
    let intact = try artefacts.map { try bench.bytes($0) }
    let engine = try Engine(Engine.Options(store: bench.folder.file("store"), jobs: 2, memory: 2 << 30))
    let plan = try engine.plan(try await engine.open(bench.folder.file("episode.yaml")))
    let needed = Set(plan.cells.flatMap(\.segments).map(\.key) + plan.tracks.map(\.key))
    #expect(needed.count >= 10 && artefacts.count > needed.count)
    for round in artefacts.indices {
      let hit = (0..<3).map { (round + $0) % artefacts.count }
      for (damage, index) in hit.enumerated() { try bench.folder.write(artefacts[index], damaged(intact[index], damage, &random)) }
      let project = try await engine.open(bench.folder.file("episode.yaml"))
      _ = try await engine.render(project, to: bench.folder.file("again")).report
      let comment = "seed \(seed), round \(round)"
      #expect(try bench.outputs("again") == wanted, "\(comment)")
      // What was not asked for, such as the sound a finished track was made of, is still as it was, and found.
      let check = try await engine.verifyStore()
      for key in check.damaged + check.foreign {
        let index = try #require(artefacts.firstIndex { $0.split(separator: "/").suffix(2).joined() == key })
        #expect(hit.contains(index) && !needed.contains(key), "\(comment): \(key)")
        try bench.folder.write(artefacts[index], intact[index])
      }
      for index in hit { #expect(try bench.bytes(artefacts[index]) == intact[index], "\(comment): mended to other bytes") }
      try FileManager.default.removeItem(atPath: bench.folder.file("again"))
    }
  }

  private func damaged(_ intact: Data, _ damage: Int, _ random: inout SeededRNG) -> Data {
    var bytes = intact
    switch damage {
    case 0: bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes = bytes.prefix(Int.random(in: 1..<bytes.count, using: &random))
    default: bytes = Data()
    }
    return bytes
  }

  @Test func twoRendersAtOnce() async throws {
    let bench = try bench()
    let wanted = try whole(bench, store: "other")
    let engine = try Engine(Engine.Options(store: bench.folder.file("store"), jobs: 2, memory: 2 << 30))
    let project = try await engine.open(bench.folder.file("episode.yaml"))
    let tasks = ["one", "two"].map { engine.render(project, to: bench.folder.file($0)) }
    for task in tasks { _ = try await task.report }
    #expect(try bench.outputs("one") == wanted && bench.outputs("two") == wanted)
  }

  // MARK: The process

  /// What has a final name while the render is not finished is finished itself.
  private func expectNothingHalf(_ bench: Bench, _ wanted: [String: Data], _ comment: String) throws {
    for (name, bytes) in try bench.outputs("out") where !name.hasSuffix(".part") { #expect(bytes == wanted[name], "\(comment): \(name)") }
  }

  @Test(arguments: [UInt64(2)]) func killedAtAnyMoment(_ seed: UInt64) throws {
    let bench = try bench()
    let wanted = try whole(bench, store: "other")
    // The second time: the first also waits for what the system reads once.
    let began = ContinuousClock.now
    #expect(try bench.render(out: "timed", store: "timed.store").status == 0)
    let length = ContinuousClock.now - began
    var random = SeededRNG(seed: seed)
    var killed = 0
    for round in 0..<20 {
      let moment = length * Double.random(in: 0..<1, using: &random)
      let start = ContinuousClock.now
      let ending = try bench.renderInterrupted(by: SIGKILL) { ContinuousClock.now - start >= moment }
      killed += ending.status == 128 + SIGKILL ? 1 : 0
      let comment = "seed \(seed), round \(round), killed after \(moment)"
      try expectNothingHalf(bench, wanted, comment)
      let again = try bench.render()
      #expect(again.status == 0, "\(comment): \(again.errors)")
      #expect(try bench.outputs("out") == wanted, "\(comment)")
      for folder in ["out", "store"] { try FileManager.default.removeItem(atPath: bench.folder.file(folder)) }
    }
    #expect(killed >= 5, "seed \(seed): only \(killed) of 20 were killed before they had ended")
  }

  /// A disk that takes no more, as a limit on the size of files makes it: in the midst of the segments, then of the outputs.
  @Test func aFullDisk() throws {
    let bench = try bench()
    let wanted = try whole(bench, store: "other")
    let largest = try bench.artefacts("other").map { try bench.bytes($0).count }.max() ?? 0
    let output = wanted.values.map(\.count).min() ?? 0
    #expect(largest > 2048 && output > largest + 2048)
    let cases = [
      (limit: largest - 1024, words: "the store's disk is full: an artefact needs ", least: 0),
      (limit: largest + 1024, words: "the output could not be ", least: 9),
    ]
    for (limit, words, least) in cases {
      let script = "ulimit -f \(limit / 512); exec \"$0\" render episode.yaml -o out --store store --progress plain --json"
      let full = try run(["sh", "-c", script, try Binary.path()], in: bench.folder.path)
      #expect(full.status == 73, "\(full.errors)")
      let problem = try #require(try full.envelope().problems.first)
      #expect(problem.severity == "error" && problem.error.hasPrefix(words), "\(problem)")
      #expect(problem.hint?.isEmpty == false)
      #expect(bench.files("out").filter { $0.hasSuffix(".mp4") || $0.hasSuffix(".part") }.isEmpty)
      #expect(bench.files("store").filter { $0.hasPrefix("temporary/") }.isEmpty)
      let again = try bench.render(["--json"])
      #expect(again.status == 0, "\(again.errors)")
      #expect(try #require(try again.envelope().result).work.segmentsReused >= least)
      #expect(try bench.outputs("out") == wanted)
      for folder in ["out", "store"] { try FileManager.default.removeItem(atPath: bench.folder.file(folder)) }
    }
  }
}
