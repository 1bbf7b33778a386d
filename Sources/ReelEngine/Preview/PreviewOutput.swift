package import ReelCore
import ReelMux
package import ReelPlan
package import ReelRender

/// One output as it is watched: its picture in pieces that a player asks for, each with its place.
package struct PreviewOutput: Sendable {
  /// One segment of the picture.
  package typealias Piece = Plan.Output.Picture.Part

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

  /// A piece as a player appends it: one fragment that begins at the piece's time.
  package func fragment(_ piece: Piece, _ segment: CodedSegment, _ rate: FrameRate) throws -> [UInt8] {
    let samples = segment.samples
    let (track, time) = try MP4Track.video(
      picture.sampleEntry(segment.configuration), rate: rate, sizes: samples.map(\.bytes.count),
      presentation: samples.map(\.presentation), isSync: samples.map(\.isKey), reorderDelay: picture.encoder.reorderDelay
    ).presented(from: rate.start(ofFrame: piece.frames.lowerBound))
    let layout = try CMAFLayout(track: track, start: time, fragments: [samples.indices], segments: [0..<1])
    return layout.fragments[0].header + samples.flatMap(\.bytes)
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
