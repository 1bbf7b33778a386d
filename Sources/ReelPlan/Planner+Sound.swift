import ReelCore
import ReelTimeline

extension Planner {
  struct Soundtracks {
    /// Each mix once.
    var unique: [Plan.Track] = []
    /// By delivery, then by language (or `nil`).
    var byDelivery: [String: [String?: Plan.Track]] = [:]
    /// Of every language of the document that has dialogue.
    var fits: [DialogueFit] = []
    /// By language.
    var dialogue: [String: PlannedDialogue] = [:]
  }

  private struct MixChoice: Hashable {
    var language: String?
    var layout: SoundLayout
  }

  static let sampleRate = 48000

  func sample(ofFrame frame: Int) -> Int { Int(rate.start(ofFrame: frame).samples(rate: Self.sampleRate)) }
  func sample(_ time: Time) -> Int { Int(time.samples(rate: Self.sampleRate)) }

  mutating func planTracks() -> Soundtracks {
    var result = Soundtracks()
    var seen = Set<Digest>()
    var mixes: [MixChoice: MixSpec] = [:]
    checkSpeakers()
    let dialogue = planDialogue()
    result.fits = episode.languages.compactMap { dialogue[$0.tag]?.fit }.filter { !$0.lines.isEmpty }
    result.dialogue = dialogue
    for delivery in episode.deliveries where delivery.package != .stems {
      for language in languages(of: delivery) {
        let choice = MixChoice(language: language, layout: delivery.encoder.audioLayout)
        var mix = mixes[choice] ?? mixSpec(language.flatMap { dialogue[$0] }, layout: choice.layout)
        mixes[choice] = mix
        if !mix.clips.isEmpty { mix.loudness = delivery.loudness.over(episode.audio.loudness).map(target) }
        let spec = TrackSpec(mix: mix, encoder: audioSettings(delivery), build: build)
        let track = Plan.Track(key: spec.key, spec: spec, language: language)
        result.byDelivery[delivery.name, default: [:]][language] = track
        if seen.insert(track.key).inserted { result.unique.append(track) }
      }
    }
    return result
  }

  private func audioSettings(_ delivery: Delivery) -> AudioEncoderSettings {
    let encoder = delivery.encoder.audio ?? "aac"
    return AudioEncoderSettings(
      encoder: encoder, bitRate: encoder == "flac" ? 0 : delivery.encoder.audioBitRate ?? delivery.encoder.standardAudioBitRate,
      channels: delivery.encoder.audioLayout.channels, dropsPriming: delivery.editList ? nil : true)
  }

  /// Everything heard in one language, before it is brought to a loudness. Positions are the nearest sample of the exact time.
  ///
  /// - Parameter keepsSpeech: whether shots in which someone speaks are heard where no dialogue takes their place.
  mutating func mixSpec(_ dialogue: PlannedDialogue?, keepsSpeech: Bool = true, layout: SoundLayout) -> MixSpec {
    let total = sample(ofFrame: length)
    var clips = shotClips(under: dialogue?.spoken ?? [], keepsSpeech: keepsSpeech)
    clips += roomToneClips(beside: clips, total: total)
    for music in episode.audio.music { clips += musicClip(music, total: total) }
    for effect in episode.audio.effects { clips += effectClip(effect, total: total) }
    clips += dialogue?.clips ?? []
    let declick = clips.isEmpty ? nil : Self.declick
    if layout == .stereo { return MixSpec(length: total, clips: clips, loudness: nil, declick: declick) }
    return MixSpec(length: total, clips: spread(clips), loudness: nil, declick: declick, layout: layout)
  }

  private func target(_ loudness: Loudness) -> LoudnessTarget {
    LoudnessTarget(integrated: loudness.target, truePeak: loudness.truePeak, dialogue: loudness.dialogue.map { loudness.target + $0 })
  }

  func isMono(_ source: FileReference) -> Bool { facts(source, nil)?.audio?.channels == 1 }

