package import ReelCore

extension MP4Track {
  /// A track of frames at a steady rate that needs no edit list.
  ///
  /// Decoding times are ours, not the encoder's: sample `i` is decoded at `i`, which with the `reorderDelay` that `cslg` announces
  /// means `i - reorderDelay`. So closed GOPs of any length follow each other, and the first picture is shown at 0.
  ///
  /// - Parameters:
  ///   - sizes: bytes of each sample in decoding order.
  ///   - presentation: each sample's place in presentation order; together every number from 0 once.
  ///   - isSync: which samples are key frames; the first must be.
  ///   - reorderDelay: frames by which decoding runs ahead, fixed for the rendition.
  /// - Throws: ``ReelError`` when a frame is missing, comes twice, or would be shown before it is decoded.
  package static func video(
    _ video: Video, rate: FrameRate, sizes: [Int], presentation: [Int], isSync: [Bool], reorderDelay: Int, language: String? = nil,
    name: String? = nil
  ) throws -> MP4Track {
    let count = sizes.count
    guard presentation.count == count, isSync.count == count, count > 0 else {
      throw ReelError(
        .failed, "a video track of \(count) samples has \(presentation.count) presentation times and \(isSync.count) key flags")
    }
    guard isSync[0] else { throw ReelError(.failed, "the first sample of a video track is not a key frame") }
    var seen = [Bool](repeating: false, count: count)
    for (index, place) in presentation.enumerated() {
      guard seen.indices.contains(place) else {
        throw ReelError(.failed, "sample \(index) of a video track is frame \(place) of \(count)")
      }
      guard !seen[place] else { throw ReelError(.failed, "frame \(place) of a video track is there twice, again in sample \(index)") }
      guard place >= index - reorderDelay else {
        throw ReelError(
          .failed, "sample \(index) of a video track is frame \(place), which a reorder delay of \(reorderDelay) frames does not allow")
      }
      seen[place] = true
    }
    let (timescale, ticks) = clock(for: rate)
    let table = MP4SampleTable(
      sizes: sizes, durations: Array(repeating: ticks, count: count),
      compositionOffsets: presentation.enumerated().map { ($1 - $0) * ticks }, isSync: isSync)
    return MP4Track(
      media: .video(video), timescale: timescale, language: language, name: name, samples: table, reorderDelay: reorderDelay * ticks)
  }

  /// A timescale in which a frame is a whole number of ticks, and that number: 30 is 15360 and 512, 30000/1001 is 30000 and 1001.
  ///
  /// At least 10000, because some players compute in the timescale of the video track, however coarse.
  package static func clock(for rate: FrameRate) -> (timescale: Int, ticksPerFrame: Int) {
    var timescale = Int(rate.perSecond.numerator)
    var ticks = Int(rate.perSecond.denominator)
    while timescale < 10000 { (timescale, ticks) = (timescale * 2, ticks * 2) }
    return (timescale, ticks)
  }
}
