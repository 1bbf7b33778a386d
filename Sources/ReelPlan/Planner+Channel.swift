import ReelCore
import ReelTimeline

/// What a clip goes through, from the document's words to samples.
extension Planner {
  /// Samples of the fade where a clip would begin or end with a jump: 3 ms.
  static let declick = 144
  /// Straight lines that stand for one easing curve.
  private static let pieces = 32

  /// Gives a clip its level, its way through the channels, and its ducking.
  ///
  /// - Parameters:
  ///   - channels: from the clip's own outwards. The first pan and the first room win; filters follow each other.
  ///   - gain: of the clip, over its own time.
  ///   - lead: samples by which the clip begins after what its keyframes count from.
  ///   - buses: gains of what it goes through, over the episode.
  func shaped(
    _ clip: MixClip, channels: [Channel], gain: Keyframed, lead: Int = 0, buses: [Keyframed] = [], duck: Duck? = nil, isMono: Bool
  ) -> MixClip {
    var clip = clip
    for bus in buses { add(bus, to: &clip) }
    switch gain {
    case .constant(let gain): clip.gain += gain
    case .keyframes: clip.automation = curve(gain, lead: lead) + clip.automation
    }
    if let pan = channels.compactMap(\.pan).first, !pan.isAlways(0) {
      clip.pan = MixPan(position: curve(pan, lead: lead), isMono: isMono)
    }
    let bands = channels.compactMap(\.equalizer).flatMap(\.bands)
    clip.equalizer = bands.isEmpty ? nil : bands
    clip.reverb = channels.compactMap(\.reverb).first.map { ReverbSend(room: $0.room, level: $0.send) }
    clip.ducking = duck.map {
      Ducking(
        depth: $0.depth, attack: $0.attack, release: $0.release, hold: $0.hold == .zero ? nil : $0.hold,
        lookAhead: $0.lookAhead == $0.attack ? nil : $0.lookAhead)
    }
    return clip
  }

  /// The gain of a bus over the episode; where it does not move while the clip is heard, it is a plain gain.
  private func add(_ bus: Keyframed, to clip: inout MixClip) {
    let curve = curve(bus, lead: clip.start)
    let inside = curve.points.filter { (0...clip.count).contains($0.at) }.map(\.value)
    let value = curve.value(at: 0)
    if (inside + [curve.value(at: clip.count)]).allSatisfy({ $0 == value }) {
      clip.gain += value
    } else {
      clip.automation = curve + clip.automation
    }
  }

  /// Keyframes as points in samples: what eases becomes a row of straight lines.
  private func curve(_ value: Keyframed, lead: Int) -> MixCurve {
    guard case .keyframes(let keyframes) = value else { return .constant(value.value(at: .zero)) }
    var points: [MixCurve.Point] = []
    func add(_ at: Int, _ value: Double) {
      if let last = points.last, last.at >= at { points.removeLast() }
      if let last = points.last, last.at >= at { return }
      points.append(.init(at: at, value: value))
    }
    for (index, keyframe) in keyframes.enumerated() {
      let at = sample(keyframe.at) - lead
      if index > 0, keyframe.ease != .linear {
        let (from, before) = (keyframes[index - 1], sample(keyframes[index - 1].at) - lead)
        if keyframe.ease == .hold {
          add(at - 1, from.value)
        } else {
          for piece in 1..<Self.pieces {
            let progress = Double(piece) / Double(Self.pieces)
            add(
              before + Int((Double(at - before) * progress).rounded()),
              from.value + (keyframe.value - from.value) * keyframe.ease.value(at: progress))
          }
        }
      }
      add(at, keyframe.value)
    }
    return MixCurve(points)
  }

  /// Room tone wherever none of `heard` is, crossing into it on both sides.
  mutating func roomToneClips(beside heard: [MixClip], total: Int) -> [MixClip] {
    guard let tone = episode.audio.roomTone, let media = facts(tone.source, nil) else { return [] }
    guard let facts = media.audio else {
      report(tone.source.origin, "has no sound", tone.source.written)
      return []
    }
    let length = sample(facts.duration)
    let crossfade = sample(tone.crossfade)
    guard length >= 2 * crossfade, length > 0 else {
      report(
        tone.origin, "the recording lasts \(facts.duration), which is less than two crossfades of \(tone.crossfade)", tone.source.written,
        hint: "shorten the crossfade, or take a longer recording")
      return []
    }
    var gaps: [Range<Int>] = []
    var end = 0
    for clip in heard.sorted(by: { $0.start < $1.start }) {
      if clip.start > end { gaps.append(end..<clip.start) }
      end = max(end, clip.start + clip.count)
    }
    if end < total { gaps.append(end..<total) }
    return gaps.map { gap in
      let range = max(0, gap.lowerBound - crossfade)..<min(total, gap.upperBound + crossfade)
      let (into, out) = (gap.lowerBound - range.lowerBound, range.upperBound - gap.upperBound)
      // Every stretch begins where the recording would be by then, so that a short one is not always the same moment.
      return MixClip(
        bus: .shots, source: SoundSource(digest: media.digest, stream: facts.stream),
        offset: range.lowerBound % max(1, length - crossfade), start: range.lowerBound, count: range.count, loops: true, gain: tone.gain,
        fadeIn: into, fadeOut: out, curve: .power, overlap: crossfade > 0 ? crossfade : nil)
    }
  }

  /// Names of `audio.speakers` that nobody speaks as.
  mutating func checkSpeakers() {
    let known = Set(episode.languages.flatMap(\.dialogue).compactMap(\.speaker))
    for (name, voice) in episode.audio.speakers.sorted(by: { $0.key < $1.key }) where !known.contains(name) {
      report(
        voice.origin, "no line is spoken by '\(name)'", nil,
        hint: known.isEmpty ? "say speaker: \(name) in its lines" : "the lines' speakers are \(known.sorted().joined(separator: ", "))",
        severity: .warning)
    }
  }
}

extension EqualizerSettings {
  /// In the order of a mixing desk: passes first, then shelves and presence.
  fileprivate var bands: [EqualizerBand] {
    func band(_ shape: EqualizerBand.Shape, _ band: Band?) -> EqualizerBand? {
      band.flatMap { $0.gain == 0 ? nil : EqualizerBand(shape, frequency: $0.frequency, gain: $0.gain, q: $0.q) }
    }
    return [
      highPass.map { EqualizerBand(.highPass, frequency: $0) }, lowPass.map { EqualizerBand(.lowPass, frequency: $0) },
      band(.lowShelf, lowShelf), band(.peak, presence), band(.highShelf, highShelf),
    ].compactMap(\.self)
  }
}
