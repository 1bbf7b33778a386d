import ReelCore

/// The movie's timescale, chosen so that what an edit list says is exact, and durations in it.
struct MovieClock {
  let timescale: Int
  private(set) var duration: Int64 = 0

  /// The least common multiple of all timescales, so that every duration is whole. Where 32 bits do not hold it, that of the tracks
  /// with edits (and milliseconds): the durations of the others are hints, and are rounded up so that they hide nothing.
  init(_ tracks: [MP4Track]) throws {
    let all = Self.multiple(tracks.map(\.timescale))
    guard let timescale = all ?? Self.multiple(tracks.filter { $0.edit != nil }.map(\.timescale) + [1000]) else {
      let scales = tracks.map { String($0.timescale) }.joined(separator: ", ")
      throw ReelError(.unsupported, "no movie timescale of 32 bits is a multiple of the tracks' timescales (\(scales))")
    }
    self.timescale = timescale
    duration = tracks.map(presented).max() ?? 0
  }

  private static func multiple(_ scales: [Int]) -> Int? {
    var result = 1
    for scale in scales {
      var (a, b) = (result, scale)
      while b != 0 { (a, b) = (b, a % b) }
      let (product, overflow) = (result / a).multipliedReportingOverflow(by: scale)
      guard !overflow, product <= Int(UInt32.max) else { return nil }
      result = product
    }
    return max(result, 1)
  }

  /// How long a track is presented, in ticks of the movie.
  func presented(_ track: MP4Track) -> Int64 {
    let scale = Int128(track.timescale)
    return Int64((Int128(track.presentedDuration) * Int128(timescale) + scale - 1) / scale)
  }
}
