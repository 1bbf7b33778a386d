import Foundation
package import ReelCore
import ReelPlan
import ReelText

/// What an episode was made from, as the file system tells it: as long as this stays, reading it all again would change nothing.
package struct EpisodeInputs: Hashable, Sendable, Codable {
  /// Every file that was looked at, or looked for: absolute paths, sorted.
  package var files: [String]
  /// Of the stamps of all files, and of the program, in hexadecimal.
  package var digest: String

  /// - Parameters:
  ///   - program: see ``Engine/program``.
  ///   - stamps: of the files, in their order; `nil` for what is not there.
  package init(files: [String], stamps: [FileStamp?], program: Digest) {
    self.files = files
    digest = Digest.of(program.bytes + stamps.flatMap(FileStamp.bytes)).hex
  }
}

extension Engine {
  /// Names this program as it runs here: whatever might plan or draw an episode otherwise has another name.
  package func program() -> Digest {
    let files = [Bundle.main.executablePath].compactMap(\.self) + fontBook.files
    let named = files.flatMap { path -> [UInt8] in Array(path.utf8) + [0] + FileStamp.bytes(try? FileStamp(path: path)) }
    return Digest.of(build.digest.bytes + named)
  }
}

extension Project {
  /// Every file that was looked at, or looked for, with the fonts beside the document: absolute paths, sorted.
  package var inputFiles: [String] {
    let folder = Engine.fontFolder(beside: document)
    let fonts = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let all = files + [folder] + fonts.map { folder + "/" + $0 }
    return Set(all.map { URL(fileURLWithPath: $0).standardizedFileURL.path }).sorted()
  }
}
