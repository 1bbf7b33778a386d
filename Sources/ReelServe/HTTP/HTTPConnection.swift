import Foundation
import ReelCore

/// One client's connection. It is used by one thread; others may only end it.
package final class HTTPConnection: @unchecked Sendable {  // closed when the last reference goes; `buffer` is the thread's own
  package struct Limits: Sendable {
    /// Seconds that a connection may stand without a request.
    package var idle = 60.0
    /// Seconds from the first byte of a head to its end.
    package var head = 10.0
    /// Seconds that a client may take nothing of an answer.
    package var write = 30.0

    package init() {}
  }

  /// The client has left, or takes nothing.
  struct Gone: Error {}

  private let descriptor: Int32
  private let limits: Limits
  private var buffer: [UInt8] = []

  /// - Parameter descriptor: of a connected socket; it is the connection's from here on.
  init(_ descriptor: Int32, _ limits: Limits) {
    self.descriptor = descriptor
    self.limits = limits
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    #if canImport(Darwin)
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  deinit { close(descriptor) }

  /// Whoever waits in a call of this connection gets an end. Thread-safety: safe.
  func end() { shutdown(descriptor, Self.both) }

  /// Lets a client read what it was told before the connection ends: one that is closed with bytes unread is reset.
  func finish() {
    shutdown(descriptor, Self.writing)
    let end = Date(timeIntervalSinceNow: 0.5)
    while waits(for: Int16(POLLIN), until: end), read() {}
  }

  // MARK: Reading

  /// The next request; `nil` when the client has no more.
  ///
  /// - Throws: ``HTTPRefusal`` for one that is not taken.
  func request() throws(HTTPRefusal) -> HTTPRequest? {
    var end = Date(timeIntervalSinceNow: limits.idle)
    var isBegun = false
    var searched = 0
    while true {
      // An empty line before a request is passed over (RFC 9112, 2.2).
      while let first = buffer.first, first == 13 || first == 10 { buffer.removeFirst() }
      if !buffer.isEmpty, !isBegun {
        isBegun = true
        end = Date(timeIntervalSinceNow: limits.head)
      }
      if let head = head(from: &searched) { return try HTTPRequest(head: head) }
      guard buffer.count <= HTTPRequest.longestHead else { throw .tooLarge }
      guard waits(for: Int16(POLLIN), until: end) else {
        if isBegun, Date() >= end { throw .tooSlow }
        return nil
      }
      guard read() else { return nil }
    }
  }

  /// Takes a complete head out of the buffer.
  private func head(from searched: inout Int) -> [UInt8]? {
    var index = max(0, searched - 3)
    while index < min(buffer.count, HTTPRequest.longestHead) {
      defer { index += 1 }
      guard buffer[index] == 10, index > 0 else { continue }
      let isEmptyLine = buffer[index - 1] == 10 || index > 1 && buffer[index - 1] == 13 && buffer[index - 2] == 10
      guard isEmptyLine else { continue }
      let end = buffer[index - 1] == 10 ? index - 1 : index - 2
      let head = Array(buffer[..<end])
      buffer.removeFirst(index + 1)
      return head.last == 13 ? head.dropLast() : head
    }
    searched = index
    return nil
  }

  /// False at the end.
  private func read() -> Bool {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { bytes in
      while true {
        let count = recv(descriptor, bytes.baseAddress, bytes.count, 0)
        if count > 0 {
          buffer += bytes[..<count]
          return true
        }
        if count == 0 { return false }
        if errno == EAGAIN || errno == EWOULDBLOCK { return true }
        guard errno == EINTR else { return false }
      }
    }
  }

  /// Whether the client still waits for an answer.
  var isOpen: Bool {
    var byte: UInt8 = 0
    let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    return count > 0 || count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
  }

  // MARK: Writing

  /// - Throws: ``Gone``.
  func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = send(descriptor, bytes.baseAddress! + done, bytes.count - done, Self.noSignal)
        if count > 0 {
          done += count
          continue
        }
        guard count == 0 || errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR else { throw Gone() }
        guard waits(for: Int16(POLLOUT), until: Date(timeIntervalSinceNow: limits.write)) else { throw Gone() }
      }
    }
  }

  /// False when nothing happened in time.
  private func waits(for events: Int16, until end: Date) -> Bool {
    while true {
      let left = end.timeIntervalSinceNow
      guard left > 0 else { return false }
      var wanted = pollfd(fd: descriptor, events: events, revents: 0)
      let found = poll(&wanted, 1, Int32(min(left * 1000 + 1, 60_000)))
      if found > 0 { return true }
      if found < 0, errno != EINTR { return false }
    }
  }

  private static let (writing, both) = (Int32(SHUT_WR), Int32(SHUT_RDWR))
  #if canImport(Darwin)
    private static let noSignal: Int32 = 0
  #else
    private static let noSignal = Int32(MSG_NOSIGNAL)
  #endif
}
