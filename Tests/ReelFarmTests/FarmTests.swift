import Foundation
import ReelCore
import ReelStore
import ReelTestSupport
import Testing

/// Workers as a scheduler runs them: processes that know a manifest and a shared store.
@Suite struct FarmTests {
  @Test func twoMachinesMakeTheBytesOfOne() throws {
    let fixture = try FarmFixture()
    let manifest = try fixture.plan(["--shards", "2"])
    // The same work has the same name, whoever writes it down.
    #expect(try fixture.plan(["--target-cpu", "1"]) == manifest)
    #expect(try fixture.reelfx(["farm", "wait", "--manifest", manifest, "--store", fixture.store, "--timeout", "0"]).status == 1)
    let workers = try (0..<2).map { try fixture.start(manifest, "\($0)/2", local: "local-\($0)") }
    for worker in workers { #expect(worker.end() == 0, "\(worker.log)") }
    #expect(workers.allSatisfy { $0.log.contains("rendered, stored") })
    #expect(try fixture.reelfx(["farm", "wait", "--manifest", manifest, "--store", fixture.store]).status == 0)
    #expect(try fixture.reelfx(["farm", "verify", "--manifest", manifest, "--store", fixture.store]).status == 0)
    #expect(try fixture.finish(manifest) == FarmFixture.reference())
    #expect(try FarmFixture.reference().count == 2)
    #expect(fixture.shared("temporary").isEmpty && fixture.shared("failures").isEmpty)
    // What is there is not made again, not even where a machine has never seen it.
    let again = try fixture.worker(manifest, "0/2", local: "local-new")
    #expect(again.status == 0 && again.errors.contains("are in the shared store"))
    // A changed caption is all that the next manifest asks for.
    try fixture.folder.write("es.srt", "1\n00:00:06,000 --> 00:00:07,000\nBuenas\n")
    let plan = try fixture.reelfx(["farm", "plan", "episode.yaml", "--store", fixture.store, "--local", "local-plan"])
    let work = plan.text.split(separator: "\n").first { $0.hasPrefix("artefacts ") }?.split(separator: " ").compactMap { Int($0) } ?? []
    #expect(work.count == 2 && work[0] > 0 && work[0] < work[1], "\(plan.text)")
  }

  @Test func aKilledWorkerIsGoneOnFrom() throws {
    let fixture = try FarmFixture()
    let manifest = try fixture.plan()
    let killed = try fixture.start(manifest, "0/1", local: "local-a")
    try killed.wait(forRendered: 2)
    killed.signal(SIGKILL)
    #expect(killed.end() == -SIGKILL)
    let there = fixture.shared("artefacts").count
    #expect(there >= 2)
    let next = try fixture.worker(manifest, "0/1", local: "local-b")
    #expect(next.status == 0 && next.text.contains("\(there) found"), "\(next.text)")
    #expect(try fixture.finish(manifest) == FarmFixture.reference())
    _ = try fixture.reelfx(["store", "prune", "--depot", fixture.store, "--unfinished", "0"])
    #expect(fixture.shared("temporary").isEmpty)
  }

  @Test(arguments: [SIGTERM, SIGINT]) func aStoppedWorkerSaysTryAgain(_ signal: Int32) throws {
    let fixture = try FarmFixture()
    let manifest = try fixture.plan()
    let stopped = try fixture.start(manifest, "0/1", local: "local-a")
    try stopped.wait(forRendered: 1)
    let began = Date()
    stopped.signal(signal)
    #expect(stopped.end() == 75, "\(stopped.log)")
    #expect(Date().timeIntervalSince(began) < 10)
    #expect(fixture.shared("temporary").isEmpty && fixture.shared("failures").isEmpty)
    // What the local store has and the shared one lacks is not rendered again.
    for file in fixture.shared("artefacts") { try FileManager.default.removeItem(atPath: file) }
    let next = try fixture.worker(manifest, "0/1", local: "local-a")
    #expect(next.status == 0 && next.errors.contains("was here, stored"), "\(next.errors)")
    #expect(try fixture.finish(manifest) == FarmFixture.reference())
  }

  /// As a worker leaves artefacts that writes in place, and is killed; and as a disk that forgets.
  @Test func damageInTheSharedStoreIsFoundAndMended() throws {
    let fixture = try FarmFixture()
    let manifest = try fixture.plan()
    #expect(try fixture.worker(manifest, "0/1", local: "local-a").status == 0)
    let files = fixture.shared("artefacts")
    let short = try #require(FileHandle(forWritingAtPath: files[0]))
    try short.truncate(atOffset: 500)
    var bytes = try #require(FileManager.default.contents(atPath: files[1]))
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(fileURLWithPath: files[1]))
    #expect(try fixture.reelfx(["farm", "wait", "--manifest", manifest, "--store", fixture.store, "--timeout", "0"]).status == 1)
    let refused = try fixture.reelfx([
      "farm", "finish", "--manifest", manifest, "--store", fixture.store, "--local", "local-finish", "-o", "out",
    ])
    #expect(refused.status == 1 && refused.errors.contains("2 of"), "\(refused.errors)")
    #expect(!FileManager.default.fileExists(atPath: fixture.folder.file("out/main")))
    let mended = try fixture.worker(manifest, "0/1", local: "local-b")
    #expect(mended.status == 0 && mended.errors.contains("rendered, repaired"), "\(mended.errors)")
    // Behind a whole header damage shows to whoever reads all of it.
    let verified = try fixture.reelfx(["farm", "verify", "--manifest", manifest, "--store", fixture.store])
    #expect(verified.status == 1 && verified.text.contains("0 missing, 1 damaged"), "\(verified.text)")
    let resubmitted = try fixture.reelfx([
      "farm", "resubmit-missing", "--manifest", manifest, "--store", fixture.store, "--engine", "local", "--run", "-o", "job", "--reelfx",
      try Binary.path(), "--worker-option=--local=\(fixture.folder.file("local-c"))",
    ])
    #expect(resubmitted.status == 0 && resubmitted.errors.contains(": 1 artefacts"), "\(resubmitted.errors)")
    #expect(try fixture.finish(manifest) == FarmFixture.reference())
  }

