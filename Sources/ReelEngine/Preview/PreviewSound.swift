package import ReelCore
import ReelMux
import ReelPlan
import ReelRender

/// A language's mix as a player loads it: one track in fragments of about two seconds.
///
/// The packets are those of the file a render makes, with what the encoder puts in front of the sound. A file says that by an edit list; a
/// player that is fed fragments takes it off by an offset.
package struct PreviewSound: Sendable {
  /// Packets in a fragment: of AAC, 2.1 seconds.
  private static let packets = 100

  package let initialization: [UInt8]
  package let fragments: [[UInt8]]
  /// First sample of each, and behind the last, what the encoder put in front included.
  package let edges: [Int]
  /// RFC 6381.
  package let codec: String
  package let sampleRate: Int
  /// Samples in front that are not the sound.
  package let priming: Int
  /// Samples of the sound.
  package let length: Int
  /// Of what a player hears.
  package let loudness: LoudnessFacts

  init(_ coded: CodedTrack, _ sound: Plan.Output.Sound, language: String?) throws {
    let settings = sound.encoder
    loudness = coded.facts.delivered
    priming = settings.dropsPriming == true ? 0 : coded.priming
    length = coded.facts.length
    sampleRate = settings.sampleRate
    let samples = coded.samples.prefix((priming + length + coded.samples[0].duration - 1) / coded.samples[0].duration)
    let track = try MP4Track.audio(
      .init(codec: sound.codec, configuration: sound.configuration(coded), sampleRate: settings.sampleRate, channels: settings.channels),
      sizes: samples.map(\.bytes.count), packetLength: coded.samples[0].duration, length: priming + length, priming: .removed,
      language: language)
    let cuts = stride(from: 0, to: samples.count, by: Self.packets).map { $0..<min($0 + Self.packets, samples.count) }
    let layout = try CMAFLayout(track: track, fragments: cuts, segments: cuts.indices.map { $0..<$0 + 1 })
    initialization = layout.initialization
    codec = try track.codecString()
    fragments = layout.fragments.map { $0.header + samples[$0.samples].flatMap(\.bytes) }
    edges = layout.fragments.map { Int($0.start) } + [priming + length]
  }
}
