import CCurl
import Foundation
import ReelCore
import Synchronization

/// One request, one answer, with limits: a server that is slow, stops in the middle or sends without end costs a known time and memory.
///
/// Calls block. Thread-safety: safe.
final class HTTPTransport: Sendable {
  struct Request {
    var method = "GET"
    var address: String
    var headers: [String: String] = [:]
    var body = Body.none
  }

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
  }

  /// A handle keeps its connection.
  private struct Handle: @unchecked Sendable {  // one thread at a time has it: it is taken out of `spare`, and put back
    let pointer: UnsafeMutableRawPointer
  }

  /// Seconds in which nothing may happen.
  private let idle: Double
  /// Bytes a second below which it is as if nothing happened.
  private let slowest: Double
  private let spare = Mutex<[Handle]>([])
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  init(idle: Double, slowest: Double) { (self.idle, self.slowest) = (idle, slowest) }

  deinit {
    for handle in spare.withLock({ $0 }) { curl_easy_cleanup(handle.pointer) }
  }

  /// - Parameters:
  ///   - limit: bytes of the answer's body that are kept; what comes after them is not waited for.
  ///   - file: where the body of a good answer goes; `nil` keeps it.
  /// - Throws: ``ReelError`` `failed` when there is no whole answer.
  func send(_ request: Request, limit: Int, to file: FileHandle? = nil) throws -> Answer {
    guard let handle = handle() else { throw ReelError(.failed, "libcurl cannot be used") }
    defer {
      curl_easy_reset(handle.pointer)
      spare.withLock { $0.append(handle) }
    }
    let exchange = try HTTPExchange(request.body, limit: limit, file: file, idle: idle, slowest: slowest)
    let code = exchange.perform(request, handle.pointer)
    return try exchange.answer(request, code, status: reel_curl_status(handle.pointer))
  }

  private func handle() -> Handle? {
    guard Self.isReady else { return nil }
    return spare.withLock { $0.popLast() } ?? curl_easy_init().map { Handle(pointer: $0) }
  }

  static func broken(_ what: String, _ request: Request, detail: String? = nil) -> ReelError {
    let host = URL(string: request.address).map { "\($0.host ?? "")\($0.port.map { ":\($0)" } ?? "")" } ?? request.address
    return ReelError(
      .failed, "the shared store at \(host) \(what)", detail: detail, hint: "is it up, and is its endpoint right?")
  }
}
