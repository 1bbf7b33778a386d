import CCurl
import Foundation
import ReelCore

/// What is sent and what has come of one request. libcurl asks for the one and hands over the other on the thread that performs it, and
/// reads on only when it was taken: nothing piles up.
final class HTTPExchange {
  private let limit: Int
  private let file: FileHandle?
  private let pace: Pace
  private var sent: Outgoing
  private var headers: [String: String] = [:]
  private var status = 0
  private var body: [UInt8] = []
  private var isCut = false
  /// What went wrong on this side.
  private var failure: String?

  /// - Throws: ``ReelError`` when what is to be sent cannot be read.
  init(_ body: HTTPTransport.Body, limit: Int, file: FileHandle?, idle: Double, slowest: Double) throws {
    (self.limit, self.file) = (limit, file)
    pace = Pace(idle: idle, slowest: slowest)
    sent = try Outgoing(body)
  }

  /// Sends the request and takes the answer in.
  func perform(_ request: HTTPTransport.Request, _ handle: UnsafeMutableRawPointer) -> CURLcode {
    var list: UnsafeMutablePointer<curl_slist>?
    defer { curl_slist_free_all(list) }
    // A server that does not know the expectation is waited for a second: bodies are small, and sent at once.
    for line in request.headers.map({ "\($0): \($1)" }) + ["Expect:"] { list = curl_slist_append(list, line) }
    var message = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    let code = message.withUnsafeMutableBufferPointer { message in
      reel_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, message.baseAddress)
      reel_curl_set_list(handle, CURLOPT_HTTPHEADER, list)
      configure(handle, request)
      return withExtendedLifetime(self) { curl_easy_perform(handle) }
    }
    if code != CURLE_OK, failure == nil {
      let said = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      failure = said.isEmpty ? String(cString: curl_easy_strerror(code)) : said
    }
    return code
  }

  private func configure(_ handle: UnsafeMutableRawPointer, _ request: HTTPTransport.Request) {
    let me = Unmanaged.passUnretained(self).toOpaque()
    reel_curl_set_text(handle, CURLOPT_URL, request.address)
    reel_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method)
    // Signatures are over the path as it is; signals are the process's own.
    for option in [CURLOPT_PATH_AS_IS, CURLOPT_NOSIGNAL] { reel_curl_set_number(handle, option, 1) }
    reel_curl_set_number(handle, CURLOPT_NOPROGRESS, 0)
    if let size = sent.size {
      reel_curl_set_number(handle, CURLOPT_UPLOAD, 1)
      reel_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(size))
    }
    for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_XFERINFODATA] {
      reel_curl_set_pointer(handle, option, me)
    }
    reel_curl_set_transfer(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
      HTTPExchange.of(me).take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }
    reel_curl_set_transfer(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
      HTTPExchange.of(me).head(String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self))
      return size * count
    }
    reel_curl_set_transfer(handle, CURLOPT_READFUNCTION) { bytes, size, count, me in
      HTTPExchange.of(me).give(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }
    reel_curl_set_seek(handle) { me, offset, _ in
      HTTPExchange.of(me).sent.seek(to: Int(offset)) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
    }
    reel_curl_set_progress(handle) { me, _, received, _, sent in HTTPExchange.of(me).goesOn(Int(received + sent)) ? 0 : 1 }
  }

  private static func of(_ pointer: UnsafeMutableRawPointer?) -> HTTPExchange {
    guard let pointer else { preconditionFailure("libcurl hands back what it was given") }
    return Unmanaged<HTTPExchange>.fromOpaque(pointer).takeUnretainedValue()
  }

  // MARK: What libcurl asks

  private func head(_ line: String) {
    if line.hasPrefix("HTTP/") {
      // An answer before the answer, as 100, has headers of its own.
      headers = [:]
      status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    } else if let colon = line.firstIndex(of: ":") {
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  /// - Returns: whether more is wanted.
  private func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    // What a refusal says is for the caller, not for the file.
    if let file, (200..<300).contains(status) {
      do { try file.write(contentsOf: Data(bytes)) } catch {
        failure = "\(error)"
        return false
      }
      return true
    }
    isCut = bytes.count > limit - body.count
    body += bytes.prefix(limit - body.count)
    return !isCut
  }

  private func give(_ bytes: UnsafeMutableRawBufferPointer) -> Int {
    do { return try sent.read(into: bytes) } catch {
      failure = "\(error)"
      return Int(CURL_READFUNC_ABORT)
    }
  }

  private func goesOn(_ moved: Int) -> Bool {
    guard let complaint = pace.complaint(moved) else { return true }
    failure = complaint
    return false
  }

  // MARK: What came of it

  func answer(_ request: HTTPTransport.Request, _ code: CURLcode, status: Int) throws -> HTTPTransport.Answer {
    guard code == CURLE_OK || isCut else {
      throw HTTPTransport.broken(status == 0 ? "did not answer" : "did not answer to the end", request, detail: failure)
    }
    return HTTPTransport.Answer(status: status, headers: headers, body: body, isCut: isCut)
  }

  /// How fast something moves.
  private final class Pace {
    private let idle: Double
    private let slowest: Double
    private let began = ContinuousClock.now
    private var moved = 0
    private var last = ContinuousClock.now

    init(idle: Double, slowest: Double) { (self.idle, self.slowest) = (idle, slowest) }

    /// - Parameter bytes: sent and received until now.
    /// - Returns: what is wrong with it.
    func complaint(_ bytes: Int) -> String? {
      let now = ContinuousClock.now
      if bytes != moved { (moved, last) = (bytes, now) }
      if now - last > .seconds(idle) { return "nothing happened in \(idle) s, after \(bytes) bytes" }
      let allowed = idle * 2 + Double(bytes) / slowest
      return now - began > .seconds(allowed) ? "it is too slow: \(bytes) bytes in \(Int(allowed)) s" : nil
    }
  }

  /// A body that is sent, from its beginning or again from anywhere.
  private struct Outgoing {
    private let body: HTTPTransport.Body
    private let file: FileHandle?
    private var offset = 0

    init(_ body: HTTPTransport.Body) throws {
      self.body = body
      guard case .file(let path, _) = body else {
        file = nil
        return
      }
      guard let file = FileHandle(forReadingAtPath: path) else { throw ReelError(.failed, "cannot be read", file: path) }
      self.file = file
    }

    /// `nil` when there is no body, which is not the same as an empty one.
    var size: Int? {
      switch body {
      case .none: nil
      case .bytes(let bytes): bytes.count
      case .file(_, let size): size
      }
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
      switch body {
      case .none: return 0
      case .bytes(let bytes):
        let part = bytes[offset..<min(offset + buffer.count, bytes.count)]
        buffer.copyBytes(from: part)
        offset += part.count
        return part.count
      case .file:
        let part = try file?.read(upToCount: buffer.count) ?? Data()
        buffer.copyBytes(from: part)
        return part.count
      }
    }

    mutating func seek(to position: Int) -> Bool {
      guard let size, (0...size).contains(position) else { return false }
      offset = position
      do { try file?.seek(toOffset: UInt64(position)) } catch { return false }
      return true
    }
  }
}
