import Foundation
import ReelCore
import ReelDepot
import ReelTestSupport
import Testing

/// A container has the role of its task by asking an agent.
@Suite struct AgentTests {
  /// The agent, and a server that gives back who asked.
  private static let script = """
    import http.server
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_): pass
        def do_GET(self):
            if self.path.startswith("/role"):
                isKnown = self.headers.get("Authorization") == "let-me-in"
                self.send_response(200 if isKnown else 403)
                body = b'{"AccessKeyId":"FROMAGENT","SecretAccessKey":"s","Token":"ROLE-TOK","Expiration":"2099-01-01T00:00:00Z"}'
            else:
                self.send_response(200)
                body = (self.headers["Authorization"] + " " + str(self.headers["x-amz-security-token"])).encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  @Test func credentialsComeFromAnAgent() throws {
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.script]
    process.standardOutput = output
    try process.run()
    defer {
      // A child inherits what this thread has blocked, and that may be SIGTERM.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let base = "http://127.0.0.1:\(try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines))))"
    var environment = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": base + "/role", "AWS_ENDPOINT_URL_S3": base]
    func ask() throws -> String? {
      let depot = try DepotAddress("s3://bucket/p", environment: environment).open(environment: environment, writer: "h.1.1", makes: false)
      return try depot.read("who", first: nil).map { String(decoding: $0.bytes, as: UTF8.self) }
    }
    #expect(try #require(throws: ReelError.self) { try ask() }.message.contains("gives no credentials"))
    environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "let-me-in"
    let asked = try #require(try ask())
    #expect(asked.contains("Credential=FROMAGENT/") && asked.contains("x-amz-security-token") && asked.hasSuffix(" ROLE-TOK"), "\(asked)")
    // One's own come first.
    environment.merge(["AWS_ACCESS_KEY_ID": "OWN", "AWS_SECRET_ACCESS_KEY": "s"]) { $1 }
    #expect(try ask()?.contains("Credential=OWN/") == true)
    #expect(throws: ReelError.self) {
      try DepotAddress("s3://bucket/p", environment: [:]).open(environment: [:], writer: "h.1.1", makes: false)
    }
  }
}
