import ReelCore

/// Who may ask: on this machine alone, whoever asks this machine by its own name; from elsewhere, who has the token.
package struct Access: Sendable {
  /// Names a browser on this machine may have for it. A page of somebody else's that a name was bent for to lead here has another one.
  private static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]
  private static let cookie = "reelfx"

  /// `nil` where only this machine is listened to.
  let token: String?

  enum Answer {
    case granted
    /// The token came with the address: it becomes a cookie, and leaves the address.
    case welcome(cookie: String)
    case refused(HTTPResponse)
  }

  func answer(_ request: HTTPRequest) -> Answer {
    guard let token else {
      if let host = request.fields["host"], !Self.isLoopback(host) {
        return .refused(.refusal(403, "this server answers to localhost alone", hint: "use the address that was printed"))
      }
      return .granted
    }
    if let given = request.query["token"], Self.equal(given, token) {
      return .welcome(cookie: "\(Self.cookie)=\(token); HttpOnly; SameSite=Strict; Path=/")
    }
    let cookies = request.fields["cookie"]?.split(separator: ";").map { $0.drop { $0 == " " } } ?? []
    if cookies.contains(where: { Self.equal(String($0), "\(Self.cookie)=\(token)") }) { return .granted }
    if let given = request.fields["authorization"], Self.equal(given, "Bearer \(token)") { return .granted }
    return .refused(.refusal(401, "a token is needed", hint: "open the address that was printed"))
  }

  /// A new token of 128 bits.
  package static func newToken() -> String {
    var random = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(random.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// One of the names, alone or with a port.
  private static func isLoopback(_ host: String) -> Bool {
    let host = host.lowercased()
    return loopback.contains { name in
      guard host.hasPrefix(name) else { return false }
      let port = host.dropFirst(name.count)
      return port.isEmpty || port.first == ":" && port.dropFirst().utf8.allSatisfy { (48...57).contains($0) }
    }
  }

  /// Takes as long wherever they differ.
  package static func equal(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    var difference = a.count ^ b.count
    for index in b.indices { difference |= Int(b[index] ^ (a.isEmpty ? 0 : a[index % a.count])) }
    return difference == 0
  }
}
