import CFFmpeg
package import ReelCore

/// Gives any frame of a clip by its number, exactly: the same bytes whether it was reached by decoding on or by a jump.
///
/// Frames in rising order decode on; a jump begins at the nearest entry point of the index. What an entry point's packet must look like
/// is known from the facts, so a container that jumps to the wrong place is noticed, and decoding then begins earlier.
///
/// Thread-safety: unsafe; one thread at a time.
package final class VideoReader {
  /// What is asked of the pictures.
  package enum Purpose: Sendable {
    /// To be shown: exactly the frame that is asked for, whole.
    case show
    /// To be measured: what is quick to decode near the frame that is asked for. Pictures no other refers to are left out, and block
    /// edges are not smoothed, which moves no mean.
    case survey
  }

  private let path: String
  private let facts: VideoFacts
  private let threads: Int
  private let purpose: Purpose
  private var demuxer: Demuxer
  private var decoder: Decoder
  /// The file's first packet of the stream, by which a return to the start is known to have succeeded.
  private var head: PacketIdentity?
  private let starts: [Int64]
  private let rules: PacketRules
  private let color: ColorDescription?
  /// Where the file can be entered; a jump that went wrong removes the entry it went to.
  private var entries: [Int]
  /// The stamp that is time 0; known from the first packets, or from the first picture where only decoding tells.
  private var origin: Int64?
  /// The number the next picture of the decoder will have; `nil` after a failure.
  private var next: Int? = 0
  private var isDrained = false
  /// Numbers of pictures that were not decoded on the way, since the last jump.
  private var passed: Set<Int> = []
  private var last: (index: Int, frame: Frame)?

  /// Pictures decoded so far, those on the way to the ones asked for included.
  package private(set) var framesDecoded = 0

  /// - Parameters:
  ///   - facts: what ``Probe`` found in the same bytes.
  ///   - threads: of the decoder.
  ///   - purpose: what is asked of the pictures.
  package init(path: String, facts: VideoFacts, threads: Int = 1, purpose: Purpose = .show) throws(ReelError) {
    self.path = path
    self.facts = facts
    self.threads = threads
    self.purpose = purpose
    color = facts.color
    starts = facts.frames.starts
    entries = facts.frames.entryPoints
    (demuxer, decoder) = try Self.open(path, facts, threads, purpose)
    rules = PacketRules(demuxer.stream(facts.stream).pointee.codecpar)
    if entries.count > 1 {
      try findOrigin()
      try enter(0)
    }
  }

  private static func open(
    _ path: String, _ facts: VideoFacts, _ threads: Int, _ purpose: Purpose
  ) throws(ReelError) -> (Demuxer, Decoder) {
    let demuxer = try Demuxer(path: path, isKnown: true)
    guard facts.stream < demuxer.streamCount else { throw changed(path) }
    demuxer.select([facts.stream])
    let stream = demuxer.stream(facts.stream)
    guard Rational(stream.pointee.time_base) == facts.frames.timeBase else { throw changed(path) }
    return (demuxer, try Decoder(stream, file: path, threads: threads, isSurvey: purpose == .survey))
  }

  /// The frame with this number in presentation order; in a survey the first one from there on that is decoded, or the last.
  ///
  /// - Throws: `invalid` for damaged data, and for a file that has fewer frames than its facts; to be shown, never a frame that stands in
  ///   for another.
  /// - Precondition: `index` is a frame of the facts; in a survey none before the one asked for last.
  package func frame(at index: Int) throws(ReelError) -> Frame {
    precondition(starts.indices.contains(index), "frame \(index) of \(starts.count)")
    if let last, last.index == index || purpose == .survey && last.index > index { return last.frame }
    LogTail.clear()
    do throws(ReelError) {
      try approach(index)
      while true {
        guard let (number, frame) = try decode(toward: index) else {
          guard purpose == .survey, let last else { throw ended() }
          return last.frame
        }
        if purpose == .survey { last = (number, frame) }
        if number >= index {
          last = (number, frame)
          return frame
        }
      }
    } catch {
      next = nil
      throw error
    }
  }

  private func ended() -> ReelError {
    ReelError(
      .invalid, "the file ends after frame \((next ?? 0) - 1), and should have \(starts.count) frames", file: path,
      hint: "the file changed or is damaged")
  }

  /// Leaves the decoder where decoding on reaches `index` soonest.
  private func approach(_ index: Int) throws(ReelError) {
    let entry = entries.last { $0 <= index } ?? 0
    if let next, next <= index, entry <= next { return }
    last = nil
    try enter(entry)
  }

  /// Begins at an entry point; or at one before it, when the container does not find it.
  private func enter(_ entry: Int) throws(ReelError) {
    var entry = entry
    while true {
      decoder.flush()
      isDrained = false
      passed = []
      next = entry
      if try arrive(at: entry) { return }
      guard let place = entries.firstIndex(of: entry), place > 0 else { preconditionFailure("a file can always be opened anew") }
      entries.remove(at: place)
      entry = entries[place - 1]
    }
  }

  /// Jumps, reads up to the packet of the entry point, and decodes it.
  ///
  /// - Returns: false when that packet did not come where it should.
  private func arrive(at entry: Int) throws(ReelError) -> Bool {
    guard entry > 0, let origin else {
      try rewind()
      return true
    }
    let stamp = origin + starts[entry]
    // Containers without an index seek by decoding time, which lies before the stamp: aim earlier, and skip.
    let second = (Rational(1) / facts.frames.timeBase).rounded
    for margin in [0, second, 4 * second] {
      guard demuxer.seek(stream: facts.stream, to: stamp - margin) else { return false }
      if try skip(to: stamp, of: entry) { return true }
    }
    return false
  }

  /// Reads on to the packet with a stamp, and decodes it.
  ///
  /// - Returns: false when a later entry point, or the end, comes first: the jump went past the one wanted.
  private func skip(to stamp: Int64, of entry: Int) throws(ReelError) -> Bool {
    while let packet = try demuxer.next() {
      if packet.pointee.pts == stamp, packet.pointee.flags & AV_PKT_FLAG_DISCARD == 0 {
        try decoder.send(packet)
        return true
      }
      if packet.pointee.pts != reel_nopts, let number = number(of: packet.pointee.pts), number > entry, isEntry(number) { return false }
    }
    return false
  }

  /// Back to the file's first packet, by a jump where that works, else by opening the file anew.
  private func rewind() throws(ReelError) {
    guard let head else { return }  // nothing was read yet
    if demuxer.seek(stream: facts.stream, to: -(1 << 40)), let packet = try demuxer.next(), PacketIdentity(packet) == head {
      return try decoder.send(packet)
    }
    (demuxer, decoder) = try Self.open(path, facts, threads, purpose)
  }

  /// The next picture the decoder has, and its number; `nil` at the end. On the way to `index`, pictures no other refers to are passed over.
  private func decode(toward index: Int) throws(ReelError) -> (Int, Frame)? {
    while true {
      switch try decoder.receive() {
      case .end: return nil
      case .needsInput:
        guard !isDrained else { throw ReelError(.failed, "the decoder wants more than there is", file: path) }
        let packet = try demuxer.next()
        isDrained = packet == nil
        if head == nil, let packet { head = PacketIdentity(packet) }
        if let packet, let number = passable(packet, toward: index) {
          passed.insert(number)
          continue
        }
        try decoder.send(packet)
      case .frame(let raw):
        framesDecoded += 1
        let stamp = raw.pointee.best_effort_timestamp
        let frame: Frame
        do { frame = try Frame(adoptingDecoded: raw, fallback: color) } catch { throw error.on(path) }
        guard let number = try place(stamp) else { continue }
        guard frame.size == facts.codedSize else {
          throw ReelError(
            .unsupported, "frame \(number) is \(frame.size), and the clip begins with \(facts.codedSize)", file: path,
            hint: "export the clip in one size")
        }
        return (number, frame)
      }
    }
  }

  /// The number of a packet's picture when it is shown before `index` and no other refers to it.
  private func passable(_ packet: UnsafePointer<AVPacket>, toward index: Int) -> Int? {
    guard purpose == .show, let origin, origin != reel_nopts, packet.pointee.pts != reel_nopts,
      packet.pointee.flags & (AV_PKT_FLAG_DISCARD | AV_PKT_FLAG_CORRUPT) == 0, let number = number(of: packet.pointee.pts), number < index
    else { return nil }
    return rules.examine(packet)?.isDisposable ?? false ? number : nil
  }

  /// The number of the picture that was just decoded; `nil` for one that belongs before the entry point.
  private func place(_ stamp: Int64) throws(ReelError) -> Int? {
    guard let expected = next else { preconditionFailure("decoding went on after a failure") }
    guard expected < starts.count else { throw Self.changed(path) }
    if origin == nil { origin = stamp }
    if purpose == .survey, stamp != reel_nopts, origin != reel_nopts {
      guard let number = number(of: stamp) else { return nil }
      next = number + 1
      return number
    }
    if let origin, stamp != reel_nopts, origin != reel_nopts, stamp - origin != starts[expected] {
      // Pictures shown before the entry point may be decoded after it.
      if entries.count > 1, stamp - origin < starts[expected], isEntry(expected) { return nil }
      if let number = number(of: stamp), number > expected, (expected..<number).allSatisfy(passed.contains) {
        next = number + 1
        return number
      }
      throw ReelError(
        .invalid,
        "frame \(expected) should come at \(facts.frames.start(of: expected)), and one at "
          + "\(Time(ticks: stamp - origin, of: facts.frames.timeBase)) came", file: path, detail: LogTail.take(),
        hint: "the file changed or is damaged")
    }
    next = expected + 1
    return expected
  }

  private func isEntry(_ index: Int) -> Bool { facts.frames.entryPoints.containsSorted(index) }
  private func number(of stamp: Int64) -> Int? { starts.indexSorted(stamp - (origin ?? 0)) }

  private static func changed(_ path: String) -> ReelError {
    ReelError(.invalid, "the file is not what it was when it was examined", file: path, hint: "run again")
  }

  /// The stamp of frame 0: the lowest of the first packets. No codec reorders over more than 16 pictures.
  private func findOrigin() throws(ReelError) {
    var lowest = Int64.max
    var count = 0
    while count < 64, let packet = try demuxer.next() {
      if head == nil { head = PacketIdentity(packet) }
      guard packet.pointee.flags & AV_PKT_FLAG_DISCARD == 0, rules.examine(packet)?.isShown ?? false else { continue }
      lowest = min(lowest, packet.pointee.pts)
      count += 1
    }
    guard count > 0 else { throw Self.changed(path) }
    origin = lowest
  }
}

/// Tells one packet of a file from the others.
private struct PacketIdentity: Equatable {
  var position: Int64
  var pts: Int64
  var dts: Int64
  var size: CInt

  init(_ packet: UnsafePointer<AVPacket>) {
    position = packet.pointee.pos
    pts = packet.pointee.pts
    dts = packet.pointee.dts
    size = packet.pointee.size
  }
}

extension FrameIndex {
  /// When each frame begins, in ticks, written out.
  var starts: [Int64] {
    var starts: [Int64] = []
    starts.reserveCapacity(count)
    for run in runs {
      for i in 0..<run.count { starts.append(run.start + Int64(i) * run.step) }
    }
    return starts
  }
}

extension Array where Element: Comparable {
  /// The place of a value in a rising array.
  fileprivate func indexSorted(_ value: Element) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == value ? low : nil
  }

  fileprivate func containsSorted(_ value: Element) -> Bool { indexSorted(value) != nil }
}
