import Foundation

/// What this process may use of the machine it runs on.
public enum Machine {
  /// Processors the process may run on, by its affinity mask.
  public static var processors: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// Bytes of memory the process may use: the machine's, or its control group's when that is less.
  public static var memory: Int {
    let physical = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"].compactMap { path -> Int? in
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
      return Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return ([physical] + limits).min() ?? physical
  }

  /// Bytes free on the file system that holds `path`, or its nearest existing parent; `nil` when nobody knows.
  public static func freeSpace(at path: String) -> Int? {
    var url = URL(fileURLWithPath: path)
    while !FileManager.default.fileExists(atPath: url.path), url.path != "/" { url.deleteLastPathComponent() }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: url.path)
    return (attributes?[.systemFreeSize] as? NSNumber).map { Int(clamping: $0.int64Value) }
  }
}
