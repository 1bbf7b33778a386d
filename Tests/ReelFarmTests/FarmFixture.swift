import Foundation
import ReelTestSupport

/// An episode of two languages whose worker takes some seconds, a shared store, and the command that works on them.
struct FarmFixture {
  let folder: TemporaryDirectory
  private let binary: String
  /// Added to the environment of every command.
  var environment: [String: String] = [:]
  /// The shared store.
  var store: String

  /// Media, and what one machine makes of them, are made once.
  private static let media = Result { try makeMedia() }

  init() throws {
    folder = try TemporaryDirectory("reelfx-farm")
    binary = try Binary.path()
    store = folder.file("shared")
    let media = try Self.media.get()
    for name in ["a.mp4", "b.mp4", "line.wav", "episode.yaml", "en.srt", "es.srt"] {
      try FileManager.default.copyItem(atPath: media.file(name), toPath: folder.file(name))
    }
  }

  private static func makeMedia() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory("reelfx-farm-media")
    for (name, source) in [("a", "testsrc2"), ("b", "mandelbrot")] {
      try ffmpeg([
        "-f", "lavfi", "-i", "\(source)=s=270x480:r=24", "-f", "lavfi", "-i", "sine=330:r=48000", "-t", "4", "-c:v", "libx264",
        "-preset", "ultrafast", "-g", "24", "-pix_fmt", "yuv420p", "-c:a", "aac", folder.file("\(name).mp4"),
      ])
    }
    try ffmpeg(["-f", "lavfi", "-i", "sine=500:r=48000:d=1", folder.file("line.wav")])
    for (tag, text) in [("en", "Good morning"), ("es", "Buenos dias")] {
      try folder.write("\(tag).srt", "1\n00:00:01,200 --> 00:00:02,800\n\(text)\n\n2\n00:00:06,000 --> 00:00:07,000\n\(text)\n")
    }
    try folder.write(
      "episode.yaml",
      """
      reelfx: 1
      id: farm
      canvas: { width: 270, height: 480, fps: 24 }
      shots:
        - { source: a.mp4 }
        - { source: b.mp4, transition: { type: dissolve, duration: 0.5 } }
      languages:
        en: { subtitles: en.srt, dialogue: [ { source: line.wav, start: 1 } ] }
        es: { subtitles: es.srt, dialogue: [ { source: line.wav, start: 2 } ] }
      deliver: [ { name: main, encoder: { preset: slow, gop: 0.5 } } ]
      """)
    let result = try run([
      try Binary.path(), "render", folder.file("episode.yaml"), "-o", folder.file("out"), "--store", folder.file("store"),
    ])
    guard result.status == 0 || result.status == 3 else { throw CommandFailed(description: result.errors) }
    return folder
  }

  /// What one machine makes of the document.
  static func reference() throws -> [String: Data] { try outputs(of: try media.get().file("out")) }

  /// Every file but the report, which tells who made what.
  private static func outputs(of folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() where !name.hasSuffix(".report.json") {
      if let data = FileManager.default.contents(atPath: folder + "/" + name) { files[name] = data }
    }
    return files
  }

  // MARK: Commands

  func reelfx(_ arguments: [String]) throws -> CommandResult {
    try run([binary] + arguments, in: folder.path, environment: environment)
  }

  /// - Returns: the manifest's digest.
  func plan(_ arguments: [String] = []) throws -> String {
    let result = try reelfx(["farm", "plan", "episode.yaml", "--store", store, "--local", "local-plan"] + arguments)
    guard result.status == 0, let line = result.text.split(separator: "\n").first, line.hasPrefix("manifest ") else {
      throw CommandFailed(description: "\(result.status) \(result.text) \(result.errors)")
    }
    return String(line.dropFirst("manifest ".count))
  }

  func workerArguments(_ manifest: String, _ shard: String, local: String) -> [String] {
    ["worker", "--manifest", manifest, "--store", store, "--shard", shard, "--local", folder.file(local), "--jobs", "1"]
  }

  func worker(_ manifest: String, _ shard: String, local: String) throws -> CommandResult {
    try reelfx(workerArguments(manifest, shard, local: local))
  }

  /// A worker that runs while the test goes on.
  func start(_ manifest: String, _ shard: String, local: String) throws -> RunningWorker {
    try RunningWorker(
      [binary] + workerArguments(manifest, shard, local: local), in: folder, environment: environment)
  }

  /// Outputs joined from the shared store; the render must have made nothing.
  func finish(_ manifest: String) throws -> [String: Data] {
    let result = try reelfx([
      "farm", "finish", "--manifest", manifest, "--store", store, "--local", "local-finish", "-o", "out", "--overwrite",
    ])
    guard result.status == 0 || result.status == 3, result.errors.contains("rendered 0 segments") else {
      throw CommandFailed(description: "\(result.status) \(result.errors)")
    }
    return try Self.outputs(of: folder.file("out"))
  }

  /// Files of the shared folder under a name.
  func shared(_ name: String) -> [String] {
    let root = store + "/" + name
    return (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []).map { root + "/" + $0 }.filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }
}

/// A worker in a process of its own.
final class RunningWorker {
  private let process = Process()
  private let errors: String

  init(_ command: [String], in folder: TemporaryDirectory, environment: [String: String]) throws {
    errors = folder.file("worker-\(UUID()).log")
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = folder.url
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
  }

  var log: String { String(decoding: FileManager.default.contents(atPath: errors) ?? Data(), as: UTF8.self) }

  /// Waits until the log has a line of so many artefacts.
  func wait(forRendered count: Int) throws {
    let end = Date() + 60
    while log.split(separator: "\n").filter({ $0.contains(" rendered, ") }).count < count {
      guard process.isRunning, Date() < end else { throw CommandFailed(description: "not so many were rendered: \(log)") }
      usleep(5_000)
    }
  }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// - Returns: the exit code; of one that a signal killed, its negative number.
  func end() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus
  }
}
