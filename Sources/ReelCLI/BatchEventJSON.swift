import Foundation
import ReelBatch
import ReelFX

/// A batch's events as JSON lines: each says what it is, and when.
enum BatchEventJSON {
  private struct Line<Content: Encodable>: Encodable {
    var event: String
    /// Seconds since 1970.
    var at = (Date().timeIntervalSince1970 * 1000).rounded() / 1000
    var content: Content

    private enum Key: String, CodingKey { case event, at }

    func encode(to encoder: any Encoder) throws {
      try content.encode(to: encoder)
      var values = encoder.container(keyedBy: Key.self)
      try values.encode(event, forKey: .event)
      try values.encode(at, forKey: .at)
    }
  }

  private struct Looking: Encodable { var done: Int, rows: Int }
  private struct Looked: Encodable { var rows: Int, unchanged: Int, failed: Int, problems: [Problem] }
  private struct Began: Encodable { var line: Int, document: String }
  private struct Output: Encodable { var line: Int, path: String, current: Bool, verdict: Report.Verdict }

  fileprivate struct Progress: Encodable {
    var rows: Int, done: Int, unchanged: Int, failed: Int, outputs: Int, frames: Int
    var segments: Int, reused: Int
    var fps: Double
    var eta: Double?
    var active: [Active]
  }

  fileprivate struct Active: Encodable {
    var line: Int, document: String
    var frame: Int?, frames: Int?
    var fps: Double?, eta: Double?
    var segments: Int, reused: Int
  }

  /// With its end of line; `nil` for what cannot be said.
  static func line(_ event: BatchEvent) -> Data? {
    switch event {
    case .looking(let done, let rows): return encoded("looking", Looking(done: done, rows: rows))
    case .looked(let rows, let unchanged, let failed, let problems):
      return encoded("looked", Looked(rows: rows, unchanged: unchanged, failed: failed, problems: problems))
    case .began(let line, let document): return encoded("began", Began(line: line, document: document))
    case .output(let line, let path, let current, let verdict):
      return encoded("output", Output(line: line, path: path, current: current, verdict: verdict))
    case .row(let row): return encoded("row", row)
    case .progress(let progress): return encoded("progress", Progress(progress))
    }
  }

  private static func encoded(_ event: String, _ content: some Encodable) -> Data? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let line = try? encoder.encode(Line(event: event, content: content)) else { return nil }
    return line + Data("\n".utf8)
  }
}

extension BatchEventJSON.Progress {
  fileprivate init(_ progress: BatchProgress) {
    (rows, done, unchanged, failed) = (progress.rows, progress.done, progress.unchanged, progress.failed)
    (outputs, frames) = (progress.outputs, progress.frames)
    (segments, reused) = (progress.segmentsRendered, progress.segmentsReused)
    (fps, eta) = (progress.framesPerSecond.tenths, progress.remaining?.tenths)
    active = progress.active.map(BatchEventJSON.Active.init)
  }
}

extension BatchEventJSON.Active {
  fileprivate init(_ row: BatchProgress.Active) {
    (line, document, segments, reused) = (row.line, row.document, row.segments, row.reused)
    (frame, frames) = (row.render?.framesDone, row.render?.framesTotal)
    (fps, eta) = (row.render?.framesPerSecond.tenths, row.render?.remaining?.tenths)
  }
}

extension Double {
  fileprivate var tenths: Double { (self * 10).rounded() / 10 }
}
