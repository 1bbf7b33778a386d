import Foundation

/// A real server of S3, SeaweedFS, on this machine alone, with one bucket and one who may use it.
public final class ObjectServer: @unchecked Sendable {  // `process` is only touched by the test that owns the server
  /// As `scripts/setup.sh test` installs it.
  private static let program = repositoryRoot.appendingPathComponent(".build/tools/bin/weed").path
  public static var isThere: Bool { FileManager.default.isExecutableFile(atPath: program) }

  public let port: Int
  public let bucket = "farm"
  public let environment = ["AWS_ACCESS_KEY_ID": "RFXTESTKEY", "AWS_SECRET_ACCESS_KEY": "rfxtestsecret"]
  private let folder: TemporaryDirectory
  private let ports: [Int]
  private var process = Process()

  public init() throws {
    folder = try TemporaryDirectory("reelfx-weed")
    // Each service listens at its port and at one 10000 above it.
    let base = Int.random(in: 12_000...20_000)
    ports = (0..<4).map { base + $0 }
    port = base + 4
    try folder.write(
      "s3.json",
      """
      {"identities": [{"name": "reelfx", "credentials": [{"accessKey": "RFXTESTKEY", "secretKey": "rfxtestsecret"}],
       "actions": ["Admin", "Read", "Write", "List"]}]}
      """)
    try FileManager.default.createDirectory(atPath: folder.file("data"), withIntermediateDirectories: true)
    try start()
    let made = try curl(["-X", "PUT", "http://127.0.0.1:\(port)/\(bucket)"])
    guard made == "200" else { throw CommandFailed(description: "no bucket: \(made)") }
  }

  deinit { kill() }

  public func address(_ prefix: String) -> String { "s3://\(bucket)/\(prefix)?endpoint=http://127.0.0.1:\(port)" }

  /// Starts it, again with what it had, and waits until it answers.
  public func start() throws {
    process = Process()
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = [
      "-logtostderr=true", "server", "-dir=\(folder.file("data"))", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
      "-master.port=\(ports[0])", "-volume.port=\(ports[1])", "-filer", "-filer.port=\(ports[2])", "-master.volumeSizeLimitMB=64",
      "-volume.max=20", "-s3", "-s3.config=\(folder.file("s3.json"))", "-s3.port=\(port)", "-s3.port.iceberg=0", "-s3.port.lance=0",
      "-master.telemetry=false",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Long where every core is busy with other tests.
    let end = Date() + 120
    while Date() < end {
      if (try? curl(["http://127.0.0.1:\(port)/healthz"])) == "200" { return }
      guard process.isRunning else { throw CommandFailed(description: "weed ended with \(process.terminationStatus)") }
      usleep(50_000)
    }
    throw CommandFailed(description: "weed does not answer")
  }

  /// As a power cut.
  public func kill() {
    guard process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// The status of a request that another client than ours has signed.
  private func curl(_ arguments: [String]) throws -> String {
    try run(
      [
        "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "2", "--aws-sigv4", "aws:amz:us-east-1:s3",
        "-u", "RFXTESTKEY:rfxtestsecret",
      ] + arguments
    ).text
  }
}
