import Foundation
import ReelTestSupport

/// Chromium without a window, told what to do by chromedriver in the WebDriver protocol (W3C Recommendation): what a user has before them.
///
/// Both end with the value.
final class Browser {
  /// A line of the console, of scripts or of the network.
  struct Message: Decodable, Sendable, CustomStringConvertible {
    var level: String
    var message: String
    var description: String { "\(level): \(message)" }
  }

  /// Whether there is one on this machine.
  static let isThere = (try? ReelTestSupport.run(["chromedriver", "--version"]).status) == 0

  private let driver = Process()
  private let output = Pipe()
  private let port: Int
  private var session = ""

  /// - Parameters:
  ///   - width: of what is seen of a page, in its pixels.
  ///   - isPhone: whether it has fingers in place of a mouse.
  init(width: Int = 1440, height: Int = 900, isPhone: Bool = false) throws {
    driver.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    driver.arguments = ["chromedriver", "--port=0"]
    driver.standardOutput = output
    driver.standardError = FileHandle.nullDevice
    driver.standardInput = FileHandle.nullDevice
    try Self.start(driver)
    port = try Self.port(output.fileHandleForReading)
    // As root Chromium needs no sandbox of its own to be refused; nothing but this machine is visited.
    let arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio", "--hide-scrollbars",
      "--autoplay-policy=no-user-gesture-required", "--window-size=\(width),\(height)",
    ]
    var options: [String: Any] = ["args": arguments]
    let metrics: [String: Any] = ["width": width, "height": height, "pixelRatio": 1, "touch": isPhone, "mobile": isPhone]
    options["mobileEmulation"] = ["deviceMetrics": metrics]
    let capabilities: [String: Any] = ["goog:chromeOptions": options, "goog:loggingPrefs": ["browser": "ALL"]]
    struct Session: Decodable { var sessionId: String }
    session = try ask("POST", "session", ["capabilities": ["alwaysMatch": capabilities]], as: Session.self).sessionId
  }

  deinit {
    if !session.isEmpty { _ = try? ask("DELETE", "session/\(session)", nil, as: String?.self) }
    if driver.isRunning { kill(driver.processIdentifier, SIGKILL) }
    driver.waitUntilExit()
  }

  /// A child inherits which signals its parent's thread blocks, and the threads of a pool block all: a browser needs some.
  private static func start(_ process: Process) throws {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }

  /// `ChromeDriver was started successfully on port 37001.`
  private static func port(_ output: FileHandle) throws -> Int {
    var said = ""
    while true {
      let more = output.availableData
      guard !more.isEmpty else { throw CommandFailed(description: "chromedriver did not start: \(said)") }
      said += String(decoding: more, as: UTF8.self)
      if let match = said.firstMatch(of: #/successfully on port (\d+)/#), let port = Int(match.1) { return port }
    }
  }

  // MARK: Pages

  func open(_ address: String) throws {
    _ = try ask("POST", "session/\(session)/url", ["url": address], as: String?.self)
  }

  /// What the body of a function returns; `arguments[0]` is the first argument.
  func evaluate<Value: Decodable>(_ body: String, _ arguments: [Any] = [], as: Value.Type = Value.self) throws -> Value {
    try ask("POST", "session/\(session)/execute/sync", ["script": body, "args": arguments], as: Value.self)
  }

  func run(_ body: String, _ arguments: [Any] = []) throws {
    _ = try evaluate(body, arguments, as: Ignored.self)
  }

  /// Waits until an expression is true, and looks often.
  ///
  /// - Returns: seconds it took.
  @discardableResult
  func wait(until condition: String, within limit: Double = 30) throws -> Double {
    let began = Date()
    while true {
      if try evaluate("return Boolean(\(condition))", as: Bool.self) { return Date().timeIntervalSince(began) }
      guard Date().timeIntervalSince(began) < limit else {
        throw CommandFailed(description: "not within \(limit) s: \(condition); the console says \(try console())")
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  /// Presses a key, as the one who has the keyboard: a letter, or a private character of the protocol such as U+E014, the right arrow.
  func press(_ key: String) throws {
    let strokes = ["keyDown", "keyUp"].map { ["type": $0, "value": key] }
    let actions: [[String: Any]] = [["type": "key", "id": "keyboard", "actions": strokes]]
    _ = try ask("POST", "session/\(session)/actions", ["actions": actions], as: String?.self)
  }

  /// A node of what assistive technology is told of a page.
  struct AccessibleNode: Decodable, Sendable, CustomStringConvertible {
    private struct Value: Decodable, Sendable { var value: String? }

    let role: String
    let name: String
    let isIgnored: Bool
    var description: String { "\(role) '\(name)'" }

    private enum CodingKeys: String, CodingKey { case role, name, ignored }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      role = try container.decodeIfPresent(Value.self, forKey: .role)?.value ?? ""
      name = (try? container.decodeIfPresent(Value.self, forKey: .name))?.value ?? ""
      isIgnored = try container.decodeIfPresent(Bool.self, forKey: .ignored) ?? false
    }
  }

  /// What assistive technology is told of the page (Chrome DevTools Protocol, Accessibility).
  func accessibleNodes() throws -> [AccessibleNode] {
    struct Tree: Decodable { var nodes: [AccessibleNode] }
    let command: [String: Any] = ["cmd": "Accessibility.getFullAXTree", "params": [String: Any]()]
    return try ask("POST", "session/\(session)/goog/cdp/execute", command, as: Tree.self).nodes.filter { !$0.isIgnored }
  }

  /// What is seen, as PNG.
  func screenshot() throws -> Data {
    let text = try ask("GET", "session/\(session)/screenshot", nil, as: String.self)
    guard let data = Data(base64Encoded: text) else { throw CommandFailed(description: "a screenshot is not base64") }
    return data
  }

  /// What the console has got since it was asked last.
  func console() throws -> [Message] {
    try ask("POST", "session/\(session)/se/log", ["type": "browser"], as: [Message].self)
  }

  // MARK: The protocol

  private struct Ignored: Decodable { init(from decoder: any Decoder) throws {} }
  private struct Answer<Value: Decodable>: Decodable { var value: Value }

  private func ask<Value: Decodable>(_ method: String, _ path: String, _ body: [String: Any]?, as: Value.Type) throws -> Value {
    let data = try body.map { try JSONSerialization.data(withJSONObject: $0) } ?? Data()
    let head = [
      "\(method) /\(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Content-Type: application/json", "Content-Length: \(data.count)",
      "Connection: close", "", "",
    ]
    let client = try Client(port: port)
    client.send(Array(head.joined(separator: "\r\n").utf8) + Array(data))
    let answer = try client.answer()
    guard answer.status == 200 else {
      throw CommandFailed(description: "\(method) \(path): \(answer.status) \(answer.text.prefix(1000))")
    }
    return try JSONDecoder().decode(Answer<Value>.self, from: Data(answer.body)).value
  }
}
