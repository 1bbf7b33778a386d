import Foundation
import ReelEngine
import ReelTestSupport
import Synchronization
import Testing

/// Many renders at a few workers.
struct WorkforceTests {
  /// How many work at once, and the most there ever were.
  private final class Meter: Sendable {
    private let state = Mutex((now: 0, most: 0))
    var most: Int { state.withLock { $0.most } }

    func count<Result>(_ amount: Int = 1, _ body: () throws -> Result) rethrows -> Result {
      state.withLock { state in
        state.now += amount
        state.most = max(state.most, state.now)
      }
      defer { state.withLock { $0.now -= amount } }
      return try body()
    }
  }

  /// Whatever they ask for: never more at work than there are, never more memory than there is, and every item is done once.
  @Test(arguments: [UInt64(1), 2, 3]) func neverMoreThanThereAre(_ seed: UInt64) async throws {
    var random = SeededRNG(seed: seed)
    let renders = (0..<24).map { _ in (items: Int.random(in: 0..<9, using: &random), bytes: Int.random(in: 0..<40, using: &random)) }
    let workforce = Workforce(workers: 4, memory: 100)
    let (workers, memory) = (Meter(), Meter())
    let done = Atomic(0)
    try await Workers.detached("test") {
      try Workers.run(renders.count, name: "render") { number in
        let render = renders[number]
        try workforce.enlisted { share in
          let left = Atomic(render.items)
          try share.run(upTo: 3, bytes: { $0 * render.bytes }) { _ in
            workers.count {
              memory.count(render.bytes) {
                while left.subtract(1, ordering: .relaxed).oldValue > 0 {
                  done.add(1, ordering: .relaxed)
                  usleep(2000)
                }
              }
            }
          }
        }
      }
    }
    #expect(done.load(ordering: .relaxed) == renders.reduce(0) { $0 + $1.items }, "seed \(seed)")
    #expect(workers.most <= 4 && memory.most <= 100, "seed \(seed): \(workers.most) workers, \(memory.most) bytes")
    #expect(workers.most >= 3, "seed \(seed): only \(workers.most) at once")
  }

  /// The last render has all workers; as long as others wait for one, none has more than one.
  @Test func theLastHasAll() async throws {
    let workforce = Workforce(workers: 3, memory: 0)
    let meter = Meter()
    let joined = try await Workers.detached("test") {
      try workforce.enlisted { share in
        let left = Atomic(30)
        return try share.run(upTo: 8) { _ in
          meter.count { while left.subtract(1, ordering: .relaxed).oldValue > 0 { usleep(5000) } }
        }
      }
    }
    #expect(joined == 3 && meter.most == 3)
  }

  /// One that needs more memory than there is runs all the same, alone and with one worker.
  @Test func tooLargeRunsAlone() async throws {
    let workforce = Workforce(workers: 4, memory: 10)
    let meter = Meter()
    try await Workers.detached("test") {
      try Workers.run(4, name: "render") { _ in
        try workforce.enlisted { share in
          let joined = try share.run(upTo: 4, bytes: { 50 * $0 }) { _ in meter.count { _ = usleep(3000) } }
          #expect(joined == 1)
        }
      }
    }
    #expect(meter.most == 1)
  }

  @Test func theFirstErrorIsThrown() async throws {
    struct Failure: Error {}
    let workforce = Workforce(workers: 3, memory: 0)
    for _ in 0..<20 {
      await #expect(throws: Failure.self) {
        try await Workers.detached("test") {
          try workforce.enlisted { share in
            try share.run(upTo: 3) { worker in if worker == 0 { throw Failure() } }
          }
        }
      }
    }
    #expect(try await Workers.detached("test") { try workforce.enlisted { try $0.map([1, 2, 3, 4]) { $0 * 2 } } } == [2, 4, 6, 8])
  }
}
