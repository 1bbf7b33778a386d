import Foundation
import ReelServe
import ReelTestSupport
import Synchronization
import Testing

/// Clients that do what they should not.
@Suite(.serialized) struct RobustnessTests {
  private static var quick: HTTPConnection.Limits {
    var limits = HTTPConnection.Limits()
    (limits.idle, limits.head, limits.write) = (2, 1, 1)
    return limits
  }

  @Test(arguments: [
    "/../../../../../../etc/passwd", "/page/../../../../etc/passwd", "/..%2f..%2f..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd",
    "/%252e%252e%252f%252e%252e%252fetc/passwd", "/..%c0%af..%c0%afetc/passwd", "/..\\..\\etc\\passwd", "//etc/passwd",
    "/page/index.html%00.js", "/other/../../etc/passwd", "/video/init/../../../../etc/passwd", "/sound/../episode.yaml/track.json",
  ])
  func noFileIsReachedByItsPath(_ path: String) throws {
    let answer = try Self.shared.get().client().ask("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    #expect([400, 404].contains(answer.status) && !answer.text.contains("root:"))
  }

  private static let shared = Result { try Fixture(limits: quick) }

  @Test func oddFieldsAreRefusedOrPassedOver() throws {
    let fixture = try Self.shared.get()
    _ = try fixture.episode()
    let nines = String(repeating: "9", count: 4000)
    for range in ["bytes=0-\(nines)", "bytes=-\(nines)", "bytes=5-1", "bytes=0-0,1-1,2-2", "lines=0-1", "bytes=", "\u{FFFF}"] {
      let answer = try fixture.get("api/store.json", fields: "Range: \(range)\r\n")
      #expect(answer.status == 200 && answer.fields["accept-ranges"] == "none" && answer.fields["content-range"] == nil)
    }
    #expect(try fixture.get("", fields: "X: " + String(repeating: "a", count: 20_000) + "\r\n").status == 431)
    #expect(try fixture.get("", fields: String(repeating: "X: a\r\n", count: 200)).status == 431)
    // Megabytes that never end: refused when there are too many, whatever follows.
    let client = try fixture.client()
    client.send("GET / HTTP/1.1\r\nX: ")
    for _ in 0..<64 { guard client.send([UInt8](repeating: 97, count: 1 << 20)) else { break } }
    #expect(client.ends(within: 3))
    #expect(
      try fixture.client().ask("POST /api/episode.json HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n").status == 413)
    #expect(try fixture.client().ask("PUT / HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 405)
    #expect(try fixture.client().ask("\u{0}\u{1}\u{2}\r\n\r\n").status == 400)
    let head = try fixture.client().ask("HEAD /api/episode.json HTTP/1.0\r\n\r\n")
    #expect(head.status == 200 && head.body.isEmpty)
  }

  @Test func onlyItsOwnNameIsAnswered() throws {
    let fixture = try Self.shared.get()
    for (host, status) in [
      ("localhost", 200), ("127.0.0.1:\(fixture.port)", 200), ("[::1]:80", 200), ("LOCALHOST:1", 200), ("evil.example", 403),
      ("localhost.evil.example", 403), ("127.0.0.1.evil.example", 403), ("[::1].evil.example", 403), ("localhost:80.evil.example", 403),
      ("", 403),
      ("localhost@evil.example", 403),
    ] {
      let answer = try fixture.client().ask("GET /api/store.json HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
      #expect(answer.status == status, "Host: \(host)")
    }
  }

  @Test func othersNeedTheToken() throws {
    let token = "0123456789abcdef0123456789abcdef"
    let fixture = try Fixture(options: .init(host: "127.0.0.1", port: 0, token: token))
    #expect(fixture.server.address == "http://127.0.0.1:\(fixture.port)/?token=\(token)")
    for path in ["", "api/episode.json", "?token=\(token)0", "?token=0123456789abcdef", "page/index.html"] {
      #expect(try fixture.get(path).status == 401)
    }
    let welcome = try fixture.get("?token=\(token)")
    #expect(welcome.status == 303 && welcome.fields["location"] == "./")
    #expect(welcome.fields["set-cookie"] == "reelfx=\(token); HttpOnly; SameSite=Strict; Path=/")
    #expect(try fixture.get("api/episode.json", fields: "Cookie: a=b; reelfx=\(token)\r\n").status == 200)
    #expect(try fixture.get("api/episode.json", fields: "Cookie: reelfx=x\(token)\r\n").status == 401)
    #expect(try fixture.get("api/episode.json", fields: "Authorization: Bearer \(token)\r\n").status == 200)
  }

  @Test func slowClientsBlockNobody() throws {
    let fixture = try Self.shared.get()
    _ = try fixture.episode()
    // More than there is room for: each has said half a head, and says no more.
    let slow = try (0..<300).map { _ in try fixture.client() }
    for client in slow { client.send("GET /api/episode.json HTTP/1.1\r\nHost: local") }
    let began = ContinuousClock.now
    #expect(try fixture.get("api/store.json").status == 200)
    #expect(ContinuousClock.now - began < .seconds(1))
    for client in slow { #expect(client.ends(within: 5)) }
    // One byte at a time is no more: a head has its time as a whole.
    let dripping = try fixture.client()
    let start = ContinuousClock.now
    for byte in "GET / HTTP/1.1\r\nHost: localhost\r\nX: aaaaaaaaaaaaaaaaaaaaaaaa".utf8 {
      guard dripping.send([byte]) else { break }
      Thread.sleep(forTimeInterval: 0.05)
      if ContinuousClock.now - start > .seconds(2) { break }
    }
    #expect(dripping.ends(within: 2))
    // One who asks and does not read the answer.
    let deaf = try fixture.client()
    deaf.send(String(repeating: "GET /api/episode.json HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 1000))
    #expect(try fixture.get("api/store.json").status == 200)
  }

  @Test func manyAtOnceAreAnswered() throws {
    let fixture = try Self.shared.get()
    let episode = try fixture.episode()
    let urls = episode["outputs"].array.flatMap { $0["picture"]["segments"].array.map { $0["url"].string } }
    let expected = try urls.map { try fixture.get($0).body }
    let wrong = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 200) { index in
      let answer = try? fixture.get(urls[index % urls.count])
      if answer?.status != 200 || answer?.body != expected[index % urls.count] {
        wrong.withLock { $0.append("\(index): \(answer?.status ?? 0)") }
      }
    }
    #expect(wrong.withLock { $0 }.isEmpty)
  }

  @Test func nobodyStaysConnected() throws {
    let fixture = try Fixture()
    let events = try fixture.client()
    events.send("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(events.read(within: 5) { $0.contains("event: ") }.contains("event: revision"))
    #expect(try fixture.get("api/store.json").status == 200)
    #expect(fixture.server.connections >= 1)
    let began = ContinuousClock.now
    fixture.server.stop()
    // Pieces take longer than this: what is being rendered is left within a frame.
    #expect(ContinuousClock.now - began < .seconds(3))
    #expect(fixture.server.connections == 0 && events.ends(within: 1))
    #expect(throws: CommandFailed.self) { try fixture.get("") }
  }
}
