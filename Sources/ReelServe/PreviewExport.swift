import Foundation
import ReelCore
public import ReelEngine

/// Writes what a preview hands out into a folder, which any server of files can then show: whoever has no machine to render on watches it in
/// a browser all the same.
public enum PreviewExport {
  public struct Summary: Codable, Sendable {
    public var folder: String
    public var files: Int
    public var bytes: Int
  }

  /// Renders all of the draft and writes it with the page.
  ///
  /// Every file is whole before it has its name, and the one that names all others is written last: what is watched meanwhile is what was
  /// there before.
  ///
  /// - Parameters:
  ///   - other: a document to compare with.
  ///   - folder: made when it is not there; else it must be empty, or hold an earlier export.
  ///   - told: what was found in the documents.
  /// - Throws: all errors of the documents as one; `cannotWrite` when something else is in the folder, or it cannot be written.
  public static func write(
    _ engine: Engine, _ source: PreviewSession.Source, comparedWith other: PreviewSession.Source? = nil, to folder: String,
    told: @escaping @Sendable (PreviewSession.Reading) -> Void = { _ in }
  ) async throws -> Summary {
    try await Workers.detached("reelfx-export") {
      var writer = try Writer(folder: folder)
      for name in Page.names where name != Page.index { try writer.write("page/" + name, Page.bytes(name)) }
      if let other { try write(engine, other, told, into: &writer, below: PreviewRoutes.other + "/", compared: nil) }
      try write(engine, source, told, into: &writer, below: "", compared: other.map { _ in PreviewRoutes.other + "/" })
      try writer.write(Page.index, Page.bytes(Page.index))
      return writer.summary
    }
  }

  /// Asks for all that a page of the document would ask for.
  private static func write(
    _ engine: Engine, _ source: PreviewSession.Source, _ told: @escaping @Sendable (PreviewSession.Reading) -> Void,
    into writer: inout Writer, below place: String, compared: String?
  ) throws {
    let session = PreviewSession(engine, source, told: told)
    defer { session.stop() }
    try session.waitUntilRead()
    let folder = PreviewFolder(session: session, other: compared)
    let episode = try folder.episode(live: false)
    for output in episode.outputs ?? [] {
      var names = [output.picture.`init`] + output.picture.segments.map(\.url)
      if let sound = output.sound {
        let json = SoundJSON(try session.sound(sound.key), key: sound.key)
        names += [json.`init`] + json.segments.map(\.url) + [json.waveform, sound.url]
      }
      for name in names { try writer.write(place + name, once: { try folder.bytes(name) }) }
    }
    for shot in episode.shots ?? [] {
      let name = String(shot.thumb.prefix { $0 != "?" })
      try writer.write(place + name, folder.bytes(name))
    }
    try writer.write(place + "api/episode.json", HTTPResponse.json(episode).collected())
  }

  /// Writes files below a folder.
  private struct Writer {
    let folder: URL
    private(set) var summary: Summary

    init(folder: String) throws {
      self.folder = URL(fileURLWithPath: folder, isDirectory: true)
      summary = Summary(folder: folder, files: 0, bytes: 0)
      let there = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      guard there.isEmpty || FileManager.default.fileExists(atPath: self.folder.appendingPathComponent("api/episode.json").path) else {
        throw ReelError(
          .cannotWrite, "is in the way: it holds something else than an earlier export", file: folder, hint: "name another folder")
      }
    }

    /// A file that is named by what is in it is written once.
    mutating func write(_ name: String, once bytes: () throws -> [UInt8]) throws {
      let size = (try? FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(name).path))?[.size] as? NSNumber
      guard let size else { return try write(name, bytes()) }
      count(size.intValue)
    }

    mutating func write(_ name: String, _ bytes: [UInt8]) throws {
      let file = folder.appendingPathComponent(name)
      do {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file, options: .atomic)
      } catch {
        throw ReelError(
          .cannotWrite, "cannot be written", file: file.path, detail: error.localizedDescription,
          hint: "check the folder's permissions and the space on the disk")
      }
      count(bytes.count)
    }

    private mutating func count(_ bytes: Int) {
      summary.files += 1
      summary.bytes += bytes
    }
  }
}
