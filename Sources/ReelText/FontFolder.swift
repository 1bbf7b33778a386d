import ReelCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The font files of a folder.
enum FontFolder {
  /// In the order of their names' bytes, whatever the file system's is; folders inside are not entered.
  /// - Throws: `ReelError` if the folder cannot be read.
  static func files(_ folder: String) throws -> [String] {
    guard let directory = opendir(folder) else {
      throw ReelError(
        .missing, "the folder of fonts cannot be read", file: folder, detail: String(cString: strerror(errno)), hint: "check the path")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) { String(cString: $0) }
      }
      if name.first != ".", endings.contains(where: name.lowercased().hasSuffix) { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { folder.hasSuffix("/") ? folder + $0 : folder + "/" + $0 }
  }

  private static let endings = [".ttf", ".otf", ".ttc", ".otc"]
}