  @Test func whatCannotBeMadeIsNotedAndTheRestIs() throws {
    let fixture = try FarmFixture()
    let clip = fixture.folder.file("b.mp4")
    var bytes = try #require(FileManager.default.contents(atPath: clip))
    for index in bytes.count / 2..<bytes.count / 2 + 3000 { bytes[index] ^= 0x5A }
    try bytes.write(to: URL(fileURLWithPath: clip))
    let manifest = try fixture.plan()
    let worker = try fixture.worker(manifest, "0/1", local: "local-a")
    #expect(worker.status == 2 && worker.errors.contains("cannot be made"), "\(worker.errors)")
    let notes = fixture.shared("failures")
    #expect(!notes.isEmpty && fixture.shared("artefacts").count > notes.count)
    let wait = try fixture.reelfx(["farm", "wait", "--manifest", manifest, "--store", fixture.store])
    #expect(wait.status == 1 && wait.errors.contains("b.mp4: cannot decode"), "\(wait.errors)")
    let again = ["farm", "resubmit-missing", "--manifest", manifest, "--store", fixture.store, "--engine", "local", "-o", "job"]
    #expect(try fixture.reelfx(again).status == 1)
    #expect(try fixture.reelfx(again + ["--failed"]).status == 0)
  }

  /// Whole artefacts of a worker that makes other bytes: each is as good as any when it is looked at by itself.
  @Test func aWorkerThatMakesOtherBytesIsFoundByMakingThemAgain() throws {
    let fixture = try FarmFixture()
    let manifest = try fixture.plan()
    #expect(try fixture.worker(manifest, "0/1", local: "local-a").status == 0)
    let verify = ["farm", "verify", "--manifest", manifest, "--store", fixture.store, "--again"]
    let right = try fixture.reelfx(verify + ["2"])
    #expect(right.status == 0 && right.errors.contains("the same bytes again"), "\(right.errors)")
    let files = fixture.shared("artefacts")
    for file in files {
      // The last byte of a segment is of a coded picture, or of what was measured of it.
      let bytes = [UInt8](try #require(FileManager.default.contents(atPath: file)))
      var payload = Array(bytes[80...])
      payload[payload.count - 1] ^= 1
      let key = Digest(hex: file.split(separator: "/").suffix(2).joined())
      let header = ArtefactHeader(key: try #require(key), payloadCount: payload.count, payload: Digest.of(payload))
      try Data(header.bytes + payload).write(to: URL(fileURLWithPath: file))
    }
    #expect(try fixture.reelfx(verify + ["0"]).status == 0)
    let wrong = try fixture.reelfx(verify + ["1"])
    #expect(wrong.status == 65 && wrong.errors.contains("holds other bytes under key"), "\(wrong.errors)")
  }

  @Test func whoWouldMakeOtherArtefactsMakesNone() throws {
    let fixture = try FarmFixture()
    let manifest = try fixture.plan()
    // Of a machine with another x264.
    let file = fixture.store + "/manifests/\(manifest).json"
    let text = String(decoding: try #require(FileManager.default.contents(atPath: file)), as: UTF8.self)
    let foreign = text.replacingOccurrences(of: "libx264.so", with: "libx264.other.so")
    #expect(foreign != text)
    let digest = Digest.of(foreign).hex
    try foreign.write(toFile: fixture.store + "/manifests/\(digest).json", atomically: true, encoding: .utf8)
    let refused = try fixture.worker(digest, "0/1", local: "local-a")
    #expect(refused.status == 2 && refused.errors.contains("libx264: libx264.so"), "\(refused.errors)")
    #expect(fixture.shared("artefacts").isEmpty)

    try fixture.folder.write("en.srt", "1\n00:00:01,200 --> 00:00:02,800\nEvening\n")
    let changed = try fixture.worker(manifest, "0/1", local: "local-a")
    #expect(changed.status == 2 && changed.errors.contains("en.srt: has changed since manifest"), "\(changed.errors)")
    // A file that is not to be seen may be a share that comes back, until it was tried often enough.
    try FileManager.default.removeItem(atPath: fixture.folder.file("a.mp4"))
    var fourth = fixture
    #expect(try fourth.worker(manifest, "0/1", local: "local-b").status == 75)
    fourth.environment["SLURM_RESTART_COUNT"] = "3"
    let last = try fourth.worker(manifest, "0/1", local: "local-b")
    #expect(last.status == 2 && last.errors.contains("given up after 4 attempts"), "\(last.errors)")
  }

  @Test func exitCodesAreTheSchedulers() throws {
    var fixture = try FarmFixture()
    let manifest = try fixture.plan()
    #expect(try fixture.worker(manifest, "1/1", local: "l").status == 2)
    #expect(try fixture.worker(manifest, "auto/1", local: "l").status == 2)
    #expect(try fixture.worker(String(repeating: "0", count: 64), "0/1", local: "l").status == 2)
    #expect(try fixture.reelfx(["worker", "--nonsense"]).status == 2)
    // A share that is not mounted.
    fixture.store = fixture.folder.file("elsewhere")
    #expect(try fixture.worker(manifest, "0/1", local: "l").status == 75)
    // One whose folder is there, and empty.
    try FileManager.default.createDirectory(atPath: fixture.store, withIntermediateDirectories: true)
    let empty = try fixture.worker(manifest, "0/1", local: "l")
    #expect(empty.status == 2 && empty.errors.contains("is it mounted"), "\(empty.errors)")
    fixture.store = "s3://none/x?endpoint=http://127.0.0.1:1"
    #expect(try fixture.worker(manifest, "0/1", local: "l").status == 2)  // no credentials
    fixture.environment = ["AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "REELFX_PATIENCE": "0.5"]
    #expect(try fixture.worker(manifest, "0/1", local: "l").status == 75)
  }

  /// Sources in the shared store, for machines that see nothing else; the server dies once.
  @Test(.enabled(if: ObjectServer.isThere, "there is no .build/tools/bin/weed: scripts/setup.sh test installs it"))
  func aBucketIsEnough() throws {
    let server = try ObjectServer()
    var fixture = try FarmFixture()
    fixture.store = server.address("farm")
    fixture.environment = server.environment
    let manifest = try fixture.plan(["--upload-sources"])
    for name in ["a.mp4", "b.mp4", "episode.yaml", "en.srt", "es.srt", "line.wav"] {
      try FileManager.default.removeItem(atPath: fixture.folder.file(name))
    }
    let worker = try fixture.start(manifest, "0/2", local: "local-a")
    try worker.wait(forRendered: 2)
    server.kill()
    usleep(500_000)
    try server.start()
    #expect(worker.end() == 0, "\(worker.log)")
    let second = try fixture.worker(manifest, "1/2", local: "local-b")
    #expect(second.status == 0, "\(second.errors)")
    #expect(try fixture.finish(manifest) == FarmFixture.reference())
  }
}
