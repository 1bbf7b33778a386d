import Foundation
import ReelTestSupport

/// What `--json` prints, of every command alike.
struct Envelope: Decodable {
  struct Problem: Decodable, Equatable {
    var severity: String
    var error: String
    var file: String?
    var line: Int?
    var path: String?
    var value: String?
    var hint: String?
  }

  /// Of a render; other commands bring none of this.
  struct Result: Decodable {
    struct Work: Decodable {
      var segmentsRendered: Int
      var segmentsReused: Int
    }
    var verdict: String
    var work: Work
  }

  var reelfx: Int
  var command: String
  var exit: Int32
  var problems: [Problem]
  var result: Result?

  private enum Key: String, CodingKey { case reelfx, command, exit, problems, result }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    reelfx = try values.decode(Int.self, forKey: .reelfx)
    command = try values.decode(String.self, forKey: .command)
    exit = try values.decode(Int32.self, forKey: .exit)
    problems = try values.decode([Problem].self, forKey: .problems)
    result = command == "render" ? try values.decodeIfPresent(Result.self, forKey: .result) : nil
  }
}

/// How an interrupted render ended.
struct Ending {
  var status: Int32
  var output: Data
  var errors: String

  func envelope() throws -> Envelope { try JSONDecoder().decode(Envelope.self, from: output) }
}

/// A folder in which the command works: a document, media beside it, the stores and the outputs.
final class Bench: Sendable {
  let folder: TemporaryDirectory
  private let binary: String

  /// Makes `clip.mp4`, 3 s at 12 frames a second with a tone.
  init() throws {
    binary = try Binary.path()
    folder = try TemporaryDirectory()
    try ffmpeg([
      "-f", "lavfi", "-i", "testsrc2=s=216x384:r=12:d=3", "-f", "lavfi", "-i", "sine=440:d=3:r=48000", "-c:v", "libx264",
      "-preset", "ultrafast", "-g", "12", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart", folder.file("clip.mp4"),
    ])
  }

  /// Writes a document: two lines of version and canvas, then `rest`, which so begins on line 3.
  func document(_ rest: String, canvas: String = "{ width: 216, height: 384, fps: 12 }") throws {
    try folder.write("episode.yaml", "reelfx: 1\ncanvas: \(canvas)\n\(rest)\n")
  }

  /// Runs the command in the folder.
  func reelfx(_ arguments: [String], environment: [String: String] = [:]) throws -> CommandResult {
    try run([binary] + arguments, in: folder.path, environment: environment)
  }

  func render(
    _ extra: [String] = [], out: String = "out", store: String = "store", environment: [String: String] = [:]
  ) throws -> CommandResult {
    try reelfx(Self.rendering(out: out, store: store) + extra, environment: environment)
  }

  private static func rendering(out: String, store: String) -> [String] {
    ["render", "episode.yaml", "-o", out, "--store", store, "--progress", "plain"]
  }

  /// Starts a render that goes on until `until` says that enough has happened, then signals it and waits.
  ///
  /// - Parameter blocked: the render starts with these signals blocked, as it does below a pool's worker; else none is, as below a shell.
  /// - Returns: what it printed, and a status above 128 both when it ended so by itself and when the signal ended it.
  func renderInterrupted(by signal: Int32, blocked: [Int32] = [], until: () throws -> Bool) throws -> Ending {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments = Self.rendering(out: "out", store: "store") + ["--json"]
    process.currentDirectoryURL = folder.url
    let (out, err) = (try folder.write("stdout", ""), try folder.write("stderr", ""))
    process.standardOutput = FileHandle(forWritingAtPath: out)
    process.standardError = FileHandle(forWritingAtPath: err)
    process.standardInput = FileHandle.nullDevice
    var (mask, before) = (sigset_t(), sigset_t())
    sigemptyset(&mask)
    for signal in blocked { sigaddset(&mask, signal) }
    pthread_sigmask(SIG_SETMASK, &mask, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
    while process.isRunning, try !until() { usleep(20_000) }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    let status = process.terminationStatus
    return Ending(
      status: process.terminationReason == .uncaughtSignal ? 128 + status : status, output: try bytes("stdout"),
      errors: String(decoding: try bytes("stderr"), as: UTF8.self))
  }

  /// Paths of all files below a folder of the bench, sorted.
  func files(_ name: String) -> [String] {
    let top = folder.url.appendingPathComponent(name)
    let names = FileManager.default.enumerator(atPath: top.path)?.compactMap { $0 as? String } ?? []
    return names.filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: top.appendingPathComponent(name).path, isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }

  /// Artefacts of a store, as paths below the bench.
  func artefacts(_ store: String = "store") -> [String] {
    files(store).filter { $0.hasPrefix("artefacts/") }.map { "\(store)/\($0)" }
  }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder.file(name))) }

  /// The outputs below a folder by name; reports are outside equality.
  func outputs(_ name: String) throws -> [String: Data] {
    let names = files(name).filter { !$0.hasSuffix(".report.json") }
    return Dictionary(uniqueKeysWithValues: try names.map { ($0, try bytes("\(name)/\($0)")) })
  }
}

extension CommandResult {
  /// The one JSON document on stdout; anything before or after it fails.
  func envelope() throws -> Envelope { try JSONDecoder().decode(Envelope.self, from: output) }
}
