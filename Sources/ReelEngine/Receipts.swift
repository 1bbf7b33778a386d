import Foundation
import ReelCore
import ReelMedia
import ReelStore

/// What is known of finished outputs: an artefact under a name made from the output's own, so that a file that is still there need
/// not be made, or judged, again.
struct Receipts {
  private let store: Store

  init(store: Store) throws { self.store = store }

  private struct Key: Encodable {
    var kind = "receipt"
    var version = 1
    var output: Digest
  }

  private func key(_ output: Digest) -> Digest { CanonicalEncoder.digest(Key(output: output)) }

  /// The report of the output, when the file at `path` is it to the last byte.
  func output(_ output: Digest, at path: String) throws -> Report.Output? {
    guard let bytes = try store.get(key(output)), let report = try? JSONDecoder().decode(Report.Output.self, from: Data(bytes)),
      let status = try? SourceLibrary.Stamp(path: path), status.size == Int64(report.bytes),
      (try? SourceFile.digest(of: path))?.hex == report.digest
    else { return nil }
    return report
  }

  /// The report of the stem, when the file at `path` is it to the last byte.
  func stem(_ stem: Digest, at path: String) throws -> Report.Stem? {
    guard let bytes = try store.get(key(stem)), let report = try? JSONDecoder().decode(Report.Stem.self, from: Data(bytes)),
      let status = try? SourceLibrary.Stamp(path: path), status.size == Int64(report.bytes),
      (try? SourceFile.digest(of: path))?.hex == report.digest
    else { return nil }
    return report
  }

  func remember(_ report: Report.Stem, key stem: Digest) throws {
    var report = report
    (report.path, report.delivery) = ("", "")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    _ = try store.put(key(stem), [UInt8](try encoder.encode(report)))
  }

  func remember(_ report: Report.Output, key output: Digest) throws {
    var report = report
    // Where the file stands is not part of what it is.
    (report.path, report.delivery, report.rendition, report.language) = ("", "", "", nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    _ = try store.put(key(output), [UInt8](try encoder.encode(report)))
  }
}
