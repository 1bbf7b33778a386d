import Foundation
import ReelBatch
import ReelEngine
import ReelTestSupport

/// A tiny season: episodes of one document that share an intro, each with another part of one clip, in three languages.
final class Season: Sendable {
  let folder: TemporaryDirectory
  static let languages = ["en", "es", "fr"]

  private static let media = Result { try makeMedia() }

  private static func makeMedia() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory("reelfx-season")
    for (name, source, tone, length) in [("intro", "testsrc2", 440, 1), ("long", "mandelbrot", 220, 8)] {
      try ffmpeg([
        "-f", "lavfi", "-i", "\(source)=s=144x256:r=12", "-f", "lavfi", "-i", "sine=\(tone):r=48000", "-t", "\(length)", "-c:v",
        "libx264", "-preset", "ultrafast", "-g", "12", "-pix_fmt", "yuv420p", "-c:a", "aac", folder.file("\(name).mp4"),
      ])
    }
    return folder
  }

  /// - Parameter episodes: rows of the table: number and first frame.
  init(episodes: Int) throws {
    folder = try TemporaryDirectory()
    for name in ["intro.mp4", "long.mp4"] {
      try FileManager.default.copyItem(atPath: Self.media.get().file(name), toPath: folder.file(name))
    }
    for tag in Self.languages { try folder.write("\(tag).srt", "1\n00:00:01,000 --> 00:00:02,000\nHello \(tag)\n") }
    try folder.write(
      "episode.yaml",
      """
      reelfx: 1
      vars: { n: x, from: 0, long: long.mp4 }
      id: e${n}
      canvas: { width: 144, height: 256, fps: 12 }
      intro: [ { source: intro.mp4 } ]
      shots: [ { source: "${long}", in: "${from}f", duration: 1 } ]
      languages: { en: { subtitles: en.srt }, es: { subtitles: es.srt }, fr: { subtitles: fr.srt } }
      captions: { size: 16 }
      deliver: [ { name: main, encoder: { preset: ultrafast, gop: 1.0 } } ]
      """)
    try table((1...episodes).map { "episode.yaml,\($0),\($0 * 3 % 84)" })
    try settle()
  }

  func table(_ rows: [String], columns: String = "document,n,from") throws {
    try folder.write("jobs.csv", ([columns] + rows).joined(separator: "\n") + "\n")
  }

  /// Makes all files older than what a coarse clock may mistake, so that what was made from them is known to be unchanged.
  func settle() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.contains(".") && name != "jobs.csv" {
      try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: folder.file(name))
    }
  }

  func options(_ out: String = "out") -> BatchOptions { BatchOptions(table: folder.file("jobs.csv"), out: folder.file(out)) }

  func engine(jobs: Int = 2) throws -> Engine {
    try Engine(Engine.Options(store: folder.file("store"), jobs: jobs, memory: 2 << 30))
  }

  func batch(_ options: BatchOptions, engine: Engine? = nil) async throws -> BatchReport {
    try await (try engine ?? self.engine()).batch(options).report
  }

  /// Runs the command in the folder.
  func reelfx(_ arguments: [String]) throws -> CommandResult { try run([Binary.path()] + arguments, in: folder.path) }

  /// The files below a folder by name, but for reports and manifests, which are outside equality.
  func files(_ out: String) throws -> [String: Data] {
    let names = FileManager.default.enumerator(atPath: folder.file(out))?.compactMap { $0 as? String } ?? []
    return Dictionary(
      uniqueKeysWithValues: try names.filter { $0.contains(".") && !$0.hasSuffix(".report.json") && !$0.hasPrefix("batch.") }.map {
        ($0, try Data(contentsOf: URL(fileURLWithPath: folder.file("\(out)/\($0)"))))
      })
  }

  /// The lines of a manifest of one kind.
  func lines(_ kind: String, in out: String = "out") throws -> [[String: Any]] {
    try Data(contentsOf: URL(fileURLWithPath: folder.file("\(out)/batch.jsonl"))).split(separator: 10).compactMap {
      try JSONSerialization.jsonObject(with: $0) as? [String: Any]
    }.filter { $0["kind"] as? String == kind }
  }
}
