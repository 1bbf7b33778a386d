import Foundation
package import ReelCore
import ReelEngine
import Synchronization

/// The manifest: what a batch has finished, a line each, and so what the next one need not do again.
///
/// Lines are only ever added, each in one write that is on the disk before anything goes on. The file is locked by the process that writes
/// it. A last line without its end is what a killed process left, and is cut off; anything else that does not read is told.
///
/// Thread-safety: safe.
package final class Journal: Sendable {
  fileprivate struct State {
    /// The last line of each row.
    var rows: [String: JournalLine.Row] = [:]
    /// What was written last of each output of each row.
    var outputs: [Digest: Digest] = [:]
    /// Stamps of files as they were left, by absolute path.
    var made: [String: String] = [:]
    var error: ReelError?
  }

  package let path: String
  /// Lines that do not read.
  package let problems: [Problem]
  private let descriptor: CInt
  private let state: Mutex<State>

  /// - Throws: ``ReelError`` `cannotWrite` when it cannot be written, or another batch is at it.
  package init(path: String) throws {
    self.path = path
    descriptor = try Self.openLocked(path)
    do {
      let (state, problems, length) = try Self.read(path)
      guard ftruncate(descriptor, off_t(length)) == 0 else { throw Self.failure(path) }
      self.problems = problems
      self.state = Mutex(state)
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  private static func openLocked(_ path: String) throws -> CInt {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty { try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw ReelError(
        .cannotWrite, "another batch is writing this manifest", file: path, hint: "wait for it, or give this one a --manifest of its own")
    }
    // So that the name of a new manifest outlives a power cut.
    let parent = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    if parent >= 0 {
      fsync(parent)
      close(parent)
    }
    return descriptor
  }

  private static func failure(_ path: String) -> ReelError {
    ReelError(
      .cannotWrite, "the manifest cannot be written", file: path, detail: String(cString: strerror(errno)),
      hint: "without it nothing is known to be finished; free some space or check the folder, and run again")
  }

  // MARK: Reading

  /// How every manifest begins.
  private static let start = Array("{\"kind\":\"run\",".utf8)

  private static func read(_ path: String) throws -> (State, [Problem], length: Int) {
    var state = State()
    var problems: [Problem] = []
    // Before anything is cut off: it may be somebody's own.
    let head = FileHandle(forReadingAtPath: path)?.readData(ofLength: start.count) ?? Data()
    guard start.starts(with: head) else {
      throw ReelError(
        .cannotWrite, "is in the way: it exists and is not the manifest of a batch", file: path, hint: "name another with --manifest")
    }
    let length = try lines(of: path) { number, line in
      if let problem = take(line, into: &state) {
        problems.append(
          Problem(.warning, problem, file: path, line: number, hint: "what it told of is looked at again; nothing else depends on it"))
      }
    }
    return (state, problems, length)
  }

  /// Hands out every whole line.
  ///
  /// - Returns: bytes of all whole lines.
  static func lines(of path: String, _ body: (_ number: Int, _ line: ArraySlice<UInt8>) -> Void) throws -> Int {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ReelError(.missing, "the manifest cannot be read", file: path, hint: "check the path and its permissions")
    }
    let bytes = [UInt8](data)
    var start = 0
    var number = 1
    while let end = bytes[start...].firstIndex(of: 10) {
      body(number, bytes[start..<end])
      start = end + 1
      number += 1
    }
    return start
  }

  /// - Returns: what is wrong with the line.
  private static func take(_ line: ArraySlice<UInt8>, into state: inout State) -> String? {
    guard let (kind, json) = JournalLine.read(line) else { return "the line is damaged" }
    switch kind {
    case "output":
      guard let output = try? JSONDecoder().decode(OutputName.self, from: json) else { return "the line is of another version" }
      state.outputs[output.place] = output.content
      state.made[output.path] = output.stamp
    case "row":
      guard let row = try? JSONDecoder().decode(JournalLine.Row.self, from: json) else { return "the line is of another version" }
      state.take(row)
    default: break
    }
    return nil
  }

  /// Which output it is, and what it holds: what is written of it is not written again.
  private struct OutputName: Decodable {
    var row: String
    var path: String
    var key: String
    var stamp: String
    var report: Bytes

    struct Bytes: Decodable { var digest: String }

    var place: Digest { Digest.of("\(row)\n\(path)") }
    var content: Digest { Digest.of("\(key)\n\(report.digest)") }
  }

  // MARK: What is known

  /// The last that was written of a row.
  func row(_ key: String) -> JournalLine.Row? { state.withLock { $0.rows[key] } }

  /// Whether what stands at an absolute path is what a batch left there.
  func hasMade(_ path: String) -> Bool { state.withLock { $0.made[path] }.map { $0 == FileStamp.text(path) } ?? false }

  // MARK: Writing

  package func write(_ run: JournalLine.Run) throws { try append(JournalLine.text("run", run)) }

  /// Does nothing when it says what was said before.
  func write(_ output: JournalLine.Output) throws {
    let named = OutputName(
      row: output.row, path: output.path, key: output.key, stamp: output.stamp, report: .init(digest: output.report.digest))
    guard state.withLock({ $0.outputs[named.place] != named.content }) else { return }
    try append(JournalLine.text("output", output))
    state.withLock { state in
      state.outputs[named.place] = named.content
      state.made[output.path] = output.stamp
    }
  }

  /// Why nothing more can be written; `nil` as long as it can.
  var error: ReelError? { state.withLock { $0.error } }

  func write(_ row: JournalLine.Row) throws {
    try append(JournalLine.text("row", row))
    state.withLock { $0.take(row) }
  }

  /// One after another: after a failed write nothing more is written, because what is there may end in half a line.
  private func append(_ bytes: [UInt8]) throws {
    try state.withLock { state in
      if let error = state.error { throw error }
      var done = 0
      while done < bytes.count {
        let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw state.failed(Self.failure(path)) }
        done += count
      }
      guard fsync(descriptor) == 0 else { throw state.failed(Self.failure(path)) }
    }
  }
}

extension Journal.State {
  fileprivate mutating func take(_ row: JournalLine.Row) {
    rows[row.row] = row
    for file in row.done?.files ?? [] { made[(row.out as NSString).appendingPathComponent(file.path)] = file.stamp }
  }

  fileprivate mutating func failed(_ error: ReelError) -> ReelError {
    self.error = error
    return error
  }
}
