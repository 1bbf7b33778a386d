import Foundation
import ReelTestSupport
import Testing

/// Whatever ends a batch, the next one goes on: every output is there once, and its bytes are those of an undisturbed run.
@Suite(.serialized) struct InterruptionTests {
  private static let episodes = 12

  private func start(_ season: Season, _ out: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Binary.path())
    process.arguments = ["batch", "jobs.csv", "-o", out, "--store", out + ".store", "-q"]
    process.currentDirectoryURL = season.folder.url
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func finish(_ season: Season, _ out: String) throws -> CommandResult {
    try season.reelfx(["batch", "jobs.csv", "-o", out, "--store", out + ".store", "-q"])
  }

  @Test(arguments: [UInt64(1)]) func killedAtRandomMoments(_ seed: UInt64) throws {
    let season = try Season(episodes: Self.episodes)
    #expect(try finish(season, "timed").status == 0)
    let began = ContinuousClock.now
    #expect(try finish(season, "whole").status == 0)
    let length = ContinuousClock.now - began
    let wanted = try season.files("whole")
    #expect(wanted.count == Self.episodes * 3)
    var random = SeededRNG(seed: seed)
    var killed = 0
    for round in 0..<8 {
      let signal = round % 2 == 0 ? SIGKILL : SIGTERM
      let process = try start(season, "out")
      let moment = length * Double.random(in: 0.05..<0.5, using: &random)
      Thread.sleep(forTimeInterval: Double(moment.components.attoseconds) * 1e-18 + Double(moment.components.seconds))
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      let comment = "seed \(seed), round \(round), signal \(signal) after \(moment)"
      if process.terminationReason == .uncaughtSignal || process.terminationStatus == 143 { killed += 1 }
      for (name, bytes) in try season.files("out") where !name.hasSuffix(".part") { #expect(bytes == wanted[name], "\(comment): \(name)") }
    }
    #expect(killed >= 4, "seed \(seed): only \(killed) of 8 were stopped before they had ended")
    let last = try finish(season, "out")
    #expect(last.status == 0, "seed \(seed): \(last.errors)")
    #expect(try season.files("out") == wanted, "seed \(seed)")
    let lines = try season.lines("output").compactMap { $0["path"] as? String }
    #expect(lines.count == wanted.count && Set(lines).count == wanted.count, "seed \(seed): \(lines.count) lines")
    #expect(try season.reelfx(["batch", "jobs.csv", "-o", "out", "--store", "none"]).errors.contains("\(Self.episodes) unchanged"))
  }

  @Test func sigtermEndsItSoonWithItsCode() throws {
    let season = try Season(episodes: 40)
    let process = try start(season, "out")
    while FileManager.default.contents(atPath: season.folder.file("out/batch.jsonl"))?.range(of: Data("\"output\"".utf8)) == nil {
      usleep(10_000)
    }
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    #expect(process.terminationStatus == 143 && process.terminationReason == .exit)
    #expect(try season.lines("output").count < 120, "it went on to the end")
    let rest = try finish(season, "out")
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try season.files("out").count == 120)
  }

  @Test func twoBatchesAtOneManifestAreRefused() throws {
    let season = try Season(episodes: 40)
    let process = try start(season, "out")
    while !FileManager.default.fileExists(atPath: season.folder.file("out/batch.jsonl")) { usleep(1000) }
    let other = try finish(season, "out")
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(other.status == 73 && other.errors.contains("another batch is writing this manifest"), "\(other.errors)")
  }
}
