import Foundation
import ReelTestSupport
import Testing

/// The command itself, as a process of its own.
@Suite struct ProcessTests {
  /// `reelfx preview` over a tiny episode.
  private final class Preview {
    let folder: TemporaryDirectory
    let process = Process()
    let port: Int

    init(_ extra: [String] = []) throws {
      folder = try Fixture.makeFolder()
      process.executableURL = URL(fileURLWithPath: try Binary.path())
      process.arguments = ["preview", "episode.yaml", "--store", "store", "--jobs", "2", "--port", "0"] + extra
      process.currentDirectoryURL = folder.url
      let output = Pipe()
      process.standardOutput = output
      process.standardError = FileHandle(forWritingAtPath: try folder.write("errors", ""))
      process.standardInput = FileHandle.nullDevice
      try process.run()
      let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      guard let port = URL(string: line.trimmingCharacters(in: .whitespacesAndNewlines))?.port else {
        throw CommandFailed(description: "no address: '\(line)'")
      }
      self.port = port
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    func get(_ path: String) throws -> Client.Answer {
      try Client(port: port).ask("GET /\(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    }

    /// Whether the store has every piece.
    var isRendered: Bool {
      get throws {
        let outputs = JSON(try JSONSerialization.jsonObject(with: Data(try get("api/store.json").body)))["outputs"].array
        return outputs.allSatisfy { $0["segments"].array.allSatisfy { $0["stored"].bool } }
      }
    }

    func episode() throws -> JSON {
      while true {
        let episode = JSON(try JSONSerialization.jsonObject(with: Data(try get("api/episode.json").body)))
        if episode["revision"].int > 0 { return episode }
        Thread.sleep(forTimeInterval: 0.02)
      }
    }

    /// The exit code.
    func end(_ signal: Int32) -> Int32 {
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      return process.terminationReason == .exit ? process.terminationStatus : -1
    }

    var errors: String { (try? String(contentsOfFile: folder.file("errors"), encoding: .utf8)) ?? "" }

    #if os(Linux)
      private func lines(_ file: String) -> String {
        (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/\(file)", encoding: .utf8)) ?? ""
      }
      var residentBytes: Int { lines("statm").split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 4096 } ?? 0 }
      /// What is open: files by their paths.
      var openNames: [String] {
        let folder = "/proc/\(process.processIdentifier)/fd"
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return numbers.map { (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) ?? "" }
      }
    #endif
  }

  /// Looks often, and not for ever.
  private func wait(until isSo: () throws -> Bool) throws {
    let end = Date(timeIntervalSinceNow: 30)
    while try !isSo() {
      guard Date() < end else { throw CommandFailed(description: "not within 30 s") }
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)]) func aSignalEndsIt(_ signal: Int32, _ code: Int) throws {
    let preview = try Preview()
    // At once, while the first pieces are being rendered.
    _ = try preview.episode()
    let began = ContinuousClock.now
    #expect(preview.end(signal) == code)
    #expect(ContinuousClock.now - began < .seconds(2))
    #expect(!preview.errors.contains("error"), "\(preview.errors)")
  }

  @Test func whatIsWrongWithTheCommandLineIsTold() throws {
    let binary = try Binary.path()
    for (arguments, words) in [
      (["--port", "70000"], "outside 0...65535"), (["--token", "0123456789abcdef"], "--token is for --host"), (["--json"], "no --json"),
      (["--host", "127.0.0.1", "--token", "short"], "16 to 128"), (["--set", "x"], "has no '='"),
    ] {
      let result = try run([binary, "preview", "episode.yaml"] + arguments)
      #expect(result.status == 64 && result.errors.contains(words), "\(arguments): \(result.errors)")
    }
    let taken = try Preview()
    let result = try run(
      [binary, "preview", "episode.yaml", "--store", "other", "--port", "\(taken.port)"], in: taken.folder.path)
    #expect(result.status == 1 && result.errors.contains("cannot be listened on"), "\(result.errors)")
  }

  @Test func anExportIsWhatAServerHandsOut() throws {
    let preview = try Preview()
    let folder = preview.folder
    let arguments = ["preview", "episode.yaml", "--store", "store", "--export", "cut"]
    let result = try run([try Binary.path()] + arguments, in: folder.path)
    #expect(result.status == 0 && result.text == "cut\n", "\(result.errors)")
    func file(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder.file("cut/" + name))) }
    let written = JSON(try JSONSerialization.jsonObject(with: file("api/episode.json")))
    let served = try preview.episode()
    #expect(!written["live"].bool && served["live"].bool)
    // A mix that is being made is for those who are there.
    #expect(written["outputs"].description == served["outputs"].description.replacing(#/"first":"[^"]*",/#, with: ""))
    var names = ["page/app.js"]
    for output in written["outputs"].array {
      names += [output["picture"]["init"].string] + output["picture"]["segments"].array.map { $0["url"].string }
      let track = JSON(try JSONSerialization.jsonObject(with: file(output["sound"]["url"].string)))
      names += [output["sound"]["url"].string, track["init"].string, track["waveform"].string]
      names += track["segments"].array.map { $0["url"].string }
    }
    names += written["shots"].array.map { String($0["thumb"].string.prefix { $0 != "?" }) }
    for name in names { #expect(try file(name) == Data(preview.get(name).body), "\(name)") }
    #expect(try file("index.html") == Data(preview.get("").body))
    // Again into the same folder, and never into one that is somebody else's.
    #expect(try run([try Binary.path()] + arguments, in: folder.path).status == 0)
    let foreign = try run([try Binary.path()] + arguments.dropLast() + ["."], in: folder.path)
    #expect(foreign.status == 73 && foreign.errors.contains("in the way"), "\(foreign.errors)")
    try folder.write("broken.yaml", "reelfx: 1\n")
    let broken = try run([try Binary.path(), "preview", "broken.yaml", "--store", "store", "--export", "none", "--json"], in: folder.path)
    let envelope = JSON(try JSONSerialization.jsonObject(with: broken.output))
    #expect(broken.status == 65 && envelope["command"].string == "preview" && envelope["problems"][0]["error"].string.contains("shots"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("none/api/episode.json")))
  }

  #if os(Linux)
    @Test func requestsLeaveNothingBehind() throws {
      let preview = try Preview()
      let episode = try preview.episode()
      let urls =
        episode["outputs"].array.flatMap { $0["picture"]["segments"].array.map { $0["url"].string } } + ["api/episode.json", "nothing"]
      func askAll(_ count: Int) throws {
        for index in 0..<count {
          let answer = try preview.get(urls[index % urls.count])
          #expect([200, 404].contains(answer.status))
        }
      }
      try askAll(200)
      // Until what is rendered ahead is there, and workers have closed their sources.
      let media = ["a.mp4", "b.mp4", ".png"]
      try wait { try preview.isRendered && !preview.openNames.contains { name in media.contains { name.hasSuffix($0) } } }
      let (memory, files) = (preview.residentBytes, preview.openNames.count)
      try askAll(1000)
      // The last connections are closed a moment after their answers.
      try wait { preview.openNames.count <= files }
      #expect(preview.residentBytes < memory + 16 << 20, "\(memory) -> \(preview.residentBytes)")
      #expect(preview.end(SIGINT) == 130)
    }
  #endif
}
