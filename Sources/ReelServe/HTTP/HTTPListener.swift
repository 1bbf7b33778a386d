import Foundation
import ReelCore
import Synchronization

/// Takes connections and answers what comes over them, each on a thread of its own.
///
/// Threads, because what is asked for takes minutes in a codec, and that must never hold a thread of the cooperative pool. There are at
/// most as many as ``mostConnections``: who comes then takes the place of the one who has said nothing for longest.
///
/// Thread-safety: safe.
final class HTTPListener: Sendable {
  typealias Handler = @Sendable (HTTPRequest, HTTPConnection) -> HTTPResponse

  let mostConnections: Int
  /// The port that is listened on.
  let port: Int

  private struct Client {
    let connection: HTTPConnection
    /// Since when it has been waited for a request; `nil` while one is answered.
    var quiet: ContinuousClock.Instant?
  }

  private struct State {
    var clients: [Int: Client] = [:]
    var next = 0
    var isStopped = false
    var isClosed = false
  }

  private let descriptor: Int32
  private let limits: HTTPConnection.Limits
  private let handler: Handler
  private let state = Mutex(State())
  private let threads = DispatchGroup()

  /// Listens at once; ``start()`` begins to answer.
  ///
  /// - Parameters:
  ///   - host: a name or an address.
  ///   - port: 0 for any that is free.
  /// - Throws: ``ReelError`` when that cannot be listened on.
  init(
    host: String, port: Int, mostConnections: Int = 256, limits: HTTPConnection.Limits = .init(), handler: @escaping Handler
  ) throws {
    descriptor = try Self.listen(host, port)
    self.port = Self.port(of: descriptor)
    self.mostConnections = mostConnections
    self.limits = limits
    self.handler = handler
  }

  deinit { end() }

  func start() {
    run("reelfx-listen") { $0.accept() }
  }

  /// Ends all connections and returns when no thread is left.
  func stop() {
    state.withLock { state in
      state.isStopped = true
      for client in state.clients.values { client.connection.end() }
    }
    threads.wait()
    end()
  }

  /// Nobody can connect from here on.
  private func end() {
    let isOpen = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    if isOpen { close(descriptor) }
  }

  /// How many clients are connected.
  var connections: Int { state.withLock { $0.clients.count } }

  private func run(_ name: String, _ body: @escaping @Sendable (HTTPListener) -> Void) {
    threads.enter()
    let thread = Thread { [self] in
      body(self)
      threads.leave()
    }
    thread.name = name
    thread.stackSize = 8 << 20
    thread.start()
  }

  // MARK: Connections

  private func accept() {
    while !state.withLock({ $0.isStopped }) {
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&wanted, 1, 200) > 0 else { continue }
      let client = Self.accepted(descriptor)
      guard client >= 0 else {
        // Too many files are open: somebody may leave.
        if errno != EAGAIN, errno != EWOULDBLOCK, errno != EINTR, errno != ECONNABORTED { Thread.sleep(forTimeInterval: 0.05) }
        continue
      }
      take(HTTPConnection(client, limits))
    }
  }

  private func take(_ connection: HTTPConnection) {
    let number = state.withLock { state -> Int? in
      if state.clients.count >= mostConnections {
        let quiet = state.clients.compactMap { number, client in client.quiet.map { (number, $0) } }
        guard let oldest = quiet.min(by: { $0.1 < $1.1 }) else { return nil }
        state.clients.removeValue(forKey: oldest.0)?.connection.end()
      }
      state.next += 1
      state.clients[state.next] = Client(connection: connection, quiet: .now)
      return state.next
    }
    guard let number else {
      try? connection.write(Self.bytes(.refusal(503, "too many are connected", hint: "try again")))
      return
    }
    run("reelfx-http") { listener in
      listener.serve(connection, number)
      listener.state.withLock { _ = $0.clients.removeValue(forKey: number) }
    }
  }

  private func serve(_ connection: HTTPConnection, _ number: Int) {
    do {
      while let request = try connection.request() {
        state.withLock { $0.clients[number]?.quiet = nil }
        guard try answer(request, connection) else { break }
        state.withLock { $0.clients[number]?.quiet = .now }
      }
    } catch let refusal as HTTPRefusal {
      try? connection.write(Self.bytes(refusal.response))
    } catch {
      return
    }
    connection.finish()
  }

  /// Whether the connection goes on.
  private func answer(_ request: HTTPRequest, _ connection: HTTPConnection) throws -> Bool {
    let response = handler(request, connection)
    var keepsOpen = request.keepsOpen && !state.withLock { $0.isStopped }
    if case .stream = response.body, !request.isCurrent { keepsOpen = false }
    let head = response.head(keepsOpen: keepsOpen, isChunked: request.isCurrent)
    guard request.method == .get else {
      try connection.write(head)
      return keepsOpen
    }
    switch response.body {
    case .bytes(let bytes): try connection.write(head + bytes)
    case .stream(let send):
      try connection.write(head)
      try send { try connection.write(request.isCurrent ? Self.chunk($0) : $0) }
      if request.isCurrent { try connection.write(Self.chunk([])) }
    }
    return keepsOpen
  }

  private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
    Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
  }

  private static func bytes(_ refusal: HTTPResponse) -> [UInt8] {
    guard case .bytes(let bytes) = refusal.body else { return [] }
    return refusal.head(keepsOpen: false, isChunked: false) + bytes
  }

  // MARK: Sockets

  private static func listen(_ host: String, _ port: Int) throws -> Int32 {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = stream
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, "\(port)", &hints, &found)
    defer { freeaddrinfo(found) }
    guard code == 0, let address = found?.pointee else {
      throw ReelError(
        .invalid, "'\(host)' is no address of this machine", detail: String(cString: gai_strerror(code)),
        hint: "leave --host away to be reached from this machine alone")
    }
    let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
    guard descriptor >= 0 else { throw failure("cannot be opened", host, port) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listening(descriptor) == 0 else {
      let error = failure("cannot be listened on", host, port)
      close(descriptor)
      throw error
    }
    return descriptor
  }

  private static func failure(_ what: String, _ host: String, _ port: Int) -> ReelError {
    ReelError(
      .failed, "port \(port) of \(host) \(what)", detail: String(cString: strerror(errno)),
      hint: "another preview may run there: use --port 0 for any free one")
  }

  private static func port(of descriptor: Int32) -> Int {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let isFound = withUnsafeMutableBytes(of: &address) { bytes in
      getsockname(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length) == 0
    }
    guard isFound else { return 0 }
    // The port stands at the same place in addresses of both families.
    return withUnsafeBytes(of: address) { Int($0[2]) << 8 | Int($0[3]) }
  }

  #if canImport(Darwin)
    private static let stream = SOCK_STREAM
    private static func listening(_ descriptor: Int32) -> Int32 { Darwin.listen(descriptor, 128) }
    private static func accepted(_ descriptor: Int32) -> Int32 { Darwin.accept(descriptor, nil, nil) }
  #elseif canImport(Musl)
    private static let stream = SOCK_STREAM
    private static func listening(_ descriptor: Int32) -> Int32 { Musl.listen(descriptor, 128) }
    private static func accepted(_ descriptor: Int32) -> Int32 { Musl.accept(descriptor, nil, nil) }
  #else
    private static let stream = Int32(SOCK_STREAM.rawValue)
    private static func listening(_ descriptor: Int32) -> Int32 { Glibc.listen(descriptor, 128) }
    private static func accepted(_ descriptor: Int32) -> Int32 { Glibc.accept(descriptor, nil, nil) }
  #endif
}
