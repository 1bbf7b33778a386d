import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// Claps and flashes through every kind of output, decoded by ffmpeg: what is heard is measured against what is seen.
@Suite struct SyncTests {
  /// Frames a second, and seconds.
  private static let (rate, length) = (10, 180)
  /// Frames that flash: near the start, in the middle and near the end of three minutes.
  private static let flashes = [1, 905, 1794]
  private static let clap: [Float] = {
    var rng = SeededRNG(seed: 71)
    return (0..<480).map { n in
      let noise = Double(rng.next() % 2000) / 1000 - 1
      let window = sin(Double.pi * (Double(n) + 0.5) / 480)
      return Float(noise * window / 2)
    }
  }()

  private static func start(of frame: Int) -> Int { frame * 48_000 / rate }

  /// A picture that flashes at `flashes`, with `sound` beside it.
  private func makeClip(_ folder: TemporaryDirectory, _ flashes: [Int], _ sound: [Float]) throws {
    try folder.write("clap.pcm", sound.withUnsafeBytes { Data($0) })
    let pictures = (0..<Self.rate * Self.length).flatMap { [UInt8](repeating: flashes.contains($0) ? 255 : 0, count: 64) }
    try folder.write("flash.gray", Data(pictures))
    try ffmpeg(
      ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "8x8", "-r", "\(Self.rate)", "-i", "flash.gray"]
        + ["-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "clap.pcm", "-vf", "scale=90:160,format=yuv420p", "-c:v", "libx264"]
        + ["-preset", "ultrafast", "-g", "10", "-c:a", "pcm_f32le", "clip.mkv"], in: folder.path)
  }

  private static func claps(at flashes: [Int]) -> [Float] {
    var sound = [Float](repeating: 0, count: length * 48_000)
    for frame in flashes {
      for (i, sample) in clap.enumerated() { sound[start(of: frame) + i] = sample }
    }
    return sound
  }

  /// Frames of a file that are bright.
  private func flashes(_ path: String) throws -> [Int] {
    let pictures = try ffmpeg(["-i", path, "-map", "0:v", "-vf", "scale=2:2", "-pix_fmt", "gray", "-f", "rawvideo", "-"])
    #expect(pictures.count == 4 * Self.rate * Self.length, "\(path)")
    return (0..<pictures.count / 4).filter { pictures[4 * $0] > 128 }
  }

  /// Samples by which the clap is late, found where it resembles itself most.
  private func delay(_ sound: [Float], at start: Int) -> Int? {
    (-700...700).max { correlation(sound, start + $0) < correlation(sound, start + $1) }
  }

  private func correlation(_ sound: [Float], _ start: Int) -> Float {
    guard start >= 0, start + Self.clap.count <= sound.count / 2 else { return -.infinity }
    var sum: Float = 0
    for (i, sample) in Self.clap.enumerated() { sum += sample * sound[2 * (start + i)] }
    return sum
  }

  private func startTimes(_ path: String) throws -> [String] {
    let result = try run(["ffprobe", "-v", "error", "-show_entries", "stream=start_time", "-of", "csv=p=0", path])
    return result.text.split(separator: "\n").map { String($0.prefix { $0 != "," }) }
  }

  private static let encoders = ["aac", "libopus", "flac"]

  private static var deliveries: String {
    encoders.flatMap { encoder in
      ["on", "off"].map { edits in
        "  - { name: \(encoder)-\(edits), edit_list: \(edits), encoder: { preset: ultrafast, audio: \(encoder) } }"
      }
    }.joined(separator: "\n")
  }

  @Test func whatIsHeardIsWhereItIsSeen() async throws {
    let folder = try TemporaryDirectory()
    try makeClip(folder, Self.flashes, Self.claps(at: Self.flashes))
    let document = try folder.write(
      "episode.yaml",
      """
      reelfx: 1
      id: sync
      canvas: { width: 90, height: 160, fps: \(Self.rate) }
      shots: [{ source: clip.mkv }]
      audio: { loudness: off }
      deliver:
      \(Self.deliveries)
      """)
    try await checkOutputs(folder, document, flashes: Self.flashes, name: "sync")
  }

