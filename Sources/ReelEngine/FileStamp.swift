package import Foundation
import ReelCore

/// A file's identity as the file system tells it.
package struct FileStamp: Hashable, Sendable, Codable {
  package var device: UInt64
  package var inode: UInt64
  package var size: Int64
  /// Nanoseconds since 1970.
  package var modified: Int64

  /// - Throws: `missing` when there is no such file.
  package init(path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let words = String(cString: strerror(errno))
      throw ReelError(
        .missing, "cannot be found", file: path, detail: words, hint: "check the path; it is taken from the document's folder")
    }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    modified = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// 32 bytes that say all of it; of a file that is not there, zeros.
  package static func bytes(_ stamp: FileStamp?) -> [UInt8] {
    let values = stamp.map { [$0.device, $0.inode, UInt64(bitPattern: $0.size), UInt64(bitPattern: $0.modified)] }
    return (values ?? [0, 0, 0, 0]).flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - $0 * 8)) } }
  }

  /// Whether the file may have changed again since without its stamp telling.
  var isYoung: Bool { isYoung(at: Date()) }

  /// Whether the file may have changed again at `moment` without its stamp telling: within one tick of a coarse clock.
  package func isYoung(at moment: Date) -> Bool { moment.timeIntervalSince1970 * 1e9 - Double(modified) < 2e9 }
}
