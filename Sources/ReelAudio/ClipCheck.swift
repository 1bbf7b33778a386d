import ReelCore

/// Refuses a clip that makes no sense.
struct ClipCheck {
  private let clip: MixClip
  private let index: Int

  init(_ clip: MixClip, index: Int) {
    self.clip = clip
    self.index = index
  }

  private func wrong(_ what: String) -> ReelError { ReelError(.invalid, "clip \(index) of the mix \(what)") }

  /// - Parameters:
  ///   - length: samples of its source.
  ///   - layout: of the mix.
  func check(length: Int, layout: SoundLayout) throws {
    guard layout == .surround || clip.speakers ?? .front == .front else { throw wrong("is heard from loudspeakers that stereo has not") }
    guard clip.reverb == nil || clip.speakers ?? .front == .front else { throw wrong("is sent to a room, and not heard in front") }
    for (name, value) in [
      ("offset", clip.offset), ("start", clip.start), ("count", clip.count), ("fade-in", clip.fadeIn), ("fade-out", clip.fadeOut),
    ] where value < 0 {
      throw wrong("has a negative \(name): \(value)")
    }
    guard clip.gain.isFinite else { throw wrong("has a gain that is not a number of dB: \(clip.gain)") }
    guard !clip.loops || length > 0 else { throw wrong("repeats a sound without samples: \(clip.source.digest)") }
    let overlap = clip.overlap ?? 0
    guard overlap >= 0, !clip.loops || overlap * 2 <= length else {
      throw wrong("overlaps its loop by \(overlap) samples of \(length)")
    }
    try checkCurves()
    try checkFilters()
    try checkDucking()
  }

  private func checkCurves() throws {
    if let automation = clip.automation { try check(automation, "automation", -200...200) }
    if let pan = clip.pan { try check(pan.position, "pan", -1...1) }
  }

  private func check(_ curve: MixCurve, _ name: String, _ range: ClosedRange<Double>) throws {
    let times = curve.points.map(\.at)
    guard !times.isEmpty, zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw wrong("has \(name) that is not in order of time")
    }
    guard let bad = curve.points.map(\.value).first(where: { !range.contains($0) }) else { return }
    throw wrong("has \(name) of \(bad), outside \(range.lowerBound)...\(range.upperBound)")
  }

  private func checkFilters() throws {
    for band in clip.equalizer ?? [] {
      guard (10...23_000).contains(band.frequency), (0.1...20).contains(band.q), (-48...48).contains(band.gain) else {
        throw wrong("has a filter of \(band.frequency) Hz, \(band.gain) dB and a Q of \(band.q), which is none")
      }
    }
    if let send = clip.reverb, !send.level.isFinite { throw wrong("sends \(send.level) dB to a room") }
  }

  private func checkDucking() throws {
    guard let ducking = clip.ducking else { return }
    guard clip.bus != .dialogue else { throw wrong("is dialogue, and cannot step back for itself") }
    guard ducking.depth <= 0, ducking.depth.isFinite else { throw wrong("ducks to \(ducking.depth) dB, which is not at or below 0") }
    guard ducking.attack >= .zero, ducking.release >= .zero, ducking.hold ?? .zero >= .zero, ducking.lookAhead ?? .zero >= .zero else {
      throw wrong(
        "ducks with a negative time: attack \(ducking.attack), release \(ducking.release), hold \(ducking.hold ?? .zero), "
          + "look-ahead \(ducking.lookAhead ?? .zero)")
    }
  }
}
