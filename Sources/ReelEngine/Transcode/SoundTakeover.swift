import ReelAudio
import ReelCore
import ReelMedia
import ReelPlan
import ReelRender
import ReelTimeline

/// A master's sound, held against what an output asks for: whether its packets can be taken over as they are.
struct SoundTakeover {
  /// LU that it may be off the target, and dB above the ceiling: what a finished file is failed for.
  private static let (tolerance, overshoot) = (0.5, 0.5)

  /// Why it has to be encoded anew; empty where it need not be.
  private(set) var reasons: [String] = []
  /// The track, measured; `nil` where it has to be encoded anew.
  private(set) var track: CodedTrack?
  private(set) var settings: AudioEncoderSettings

  private let planned: Plan.Output.Sound
  private let limits: Profile.Limits?

  /// - Parameters:
  ///   - planned: what it becomes otherwise.
  ///   - length: samples of the output, at 48 kHz.
  init(
    of source: StampedSource, _ audio: AudioFacts, as planned: Plan.Output.Sound, length: Int, limits: Profile.Limits?
  ) throws {
    self.planned = planned
    self.limits = limits
    settings = planned.encoder
    settings.encoder = AudioEncoderSettings.copied + audio.codec
    judge(audio, length)
    if reasons.isEmpty { try judge(CodedStream(path: source.files[0], stream: audio.stream), length) }
  }

  private mutating func judge(_ audio: AudioFacts, _ length: Int) {
    let codecs = Set((limits?.audio ?? [planned.encoder.encoder]).map { $0 == "libfdk_aac" ? "aac" : $0 })
    if audio.codec != "aac" || !codecs.contains("aac") {
      reasons.append("it is \(audio.codec), not \(codecs.sorted().joined(separator: " or "))")
    }
    if audio.sampleRate != mixRate { reasons.append("it has \(audio.sampleRate) samples a second, not \(mixRate)") }
    if audio.channels != planned.encoder.channels { reasons.append("it has \(audio.channels) channels, not \(planned.encoder.channels)") }
    if audio.start != .zero { reasons.append("it begins \(audio.start) after the picture") }
    let samples = Int((audio.duration.seconds * Rational(Int64(mixRate))).rounded)
    if samples < length { reasons.append("it ends \(length - samples) samples before the picture") }
  }

  private mutating func judge(_ stream: CodedStream, _ length: Int) throws {
    // `audioObjectType` 2 of ISO/IEC 14496-3, 1.6.2.1: what it says of SBR and PS would come in front.
    guard let first = stream.configuration.first, first >> 3 == 2, stream.configuration.count >= 2 else {
      return reasons.append("it is not AAC-LC")
    }
    var samples: [CodedSample] = []
    var priming = 0
    while let packet = try stream.next() {
      if samples.isEmpty { priming = packet.skipped }
      samples.append(CodedSample(bytes: packet.bytes, presentation: samples.count * Self.packet, duration: Self.packet, isKey: true))
    }
    let needed = (priming + length + Self.packet - 1) / Self.packet
    guard samples.count >= needed else { return reasons.append("its packets end before the picture") }
    // What would be heard behind the picture's end is left out; the last packet but one is decoded into the last.
    samples.removeLast(samples.count - needed)
    if priming > 0, limits?.editList == false || planned.encoder.dropsPriming == true {
      reasons.append("it begins with \(priming) samples that only an edit list hides")
    }
    settings.dropsPriming = priming == 0 ? true : nil
    settings.bitRate = samples.reduce(0) { $0 + $1.bytes.count } * 8 * mixRate / (samples.count * Self.packet)
    if let most = limits?.maxAudioBitRate, settings.bitRate > most { reasons.append("it has \(settings.bitRate) b/s, for at most \(most)") }
    guard reasons.isEmpty else { return }
    let facts = try measured(samples, stream.configuration, priming, length)
    judgeLoudness(facts.delivered)
    if reasons.isEmpty { track = CodedTrack(configuration: stream.configuration, samples: samples, facts: facts, priming: priming) }
  }

  /// Samples in a packet of AAC-LC.
  private static let packet = 1024

  private mutating func judgeLoudness(_ measured: LoudnessFacts) {
    guard let target = planned.loudness else { return }
    if let integrated = measured.integrated, abs(integrated - target.integrated) > Self.tolerance {
      reasons.append("it has \(Self.decimals(integrated)) LUFS, for \(Self.decimals(target.integrated))")
    }
    if let peak = measured.truePeak, peak > target.truePeak + Self.overshoot || peak > 0 {
      reasons.append("it has peaks of \(Self.decimals(peak)) dBTP, for at most \(Self.decimals(target.truePeak))")
    }
  }

  private static func decimals(_ value: Double) -> String {
    Time(Rational(Int64((value * 10).rounded()), 10)).formatted(decimals: 1)
  }

  private func measured(_ samples: [CodedSample], _ configuration: [UInt8], _ priming: Int, _ length: Int) throws -> TrackFacts {
    var decoder = planned.encoder
    decoder.encoder = "aac"
    var meter = SoundMeter(channels: decoder.channels)
    try AudioDecoderCheck.decode(samples, configuration: configuration, settings: decoder, priming: priming, length: length) {
      meter.add($0, frames: $1)
    }
    let found = meter.finished()
    return TrackFacts(
      mix: found.loudness, delivered: found.loudness, encodings: 0, clippedSamples: found.clipped, silences: found.silences, length: length)
  }
}
