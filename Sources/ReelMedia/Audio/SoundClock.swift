import CFFmpeg

/// Says, frame by frame, how far a stream's stamps have moved away from the samples that came so far.
///
/// Stamps are rounded to the container's clock (milliseconds in Matroska), and some cameras write them as they read their own clock. So
/// a stamp is believed only where it is further off than both its rounding and ``slack``; then the stamp is right, and counting begins
/// anew there.
struct SoundClock {
  /// Seconds nobody hears as late or early, and shorter than any packet that could be missing.
  private static let slack = AVRational(num: 1, den: 200)
  /// Seconds that are not a gap but a broken stamp.
  private static let limit: Int64 = 24 * 3600

  private let timeBase: AVRational
  private var anchor = reel_nopts
  private var counted: Int64 = 0
  private var rate: CInt = 0

  init(timeBase: AVRational) { self.timeBase = timeBase }

  /// Samples by which a frame stamped `stamp` begins after (positive) or before the end of what has been counted; `nil` for a stamp that
  /// cannot be true.
  ///
  /// - Parameter due: when the first sample of all is due; earlier than the first stamp where a decoder gives nothing for a first packet.
  mutating func deviation(of stamp: Int64, rate: CInt, due: Int64?) -> Int? {
    if rate != self.rate || anchor == reel_nopts {
      // A new rate: what was counted at the old one becomes ticks.
      if anchor != reel_nopts { anchor += av_rescale_q(counted, AVRational(num: 1, den: self.rate), timeBase) }
      counted = 0
      self.rate = rate
    }
    guard stamp != reel_nopts else { return 0 }
    if anchor == reel_nopts { anchor = min(due ?? stamp, stamp) }
    let (ticks, overflow) = stamp.subtractingReportingOverflow(anchor)
    let sample = AVRational(num: 1, den: rate)
    guard !overflow, ticks.magnitude < UInt64(Int64.max) else { return nil }
    let samples = av_rescale_q(ticks, timeBase, sample)
    guard samples != Int64.min, (samples - counted).magnitude < UInt64(Self.limit * Int64(rate)) else { return nil }
    let off = samples - counted
    let rounding = 2 * av_rescale_q_rnd(1, timeBase, sample, AV_ROUND_UP)
    guard off.magnitude > UInt64(max(rounding, av_rescale_q(1, Self.slack, sample))) else { return 0 }
    anchor = stamp
    counted = 0
    return Int(off)
  }

  mutating func count(_ samples: Int) { counted += Int64(samples) }
}
