import Foundation
package import ReelCore
package import ReelEngine

/// A line of the manifest. What is written once is never changed: a later line about the same thing stands for it.
package enum JournalLine {
  /// A batch begins.
  package struct Run: Codable, Sendable {
    /// The version of this format.
    package var reelfx = 1
    /// Seconds since 1970.
    package var at: Double
    package var table: String
    /// Names of its rows, in their order.
    package var keys: [String]

    package init(at: Double, table: String, keys: [String]) { (self.at, self.table, self.keys) = (at, table, keys) }
  }

  /// An output has its name and is verified. Such a line is written, and on the disk, once for each.
  package struct Output: Codable, Sendable {
    package var row: String
    /// Absolute.
    package var path: String
    /// Names the bytes: see ``Plan/Output/key``.
    package var key: String
    /// Seconds since 1970, and since the row was begun.
    package var at: Double
    package var seconds: Double
    /// Of the file as it was left: see ``Made/stamp``.
    package var stamp: String
    /// What was reported of it, with those checks alone that it does not pass.
    package var report: Report.Output
    /// How its captions look where the document says so.
    package var captions: String?
    /// Of the platform it is for.
    package var profile: String?
  }

  /// A row is done: all of its outputs have their lines. Or it has failed.
  package struct Row: Codable, Sendable {
    /// Names the row: see ``BatchRow/key(_:)``.
    package var row: String
    package var at: Double
    package var line: Int
    package var document: String
    package var variables: [String: String]
    /// Absolute: where its files are.
    package var out: String
    /// `nil` when it has failed.
    package var done: Done?
    /// What went wrong, or was doubtful.
    package var problems: [Problem]

    package struct Done: Codable, Sendable {
      package var id: String
      package var verdict: Report.Verdict
      /// Checks that no output by itself can answer, and that not all pass.
      package var checks: [Report.Check]
      package var outputs: Int
      package var frames: Int
      /// Of the episode.
      package var duration: Double
      /// Wall seconds, from opening the document.
      package var seconds: Double
      package var work: Report.Work
      /// What it was made from; `nil` when that may have changed meanwhile.
      package var inputs: EpisodeInputs?
      /// The files that were made, relative to `out`.
      package var files: [Made]
    }
  }

  package struct Made: Codable, Sendable, Hashable {
    package var path: String
    /// Of the file as it was left: sixteen hexadecimal digits of a digest of what the file system tells of it.
    package var stamp: String
  }

  // MARK: Text

  /// `{"kind":"row",...,"sum":"0123abcd"}` and a line feed; the sum is of what stands before it.
  static func text(_ kind: String, _ content: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let body = try encoder.encode(content).dropFirst().dropLast()
    let head = Array("{\"kind\":\"\(kind)\",".utf8) + body
    return head + Array(",\"sum\":\"\(sum(head[...]))\"}\n".utf8)
  }

  private static func sum(_ bytes: ArraySlice<UInt8>) -> String { String(bytes.withUnsafeBytes { Digest.of($0) }.hex.prefix(8)) }

  /// Bytes of `,"sum":"0123abcd"}`
  private static let sumCount = 18

  /// What kind of line it is and its JSON, when it is as it was written.
  static func read(_ line: ArraySlice<UInt8>) -> (kind: String, json: Data)? {
    let prefix = Array("{\"kind\":\"".utf8)
    guard line.count > prefix.count + sumCount, line.starts(with: prefix) else { return nil }
    let body = line.dropLast(sumCount)
    guard line.suffix(sumCount).elementsEqual(",\"sum\":\"\(sum(body))\"}".utf8) else { return nil }
    let kind = line.dropFirst(prefix.count).prefix { $0 != 34 }
    return (String(decoding: kind, as: UTF8.self), Data(line))
  }
}

extension FileStamp {
  /// What stands in the manifest of a file that was made; of one that is not there, nothing that a file could have.
  static func text(_ path: String) -> String { String(Digest.of(bytes(try? FileStamp(path: path))).hex.prefix(16)) }
}

extension BatchRow {
  /// Names the row from run to run: what is made, from what, and where to; not where it stands in the table.
  func key(_ options: BatchOptions) -> String {
    let pairs = variables.sorted { $0.key < $1.key }.map { "\($0.key)\u{0}\($0.value)" }
    let parts = [absolute(document), absolute(out), only ?? options.only ?? "", options.draft ? "draft" : ""] + pairs
    return String(Digest.of(parts.joined(separator: "\u{0}\u{0}")).hex.prefix(16))
  }
}

func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
