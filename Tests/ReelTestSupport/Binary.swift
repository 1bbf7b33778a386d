import Foundation

/// The `reelfx` that was built together with the tests.
public enum Binary {
  public static func path() throws -> String {
    let tests = URL(fileURLWithPath: ProcessInfo.processInfo.arguments.first ?? "").resolvingSymlinksInPath()
    var folders = [tests.deletingLastPathComponent(), Bundle.main.executableURL?.deletingLastPathComponent()].compactMap { $0 }
    for folder in folders {
      var parent = folder
      while parent.path != "/" {
        parent = parent.deletingLastPathComponent()
        folders += [parent, parent.appendingPathComponent(".build/release")]
      }
    }
    folders.append(repositoryRoot.appendingPathComponent(".build/release"))
    for folder in folders {
      let file = folder.appendingPathComponent("reelfx").path
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
      if isThere, !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: file) { return file }
    }
    throw CommandFailed(description: "no executable reelfx beside \(tests.path) or above; swift build -c release --build-tests")
  }
}
