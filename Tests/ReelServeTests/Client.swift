import Foundation
import ReelTestSupport

/// A client that says whatever it is told to, byte for byte.
final class Client {
  struct Answer {
    var status: Int
    var fields: [String: String]
    var body: [UInt8]
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  private let descriptor: Int32
  private var received: [UInt8] = []

  init(port: Int) throws {
    #if canImport(Darwin)
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    guard code == 0 else { throw CommandFailed(description: "port \(port): \(String(cString: strerror(errno)))") }
  }

  deinit { close(descriptor) }

  /// False when the other side takes no more.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      #if canImport(Darwin)
        let count = bytes[done...].withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, 0) }
      #else
        let count = bytes[done...].withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      #endif
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  func ask(_ text: String) throws -> Answer {
    send(text)
    return try answer()
  }

  /// The next answer; of one without a length, all that comes until the end.
  func answer() throws -> Answer {
    var end: Int?
    while true {
      end = end ?? headEnd()
      if let end, let answer = complete(end) { return answer }
      guard receive() else {
        guard let end else { throw CommandFailed(description: "no answer, but \(received.count) bytes") }
        let answer = parse(end, bodyLength: received.count - end)
        return answer
      }
    }
  }

  /// Bytes as they come, until `enough` of them are there or the time is over.
  func read(within seconds: Double, until enough: (String) -> Bool) -> String {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end, !enough(String(decoding: received, as: UTF8.self)) {
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&wanted, 1, 50) > 0, !receive() { break }
    }
    return String(decoding: received, as: UTF8.self)
  }

  /// Whether the other side ends the connection in time.
  func ends(within seconds: Double) -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&wanted, 1, 50) > 0, !receive() { return true }
    }
    return false
  }

  private func receive() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return false }
    received += bytes[..<count]
    return true
  }

  private func headEnd() -> Int? {
    guard let range = Data(received).range(of: Data("\r\n\r\n".utf8)) else { return nil }
    return range.upperBound
  }

  private func complete(_ end: Int) -> Answer? {
    let head = parse(end, bodyLength: 0)
    if head.fields["transfer-encoding"] == "chunked" { return joined(head, from: end) }
    guard let length = head.fields["content-length"].flatMap(Int.init), received.count >= end + length else { return nil }
    let answer = parse(end, bodyLength: length)
    received.removeFirst(end + length)
    return answer
  }

  /// The chunks of an answer, when all of them are there.
  private func joined(_ head: Answer, from end: Int) -> Answer? {
    var (answer, place) = (head, end)
    while true {
      guard let line = received[place...].firstIndex(of: 10) else { return nil }
      let digits = String(decoding: received[place..<line - 1], as: UTF8.self)
      guard let length = Int(digits, radix: 16), received.count >= line + 1 + length + 2 else { return nil }
      answer.body += received[line + 1..<line + 1 + length]
      place = line + 1 + length + 2
      if length == 0 { break }
    }
    received.removeFirst(place)
    return answer
  }

  private func parse(_ end: Int, bodyLength: Int) -> Answer {
    let lines = String(decoding: received[..<end], as: UTF8.self).components(separatedBy: "\r\n")
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return Answer(
      status: Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0, fields: fields,
      body: Array(received[end..<end + bodyLength]))
  }
}
