import Foundation
package import ReelCore
package import ReelPlan

/// What is to be made of one document, for machines that have never heard of it: immutable, and named by its own bytes.
package struct FarmManifest: Codable, Sendable, Hashable {
  /// The format's version.
  package var manifest = 1
  /// The episode's id, for people.
  package var id: String
  /// The document: a path that all machines see, or, when the depot has the sources, relative to their common folder.
  package var document: String
  package var variables: [String: String]
  package var only: String?
  package var draft: Bool
  /// Whether the files are objects of the depot, too.
  package var carriesSources: Bool
  /// Every file that was read to make the plan.
  package var files: [File]
  package var build: Build
  /// What a worker makes.
  package var work: [Item]
  /// What the depot had when this was written.
  package var present: [Item]

  package struct File: Codable, Sendable, Hashable {
    /// As ``FarmManifest/document``.
    package var path: String
    package var digest: Digest
    package var bytes: Int
  }

  /// What made the plan: another would give other keys.
  package struct Build: Codable, Sendable, Hashable {
    package var semantics: Int
    package var architecture: String
    package var libraries: [String: String]
  }

  /// A segment of a cell, or a track.
  package struct Item: Codable, Sendable, Hashable {
    package var key: Digest
    /// `nil` for a track.
    package var cell: Int?
    /// Milliseconds of CPU, roughly.
    package var cost: Int

    package init(key: Digest, cell: Int?, cost: Int) { (self.key, self.cell, self.cost) = (key, cell, cost) }
  }

  package static let prefix = "manifests/"
  static func name(_ digest: Digest) -> String { "\(prefix)\(digest.hex).json" }

  /// All artefacts the document's outputs are joined from.
  package var keys: [Digest] { (work + present).map(\.key) }

  /// CPU-seconds of all work.
  package var seconds: Int { work.reduce(0) { $0 + $1.cost } / 1000 }

  /// How many shards of about `seconds` CPU-seconds there are.
  package func shards(of seconds: Int) -> Int { min(max(1, work.count), max(1, (self.seconds + seconds / 2) / seconds)) }

  package func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self)) + [10]
  }

  /// - Parameter name: for messages.
  package init(encoded bytes: [UInt8], name: String) throws {
    struct Version: Decodable { var manifest: Int }
    let decoder = JSONDecoder()
    if let found = try? decoder.decode(Version.self, from: Data(bytes)), found.manifest != 1 {
      throw ReelError(
        .invalid, "manifest \(name) is of version \(found.manifest), and this is version 1", hint: "use the reelfx that made it")
    }
    do { self = try decoder.decode(Self.self, from: Data(bytes)) } catch {
      throw ReelError(.invalid, "\(name) is no manifest, or a damaged one", detail: "\(error)", hint: "reelfx farm plan writes one")
    }
  }

  package init(
    id: String, document: String, variables: [String: String], only: String?, draft: Bool, carriesSources: Bool, files: [File],
    build: BuildIdentity, work: [Item], present: [Item]
  ) {
    (self.id, self.document, self.variables, self.only, self.draft) = (id, document, variables, only, draft)
    (self.carriesSources, self.files, self.work, self.present) = (carriesSources, files, work, present)
    self.build = Build(semantics: build.semantics, architecture: build.architecture, libraries: build.libraries)
  }
}