  /// The shots' own sound, crossfaded where their pictures mix.
  private mutating func shotClips(under spoken: [Range<Int>], keepsSpeech: Bool) -> [MixClip] {
    guard let busGain = episode.audio.shotsGain else { return [] }
    var clips: [MixClip] = []
    for (index, placed) in placed.enumerated() {
      guard let media = facts(placed.shot.source, placed.shot.rate), let facts = media.audio, let gain = placed.shot.gain else { continue }
      let (start, end) = (sample(ofFrame: placed.frames.lowerBound), sample(ofFrame: placed.frames.upperBound))
      if placed.shot.speech, !keepsSpeech || spoken.contains(where: { $0.overlaps(start..<end) }) { continue }
      guard placed.shot.speed.isNatural, !placed.shot.reverse else {
        report(
          placed.shot.origin, "its own sound cannot follow a changed speed or direction, and is left out", nil,
          hint: "say gain: off to make that explicit", severity: .warning)
        continue
      }
      // Sound that begins after the picture starts later; sound that begins before it is entered later.
      let offset = sample(placed.shot.in - facts.start)
      let lead = max(0, -offset)
      guard lead < end - start else { continue }
      let out = index + 1 < self.placed.count ? self.placed[index + 1].transition : 0
      let clip = MixClip(
        bus: .shots, source: SoundSource(digest: media.digest, stream: facts.stream), offset: max(0, offset), start: start + lead,
        count: end - start - lead,
        fadeIn: max(0, sample(ofFrame: placed.frames.lowerBound + placed.transition) - start - lead),
        fadeOut: out == 0 ? 0 : end - sample(ofFrame: placed.frames.upperBound - out), curve: .power)
      clips.append(
        shaped(
          clip, channels: [placed.shot.channel, episode.audio.shots], gain: gain, lead: lead, buses: [busGain],
          duck: episode.audio.shotsDuck, isMono: facts.channels == 1))
    }
    return clips
  }

  private mutating func musicClip(_ music: Music, total: Int) -> [MixClip] {
    clip(.music, music.source, start: music.start, origin: music.origin, total: total, loops: music.loop).map {
      var clip = $0
      clip.fadeIn = min(sample(music.fadeIn), clip.count)
      clip.fadeOut = min(sample(music.fadeOut), clip.count)
      if music.loop, music.loopCrossfade > .zero { clip.overlap = overlap(music) }
      return shaped(clip, channels: [music.channel], gain: music.gain, duck: music.duck, isMono: isMono(music.source))
    }
  }

  private mutating func overlap(_ music: Music) -> Int? {
    guard let facts = facts(music.source, nil)?.audio else { return nil }
    guard music.loopCrossfade * Rational(2) <= facts.duration else {
      report(
        music.origin, "the recording lasts \(facts.duration), which is less than two crossfades of \(music.loopCrossfade)",
        music.source.written, hint: "shorten loop_crossfade")
      return nil
    }
    return sample(music.loopCrossfade)
  }

  private mutating func effectClip(_ effect: SoundEffect, total: Int) -> [MixClip] {
    clip(.effects, effect.source, start: effect.start, origin: effect.origin, total: total).map {
      var clip = $0
      clip.fadeIn = min(sample(effect.fadeIn), clip.count)
      clip.fadeOut = min(sample(effect.fadeOut), clip.count)
      return shaped(clip, channels: [effect.channel], gain: effect.gain, duck: effect.duck, isMono: isMono(effect.source))
    }
  }

  /// One sound from its beginning, to its end or the episode's.
  private mutating func clip(
    _ bus: MixClip.Bus, _ source: FileReference, start: Time, origin: Origin, total: Int, loops: Bool = false
  ) -> [MixClip] {
    guard let media = facts(source, nil) else { return [] }
    guard let facts = media.audio else {
      report(source.origin, "has no sound", source.written)
      return []
    }
    let first = sample(start)
    guard first < total else {
      report(origin, "starts at \(start), after the episode's end at \(rate.start(ofFrame: length))", source.written)
      return []
    }
    let natural = sample(facts.duration)
    if bus != .music, !loops, first + natural > total {
      report(
        origin, "is cut by the episode's end, \(Time(samples: Int64(first + natural - total), rate: Self.sampleRate)) before its own",
        source.written, severity: .warning)
    }
    let count = loops ? total - first : min(natural, total - first)
    guard count > 0 else { return [] }
    return [
      MixClip(
        bus: bus, source: SoundSource(digest: media.digest, stream: facts.stream), start: first, count: count, loops: loops)
    ]
  }
}
