import Foundation
import ReelTestSupport

/// A web server that knows nothing of previews. Ends with the value.
final class StaticServer {
  private let process = Process()
  let port: Int

  init(_ folder: String) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // `Serving HTTP on 127.0.0.1 port 37001 (http://127.0.0.1:37001/) ...`
    let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let match = said.firstMatch(of: #/port (\d+)/#), let port = Int(match.1) else {
      throw CommandFailed(description: "the server did not start: \(said)")
    }
    self.port = port
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }
}
