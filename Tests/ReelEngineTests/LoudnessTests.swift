import Foundation
import ReelAudio
import ReelCore
import ReelEngine
import ReelPlan
import ReelRender
import ReelTestSupport
import Testing

/// From files to a finished episode, measured by ffmpeg on what it decodes.
@Suite struct LoudnessTests {
  /// A mix as the document has it, and what it is made from.
  struct Mix: Sendable, CustomTestStringConvertible {
    var name: String
    /// ffmpeg's arguments after `-i` for each file: a source of its `lavfi`, filters, and how it is written.
    var music: [String]?
    var speech: [String]?
    var document = "music: [ { source: music.wav, loop: true, duck: {} } ]"
    var target = -14.0
    var ceiling = -1.5
    var testDescription: String { name }
  }

  private static let chord = "0.2*sin(220*2*PI*t)*(0.6+0.4*sin(4*PI*t))+0.1*sin(660*2*PI*t)*exp(-8*mod(t\\,0.5))"
  private static let quietly = "music: [ { source: music.wav, loop: true, gain: -18, duck: {} } ]"

  static let mixes = [
    Mix(name: "a sparse whisper", speech: ["-af", "volume=-16dB,highpass=1000"], document: ""),
    Mix(
      name: "loud music", music: ["aevalsrc=tanh(6*(\(chord)+0.3*random(0))):s=44100:d=5"],
      document: "music: [ { source: music.wav, loop: true } ]"),
    Mix(name: "clipped speech over music", music: ["aevalsrc=\(chord):s=48000:d=5"], speech: ["-af", "volume=24dB"], document: quietly),
    Mix(
      name: "speech in mono at 16 kHz", music: ["aevalsrc=\(chord):s=48000:d=4"], speech: ["-ar", "16000", "-ac", "1"], document: quietly),
    Mix(
      name: "5.1",
      music: ["aevalsrc=\((0..<6).map { "0.1*sin(\(150 + 70 * $0)*2*PI*t)*(1+sin(\($0)*t))" }.joined(separator: "|")):c=5.1:s=48000:d=6"],
      speech: []),
    Mix(name: "speech alone", speech: ["-ar", "22050"], document: ""),
    Mix(
      name: "drums", music: ["aevalsrc=0.9*sin(90*2*PI*t)*exp(-20*mod(t\\,0.4))+0.5*(random(0)-0.5)*exp(-60*mod(t\\,0.2)):s=48000:d=4"],
      speech: []),
    Mix(name: "deep bass", music: ["aevalsrc=0.8*sin(45*2*PI*t):s=48000:d=6"], speech: [], document: quietly),
    Mix(
      name: "cymbals", music: ["anoisesrc=d=6:r=48000:seed=4:a=0.4,highpass=9000:p=2"], speech: [],
      document: "music: [ { source: music.wav, loop: true, gain: -10 } ]"),
    Mix(name: "as loud as it gets", music: ["aevalsrc=\(chord):s=48000:d=5"], speech: ["-af", "volume=12dB"], target: -9, ceiling: -1),
    Mix(
      name: "television", music: ["aevalsrc=\(chord)*lt(mod(t\\,4)\\,2)+0.02*sin(330*2*PI*t):s=32000:d=8"], speech: [], target: -23,
      ceiling: -2),
    Mix(
      name: "speech on the left alone", music: ["aevalsrc=\(chord):s=48000:d=5"], speech: ["-af", "pan=stereo|c0=c0"], document: quietly),
  ]

