/// The head of a request, as far as a server needs it that only hands things out (RFC 9112).
package struct HTTPRequest: Hashable, Sendable {
  package enum Method: String, Sendable { case get = "GET", head = "HEAD" }

  /// Bytes of a head, and fields in it, at most.
  static let longestHead = 16_384
  static let mostFields = 100

  package var method: Method
  /// Parts of the path, without the empty one before the first slash. They are of letters, digits, `.`, `_` and `-`; the last one may be
  /// empty.
  package var path: [String]
  package var query: [String: String]
  /// By name, in lower case.
  package var fields: [String: String]
  /// Whether the client may send another one over the same connection.
  package var keepsOpen: Bool
  /// HTTP/1.1, not 1.0.
  package var isCurrent: Bool

  /// - Parameter head: from the first byte of the request line to the empty line, without it.
  /// - Throws: what is wrong with it. The connection is of no use after that.
  package init(head: some Collection<UInt8>) throws(HTTPRefusal) {
    let lines = head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
    guard lines.count <= Self.mostFields + 1 else { throw .tooLarge }
    let line = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    guard line.count == 3, line[2] == "HTTP/1.1" || line[2] == "HTTP/1.0" else { throw .malformed }
    fields = try Self.fields(lines.dropFirst())
    guard fields["content-length"] ?? "0" == "0", fields["transfer-encoding"] == nil else { throw .body }
    guard let method = Method(rawValue: String(line[0])) else { throw .method }
    guard fields["host"] != nil || line[2] == "HTTP/1.0" else { throw .malformed }
    self.method = method
    let target = line[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = Self.path(target[0]) else { throw .nowhere }
    self.path = path
    query = try target.count > 1 ? Self.query(target[1]) : [:]
    isCurrent = line[2] == "HTTP/1.1"
    keepsOpen = isCurrent && fields["connection"]?.lowercased() != "close"
  }

  private static func fields(_ lines: ArraySlice<String>) throws(HTTPRefusal) -> [String: String] {
    var fields: [String: String] = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { throw .malformed }
      let name = line[..<colon].lowercased()
      guard name.utf8.allSatisfy(isToken) else { throw .malformed }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      // Two of what decides who may ask, or where a request ends, are an attempt to be understood in two ways.
      if fields[name] != nil, ["host", "content-length", "transfer-encoding", "cookie"].contains(name) { throw .malformed }
      fields[name] = String(value)
    }
    return fields
  }

  private static func isToken(_ byte: UInt8) -> Bool { isPlain(byte) || "!#$%&'*+^`|~".utf8.contains(byte) }

  /// A letter, a digit, `.`, `_` or `-`.
  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "._-".utf8.contains(byte)
    }
  }

  /// `nil` for what no path of this server is: nothing is decoded, so nothing can be hidden in a code.
  private static func path(_ text: Substring) -> [String]? {
    guard text.utf8.first == UInt8(ascii: "/") else { return nil }
    let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.allSatisfy({ $0.utf8.allSatisfy(isPlain) && !["..", "."].contains($0) }), parts.dropLast().allSatisfy({ !$0.isEmpty })
    else { return nil }
    return parts
  }

  private static func query(_ text: Substring) throws(HTTPRefusal) -> [String: String] {
    var query: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy(isPlain) }) else { throw .malformed }
      query[String(parts[0])] = String(parts[1])
    }
    return query
  }
}

/// Why a head is not taken.
package enum HTTPRefusal: Error, Hashable {
  case malformed, method, body, tooLarge
  /// A path that none of this server's is.
  case nowhere
  /// It did not come in time.
  case tooSlow

  var response: HTTPResponse {
    switch self {
    case .malformed: .refusal(400, "this is no request of HTTP/1.1 that this server understands")
    case .method: .refusal(405, "there are GET and HEAD", fields: [("Allow", "GET, HEAD")])
    case .body: .refusal(413, "a request has no body here")
    case .tooLarge: .refusal(431, "the head of a request has at most \(HTTPRequest.longestHead) bytes in \(HTTPRequest.mostFields) fields")
    case .nowhere: .refusal(404, "there is no such thing here")
    case .tooSlow: .refusal(408, "the request took too long to come")
    }
  }
}
