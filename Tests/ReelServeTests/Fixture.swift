import Foundation
import ReelEngine
import ReelTestSupport

import ReelServe

/// A tiny episode in two languages, and a server that shows it.
final class Fixture: Sendable {
  let folder: TemporaryDirectory
  let document: String
  let engine: Engine
  let server: PreviewServer
  var port: Int { server.port }

  /// Media are made once for the whole run.
  private static let media = Result { try makeMedia() }

  private static func makeMedia() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory("reelfx-serve-media")
    for (name, source) in [("a", "testsrc2"), ("b", "mandelbrot")] {
      try ffmpeg([
        "-f", "lavfi", "-i", "\(source)=s=144x256:r=24", "-f", "lavfi", "-i", "sine=f=440:r=48000", "-t", "2.5", "-vf",
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc",
        "bt709", "-color_range", "tv", "-c:v", "libx264", "-preset", "veryfast", "-g", "24", "-c:a", "aac", folder.file("\(name).mp4"),
      ])
    }
    try ffmpeg(["-f", "lavfi", "-i", "anoisesrc=d=0.8:r=24000:seed=3:a=0.3", folder.file("line.wav")])
    return folder
  }

  static let text = """
    reelfx: 1
    id: tiny
    canvas: { width: 144, height: 256, fps: 24 }
    shots:
      - { source: a.mp4, duration: 2 }
      - { source: b.mp4, duration: 2, transition: { type: dissolve, duration: 0.5 } }
    languages:
      en: { subtitles: en.srt, dialogue: [ { source: line.wav, start: 0.5 } ] }
      es: { subtitles: es.srt, dialogue: [ { source: line.wav, start: 1.5 } ] }
    captions: { size: 16, outline: 1 }
    deliver: [ { name: main, encoder: { gop: 1.0 } } ]

    """

  /// A folder with the document `episode.yaml` and all it names.
  static func makeFolder() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    for name in ["a.mp4", "b.mp4", "line.wav"] {
      try FileManager.default.copyItem(atPath: try media.get().file(name), toPath: folder.file(name))
    }
    try folder.write("en.srt", subtitles("Hello"))
    try folder.write("es.srt", subtitles("Hola"))
    try folder.write("episode.yaml", text)
    return folder
  }

  static func subtitles(_ word: String) -> String { "1\n00:00:02,600 --> 00:00:03,460\n\(word)\n" }

  init(
    _ text: String = Fixture.text, options: PreviewServer.Options = .init(port: 0), limits: HTTPConnection.Limits = .init(),
    comparing other: String? = nil
  ) throws {
    folder = try Self.makeFolder()
    try folder.write("episode.yaml", text)
    document = folder.file("episode.yaml")
    engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 2 << 30))
    var compared: PreviewSession.Source?
    if let other { compared = .init(document: try folder.write("other.yaml", other)) }
    server = try PreviewServer(
      engine, .init(document: document), comparedWith: compared, options: options, limits: limits, told: { _ in })
  }

  /// The episode in `samples/`, over a store of its own.
  init(sample name: String) throws {
    folder = try TemporaryDirectory()
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    document = root.appendingPathComponent("samples/\(name)").path
    engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 2 << 30))
    server = try PreviewServer(
      engine, .init(document: document), comparedWith: nil, options: PreviewServer.Options(port: 0), limits: .init(), told: { _ in })
  }

  deinit { server.stop() }

  func client() throws -> Client { try Client(port: port) }

  func get(_ path: String, fields: String = "") throws -> Client.Answer {
    try client().ask("GET /\(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(fields)\r\n")
  }

  func json(_ path: String) throws -> JSON {
    let answer = try get(path)
    guard answer.status == 200 else { throw CommandFailed(description: "\(path): \(answer.status) \(answer.text)") }
    return JSON(try JSONSerialization.jsonObject(with: Data(answer.body)))
  }

  /// The episode when it has reached a revision.
  func episode(revision: Int = 1, within seconds: Double = 20) throws -> JSON {
    let end = Date(timeIntervalSinceNow: seconds)
    while true {
      let episode = try json("api/episode.json")
      if episode["revision"].int >= revision { return episode }
      guard Date() < end else { throw CommandFailed(description: "revision \(revision) has not come in \(seconds) s: \(episode)") }
      Thread.sleep(forTimeInterval: 0.02)
    }
  }
}

/// A value of a JSON document.
struct JSON: CustomStringConvertible {
  let value: Any?

  init(_ value: Any?) { self.value = value }

  subscript(_ key: String) -> JSON { JSON((value as? [String: Any])?[key]) }
  subscript(_ index: Int) -> JSON { JSON(array.indices.contains(index) ? array[index].value : nil) }
  var array: [JSON] { (value as? [Any] ?? []).map(JSON.init) }
  var int: Int { (value as? NSNumber)?.intValue ?? -1 }
  var double: Double { (value as? NSNumber)?.doubleValue ?? .nan }
  var bool: Bool { (value as? NSNumber)?.boolValue ?? false }
  var string: String { value as? String ?? "" }
  var isNull: Bool { value == nil || value is NSNull }
  /// With the keys of all maps in order.
  var description: String {
    let data = value.flatMap { try? JSONSerialization.data(withJSONObject: $0, options: [.sortedKeys, .fragmentsAllowed]) }
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "nothing"
  }
}
