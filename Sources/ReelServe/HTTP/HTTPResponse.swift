import Foundation

/// What is answered.
struct HTTPResponse: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    /// As many as come, until it returns. What it throws ends the connection before the client has seen the end.
    case stream(@Sendable ((_ bytes: [UInt8]) throws -> Void) throws -> Void)
  }

  /// How long a client may keep it.
  enum Keeping: String, Sendable {
    /// Named by what it is: there is never another under this name.
    case forever = "public, max-age=31536000, immutable"
    case never = "no-store"
  }

  var status: Int
  var type: String
  var keeping: Keeping
  var fields: [(name: String, value: String)] = []
  var body: Body

  init(_ status: Int = 200, type: String, keeping: Keeping = .never, fields: [(String, String)] = [], body: Body) {
    (self.status, self.type, self.keeping, self.body) = (status, type, keeping, body)
    self.fields = fields.map { (name: $0.0, value: $0.1) }
  }

  /// One JSON document.
  static func json(_ value: some Encodable, keeping: Keeping = .never) throws -> HTTPResponse {
    HTTPResponse(type: "application/json", keeping: keeping, body: .bytes([UInt8](try encoded(value))))
  }

  private struct Refusal: Encodable {
    var reelfx = 1
    var status: Int
    var error: String
    var hint: String?
  }

  /// Says why something is not handed out.
  static func refusal(_ status: Int, _ error: String, hint: String? = nil, fields: [(String, String)] = []) -> HTTPResponse {
    let text = (try? encoded(Refusal(status: status, error: error, hint: hint))) ?? Data()
    return HTTPResponse(status, type: "application/json", fields: fields, body: .bytes([UInt8](text)))
  }

  private static func encoded(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  /// The whole body.
  func collected() throws -> [UInt8] {
    switch body {
    case .bytes(let bytes): return bytes
    case .stream(let send):
      var all: [UInt8] = []
      try send { all += $0 }
      return all
    }
  }

  /// The status line and all fields, with the empty line behind them.
  ///
  /// - Parameter isChunked: whether a stream comes in chunks that say how long they are (RFC 9112, 7.1); else its end is the connection's.
  func head(keepsOpen: Bool, isChunked: Bool) -> [UInt8] {
    var text = "HTTP/1.1 \(status) \(Self.reasons[status] ?? "Unknown")\r\n"
    for field in Self.always + fields { text += "\(field.name): \(field.value)\r\n" }
    text += "Content-Type: \(type)\r\nCache-Control: \(keeping.rawValue)\r\n"
    switch body {
    case .bytes(let bytes): text += "Content-Length: \(bytes.count)\r\n"
    case .stream: if isChunked { text += "Transfer-Encoding: chunked\r\n" }
    }
    text += "Connection: \(keepsOpen ? "keep-alive" : "close")\r\n\r\n"
    return Array(text.utf8)
  }

  /// Of every answer: what is handed out is for pages of this server alone.
  private static let always: [(name: String, value: String)] = [
    ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Accept-Ranges", "none"),
  ]

  private static let reasons = [
    200: "OK", 303: "See Other", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    408: "Request Timeout", 409: "Conflict", 410: "Gone", 413: "Content Too Large", 422: "Unprocessable Content",
    431: "Request Header Fields Too Large", 500: "Internal Server Error", 503: "Service Unavailable",
  ]
}
