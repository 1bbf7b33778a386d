import Foundation

/// Tells when any of some files has changed, come or gone: by looking at their stamps, which every file system has.
struct FileWatch {
  /// Seconds between two looks.
  static let interval = 0.1

  private let files: [String]
  private var stamps: [FileStamp?]

  init(_ files: some Sequence<String>) {
    self.files = Set(files).sorted()
    stamps = self.files.map { try? FileStamp(path: $0) }
  }

  /// Whether anything has changed since this was asked before.
  mutating func hasChanged() -> Bool {
    let now = FileWatch(files).stamps
    defer { stamps = now }
    return now != stamps
  }

  /// The same watch over other files: of those it had before, as it saw them.
  func over(_ files: some Sequence<String>) -> FileWatch {
    var watch = FileWatch(files)
    let known = Dictionary(zip(self.files, stamps)) { first, _ in first }
    for (index, file) in watch.files.enumerated() {
      if let stamp = known[file] { watch.stamps[index] = stamp }
    }
    return watch
  }
}