  /// Nine seconds of a grey picture with the sound.
  private static func render(_ mix: Mix, in folder: TemporaryDirectory) async throws -> Report {
    try ffmpeg(["-f", "lavfi", "-i", "color=gray:s=64x64", "-frames:v", "1", folder.file("still.png")])
    if let music = mix.music {
      try ffmpeg(["-f", "lavfi", "-i", music[0]] + music.dropFirst() + ["-c:a", "pcm_f32le", folder.file("music.wav")])
    }
    if let speech = mix.speech {
      try speak("I never thought you would come back. Not here, not in front of him.", to: folder.file("spoken.wav"))
      try ffmpeg(["-i", folder.file("spoken.wav")] + speech + [folder.file("line.wav")])
    }
    let dialogue =
      mix.speech == nil ? "" : "languages: { en: { dialogue: [ { source: line.wav, start: 0.7 }, { source: line.wav, start: 5 } ] } }"
    let document = try folder.write(
      "episode.yaml",
      """
      reelfx: 1
      id: e
      canvas: { width: 64, height: 64, fps: 24 }
      shots: [ { source: still.png, duration: 9 } ]
      audio: { \(mix.document.isEmpty ? "" : mix.document + ", ")loudness: { target: \(mix.target), true_peak: \(mix.ceiling) } }
      \(dialogue)
      deliver: [ { name: main, encoder: { preset: ultrafast } } ]
      """)
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 1, memory: 1 << 30))
    return try await engine.render(try await engine.open(document), to: folder.file("out")).report
  }

  private static func speak(_ words: String, voice: String = "en", to file: String) throws {
    let result = try run(["espeak-ng", "-v", voice, "-w", file, words])
    guard result.status == 0 else { throw CommandFailed(description: "espeak-ng: \(result.errors)") }
  }

  @Test(arguments: mixes) func whatIsDecodedIsOnTheTargetAndUnderTheCeiling(mix: Mix) async throws {
    let folder = try TemporaryDirectory()
    let report = try await Self.render(mix, in: folder)
    let output = try #require(report.outputs.first)
    let measured = try decodedLoudness(of: folder.file("out/\(output.path)"))
    #expect(abs(measured.integrated - mix.target) <= 0.2)
    #expect(measured.truePeak <= mix.ceiling + 0.05)  // printed with one decimal
    #expect(abs(measured.integrated - (output.deliveredLoudness?.integrated ?? 0)) < 0.05)
    #expect(output.checks.first { $0.name == "loudness" }?.verdict == .pass)
    #expect(output.checks.first { $0.name == "true peak" }?.verdict == .pass)
    #expect(mix.speech == nil || output.dialogue != nil)
  }

  /// Each language is solved alone, so one more costs one more; and in all of them people speak equally loud.
  @Test func languagesSpeakEquallyLoud() async throws {
    let folder = try TemporaryDirectory()
    try ffmpeg(["-f", "lavfi", "-i", "color=gray:s=64x64", "-frames:v", "1", folder.file("still.png")])
    try ffmpeg(["-f", "lavfi", "-i", "aevalsrc=\(Self.chord):s=48000:d=5", folder.file("music.wav")])
    let voices = [
      ("en", "I never thought you would come back.", "0dB"), ("es", "Nunca pensé que volverías.", "-3dB"),
      ("de", "Ich hätte nie gedacht, dass du wiederkommst.", "3dB"),
    ]
    for (tag, words, gain) in voices {
      try Self.speak(words, voice: tag, to: folder.file("raw-\(tag).wav"))
      try ffmpeg(["-i", folder.file("raw-\(tag).wav"), "-af", "volume=\(gain)", folder.file("\(tag).wav")])
    }
    func document(_ count: Int) throws -> String {
      let languages = voices.prefix(count).map { tag, _, _ in
        "  \(tag): { dialogue: [ { source: \(tag).wav, start: 0.5 }, { source: \(tag).wav, start: 4 } ] }"
      }
      return try folder.write(
        "episode.yaml",
        """
        reelfx: 1
        id: e
        canvas: { width: 64, height: 64, fps: 24 }
        shots: [ { source: still.png, duration: 8 } ]
        audio: { music: [ { source: music.wav, gain: -18, loop: true, duck: {} } ], loudness: { target: -16, true_peak: -1.5 } }
        languages:
        \(languages.joined(separator: "\n"))
        deliver: [ { name: main, encoder: { preset: ultrafast } } ]
        """)
    }
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 1 << 30))
    _ = try await engine.render(try await engine.open(document(2)), to: folder.file("out")).report
    let report = try await engine.render(try await engine.open(document(3)), to: folder.file("out")).report
    #expect(report.work.tracksRendered == 1)
    let dialogue = report.outputs.compactMap(\.dialogue)
    #expect(dialogue.count == 3)
    let levels = dialogue.map(\.loudness)
    #expect((levels.max() ?? 0) - (levels.min() ?? 0) <= 0.5, "\(dialogue)")
    #expect(dialogue.allSatisfy { abs($0.bedMove) <= 2 })
    for output in report.outputs {
      #expect(abs(try decodedLoudness(of: folder.file("out/\(output.path)")).integrated + 16) <= 0.2)
      #expect(output.checks.first { $0.name == "dialogue" }?.verdict == .pass)
      #expect(output.checks.first { $0.name == "dialogue spread" }?.verdict == .pass)
    }
  }

  /// Two masters over one mix, each judged by its own target.
  @Test func deliveriesAreAsLoudAsEachAsks() async throws {
    let folder = try TemporaryDirectory()
    try ffmpeg(["-f", "lavfi", "-i", "color=gray:s=64x64", "-frames:v", "1", folder.file("still.png")])
    try ffmpeg(["-f", "lavfi", "-i", "aevalsrc=\(Self.chord):s=48000:d=6", folder.file("music.wav")])
    let document = try folder.write(
      "episode.yaml",
      """
      reelfx: 1
      id: e
      canvas: { width: 64, height: 64, fps: 24 }
      shots: [ { source: still.png, duration: 6 } ]
      audio: { music: [ { source: music.wav } ] }
      deliver:
        - { name: web, encoder: { preset: ultrafast } }
        - { name: broadcast, encoder: { preset: ultrafast }, loudness: { target: -23, true_peak: -3 } }
      """)
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 1 << 30))
    let report = try await engine.render(try await engine.open(document), to: folder.file("out")).report
    #expect(report.verdict == .pass && report.work.tracksRendered == 2)
    for (output, (target, ceiling)) in zip(report.outputs, [(-14.0, -1.5), (-23, -3)]) {
      let measured = try decodedLoudness(of: folder.file("out/\(output.path)"))
      #expect(abs(measured.integrated - target) <= 0.2 && measured.truePeak <= ceiling + 0.05, "\(output.path): \(measured)")
      let detail = output.checks.first { $0.name == "loudness" }?.detail
      #expect(detail?.hasSuffix("for a target of \(Int(target)).00") == true, "\(detail ?? "")")
    }
  }

  /// A sound in memory.
  private final class Samples: SoundReading {
    let samples: [Float]
    var length: Int { samples.count / 2 }
    init(_ samples: [Float]) { self.samples = samples }
    func read(from sample: Int, count: Int, into buffer: UnsafeMutablePointer<Float>) {
      for i in 0..<2 * count { buffer[i] = samples[2 * sample + i] }
    }
  }

  private static func track(_ samples: [Float], bitRate: Int, _ target: LoudnessTarget) throws -> CodedTrack {
    let source = SoundSource(digest: Digest.of("sound"), stream: 0)
    let mix = MixSpec(
      length: samples.count / 2, clips: [MixClip(bus: .music, source: source, start: 0, count: samples.count / 2)], loudness: target)
    let spec = TrackSpec(mix: mix, encoder: AudioEncoderSettings(bitRate: bitRate), build: Digest.of("build"))
    return try TrackRenderer.render(spec) { _ in Samples(samples) }
  }

  /// Drums at few bits: AAC puts their peaks elsewhere, and higher.
  @Test func whatEncodingAddsIsTakenOffAndEncodedAgain() throws {
    var rng = SeededRNG(seed: 5)
    let samples = (0..<5 * 48_000).flatMap { n -> [Float] in
      let since = Double(n % 9600) / 48_000
      let drum = 0.9 * sin(2 * .pi * 90 * since) * exp(-20 * since)
      return (0..<2).map { _ in Float(drum + (Double(rng.next() >> 40) / Double(1 << 24) - 0.5) * exp(-60 * since)) }
    }
    let facts = try Self.track(samples, bitRate: 64_000, LoudnessTarget(integrated: -12, truePeak: -1)).facts
    #expect(facts.encodings > 1)
    #expect(try #require(facts.limiter.ceiling) < -1.25)
    #expect(try #require(facts.delivered.truePeak) <= -1)
    #expect(abs(try #require(facts.delivered.integrated) + 12) <= 0.2)
    #expect(facts.limiter.reduction > 1 && facts.limiter.seconds > 0.5 && facts.limiter.loudness > 0.2)
  }
}
