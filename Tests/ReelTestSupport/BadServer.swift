import Foundation

/// A server that speaks S3 badly: the bucket's name says how.
public final class BadServer: Sendable {
  public let port: Int
  private let process: Process
  private let folder: TemporaryDirectory

  public init() throws {
    folder = try TemporaryDirectory("reelfx-bad-server")
    let script = try folder.write("server.py", Self.script)
    let output = Pipe()
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CommandFailed(description: "the bad server does not say its port: \(line)")
    }
    self.port = port
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  private static let script = """
    import http.server, os, threading, time, urllib.parse
    objects, counts, lock = {}, {}, threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def log_message(self, *_): pass

        def reply(self, status, body=b"", headers={}, length=None):
            self.send_response(status)
            for name, value in headers.items(): self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)

        def count(self):
            with lock:
                counts[self.path] = counts.get(self.path, 0) + 1
                return counts[self.path]

        def begin(self):
            self.way = self.path.split("?")[0].split("/")[1]
            size = int(self.headers.get("Content-Length") or 0)
            self.body = self.rfile.read(size)
            if self.way == "hang": time.sleep(5); self.close_connection = True; return False
            if self.way == "busy" and self.count() <= 2: self.reply(503, b"<Error><Code>SlowDown</Code></Error>"); return False
            if self.way == "down": self.reply(500); return False
            if self.way == "elsewhere": self.reply(307, headers={"Location": "http://127.0.0.1:1/"}); return False
            if self.way == "drop": self.close_connection = True; return False
            return True

        def do_PUT(self):
            if not self.begin(): return
            if self.way == "unable" and self.headers.get("If-None-Match"): return self.reply(501)
            # No way here minds a condition.
            with lock: objects[self.path] = self.body
            self.reply(200)

        def do_DELETE(self):
            if self.begin(): objects.pop(self.path, None); self.reply(204)

        def do_GET(self):
            if not self.begin(): return
            if "list-type=2" in self.path:
                head = b'<?xml version="1.0"?><ListBucketResult>'
                if self.way == "circle":
                    return self.reply(200, head + b"<IsTruncated>true</IsTruncated>"
                        b"<NextContinuationToken>x</NextContinuationToken></ListBucketResult>")
                if self.way == "half": return self.reply(200, head + b"<Contents><Key>artefacts/")
                query = dict(urllib.parse.parse_qsl(self.path.split("?")[1]))
                start = "/" + self.way + "/"
                with lock: found = [(n[len(start):], len(b)) for n, b in objects.items() if n.startswith(start + query["prefix"])]
                items = "".join(f"<Contents><Key>{n}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>{s}</Size></Contents>"
                    for n, s in found)
                return self.reply(200, head + items.encode() + b"<IsTruncated>false</IsTruncated></ListBucketResult>")
            if self.way == "sent": return self.reply(200, str(counts.get("endless", 0)).encode())
            body = objects.get(self.path)
            if body is None: return self.reply(404, b"<Error><Code>NoSuchKey</Code></Error>")
            if self.way == "endless":
                self.send_response(200); self.send_header("Transfer-Encoding", "chunked"); self.end_headers()
                try:
                    while True:
                        self.wfile.write(b"10000\\r\\n" + b"x" * 65536 + b"\\r\\n")
                        with lock: counts["endless"] = counts.get("endless", 0) + 65536
                except OSError: self.close_connection = True
                return
            asked = self.headers.get("Range")
            if asked and self.way != "whole":
                end = min(int(asked.split("-")[1]) + 1, len(body))
                return self.reply(206, body[:end], {"Content-Range": f"bytes 0-{end - 1}/{len(body)}"})
            if self.way == "flip" or self.way == "once" and self.count() == 1:
                body = body[:-1] + bytes([body[-1] ^ 1])
            if self.way == "short":
                self.reply(200, body[:len(body) // 2], length=len(body)); self.close_connection = True; return
            if self.way == "shorter": return self.reply(200, body[:len(body) // 2])
            if self.way == "trickle":
                self.reply(200, b"", length=len(body))
                try:
                    for byte in body: self.wfile.write(bytes([byte])); self.wfile.flush(); time.sleep(0.05)
                except OSError: pass
                self.close_connection = True
                return
            self.reply(200, body)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    def follow(parent):  # nobody else ends it: it serves all tests of a run
        while os.getppid() == parent: time.sleep(0.5)
        os._exit(0)
    threading.Thread(target=follow, args=(os.getppid(),), daemon=True).start()
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """
}