  /// Every line claps as it begins, goes on for longer than its slot, and is played faster: the picture flashes where it should clap.
  @Test func stretchedLinesAreHeardWhereTheyAreSeen() async throws {
    let folder = try TemporaryDirectory()
    let flashes = (0..<120).map { 1 + 14 * $0 + $0 % 3 }
    try makeClip(folder, flashes, [Float](repeating: 0, count: Self.length * 48_000))
    let line = (0..<57_600).map { n in n < 480 ? Self.clap[n] : Float(0.05 * sin(2 * Double.pi * 150 * Double(n) / 48_000)) }
    try folder.write("line.pcm", line.withUnsafeBytes { Data($0) })
    try ffmpeg(["-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "line.pcm", "-c:a", "pcm_f32le", "line.wav"], in: folder.path)
    let lines = flashes.map { frame in "{ source: line.wav, start: \(frame)f, end: \(frame + 11)f }" }
    let document = try folder.write(
      "episode.yaml",
      """
      reelfx: 1
      id: sync
      canvas: { width: 90, height: 160, fps: \(Self.rate) }
      shots: [{ source: clip.mkv }]
      audio: { loudness: off }
      languages:
        es: { dialogue: [ \(lines.joined(separator: ",\n    ")) ] }
      deliver:
      \(Self.deliveries)
      """)
    try await checkOutputs(folder, document, flashes: flashes, name: "sync.es") { project in
      let lines = project.dialogue.first?.lines ?? []
      #expect(lines.count == 120 && lines.allSatisfy { $0.pace == Rational(12, 11) }, "\(lines.map(\.pace))")
    }
  }

  private func checkOutputs(
    _ folder: TemporaryDirectory, _ document: String, flashes: [Int], name: String, _ check: (Project) -> Void = { _ in }
  ) async throws {
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 2 << 30))
    let project = try await engine.open(document)
    #expect(project.problems.filter { $0.error.contains("edit list") }.isEmpty, "silence is lost, and nothing is said of it")
    check(project)
    try await engine.render(project, to: folder.file("out")).report
    for encoder in Self.encoders {
      for edits in ["on", "off"] {
        let path = folder.file("out/\(encoder)-\(edits)/\(name).90p.mp4")
        #expect(try self.flashes(path) == flashes)
        #expect(try startTimes(path).allSatisfy { Double($0) == 0 }, "\(path)")
        let data = try ffmpeg(["-i", path, "-map", "0:a", "-f", "f32le", "-ac", "2", "-"])
        let sound = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        // ffmpeg 5 leaves the tail of the last packet.
        #expect((0..<4608).contains(sound.count / 2 - Self.length * 48_000), "\(encoder), edit list \(edits)")
        for frame in flashes {
          let late = try #require(delay(sound, at: Self.start(of: frame)))
          #expect(abs(late) <= 1, "\(encoder), edit list \(edits), frame \(frame)")
        }
      }
    }
  }

  @Test func soundThatIsLostIsToldBefore() async throws {
    let folder = try TemporaryDirectory()
    try ffmpeg(["-f", "lavfi", "-i", "sine=f=440:r=48000:d=1", "tone.wav"], in: folder.path)
    try ffmpeg(["-f", "lavfi", "-i", "color=gray:s=90x160", "-frames:v", "1", "still.png"], in: folder.path)
    func problems(_ music: String, _ edits: String) async throws -> [String] {
      let document = try folder.write(
        "episode.yaml",
        """
        reelfx: 1
        canvas: { width: 90, height: 160, fps: 10 }
        shots: [{ source: still.png, duration: 2 }]
        audio: { music: [{ source: tone.wav, \(music) }] }
        deliver: [{ edit_list: \(edits) }]
        """)
      let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 1, memory: 1 << 30))
      return try await engine.open(document).problems.map(\.error)
    }
    let said = "without an edit list the first 0.021s of the sound are not heard, and there is sound in them"
    #expect(try await problems("start: 0", "off") == [said])
    #expect(try await problems("start: 0.03", "off") == [])
    #expect(try await problems("fade_in: 4, gain: -30", "off") == [])
    #expect(try await problems("start: 0", "on") == [])
  }
}
