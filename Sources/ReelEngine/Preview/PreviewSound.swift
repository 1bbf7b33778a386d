package import ReelCore
import ReelMedia
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
  /// RFC 6381.
  package let codec: String
  package let sampleRate: Int
  /// Samples in front that are not the sound.
  package let priming: Int
  /// Samples of the sound.
  package let length: Int
  /// Of what a player hears; `nil` until all of it has been heard.
  package let loudness: LoudnessFacts?
  /// Whether all of its packets are there.
  package let isWhole: Bool
  /// Whether it is as it was encoded first, which is heard while it is made.
  package let isFirst: Bool
  private let audio: MP4Track.Audio
  private let packetLength: Int
  /// As far as they are there.
  private let samples: [CodedSample]

  /// A finished one.
  init(_ coded: CodedTrack, _ sound: Plan.Output.Sound, language: String?) throws {
    try self.init(
      sound, coded.configuration, priming: coded.priming, packetLength: coded.samples[0].duration, length: coded.facts.length,
      language: language, coded.samples, loudness: coded.facts.delivered, isWhole: true, isFirst: coded.facts.encodings == 1)
  }

  /// One that is being made.
  ///
  /// - Parameters:
  ///   - length: samples of the mix.
  ///   - samples: packets that are there.
  init(_ sound: Plan.Output.Sound, length: Int, language: String?, samples: [CodedSample]) throws {
    let encoder = try AudioEncoder(sound.encoder)
    try self.init(
      sound, encoder.configuration, priming: encoder.priming, packetLength: encoder.packetLength, length: length, language: language,
      samples, loudness: nil, isWhole: false, isFirst: true)
  }

  private init(
    _ sound: Plan.Output.Sound, _ configuration: [UInt8], priming: Int, packetLength: Int, length: Int, language: String?,
    _ samples: [CodedSample], loudness: LoudnessFacts?, isWhole: Bool, isFirst: Bool
  ) throws {
    sampleRate = sound.encoder.sampleRate
    self.priming = sound.encoder.dropsPriming == true ? 0 : priming
    self.length = length
    self.packetLength = packetLength
    self.loudness = loudness
    (self.isWhole, self.isFirst) = (isWhole, isFirst)
    self.samples = samples
    audio = MP4Track.Audio(
      codec: sound.codec, configuration: sound.configuration(configuration), sampleRate: sampleRate, channels: sound.encoder.channels)
    let count = (self.priming + length + packetLength - 1) / packetLength
    let track = try MP4Track.audio(
      audio, sizes: Array(repeating: 0, count: count), packetLength: packetLength, length: self.priming + length, priming: .removed,
      language: language)
    initialization = try CMAFLayout(track: track, fragments: [0..<count], segments: [0..<1]).initialization
    codec = try track.codecString()
  }

  /// First sample of each fragment, and behind the last, what the encoder put in front included.
  package var edges: [Int] { Array(stride(from: 0, to: priming + length, by: Self.packets * packetLength)) + [priming + length] }

  /// How many packets there must be for a fragment; `nil` where there is no such fragment.
  func needed(for number: Int) -> Int? {
    guard number >= 0, number < edges.count - 1 else { return nil }
    return (edges[number + 1] + packetLength - 1) / packetLength
  }

  /// A fragment as a player appends it, once its packets are there; `nil` where there is no such fragment.
  package func fragment(_ number: Int) throws -> [UInt8]? {
    guard let end = needed(for: number), end <= samples.count else { return nil }
    let (from, to) = (edges[number], edges[number + 1])
    let packets = samples[from / packetLength..<end]
    let track = try MP4Track.audio(
      audio, sizes: packets.map(\.bytes.count), packetLength: packetLength, length: to - from, priming: .removed)
    return try CMAFLayout.chunk(track, sequence: number + 1, time: Int64(from)) + packets.flatMap(\.bytes)
  }
}
