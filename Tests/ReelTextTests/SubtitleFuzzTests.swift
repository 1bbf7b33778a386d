import Foundation
import ReelCore
import ReelTestSupport
import ReelText
import Synchronization
import Testing

/// Whatever a file is, it is read or refused with a reason, soon and in little memory, and what was read can be written and read again.
///
/// `REELFX_FUZZ_SECONDS` and `REELFX_FUZZ_SEED` make it the long trial of `scripts/soak/fuzz.sh`, `REELFX_FUZZ_FORMAT` that of one
/// format, and `REELFX_FUZZ_ROUND` the one file that a failure named.
@Suite(.serialized) struct SubtitleFuzzTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let long = environment["REELFX_FUZZ_SECONDS"].flatMap { Double($0) }
  private static let seed = environment["REELFX_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
  /// Of the clock for the short slice, which runs beside other tests and under sanitizers; of the processor for the long trial, which is
  /// alone in its process but not on the machine.
  private static let slowest = long == nil ? 20.0 : 2
  private static let memory = 256 << 20

  private static let round = environment["REELFX_FUZZ_ROUND"].flatMap { Int($0) }
  /// No sidecar is larger; what grows by more than a factor would be.
  private static let largest = 32 << 20

  private static let all = FuzzCorpus.files.map(\.name) + ["bytes"]
  private static let formats = all.filter { name in environment["REELFX_FUZZ_FORMAT"].map { name.hasSuffix($0) } ?? true }

  @Test(arguments: formats) func anyFileIsReadOrRefused(_ format: String) throws {
    let corpus = corpus(format)
    let watch = Watch(format: format, seed: Self.seed)
    defer { watch.stop() }
    let end = ContinuousClock.now + .seconds((Self.long ?? 9) / Double(Self.formats.count))
    var round = Self.round ?? 0
    while ContinuousClock.now < end, Self.round.map({ $0 == round }) ?? true {
      var random = random(format, round)
      let bytes = mutated(corpus, &random)
      let what = "\(format), seed \(Self.seed), round \(round)"
      watch.begin(round)
      let (began, spent, peak) = (ContinuousClock.now, Self.processorTime(), Self.peakMemory())
      try check(bytes, name: format == "bytes" ? "a.srt" : format, what, &random)
      let took = Self.long == nil ? (ContinuousClock.now - began) / .seconds(1) : Self.processorTime() - spent
      #expect(took < Self.slowest, "\(what): \(took) s")
      // Other tests run beside the short slice, and their memory is not told apart.
      if Self.long != nil { #expect(Self.peakMemory() - peak < Self.memory, "\(what): memory") }
      round += 1
    }
    if Self.long != nil { print("fuzz: \(format): \(round) files from seed \(Self.seed)") }
  }

  /// Every round has its own numbers, so that each can be had alone.
  private func random(_ format: String, _ round: Int) -> SeededRNG {
    let number = UInt64(Self.all.firstIndex(of: format) ?? 0)
    return SeededRNG(seed: Self.seed &+ number &* 1_000_003 &+ UInt64(round) &* 0xD134_2543_DE82_EF95)
  }

  // MARK: Files

  private func corpus(_ format: String) -> [[UInt8]] {
    var files = FuzzCorpus.files.filter { $0.name == format || format == "bytes" }.map { Array($0.text.utf8) }
    if format == "bytes" {
      let text = "1\n00:00:01,000 --> 00:00:02,000\nПривет 你好 ñ\n"
      files.append([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
      files.append(text.unicodeScalars.flatMap { [0, UInt8($0.value >> 16), UInt8($0.value >> 8 & 255), UInt8($0.value & 255)] })
      files.append(Array("1\n00:00:01,000 --> 00:00:02,000\n".utf8) + [0xD3, 0xEE, 0xD6, 0xE6, 0xCA, 0xD8, 0xBB, 0xA4, 0xC9, 0xF1, 10])
    }
    return files
  }

  private func mutated(_ corpus: [[UInt8]], _ random: inout SeededRNG) -> [UInt8] {
    var bytes = corpus.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      let at = Int.random(in: 0...bytes.count, using: &random)
      let until = min(bytes.count, at + Int.random(in: 0...60, using: &random))
      switch Int.random(in: 0..<8, using: &random) {
      case 0, 1: bytes.insert(contentsOf: Array((FuzzCorpus.pieces.randomElement(using: &random) ?? "").utf8), at: at)
      case 2: bytes.removeSubrange(at..<until)
      case 3: bytes.insert(contentsOf: Array(bytes[at..<until]), at: Int.random(in: 0...bytes.count, using: &random))
      case 4 where at < bytes.count: bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &random)
      case 5:
        let other = corpus.randomElement(using: &random) ?? []
        let from = Int.random(in: 0...other.count, using: &random)
        bytes.replaceSubrange(at..<until, with: other[from..<min(other.count, from + 80)])
      case 6 where Int.random(in: 0..<20, using: &random) == 0:
        // The same over and over: what is quadratic shows.
        let piece =
          Bool.random(using: &random) ? Array(bytes[at..<until]) : Array((FuzzCorpus.pieces.randomElement(using: &random) ?? "").utf8)
        bytes.insert(contentsOf: Array(repeating: piece, count: 60_000 / max(1, piece.count)).joined(), at: at)
      case 7: bytes.removeSubrange(at...)
      default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
      }
    }
    return bytes
  }

  // MARK: Promises

  private func check(_ bytes: [UInt8], name: String, _ what: String, _ random: inout SeededRNG) throws {
    let language = [nil, "ru", "zh-Hant", "ar", "th", "en"].randomElement(using: &random) ?? nil
    let encoding =
      Int.random(in: 0..<8, using: &random) == 0 ? ["GB18030", "Shift_JIS", "windows-1251"].randomElement(using: &random) : nil
    if Self.round != nil { print("fuzz: \(what): language \(language ?? "none"), encoding \(encoding ?? "none"):\n\(bytes)") }
    let subtitles: Subtitles
    do {
      subtitles = try SubtitleFile.parse(bytes, name: name, encoding: encoding, language: language)
    } catch let error as ReelError {
      #expect(error.file == name && !error.message.isEmpty && error.hint != nil, "\(what)")
      return
    }
    let isSaid = subtitles.problems.allSatisfy { !$0.error.isEmpty && $0.file == name && $0.line != 0 && $0.hint?.isEmpty == false }
    #expect(isSaid, "\(what)")
    let cues =
      switch subtitles.content {
      case .cues(let cues): cues
      case .ass(let script): script.cues()
      }
    for cue in cues {
      #expect(.zero <= cue.start && cue.start <= cue.end && cue.end < Time(Rational(3_600_000)), "\(what)")
      let words = cue.timedWords()
      #expect(inOrder(cue.words, cue) && inOrder(words, cue), "\(what)")
      #expect(cue.plain.utf8.allSatisfy { $0 != 13 }, "\(what)")
    }
    let tag = language ?? "en"
    for (ending, text) in SubtitleWriter.sidecars(Subtitles(cues: cues), language: tag) where !ending.hasPrefix("forced") {
      let again = try SubtitleFile.parse(Array(text.utf8), name: "b." + ending)
      guard case .cues(let read) = again.content else { throw Unexpected(what: what) }
      #expect(text.utf8.count < Self.largest, "\(what): \(ending): \(text.utf8.count) bytes")
      let wanted = cues.filter { cue in
        isShown(cue) && (cue.start.seconds * Rational(1000)).rounded < (cue.end.seconds * Rational(1000)).rounded
      }
      #expect(read.count == wanted.count, "\(what): \(ending)")
      #expect(!again.problems.contains { $0.severity == .error }, "\(what): \(ending): \(again.problems)")
    }
  }

  /// Whether a cue has anything but spaces, control characters and noncharacters.
  private func isShown(_ cue: Cue) -> Bool {
    let scalars = cue.plain.unicodeScalars.filter {
      !($0.properties.generalCategory == .control && !$0.properties.isWhitespace) && !$0.properties.isNoncharacterCodePoint
    }
    return String(String.UnicodeScalarView(scalars)).contains { !$0.isWhitespace }
  }

  private func inOrder(_ words: [TimedWord], _ cue: Cue) -> Bool {
    let count = cue.plain.utf8.count
    return words.allSatisfy { $0.start <= $0.end && $0.range.upperBound <= count }
      && zip(words, words.dropFirst()).allSatisfy { $0.range.upperBound <= $1.range.lowerBound && $0.start <= $1.start }
  }

  // MARK: Limits

  private static func usage() -> rusage {
    var usage = rusage()
    // 0 is RUSAGE_SELF, which is an enum on one system and a number on the other.
    getrusage(0, &usage)
    return usage
  }

  /// Seconds the process has computed for.
  private static func processorTime() -> Double {
    let usage = usage()
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }

  /// Bytes the process has had at most.
  private static func peakMemory() -> Int {
    let usage = usage()
    #if canImport(Darwin)
      return usage.ru_maxrss
    #else
      return usage.ru_maxrss * 1024
    #endif
  }

  /// Names the file that hangs, and ends the run.
  private final class Watch: Sendable {
    private let state = Mutex((round: 0, began: ContinuousClock.now, isOver: false))

    init(format: String, seed: UInt64) {
      Thread.detachNewThread { [self] in
        while true {
          Thread.sleep(forTimeInterval: 0.5)
          let now = state.withLock { $0 }
          if now.isOver { return }
          precondition(ContinuousClock.now - now.began < .seconds(60), "\(format), seed \(seed), round \(now.round) hangs")
        }
      }
    }

    func begin(_ round: Int) { state.withLock { $0 = (round, ContinuousClock.now, false) } }
    func stop() { state.withLock { $0.isOver = true } }
  }
}
