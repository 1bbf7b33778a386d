import ReelCore
import ReelTimeline

extension Planner {
  /// The spoken lines of a language where they are heard.
  struct PlannedDialogue {
    var clips: [MixClip] = []
    /// Samples of the mix in which someone speaks.
    var spoken: [Range<Int>] = []
    var fit: DialogueFit
  }

  /// A line of the document that can be heard.
  private struct Recording {
    var index: Int
    var line: DialogueLine
    var media: MediaFacts
    var stream: Int
    var length: Int
    var faults: [SpeechFault]
  }

  /// Brings the lines of every language into their slots, and says what is wrong with them.
  mutating func planDialogue() -> [String: PlannedDialogue] {
    var result: [String: PlannedDialogue] = [:]
    for language in episode.languages { result[language.tag] = planned(language) }
    return result
  }

  private mutating func planned(_ language: Language) -> PlannedDialogue {
    let total = sample(ofFrame: length)
    let recordings = recordings(of: language, total: total)
    let placed = DubFit.solve(recordings.map(dubbed), rules: rules, total: total)
    var planned = PlannedDialogue(fit: DialogueFit(language: language.tag, lines: language.dialogue.map(missing)))
    for (recording, place) in zip(recordings, placed) {
      planned.fit.lines[recording.index] = row(recording.line, place)
      reportFit(recording, place)
      reportFaults(recording, place)
      guard let clip = clip(recording, place, total: total) else { continue }
      planned.clips.append(clip)
      // Where it was to be heard, if that is written: what runs over into a shot does not take the shot's own words.
      let end = recording.line.end.map(sample) ?? clip.start + clip.count
      planned.spoken.append(min(clip.start, sample(recording.line.start))..<max(clip.start + 1, end))
    }
    reportOverlaps(Array(zip(recordings, placed)))
    return planned
  }

  private mutating func recordings(of language: Language, total: Int) -> [Recording] {
    language.dialogue.enumerated().compactMap { index, line in
      guard let media = facts(line.source, nil) else { return nil }
      guard let sound = media.audio else {
        report(line.source.origin, "has no sound", line.source.written)
        return nil
      }
      guard sample(line.start) < total else {
        report(line.origin, "starts at \(line.start), after the episode's end at \(rate.start(ofFrame: self.length))", line.source.written)
        return nil
      }
      let length = sample(sound.duration)
      guard length > 0 else { return nil }
      return Recording(
        index: index, line: line, media: media, stream: sound.stream, length: length, faults: input.speech[media.digest]?.faults ?? [])
    }
  }

  private var rules: DubFit.Rules {
    let dubbing = episode.audio.dubbing
    let trim: DubFit.Rules.Trim =
      switch dubbing.trim {
      case .needed: .needed
      case .always: .always
      case .never: .never
      }
    return DubFit.Rules(
      silent: dubbing.silent.slowest...dubbing.silent.fastest, allowed: dubbing.allowed.slowest...dubbing.allowed.fastest,
      borrow: sample(dubbing.borrow), gap: sample(dubbing.gap), move: sample(dubbing.move), trim: trim, fill: dubbing.fill)
  }

  private func dubbed(_ recording: Recording) -> DubFit.Line {
    let line = recording.line
    // The container's length may be a sample off what is decoded.
    let voice = input.speech[recording.media.digest]?.voice?.clamped(to: 0..<recording.length)
    return DubFit.Line(
      start: sample(line.start), end: line.end.map(sample), speaker: line.speaker, length: recording.length,
      voice: voice.flatMap { $0.isEmpty ? nil : $0 }, adapts: line.fit)
  }

  private mutating func clip(_ recording: Recording, _ place: DubFit.Placed, total: Int) -> MixClip? {
    let count = min(place.length, total - place.start)
    guard count > 0 else { return nil }
    let isStretched = place.part.count != place.length
    let stretch = isStretched ? Stretch(offset: place.part.lowerBound, count: place.part.count, length: place.length) : nil
    let line = recording.line
    let voices = [line.speaker.flatMap { episode.audio.speakers[$0] }, episode.audio.dialogue].compactMap(\.self)
    let clip = MixClip(
      bus: .dialogue, source: SoundSource(digest: recording.media.digest, stream: recording.stream, stretch: stretch),
      offset: isStretched ? 0 : place.part.lowerBound, start: place.start, count: count)
    return shaped(
      clip, channels: [line.channel] + voices.map(\.channel), gain: line.gain, buses: voices.map(\.gain), isMono: isMono(line.source))
  }

  // MARK: What is told

  private func seconds(_ samples: Int) -> Time { Time(samples: Int64(samples), rate: Self.sampleRate) }

  private func missing(_ line: DialogueLine) -> DialogueFit.Line {
    DialogueFit.Line(
      outcome: .missing, source: line.source.written, speaker: line.speaker, path: line.origin.path,
      slotStart: line.start.seconds.approximate, slotEnd: (line.end ?? line.start).seconds.approximate)
  }

