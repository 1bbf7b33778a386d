import ReelCore
import ReelEngine
import Synchronization

/// Stamps of files, each looked at once: many episodes share an intro and a logo.
final class StampBook: Sendable {
  private let stamps = Mutex<[String: FileStamp?]>([:])

  func stamps(_ files: [String]) -> [FileStamp?] {
    files.map { file in
      if let known = stamps.withLock({ $0[file] }) { return known }
      let stamp = try? FileStamp(path: file)
      stamps.withLock { $0[file] = .some(stamp) }
      return stamp
    }
  }
}
