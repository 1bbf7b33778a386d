import Foundation
package import ReelCore

/// A depot in a bucket of S3, or of what speaks like it.
///
/// Five requests are enough: GET of the first bytes or of all, PUT, ListObjectsV2 and DELETE. A PUT carries `If-None-Match: *`, so that most
/// servers keep what was first; a server that does not know the condition, or ignores it, replaces equal bytes by equal bytes. Every body is
/// signed with its digest, so a server does not take one that was broken on the way.
package final class S3Depot: Depot {
  package struct Limits: Sendable {
    /// Seconds in which nothing may happen.
    package var idle = 20.0
    /// Bytes a second that are expected at least.
    package var slowest = 64_000.0
    /// Bytes of an object that is read to memory. Segments and tracks are far below.
    package var largest = 1 << 29

    package init() {}
  }

  private let location: S3Location
  private let credentials: S3CredentialSource
  private let transport: HTTPTransport
  private let limits: Limits
  /// What services take in one PUT.
  private static let largestPut = 5 << 30

  package init(_ location: S3Location, credentials: S3CredentialSource, limits: Limits = Limits()) {
    (self.location, self.credentials, self.limits) = (location, credentials, limits)
    transport = HTTPTransport(idle: limits.idle, slowest: limits.slowest)
  }

  package var address: String { location.text }

  // MARK: Requests

  private struct Request {
    var method: String
    var name: String?
    var query: [String: String] = [:]
    /// Lower-case names.
    var headers: [String: String] = [:]
    var body = HTTPTransport.Body.none
    var digest = Digest.of([])
    var limit = 1 << 20
    var file: FileHandle?
  }

  private func send(_ request: Request) throws -> HTTPTransport.Answer {
    let credentials = try credentials.credentials(transport)
    let signature = S3Signature(
      credentials: credentials, region: location.region, time: S3Signature.time(Int(Date().timeIntervalSince1970)))
    let path = location.path(request.name)
    var headers = request.headers
    headers["host"] = location.host
    headers["x-amz-date"] = signature.time
    headers["x-amz-content-sha256"] = request.digest.hex
    headers["x-amz-security-token"] = credentials.token
    let authorization = signature.authorization(method: request.method, path: path, query: request.query, headers: headers)
    let query = S3Signature.query(request.query)
    let address = location.base + S3Signature.encoded(path, keeping: "/") + (query.isEmpty ? "" : "?" + query)
    headers["authorization"] = authorization
    if request.method == "PUT" { headers["content-type"] = "application/octet-stream" }
    let sent = HTTPTransport.Request(method: request.method, address: address, headers: headers, body: request.body)
    return try transport.send(sent, limit: request.limit, to: request.file)
  }

  /// What a refusal means: whether it may be gone when it is asked again, and what to do.
  private func refusal(_ answer: HTTPTransport.Answer, _ doing: String) -> ReelError {
    let text = String(decoding: answer.body, as: UTF8.self)
    let code = S3Listing.text(of: "Code", in: text) ?? ""
    let said = S3Listing.text(of: "Message", in: text)
    let detail = ["\(answer.status)", code, said ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    func refused(_ kind: ReelError.Kind, _ hint: String?) -> ReelError {
      ReelError(kind, "the shared store \(address) refuses to \(doing)", detail: detail.visible(), hint: hint)
    }
    switch (answer.status, code) {
    case (403, "RequestTimeTooSkewed"): return refused(.invalid, "set the clock of \(ThisHost.name)")
    case (401, _), (403, _):
      return refused(.invalid, "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that they may list, read, write and delete there")
    case (404, _): return refused(.invalid, "make the bucket, or correct its name")
    case (300..<400, _): return refused(.invalid, "its region or its endpoint is another: say region= and endpoint= in its address")
    case (408, _), (409, _), (429, _), (500..., _): return refused(.failed, nil)
    default: return refused(.invalid, nil)
    }
  }

  // MARK: Objects

  package func read(_ name: String, first count: Int?) throws -> (bytes: [UInt8], size: Int)? {
    var request = Request(method: "GET", name: name, limit: count ?? limits.largest)
    // An empty range cannot be asked for.
    if let count { request.headers["range"] = "bytes=0-\(max(1, count) - 1)" }
    let answer = try send(request)
    switch answer.status {
    case 200, 206:
      guard count != nil || !answer.isCut else { throw lost(name, "more than \(limits.largest) bytes came") }
      let size = try size(of: answer, name)
      guard answer.body.count >= min(count ?? size, size), count != nil || answer.body.count == size else {
        throw lost(name, "\(answer.body.count) of \(size) bytes arrived")
      }
      return (answer.body, size)
    case 416: return ([], 0)
    case 404 where !isBucketMissing(answer): return nil
    default: throw refusal(answer, "read \(name)")
    }
  }

  /// Bytes of the whole object.
  private func size(of answer: HTTPTransport.Answer, _ name: String) throws -> Int {
    let text =
      answer.status == 206 ? answer.headers["content-range"]?.split(separator: "/").last.map(String.init) : answer.headers["content-length"]
    if let size = text.flatMap({ Int($0) }), size >= 0 { return size }
    // A body in chunks has told its length by its end.
    if answer.status == 200 { return answer.body.count }
    throw lost(name, "the answer does not say how long it is")
  }

  private func isBucketMissing(_ answer: HTTPTransport.Answer) -> Bool {
    S3Listing.text(of: "Code", in: String(decoding: answer.body, as: UTF8.self)) == "NoSuchBucket"
  }

  private func lost(_ name: String, _ what: String) -> ReelError {
    ReelError(.failed, "the shared store \(address) did not give \(name) as it is", detail: what)
  }

  package func fetch(_ name: String, to path: String) throws -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw ReelError(.cannotWrite, "cannot be written", file: path, detail: String(cString: strerror(errno)))
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let answer = try send(Request(method: "GET", name: name, file: file))
    switch answer.status {
    case 200: break
    case 404 where !isBucketMissing(answer):
      unlink(path)
      return false
    default: throw refusal(answer, "read \(name)")
    }
    var status = stat()
    let expected = answer.headers["content-length"].flatMap { Int($0) }
    guard fstat(descriptor, &status) == 0, expected == nil || expected == Int(status.st_size) else {
      throw lost(name, "\(status.st_size) of \(expected ?? 0) bytes arrived")
    }
    return true
  }

  package func put(_ name: String, _ content: DepotContent, replacing: Bool) throws -> DepotPut {
    guard content.size <= Self.largestPut else {
      throw ReelError(
        .unsupported, "\(content.size) bytes are more than a bucket takes in one piece", file: name,
        hint: "keep sources of that size on a folder that all machines see")
    }
    var request = Request(method: "PUT", name: name)
    switch content {
    case .bytes(let bytes): (request.body, request.digest) = (.bytes(bytes), Digest.of(bytes))
    case .file(let path, let size, let digest): (request.body, request.digest) = (.file(path, size: size), digest)
    }
    if !replacing { request.headers["if-none-match"] = "*" }
    var answer = try send(request)
    if answer.status == 501, !replacing {
      // It does not know the condition. Nothing depends on it.
      request.headers["if-none-match"] = nil
      answer = try send(request)
    }
    switch answer.status {
    case 200, 201, 204: return .stored
    case 412: return .alreadyThere
    default: throw refusal(answer, "keep \(name)")
    }
  }

  package func remove(_ name: String) throws {
    let answer = try send(Request(method: "DELETE", name: name))
    guard [200, 202, 204].contains(answer.status) || answer.status == 404 && !isBucketMissing(answer) else {
      throw refusal(answer, "remove \(name)")
    }
  }

  package func list(_ prefix: String) throws -> [DepotEntry] {
    var entries: [DepotEntry] = []
    var query = ["list-type": "2", "prefix": location.prefix + prefix, "max-keys": "1000"]
    while true {
      let answer = try send(Request(method: "GET", query: query, limit: 8 << 20))
      guard answer.status == 200 else { throw refusal(answer, "list \(prefix)") }
      guard let page = S3Listing(String(decoding: answer.body, as: UTF8.self)) else {
        throw lost(prefix, "its listing cannot be understood")
      }
      entries += page.entries.compactMap { entry in
        guard entry.name.hasPrefix(location.prefix) else { return nil }
        return DepotEntry(name: String(entry.name.dropFirst(location.prefix.count)), size: entry.size, modified: entry.modified)
      }
      guard let next = page.next else { return entries }
      guard next != query["continuation-token"] else { throw lost(prefix, "its listing goes in a circle") }
      query["continuation-token"] = next
    }
  }
}