  private func row(_ line: DialogueLine, _ place: DubFit.Placed) -> DialogueFit.Line {
    var row = missing(line)
    row.outcome = DialogueFit.Line.Outcome(rawValue: place.outcome.rawValue) ?? .natural
    row.slotEnd = seconds(place.slot.upperBound).seconds.approximate
    (row.startSample, row.sampleCount) = (place.start, place.length)
    row.speech = seconds(place.part.count).seconds.approximate
    row.trimmed = seconds(place.part.lowerBound).seconds.approximate
    row.pace = place.pace
    row.moved = seconds(place.moved).seconds.approximate
    row.borrowed = seconds(place.borrowed).seconds.approximate
    row.over = seconds(place.over).seconds.approximate
    if let rewrite = rewrite(line, place) { (row.shorterBy, row.characters) = (rewrite.percent, rewrite.characters) }
    return row
  }

  /// By how many percent a line's text must become shorter to fit unheard, rounded up, and how many characters that leaves it.
  private func rewrite(_ line: DialogueLine, _ place: DubFit.Placed) -> (percent: Int, characters: Int?)? {
    guard place.outcome == .over || place.outcome == .strained && place.pace > Rational(1) else { return nil }
    let share = Rational(Int64(place.fitting), Int64(max(1, place.part.count)))
    let percent = min(100, Int(((Rational(1) - share) * Rational(100)).ceil))
    return (percent, line.text.map { Int((Rational(Int64($0.count)) * share).floor) })
  }

  private mutating func reportFit(_ recording: Recording, _ place: DubFit.Placed) {
    guard place.outcome == .over || place.outcome == .strained else { return }
    let line = recording.line
    let slot = "its slot of \(seconds(place.slot.count)) at \(line.start)"
    let pace = Time(place.pace).formatted(decimals: 2)
    var hint: String?
    if let rewrite = rewrite(line, place) {
      let letters = rewrite.characters.map { " (\($0) characters for \(line.text?.count ?? 0))" } ?? ""
      hint = "a text \(rewrite.percent) % shorter\(letters) would fit unheard; or move its end"
    }
    guard place.outcome == .over else {
      let way = place.pace > Rational(1) ? "faster" : "slower"
      report(
        line.origin, "is heard \(way) than it was recorded, at \(pace) times the pace, to fit \(slot)", line.source.written, hint: hint,
        severity: .warning)
      return
    }
    let pressed = place.pace > Rational(1) ? " even at \(pace) times its pace" : ""
    report(
      line.origin, "is \(seconds(place.over)) too long for \(slot)\(pressed), and runs over", line.source.written, hint: hint,
      severity: .warning)
    if place.end > sample(ofFrame: length) {
      report(
        line.origin, "is cut by the episode's end, \(seconds(place.end - sample(ofFrame: length))) before its own", line.source.written,
        severity: .warning)
    }
  }

  /// One person says one thing at a time.
  private mutating func reportOverlaps(_ lines: [(recording: Recording, place: DubFit.Placed)]) {
    let sorted = lines.sorted { ($0.place.start, $0.recording.index) < ($1.place.start, $1.recording.index) }
    for (index, later) in sorted.enumerated() {
      guard let speaker = later.recording.line.speaker else { continue }
      let before = sorted[..<index].last { $0.recording.line.speaker == speaker && $0.place.end > later.place.start }
      guard let before else { continue }
      let overlap = min(before.place.end, later.place.end) - later.place.start
      report(
        later.recording.line.origin,
        "overlaps the line before it of the same speaker, \(before.recording.line.origin.path), for \(seconds(overlap)) from "
          + "\(seconds(later.place.start))", speaker, hint: "shorten the one, start the other later, or name another speaker",
        severity: .warning)
    }
  }

  private mutating func reportFaults(_ recording: Recording, _ place: DubFit.Placed) {
    for fault in recording.faults {
      let words = SpeechFaultWords(fault)
      var error = words.error
      if words.hasPlace {
        let offset = fault.at - seconds(place.part.lowerBound)
        let heard = seconds(place.start) + Time(offset.seconds / place.pace)
        error += fault.amount > 1 ? ", first at" : ", at"
        error += " \(fault.at) of the recording"
        if offset >= .zero, heard < seconds(place.end) { error += " and \(heard) of the episode" }
      } else {
        error += ", at \(recording.line.start) of the episode"
      }
      report(recording.line.origin, error, recording.line.source.written, hint: words.hint, severity: .warning)
    }
  }
}

/// What is said of a fault, and what to do about it.
private struct SpeechFaultWords {
  var error: String
  var hint: String
  /// Whether the moment in the recording says something.
  var hasPlace = true

  init(_ fault: SpeechFault) {
    switch fault.kind {
    case .silent:
      (error, hint, hasPlace) = ("is silent", "record or make it again", false)
    case .clipped:
      error = "is clipped \(fault.amount) time\(fault.amount == 1 ? "" : "s")"
      hint = "record or make it again at a lower level; lowering its gain here does not bring the peaks back"
    case .narrow:
      error = "has nothing above \(fault.amount) Hz: it was made at a lower sample rate and only stored at this one"
      (hint, hasPlace) = ("use the recording at its own rate, or make it again at 48 kHz", false)
    case .hum:
      error = "hums at \(fault.amount) Hz, as the mains do"
      (hint, hasPlace) = ("filter it out of the recording, or record it again", false)
    case .click:
      error = "clicks \(fault.amount) time\(fault.amount == 1 ? "" : "s") as at a bad join"
      hint = "put its pieces together with short fades"
    case .cutStart:
      (error, hint) = ("begins in the midst of a sound", "listen whether its first word is whole; leave a little silence before it")
    case .cutEnd:
      (error, hint) = ("ends in the midst of a sound", "listen whether its last word is whole; leave a little silence after it")
    }
  }
}
