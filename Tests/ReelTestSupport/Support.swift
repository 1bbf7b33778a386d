public import Foundation

/// SplitMix64: the same numbers from the same seed on every machine. Print the seed when a test fails.
public struct SeededRNG: RandomNumberGenerator {
  public let seed: UInt64
  private var state: UInt64

  public init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  public mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}

/// A folder that is removed with the value that made it.
public final class TemporaryDirectory: Sendable {
  public let url: URL
  public var path: String { url.path }

  public init(_ name: String = "reelfx-test") throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("\(name)-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  public func file(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes `text` to `name`, making folders on the way, and returns its path.
  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

  @discardableResult
  public func write(_ name: String, _ data: Data) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file.path
  }
}

public struct CommandResult: Sendable {
  public var status: Int32
  public var output: Data
  public var errors: String
  public var text: String { String(decoding: output, as: UTF8.self) }
}

public struct CommandFailed: Error, CustomStringConvertible {
  public var description: String
  public init(description: String) { self.description = description }
}

/// Runs a program found on PATH and waits for it.
public func run(_ arguments: [String], in directory: String? = nil, environment: [String: String] = [:]) throws -> CommandResult {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = arguments
  if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  // Files, not pipes: nothing can fill up and block the program.
  let folder = try TemporaryDirectory("reelfx-run")
  let (out, err) = (folder.file("out"), folder.file("err"))
  _ = FileManager.default.createFile(atPath: out, contents: nil)
  _ = FileManager.default.createFile(atPath: err, contents: nil)
  process.standardOutput = FileHandle(forWritingAtPath: out)
  process.standardError = FileHandle(forWritingAtPath: err)
  process.standardInput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return CommandResult(
    status: process.terminationStatus, output: FileManager.default.contents(atPath: out) ?? Data(),
    errors: String(decoding: FileManager.default.contents(atPath: err) ?? Data(), as: UTF8.self))
}

/// Runs `ffmpeg -v error -y` with the arguments, the independent maker and reader of test media.
@discardableResult
public func ffmpeg(_ arguments: [String], in directory: String? = nil) throws -> Data {
  let result = try run(["ffmpeg", "-nostdin", "-v", "error", "-y"] + arguments, in: directory)
  guard result.status == 0 else {
    throw CommandFailed(description: "ffmpeg \(arguments.joined(separator: " ")): \(result.errors)")
  }
  return result.output
}

/// The repository's top folder.
public let repositoryRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
