package import ReelCore
import ReelMux
package import ReelPlan

/// One output as it is watched: its picture in pieces that a player asks for, each with its place.
package struct PreviewOutput: Sendable {
  /// One segment of the picture.
  package typealias Piece = Plan.Output.Picture.Part

  /// Samples of a chunk: at 30 frames a second 0.2 s.
  static let chunkLength = 6

  package let output: Plan.Output
  package let picture: Plan.Output.Picture
  package let pieces: [Piece]
  /// What a player loads before any piece: `ftyp`, and a `moov` without samples.
  package let initialization: [UInt8]
  package let initializationKey: Digest
  /// RFC 6381: `avc1.42c01f`.
  package let codec: String

  /// `nil` for an output without a picture.
  ///
  /// - Parameter configuration: the parameter sets that its encoder has for every segment.
  init?(_ output: Plan.Output, of plan: Plan, _ configuration: [UInt8]) throws {
    guard let picture = output.picture else { return nil }
    self.output = output
    self.picture = picture
    pieces = picture.parts
    let track = try picture.track(configuration, plan.rate, ofFrames: plan.length)
    initialization = try CMAFLayout(track: track, fragments: [0..<1], segments: [0..<1]).initialization
    initializationKey = Digest.of(initialization)
    codec = try track.codecString()
  }

  /// The samples of each chunk of a piece that has `count`: short ones, so that a player shows the first before the last are made. Where
  /// pictures are decoded in another order than they are shown in there is one.
  package func chunks(of count: Int) -> [Range<Int>] {
    let length = picture.encoder.reorderDelay == 0 ? Self.chunkLength : count
    return stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
  }

  /// A chunk of a piece as a player appends it.
  ///
  /// - Parameter samples: of the whole piece, as far as they are there.
  package func chunk(_ range: Range<Int>, of piece: Piece, _ samples: [CodedSample], _ rate: FrameRate) throws -> [UInt8] {
    let (timescale, ticks) = MP4Track.clock(for: rate)
    let samples = samples[range]
    let delay = picture.encoder.reorderDelay
    let offsets = delay == 0 ? [] : samples.indices.map { (samples[$0].presentation - $0 + delay) * ticks }
    let track = MP4Track(
      media: .video(picture.sampleEntry([0])), timescale: timescale,
      samples: MP4SampleTable(
        sizes: samples.map(\.bytes.count), durations: samples.map { _ in ticks }, compositionOffsets: offsets,
        isSync: samples.map(\.isKey)))
    let first = piece.frames.lowerBound + range.lowerBound
    let header = try CMAFLayout.chunk(track, sequence: first + 1, time: Int64((first - delay) * ticks))
    return header + samples.flatMap(\.bytes)
  }
}

extension Plan.Output.Picture {
  func sampleEntry(_ configuration: [UInt8]) -> MP4Track.Video {
    MP4Track.Video(codec: codec, configuration: configuration, size: encoder.size, color: encoder.color)
  }

  /// A track that says what the picture is and how long it lasts; the samples themselves come in pieces.
  fileprivate func track(_ configuration: [UInt8], _ rate: FrameRate, ofFrames count: Int) throws -> MP4Track {
    var track = try MP4Track.video(
      sampleEntry(configuration), rate: rate, sizes: [0], presentation: [0], isSync: [true], reorderDelay: encoder.reorderDelay)
    track.samples.durations[0] *= count
    return track
  }
}
