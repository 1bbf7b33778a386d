import Testing

import ReelServe

@Suite struct RequestTests {
  private func refusal(_ head: String) -> HTTPRefusal? {
    do {
      _ = try HTTPRequest(head: Array(head.utf8))
      return nil
    } catch { return error }
  }

  @Test func aHeadIsRead() throws {
    let request = try HTTPRequest(head: Array("GET /video/12/ab.m4s?k=1&at=2 HTTP/1.1\r\nHost: localhost\r\nCookie:  a=b".utf8))
    #expect(request.method == .get)
    #expect(request.path == ["video", "12", "ab.m4s"])
    #expect(request.query == ["k": "1", "at": "2"])
    #expect(request.fields == ["host": "localhost", "cookie": "a=b"])
    #expect(request.keepsOpen)
    #expect(try HTTPRequest(head: Array("HEAD / HTTP/1.1\nHost: a\nConnection: Close".utf8)).keepsOpen == false)
    #expect(try HTTPRequest(head: Array("GET / HTTP/1.0".utf8)).path == [""])
  }

  @Test(arguments: [
    "/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/page/..\\..\\etc\\passwd", "/page/%252e%252e/passwd",
    "//etc/passwd", "/page/./index.html", "/page//x", "/api/episode.json%00.png", "/\u{FF0E}\u{FF0E}/etc/passwd", "/a b", "api",
    "http://localhost/api/episode.json", "*",
  ])
  func aPathIsPlainOrNone(_ path: String) {
    let refused = refusal("GET \(path) HTTP/1.1\r\nHost: localhost")
    #expect(refused == .nowhere || refused == .malformed)
  }

  @Test func whatIsNoRequestIsRefused() {
    #expect(refusal("") == .malformed)
    #expect(refusal("GET /") == .malformed)
    #expect(refusal("GET / HTTP/2.0\r\nHost: a") == .malformed)
    #expect(refusal("GET / HTTP/1.1") == .malformed)
    #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\nHost: b") == .malformed)
    #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\n folded") == .malformed)
    #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\nbad name: x") == .malformed)
    #expect(refusal("GET /?a HTTP/1.1\r\nHost: a") == .malformed)
    #expect(refusal("GET /?a=%00 HTTP/1.1\r\nHost: a") == .malformed)
    #expect(refusal("POST / HTTP/1.1\r\nHost: a") == .method)
    #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5") == .body)
    #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1") == .body)
    #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked") == .body)
    #expect(refusal("GET / HTTP/1.1\r\nHost: a" + String(repeating: "\r\na: b", count: 100)) == .tooLarge)
  }

  @Test func tokensAreCompared() {
    #expect(Access.equal("abc", "abc"))
    #expect(!Access.equal("abd", "abc"))
    #expect(!Access.equal("abcabc", "abc"))
    #expect(!Access.equal("", "abc"))
    #expect(!Access.equal("abc", ""))
    #expect(Access.newToken().utf8.count == 32)
    #expect(Access.newToken() != Access.newToken())
  }
}
