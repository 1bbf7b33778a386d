import Foundation
import ReelCore
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request, one answer, with limits: a server that is slow, stops in the middle or sends without end costs a known time and memory.
///
/// Calls block. Thread-safety: safe.
final class HTTPTransport: Sendable {
  struct Answer {
    var status: Int
    /// By lower-case names.
    var headers: [String: String]
    var body: [UInt8]
    /// Whether more would have come.
    var isCut: Bool
  }

  enum Body {
    case none
    case bytes([UInt8])
    case file(String, size: Int)

    var size: Int {
      switch self {
      case .none: 0
      case .bytes(let bytes): bytes.count
      case .file(_, let size): size
      }
    }
  }

  /// How long nothing may happen.
  private let idle: Double
  /// Bytes a second below which it is as if nothing happened.
  private let slowest: Double
  private let exchanges = Exchanges()
  private let session: URLSession

  init(idle: Double, slowest: Double) {
    self.idle = idle
    self.slowest = slowest
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpMaximumConnectionsPerHost = 16
    configuration.timeoutIntervalForRequest = idle
    configuration.httpCookieStorage = nil
    configuration.urlCache = nil
    session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
  }

  deinit { session.finishTasksAndInvalidate() }

  /// - Parameters:
  ///   - limit: bytes of the answer's body that are kept; what comes after them is not waited for.
  ///   - file: where the body goes; `nil` keeps it.
  /// - Throws: ``ReelError`` `failed` when there is no whole answer.
  func send(_ request: URLRequest, _ body: Body, limit: Int, to file: FileHandle? = nil) throws -> Answer {
    var request = request
    request.timeoutInterval = idle
    let task: URLSessionTask
    switch body {
    case .none: task = session.dataTask(with: request)
    case .bytes(let bytes):
      request.httpBody = Data(bytes)
      task = session.dataTask(with: request)
    case .file(let path, _): task = session.uploadTask(with: request, fromFile: URL(fileURLWithPath: path))
    }
    let exchange = Exchange(limit: limit, file: file)
    exchanges.add(exchange, task)
    defer { exchanges.remove(task) }
    task.resume()
    let began = ContinuousClock.now
    while exchange.done.wait(timeout: .now() + 0.25) == .timedOut {
      let allowed = idle * 2 + Double(body.size + exchange.received) / slowest
      guard ContinuousClock.now - began > .seconds(allowed) else { continue }
      task.cancel()
      throw Self.broken("is too slow: \(body.size + exchange.received) bytes in \(Int(allowed)) s", request)
    }
    return try exchange.answer(request)
  }

  static func broken(_ what: String, _ request: URLRequest, detail: String? = nil) -> ReelError {
    let host = request.url.map { "\($0.host ?? "")\($0.port.map { ":\($0)" } ?? "")" } ?? ""
    return ReelError(
      .failed, "the shared store at \(host) \(what)", detail: detail, hint: "is it up, and is its endpoint right?")
  }

  /// What is known of an answer so far.
  private final class Exchange: Sendable {
    private struct State {
      var response: HTTPURLResponse?
      var body: [UInt8] = []
      var received = 0
      var isCut = false
      var failure: String?
    }

    let done = DispatchSemaphore(value: 0)
    private let limit: Int
    private let file: FileHandle?
    private let state = Mutex(State())

    init(limit: Int, file: FileHandle?) { (self.limit, self.file) = (limit, file) }

    var received: Int { state.withLock { $0.received } }

    func begin(_ response: URLResponse) { state.withLock { $0.response = response as? HTTPURLResponse } }

    /// - Returns: whether more is wanted.
    func take(_ data: Data) -> Bool {
      state.withLock { state in
        state.received += data.count
        // What a refusal says is for the caller, not for the file.
        if let file, (200..<300).contains(state.response?.statusCode ?? 0) {
          do { try file.write(contentsOf: data) } catch {
            state.failure = "\(error)"
            return false
          }
          return true
        }
        state.body += data.prefix(limit - state.body.count)
        state.isCut = state.isCut || state.received > limit
        return !state.isCut
      }
    }

    func end(_ error: (any Error)?) {
      state.withLock { state in
        if let error, !state.isCut, state.failure == nil { state.failure = error.localizedDescription }
      }
      done.signal()
    }

    func answer(_ request: URLRequest) throws -> Answer {
      try state.withLock { state in
        if let failure = state.failure { throw HTTPTransport.broken("did not answer to the end", request, detail: failure) }
        guard let response = state.response else { throw HTTPTransport.broken("did not answer", request) }
        var headers: [String: String] = [:]
        for (name, value) in response.allHeaderFields { headers["\(name)".lowercased()] = "\(value)" }
        return Answer(status: response.statusCode, headers: headers, body: state.body, isCut: state.isCut)
      }
    }
  }

  /// Hands what arrives to its exchange.
  private final class Exchanges: NSObject, URLSessionDataDelegate, @unchecked Sendable {  // all state is in `open`
    private let open = Mutex<[Int: Exchange]>([:])

    func add(_ exchange: Exchange, _ task: URLSessionTask) { open.withLock { $0[task.taskIdentifier] = exchange } }
    func remove(_ task: URLSessionTask) { open.withLock { $0[task.taskIdentifier] = nil } }
    private func find(_ task: URLSessionTask) -> Exchange? { open.withLock { $0[task.taskIdentifier] } }

    func urlSession(
      _: URLSession, dataTask task: URLSessionDataTask, didReceive response: URLResponse,
      completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
      find(task)?.begin(response)
      completionHandler(.allow)
    }

    func urlSession(_: URLSession, dataTask task: URLSessionDataTask, didReceive data: Data) {
      if find(task)?.take(data) != true { task.cancel() }
    }

    func urlSession(_: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) { find(task)?.end(error) }

    /// A signature is for one host: whoever sends elsewhere is told to the caller.
    func urlSession(
      _: URLSession, task _: URLSessionTask, willPerformHTTPRedirection _: HTTPURLResponse, newRequest _: URLRequest,
      completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
      completionHandler(nil)
    }
  }
}
