import Foundation
import ReelCore
import ReelMux
import ReelPlan
import ReelRender
import ReelStore

/// Puts the segments of a picture, a track of sound or both together into one file, reads it back, and only then gives it its name.
struct Assembler {
  /// An artefact was gone from the store, or damaged and is gone now: a miss like any other, and made again.
  struct Lost: Error {}

  let plan: Plan
  let store: Store

  struct Result {
    var digest: Digest
    var byteCount: Int
    /// Empty without a picture.
    var segments: [SegmentFacts]
    /// `nil` without sound.
    var track: TrackFacts?
    var videoBytes: Int
    /// Bits per second of the costliest cell.
    var peakBitRate: Int
  }

  /// A segment without its bytes: what the sample table needs.
  private struct Piece {
    var key: Digest
    /// Of the episode.
    var frames: Range<Int>
    var cell: Int
    var configuration: [UInt8]
    var sizes: [Int]
    var presentations: [Int]
    var facts: SegmentFacts
  }

  /// - Parameter remember: told what the file is before it has its name. The other way round, a process killed in between would leave a
  ///   finished file that the next render does not know for its own.
  func assemble(_ output: Plan.Output, to path: String, remember: (Result) throws -> Void) throws -> Result {
    let (pieces, track) = try parts(output)
    try checkParameterSets(pieces, output)
    let tracks = [try output.picture.map { try videoTrack(pieces, $0) }, try track.map { try audioTrack($0, output) }].compactMap(\.self)
    var part = try PartFile(path: path)
    let written = try write(try layout(of: tracks, output), pieces: pieces, track: track, into: &part)
    try part.sync()
    try Verification(output: output, plan: plan, track: track?.facts).check(part.path, written)
    let result = Result(
      digest: written.digest, byteCount: written.byteCount, segments: pieces.map(\.facts), track: track?.facts,
      videoBytes: pieces.reduce(0) { $0 + $1.sizes.reduce(0, +) }, peakBitRate: peak(pieces))
    try remember(result)
    try part.commit()
    return result
  }

  /// Looks at all of them before it says that some are lost, so that they are made again in one go.
  private func parts(_ output: Plan.Output) throws -> ([Piece], CodedTrack?) {
    func kept<T>(_ body: () throws -> T) throws -> T? {
      do { return try body() } catch is Lost { return nil }
    }
    let parts = output.picture?.parts ?? []
    let pieces = try parts.compactMap { part in try kept { try piece(part) } }
    let track = try output.sound.flatMap { sound in try kept { try CodedTrack(serialized: try artefact(sound.track)) } }
    guard pieces.count == parts.count, (track == nil) == (output.sound == nil) else { throw Lost() }
    return (pieces, track)
  }

  private func artefact(_ key: Digest) throws -> [UInt8] {
    guard let bytes = try store.get(key) else { throw Lost() }
    return bytes
  }

  private func piece(_ part: Plan.Output.Picture.Part) throws -> Piece {
    let segment = try CodedSegment(serialized: try artefact(part.key))
    return Piece(
      key: part.key, frames: part.frames, cell: part.cell, configuration: segment.configuration,
      sizes: segment.samples.map(\.bytes.count),
      presentations: segment.samples.map(\.presentation), facts: segment.facts)
  }

  /// One sample entry describes the whole track, so every segment must have been encoded under the very same parameter sets.
  private func checkParameterSets(_ pieces: [Piece], _ output: Plan.Output) throws {
    guard let odd = pieces.firstIndex(where: { $0.configuration != pieces[0].configuration }) else { return }
    throw ReelError(
      .failed, "segment \(odd) of \(output.path) was encoded under other parameter sets than the first",
      hint: "this is a fault of the engine or of the encoder; reelfx store verify, then render again")
  }

  private func videoTrack(_ pieces: [Piece], _ picture: Plan.Output.Picture) throws -> MP4Track {
    var presentation: [Int] = []
    var isSync: [Bool] = []
    for piece in pieces {
      presentation += piece.presentations.map { piece.frames.lowerBound + $0 }
      isSync += piece.sizes.indices.map { $0 == 0 }
    }
    return try MP4Track.video(
      .init(
        codec: picture.codec, configuration: pieces[0].configuration, size: picture.encoder.size, color: picture.encoder.color),
      rate: plan.rate, sizes: pieces.flatMap(\.sizes), presentation: presentation, isSync: isSync,
      reorderDelay: picture.encoder.reorderDelay, language: nil)
  }

  private func audioTrack(_ track: CodedTrack, _ output: Plan.Output) throws -> MP4Track {
    guard let sound = output.sound else { throw ReelError(.failed, "\(output.path) was planned without the sound it got") }
    let settings = sound.encoder
    var made = try MP4Track.audio(
      .init(
        codec: sound.codec, configuration: sound.configuration(track.configuration), sampleRate: settings.sampleRate,
        channels: settings.channels), sizes: track.samples.map(\.bytes.count), packetLength: track.samples[0].duration,
      length: track.facts.length, priming: settings.dropsPriming == true ? .removed : .editList(samples: track.priming),
      language: output.language)
    if output.container != .movie { made.loudness = MP4Track.Loudness(track.facts.delivered) }
    return made
  }

