import CFFmpeg
import ReelCore

/// Collects what the packets of a video stream say, in decoding order, and makes the frame index of it.
struct FrameIndexer {
  private struct Entry {
    var stamp: Int64
    var duration: Int64
    var isReset: Bool
  }

  private let rules: PacketRules
  private var entries: [Entry] = []
  private var isFirst = true
  /// Parameter sets that come along the way may change; a reset point must then bring its own.
  private var resetWithoutSets: [Int] = []
  private var hasSetsInBand = false
  /// False as soon as only a decoder can tell which frames there are and when.
  private(set) var isTrusted = true

  init(_ rules: PacketRules) { self.rules = rules }

  mutating func add(_ packet: UnsafePointer<AVPacket>) {
    guard isTrusted else { return }
    guard let finding = rules.examine(packet), !isFirst || finding.isReset else {
      isTrusted = false
      return
    }
    isFirst = false
    hasSetsInBand = hasSetsInBand || finding.hasParameterSets
    guard finding.isShown, packet.pointee.flags & AV_PKT_FLAG_DISCARD == 0 else { return }
    guard packet.pointee.pts != reel_nopts else {
      isTrusted = false
      return
    }
    if finding.isReset, !finding.hasParameterSets { resetWithoutSets.append(entries.count) }
    entries.append(Entry(stamp: packet.pointee.pts, duration: packet.pointee.duration, isReset: finding.isReset))
  }

  /// The index, and the stamp of frame 0; `nil` when only decoding can tell.
  ///
  /// - Parameter fallback: a frame's length in ticks where the last packet does not say.
  func finish(timeBase: Rational, fallback: Int64) -> (FrameIndex, origin: Int64)? {
    guard isTrusted, !entries.isEmpty else { return nil }
    var entries = entries
    if hasSetsInBand { for i in resetWithoutSets { entries[i].isReset = false } }
    entries.sort { $0.stamp < $1.stamp }
    let origin = entries[0].stamp
    for i in 1..<max(1, entries.count) where entries[i].stamp == entries[i - 1].stamp { return nil }
    let starts = entries.map { $0.stamp - origin }
    let end = starts[starts.count - 1] + Self.lastLength(entries.suffix(2).map(\.duration), starts, fallback)
    let resets = entries.indices.filter { $0 > 0 && entries[$0].isReset }
    return (FrameIndex(timeBase: timeBase, starts: starts, end: end, entryPoints: [0] + resets), origin)
  }

  /// The last frame's length: what its packet says, if the packet before was right about its own; else that of the frame before.
  /// A demuxer that knows no durations makes them up, as one tick of a millisecond for instance.
  ///
  /// - Parameter durations: of the last two frames, or of the only one.
  static func lastLength(_ durations: [Int64], _ starts: [Int64], _ fallback: Int64) -> Int64 {
    let last = durations.last ?? 0
    guard starts.count > 1, durations.count > 1 else { return last > 0 ? last : max(1, fallback) }
    let step = starts[starts.count - 1] - starts[starts.count - 2]
    let isTold = last > 0 && durations[0] > step / 2 && durations[0] / 2 < step
    return isTold ? last : step
  }
}
