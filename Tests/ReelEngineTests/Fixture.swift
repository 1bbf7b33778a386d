import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport

/// A tiny episode with everything in it: two dissolves, a cut, a looping overlay with alpha, captions in two languages, music, dialogue.
struct Fixture {
  let folder: TemporaryDirectory
  let document: String
  var store: String { folder.file("store") }

  /// Media are made once for the whole run: they only differ by what a test writes into its own document.
  private static let media = Result { try makeMedia() }

  init(gop: String = "1.0", captions: [String] = ["Hello there", "Good bye"], shots: String? = nil, extra: String = "") throws {
    folder = try TemporaryDirectory()
    let media = try Self.media.get()
    for name in try FileManager.default.contentsOfDirectory(atPath: media.path) {
      try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: media.file(name))
    }
    for (tag, prefix) in [("en", ""), ("es", "¡")] {
      let cues = captions.enumerated().map { index, text in
        "\(index + 1)\n00:00:0\(index * 3),500 --> 00:00:0\(index * 3 + 1),500\n\(prefix)\(text)\n"
      }
      try folder.write("\(tag).srt", cues.joined(separator: "\n"))
    }
    document = try folder.write("episode.yaml", Self.text(gop: gop, shots: shots ?? Self.shots, extra: extra))
  }

  static let shots = """
    shots:
      - { source: a.mp4, duration: 2 }
      - { source: b.mp4, duration: 2, transition: { type: dissolve, duration: 0.5 } }
      - { source: c.mp4, duration: 2 }
      - { source: still.png, duration: 1, transition: { type: dissolve, duration: 0.25 } }
    """

  static func text(gop: String, shots: String, extra: String) -> String {
    """
    reelfx: 1
    id: tiny
    canvas: { width: 144, height: 256, fps: 24 }
    \(shots)
    overlays:
      - { source: logo/%04d.png, fps: 24, loop: true, x: 91, y: 11 }
    audio:
      music: [ { source: music.wav, gain: -12, loop: true, fade_out: 0.5, duck: {} } ]
    languages:
      en: { subtitles: en.srt, dialogue: [ { source: line.wav, start: 0.5 } ] }
      es: { subtitles: es.srt, dialogue: [ { source: line.wav, start: 1.5 } ] }
    captions: { size: 16, outline: 1 }
    deliver:
      - { name: main, encoder: { preset: ultrafast, gop: \(gop) } }
    \(extra)
    """
  }

  private static func makeMedia() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory("reelfx-media")
    for (name, source, rate) in [("a", "testsrc2", 24), ("b", "mandelbrot", 30), ("c", "testsrc", 24)] {
      try ffmpeg([
        "-f", "lavfi", "-i", "\(source)=s=144x256:r=\(rate)", "-f", "lavfi", "-i", "sine=f=440:r=48000", "-t", "2.5", "-vf",
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc",
        "bt709", "-color_range", "tv", "-c:v", "libx264", "-preset", "veryfast", "-crf", "12", "-g", "24", "-c:a", "aac",
        folder.file("\(name).mp4"),
      ])
    }
    try ffmpeg(["-f", "lavfi", "-i", "gradients=s=288x256:d=1:seed=7", "-frames:v", "1", folder.file("still.png")])
    try FileManager.default.createDirectory(atPath: folder.file("logo"), withIntermediateDirectories: true)
    try ffmpeg([
      "-f", "lavfi", "-i",
      "color=c=black@0:s=40x30:d=0.5:r=24,format=rgba,geq=r='20*N':g=180:b=90:a='if(lt(hypot(X-20,Y-15),12),200,0)'",
      folder.file("logo/%04d.png"),
    ])
    try ffmpeg(["-f", "lavfi", "-i", "sine=f=220:d=1.3:r=44100", "-ac", "2", folder.file("music.wav")])
    try ffmpeg(["-f", "lavfi", "-i", "anoisesrc=d=0.8:r=24000:seed=3:a=0.3", folder.file("line.wav")])
    return folder
  }

  func engine(jobs: Int = 2, kernels: String? = nil, store: String? = nil) throws -> Engine {
    try Engine(Engine.Options(store: store ?? self.store, jobs: jobs, memory: 2 << 30, kernels: kernels))
  }

  /// Renders into `out` and returns the report.
  @discardableResult
  func render(
    to out: String = "out", engine: Engine? = nil, selection: Selection = Selection(), overwrite: Bool = false
  ) async throws -> Report {
    let engine = try engine ?? self.engine()
    let project = try await engine.open(document, selection: selection)
    return try await engine.render(project, to: folder.file(out), overwrite: overwrite).report
  }

  func output(_ language: String, in out: String = "out") -> String { folder.file("\(out)/main/tiny.\(language).144p.mp4") }

  func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
}

/// What ffprobe, which shares no code with the engine's reader and writer, says of a file's packets and streams.
struct Probed {
  let pts: [Int: [Double]]
  let json: [String: Any]

  init(_ path: String) throws {
    let result = try run(["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_packets", path])
    guard let json = try JSONSerialization.jsonObject(with: result.output) as? [String: Any],
      let packets = json["packets"] as? [[String: Any]]
    else { throw CommandFailed(description: "ffprobe \(path): \(result.errors)") }
    self.json = json
    pts = Dictionary(grouping: packets) { $0["stream_index"] as? Int ?? -1 }
      .mapValues { $0.compactMap { ($0["pts_time"] as? String).flatMap(Double.init) }.sorted() }
  }

  func stream(_ index: Int) -> [String: Any] { (json["streams"] as? [[String: Any]])?[index] ?? [:] }
}