  /// What is written: bytes of the container's own, and runs of samples of a track, in turn.
  private enum Step {
    case bytes([UInt8])
    case samples(Range<Int>, track: Int)
  }

  private func layout(of tracks: [MP4Track], _ output: Plan.Output) throws -> [Step] {
    switch output.container {
    case .movie:
      let layout = try MP4Layout(
        tracks: tracks, metadata: MP4Metadata(title: output.tags.title, comment: "\(output.tags.episode) \(output.key.hex)"))
      return [.bytes(layout.header)] + layout.chunks.map { .samples($0.samples, track: $0.track) }
    case .fragments(let groups, let start):
      let (track, time) = tracks[0].presented(from: plan.rate.start(ofFrame: start))
      let layout = try StreamCuts(plan: plan, groups: groups).layout(of: track, from: time)
      return [.bytes(layout.initialization + layout.index)]
        + layout.fragments.flatMap { [.bytes($0.header), .samples($0.samples, track: 0)] }
    }
  }

  /// What a file is meant to hold, noted while its bytes went out.
  struct Written {
    /// Of all bytes.
    var digest: Digest
    var byteCount: Int
    /// Where each track's samples lie, in decoding order: those of the picture, then those of the sound.
    var samples: [[Range<Int64>]]
  }

  /// Streams the samples behind the header, one segment in memory at a time.
  private func write(_ steps: [Step], pieces: [Piece], track: CodedTrack?, into part: inout PartFile) throws -> Written {
    let sha = SHA256()
    var position: Int64 = 0
    func append(_ bytes: [UInt8]) throws {
      try bytes.withUnsafeBytes {
        sha.update($0)
        try part.append($0)
      }
      position += Int64(bytes.count)
    }
    let sound = pieces.isEmpty ? 0 : 1
    var samples = [[Range<Int64>]](repeating: [], count: sound + (track == nil ? 0 : 1))
    var cursor = Cursor(pieces: pieces.makeIterator(), load: artefact)
    for step in steps {
      switch step {
      case .bytes(let bytes): try append(bytes)
      case .samples(let range, let number):
        for sample in range {
          let start = position
          try append(number == sound ? track?.samples[sample].bytes ?? [] : try cursor.next())
          samples[number].append(start..<position)
        }
      }
    }
    return Written(digest: sha.finish(), byteCount: Int(position), samples: samples)
  }

  /// The video's samples in decoding order, from one segment after another.
  private struct Cursor {
    var pieces: IndexingIterator<[Piece]>
    let load: (Digest) throws -> [UInt8]
    private var samples: ArraySlice<CodedSample> = []

    init(pieces: IndexingIterator<[Piece]>, load: @escaping (Digest) throws -> [UInt8]) {
      self.pieces = pieces
      self.load = load
    }

    mutating func next() throws -> [UInt8] {
      if samples.isEmpty, let piece = pieces.next() {
        samples = try CodedSegment(serialized: try load(piece.key)).samples[...]
      }
      guard let sample = samples.popFirst() else { throw ReelError(.failed, "the segments hold fewer frames than the plan") }
      return sample.bytes
    }
  }

  private func peak(_ pieces: [Piece]) -> Int {
    var bits = [Int](repeating: 0, count: plan.cells.count)
    for piece in pieces { bits[piece.cell] += piece.sizes.reduce(0, +) * 8 }
    let rates = zip(bits, plan.cells).map { bits, cell in
      Rational(Int64(bits)) / (Rational(Int64(cell.frames.count)) * plan.rate.frameDuration)
    }
    return Int((rates.max() ?? Rational(0)).rounded)
  }
}

extension Plan.Output.Picture {
  /// The sample entry of the encoder's format.
  var codec: MP4Track.Video.Codec {
    switch encoder.encoder {
    case "libx265", VideoEncoderSettings.copied + "hevc": .hvc1
    case "libvpx-vp9": .vp09
    default: .avc1
    }
  }
}

extension Plan.Output.Sound {
  var codec: MP4Track.Audio.Codec {
    switch encoder.encoder {
    case "libopus": .opus
    case "flac": .flac
    default: .mp4a
    }
  }

  /// What a decoder must know. Opus says there what to leave out at the front, too: nothing, where that is not to be left out.
  ///
  /// - Parameter configuration: as the encoder gives it.
  func configuration(_ configuration: [UInt8]) -> [UInt8] {
    var configuration = configuration
    if codec == .opus, encoder.dropsPriming == true { configuration.replaceSubrange(10..<12, with: [0, 0]) }
    return configuration
  }
}
