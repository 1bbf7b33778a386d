import CFFmpeg
package import ReelCore

/// Decodes one sound stream to interleaved 32-bit float at 48 kHz, in stereo or in 5.1, from its first presented sample to its last, in one
/// pass and constant memory.
///
/// What an encoder put in front (AAC and Opus priming, LAME's delay) and what an edit list cuts away is not part of the sound. Where the
/// stamps say that time passed and no samples came, there is silence of exactly that length; where they say that samples overlap, the
/// later ones' beginning is left out, and ``remarks`` says so. The length is that of the stream's time in samples, within one.
///
/// Equal bytes give equal samples on every processor of an architecture (see ``CPUPath``). Thread-safety: unsafe; one thread at a time.
package final class AudioReader {
  package static let sampleRate = SoundConverter.rate
  /// What is read.
  package let layout: SoundLayout

  /// What was put right on the way so far, for people.
  package var remarks: [String] {
    [gaps.remark("filled with silence"), overlaps.remark("their beginning left out"), tail.remark].compactMap(\.self)
  }

  private let demuxer: Demuxer
  private let stream: Int
  private let rate: Int
  private let timeBase: AVRational
  private var origin: SoundOrigin
  private let decoder: SoundDecoder
  private var clock: SoundClock
  private var converter: SoundConverter?

  /// Interleaved samples that are ready, from `readyAt` on.
  private var ready: [Float] = []
  private var readyAt = 0
  /// The frame before the newest: only the last one of a stream is cut to the length its packet states.
  private let held: UnsafeMutablePointer<AVFrame>
  private var holds = false
  /// Samples of silence still to come before the held frame, and samples to leave out of it.
  private var silence = 0
  private var excess = 0
  private var gaps = Corrections("gap")
  private var overlaps = Corrections("overlap")
  private var hasSound = false
  private var tail: ForeignTail
  private var isDrained = false
  private var isFinished = false

  /// - Parameters:
  ///   - path: the file.
  ///   - facts: of its sound, as probing gave them: says which stream.
  ///   - layout: into which the file's is folded or spread.
  ///   - rate: samples a second of what is read; everything that is heard is read at 48 kHz.
  /// - Throws: `missing`, `invalid` for a file that cannot be read or no longer has that stream, `unsupported` without a decoder.
  package init(path: String, facts: AudioFacts, layout: SoundLayout = .stereo, rate: Int = AudioReader.sampleRate) throws {
    self.layout = layout
    self.rate = rate
    demuxer = try Demuxer(path: path, isPCM: facts.codec.hasPrefix("pcm_"))
    guard (0..<demuxer.streamCount).contains(facts.stream) else { throw Self.noSound(path, facts.stream) }
    let source = demuxer.stream(facts.stream)
    guard let parameters = source.pointee.codecpar, parameters.pointee.codec_type == AVMEDIA_TYPE_AUDIO else {
      throw Self.noSound(path, facts.stream)
    }
    stream = facts.stream
    timeBase = source.pointee.time_base
    tail = ForeignTail(parameters.pointee.codec_id)
    origin = SoundOrigin(parameters, timeBase: timeBase)
    demuxer.select([facts.stream])
    decoder = try SoundDecoder(parameters, timeBase: timeBase, file: path, stream: facts.stream)
    clock = SoundClock(timeBase: timeBase)
    held = try check(av_frame_alloc(), "av_frame_alloc", "decode", Place(file: path, stream: facts.stream))
  }

  deinit {
    var frame: UnsafeMutablePointer<AVFrame>? = held
    av_frame_free(&frame)
  }

  /// Reads the next samples.
  ///
  /// - Parameters:
  ///   - target: room for `frames` numbers of each channel, interleaved.
  ///   - frames: the most to read.
  /// - Returns: how many were read; fewer than `frames` only at the end, where it is 0.
  /// - Throws: `invalid` for damaged sound, with file, stream and time; and for a stream without any samples.
  package func read(into target: UnsafeMutablePointer<Float>, frames: Int) throws -> Int {
    var filled = 0
    let channels = layout.channels
    while filled < frames {
      let available = (ready.count - readyAt) / channels
      if available > 0 {
        let count = min(available, frames - filled)
        ready.withUnsafeBufferPointer { ready in
          guard let base = ready.baseAddress else { return }
          (target + channels * filled).update(from: base + readyAt, count: channels * count)
        }
        readyAt += channels * count
        filled += count
      } else {
        ready.removeAll(keepingCapacity: true)
        readyAt = 0
        guard !isFinished else { break }
        try advance()
      }
    }
    return filled
  }

  /// One step that may make samples ready.
  private func advance() throws {
    if silence > 0 {
      let count = min(silence, 4096)
      try (converter ?? converter(for: held.pointee)).convertSilence(count, into: &ready)
      silence -= count
      return
    }
    guard !isDrained else { return try finish() }
    switch try decoder.receive() {
    case .needsInput:
      let packet = try demuxer.next()
      if let packet {
        if tail.takes(packet) { return }
        guard tail.bytes == 0 else { throw decoder.damaged("\(tail.bytes) bytes that are no frame") }
        origin.add(packet)
      }
      try decoder.send(packet)
    case .frame:
      if holds { try convertHeld() }
      try hold()
    case .end:
      isDrained = true
      if holds { try convertHeld(cutTo: statedLength) }
    }
  }

  private func finish() throws {
    isFinished = true
    guard hasSound else {
      throw ReelError(
        .invalid, "stream \(stream) has no samples", file: demuxer.path, hint: "the file is only a header; make or fetch it again")
    }
    try converter?.flush(into: &ready)
  }

  /// Keeps the decoder's frame, and finds its place in time.
  private func hold() throws {
    let frame = decoder.frame.pointee
    guard (1...768_000).contains(frame.sample_rate), frame.nb_samples >= 0 else {
      throw ReelError(.invalid, "stream \(stream) has a sample rate of \(frame.sample_rate) Hz", file: demuxer.path)
    }
    let stamp = frame.best_effort_timestamp
    guard let off = clock.deviation(of: stamp, rate: frame.sample_rate, due: origin.stamp) else {
      throw ReelError(
        .invalid, "the time stamps of stream \(stream) jump by more than a day", file: demuxer.path, hint: "remux the file")
    }
    if off != 0 {
      let length = Time(samples: Int64(off.magnitude), rate: Int(frame.sample_rate))
      let place = Time(ticks: stamp, of: Rational(timeBase))
      if off > 0 { gaps.add(length, at: place) } else { overlaps.add(length, at: place) }
    }
    silence = max(off, 0)
    excess = max(-off, 0)
    clock.count(Int(frame.nb_samples))
    av_frame_unref(held)
    av_frame_move_ref(held, decoder.frame)
    holds = true
  }

  /// Samples the held frame's packet says it lasts; `nil` where the container's clock is too coarse to say it.
  private var statedLength: Int? {
    let sample = AVRational(num: 1, den: held.pointee.sample_rate)
    let duration = reel_frame_duration(held)
    guard duration > 0, av_cmp_q(timeBase, sample) <= 0 else { return nil }
    return Int(av_rescale_q(duration, timeBase, sample))
  }

  private func convertHeld(cutTo stated: Int? = nil) throws {
    holds = false
    let frame = held.pointee
    let count = min(stated ?? .max, Int(frame.nb_samples))
    let skipped = min(excess, count)
    excess = 0
    guard count > skipped, let data = frame.extended_data else { return }
    hasSound = true
    let converter = try converter(for: frame)
    let isPlanar = av_sample_fmt_is_planar(converter.input.format) == 1
    let channels = Int(frame.ch_layout.nb_channels)
    let offset = skipped * Int(av_get_bytes_per_sample(converter.input.format)) * (isPlanar ? 1 : channels)
    var planes = (0..<(isPlanar ? channels : 1)).map { data[$0].map { UnsafePointer($0 + offset) } }
    try converter.convert(&planes, count - skipped, into: &ready)
  }

  /// The converter for this kind of sound; a stream that changes its kind on the way gets a new one where the old one ends.
  private func converter(for frame: AVFrame) throws -> SoundConverter {
    var own = frame.ch_layout
    // The standard layout for the number of channels, where the file names none.
    if own.order == AV_CHANNEL_ORDER_UNSPEC { av_channel_layout_default(&own, own.nb_channels) }
    let channels = (0..<UInt32(own.nb_channels)).map { av_channel_layout_channel_from_index(&own, $0) }
    let input = SoundConverter.Input(rate: frame.sample_rate, format: AVSampleFormat(frame.format), channels: channels)
    if let converter, converter.input == input { return converter }
    try converter?.flush(into: &ready)
    let made = try SoundConverter(input, layout: own, to: layout, rate: rate, Place(file: demuxer.path, stream: stream))
    converter = made
    return made
  }

  private static func noSound(_ path: String, _ stream: Int) -> ReelError {
    ReelError(.invalid, "stream \(stream) is not sound", file: path, hint: "the file has changed since it was probed; start again")
  }
}

/// How often, how much and where first something had to be put right.
private struct Corrections {
  private let what: String
  private var count = 0
  private var total = Time.zero
  private var first = Time.zero

  init(_ what: String) { self.what = what }

  mutating func add(_ length: Time, at place: Time) {
    if count == 0 { first = place }
    count += 1
    total = total + length
  }

  func remark(_ remedy: String) -> String? {
    guard count > 0 else { return nil }
    return "\(count) \(what)\(count == 1 ? "" : "s") in the sound's time stamps, \(total) in all, the first at \(first): \(remedy)"
  }
}
