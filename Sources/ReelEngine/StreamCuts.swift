import ReelCore
import ReelMux
import ReelPlan

/// Where a stream of a package is cut: a picture at every cell, a sound at the packet nearest to the beginning of each segment.
struct StreamCuts {
  let plan: Plan
  /// The cells of each segment.
  let groups: [Range<Int>]

  /// - Parameter start: when the track's first sample is decoded, in its ticks.
  func layout(of track: MP4Track, from start: Int64) throws -> CMAFLayout {
    switch track.media {
    case .video:
      // A cell's samples are as many as its frames, and begin with its key frame.
      return try CMAFLayout(track: track, start: start, fragments: plan.cells.map(\.frames), segments: groups)
    case .audio:
      let edges = edges(of: track)
      let cuts = zip(edges, edges.dropFirst()).map { $0..<$1 }
      return try CMAFLayout(track: track, start: start, fragments: cuts, segments: cuts.indices.map { $0..<$0 + 1 })
    }
  }

  /// The first packet of every segment, and behind the last. A segment without a packet joins its neighbour.
  private func edges(of track: MP4Track) -> [Int] {
    var edges = [0]
    var (packet, time): (Int, Int64) = (0, 0)
    for group in groups.dropFirst() {
      let start = plan.rate.start(ofFrame: plan.cells[group.lowerBound].frames.lowerBound).seconds * Rational(Int64(track.timescale))
      // On while the middle of the packet lies before the start.
      while packet < track.samples.count, Rational(2 * time + Int64(track.samples.durations[packet])) < start * Rational(2) {
        time += Int64(track.samples.durations[packet])
        packet += 1
      }
      if packet > edges[edges.count - 1], packet < track.samples.count { edges.append(packet) }
    }
    return edges + [track.samples.count]
  }
}

extension MP4Track {
  /// The same track, presented from `start` on, and when its first sample is then decoded.
  ///
  /// What runs ahead of a picture, because B-frames refer to what is shown later, is taken from `start`. So no sample is shown before it is
  /// decoded: readers that count from decoding times, as FFmpeg's and GStreamer's do, would otherwise show such a picture late.
  func presented(from start: Time) -> (MP4Track, decoding: Int64) {
    var track = self
    track.samples.compositionOffsets = samples.compositionOffsets.map { $0 + reorderDelay }
    return (track, start.samples(rate: timescale) - Int64(reorderDelay))
  }
}
