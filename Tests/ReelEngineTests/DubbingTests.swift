import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// Spoken lines from their files to a finished episode, as ffmpeg decodes it.
@Suite struct DubbingTests {
  private static let engineMemory = 1 << 30

  @Test func aStretchedLineIsTheSameForAnyNumberOfWorkers() async throws {
    let folder = try TemporaryDirectory()
    try ffmpeg(["-f", "lavfi", "-i", "color=gray:s=64x64", "-frames:v", "1", folder.file("still.png")])
    let spoken = try run(["espeak-ng", "-v", "es", "-w", folder.file("line.wav"), "Nunca pensé que volverías, y menos con él."])
    #expect(spoken.status == 0)
    let document = try folder.write(
      "episode.yaml",
      """
      reelfx: 1
      id: e
      canvas: { width: 64, height: 64, fps: 10 }
      shots: [ { source: still.png, duration: 8 } ]
      languages:
        es: { dialogue: [ { source: line.wav, start: 1, end: 3 }, { source: line.wav, start: 4, end: 6.2, speaker: ana } ] }
      deliver: [ { name: main, encoder: { preset: ultrafast } } ]
      """)
    var digests: Set<String> = []
    for jobs in [1, 2, 3] {
      let engine = try Engine(Engine.Options(store: folder.file("store\(jobs)"), jobs: jobs, memory: Self.engineMemory))
      let report = try await engine.render(try await engine.open(document), to: folder.file("out\(jobs)")).report
      digests.formUnion(report.outputs.map(\.digest))
    }
    #expect(digests.count == 1)
  }

  /// Files with exactly one fault each, through the decoder and the document.
  @Test func whatIsWrongWithARecordingIsTold() async throws {
    let folder = try TemporaryDirectory()
    try ffmpeg(["-f", "lavfi", "-i", "color=gray:s=64x64", "-frames:v", "1", folder.file("still.png")])
    let spoken = try run([
      "espeak-ng", "-v", "en", "-w", folder.file("clean.wav"), "I never thought you would come back. Not in front of him.",
    ])
    #expect(spoken.status == 0)
    let clean = folder.file("clean.wav")
    for (name, filters) in [
      ("clipped", ["-af", "adelay=100,volume=20dB"]), ("silent", ["-af", "volume=-90dB"]),
      ("narrow", ["-af", "aresample=16000,aresample=48000"]),
      ("hum", ["-af", "volume=0.8,aeval=val(0)+0.004*sin(2*PI*50*t)+0.003*sin(2*PI*100*t):c=same"]),
      ("click", ["-af", "aeval=val(0)+if(between(t\\,1.5\\,1.51)\\,0.5\\,0):c=same"]), ("good", ["-ar", "16000"]),
    ] { try ffmpeg(["-i", clean] + filters + [folder.file("\(name).wav")]) }
    let names = ["good", "clipped", "silent", "narrow", "hum", "click", "clean"]
    let lines = names.enumerated().map { "{ source: \($1).wav, start: \($0 * 6), speaker: s\($0) }" }
    let document = try folder.write(
      "episode.yaml",
      """
      reelfx: 1
      id: e
      canvas: { width: 64, height: 64, fps: 10 }
      shots: [ { source: still.png, duration: 48 } ]
      languages: { en: { dialogue: [ \(lines.joined(separator: ", ")) ] } }
      """)
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 1, memory: Self.engineMemory))
    let problems = try await engine.open(document).problems.filter { $0.severity == .warning }
    #expect(problems.map(\.value) == ["clipped.wav", "silent.wav", "narrow.wav", "hum.wav", "click.wav"], "\(problems)")
    let words = ["is clipped", "is silent", "has nothing above", "hums at 50 Hz", "clicks"]
    for (problem, word) in zip(problems, words) { #expect(problem.error.hasPrefix(word), "\(problem)") }
    // Remembered, and told again.
    #expect(try await engine.open(document).problems.filter { $0.severity == .warning } == problems)
  }
}
