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
    /// 2: the mean luma, and what stands still over joins.
    var version = 2
    var output: Digest
  }

  private func key(_ output: Digest) -> Digest { CanonicalEncoder.digest(Key(output: output)) }

  /// What was reported of the output, when the file at `path` is it to the last byte.
  func report<Output: Receipted>(_ output: Digest, at path: String) throws -> Output? {
    guard let bytes = try store.get(key(output)), let report = try? JSONDecoder().decode(Output.self, from: Data(bytes)),
      let status = try? FileStamp(path: path), status.size == Int64(report.bytes),
      (try? SourceFile.digest(of: path))?.hex == report.digest
    else { return nil }
    return report
  }

  func remember(_ report: some Receipted, key output: Digest) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    _ = try store.put(key(output), [UInt8](try encoder.encode(report.withoutPlace)))
  }
}

/// What is reported of a file.
protocol Receipted: Codable {
  var bytes: Int { get }
  /// In hexadecimal.
  var digest: String { get }
  /// The same without where the file stands and whom it is for, which is not part of what it is: two outputs may be equal.
  var withoutPlace: Self { get }
}

extension Report.Output: Receipted {
  var withoutPlace: Self {
    var report = self
    (report.path, report.delivery, report.rendition, report.language) = ("", "", "", nil)
    return report
  }
}

extension Report.Stem: Receipted {
  var withoutPlace: Self {
    var report = self
    (report.path, report.delivery, report.language) = ("", "", nil)
    return report
  }
}
