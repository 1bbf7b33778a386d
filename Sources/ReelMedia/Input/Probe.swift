import CFFmpeg
package import ReelCore

/// Measures sources: from their bytes alone, so equal bytes have equal facts. Headers that promise something are checked, not believed.
///
/// Thread-safety: safe.
package enum Probe {
  /// How much of a still is read.
  enum Depth {
    /// It is decoded, as a render will: what is damaged is found now.
    case pixels
    /// Its checksums are verified, which is quicker: for the many pictures of a sequence.
    case checksums
  }

  /// The facts of a clip, a still or a sound.
  ///
  /// Reads the file twice, once for its digest and once for all its packets; a stream whose packets do not tell when each frame is
  /// shown is decoded as well.
  ///
  /// - Throws: `missing`, `invalid` or `unsupported`, with the file's path as given.
  package static func probe(path: String) throws -> MediaFacts { try probe(path: path, .pixels) }

  static func probe(path: String, _ depth: Depth) throws -> MediaFacts {
    let digest = try SourceFile.digest(of: path)
    let png = try SourceFile.head(of: path, count: 8) == PNGHeader.signature ? SourceFile.bytes(of: path) : []
    if let header = try PNGHeader(bytes: png, file: path), !header.isAnimated {
      switch depth {
      case .pixels: _ = try PNGReader.read(bytes: png, path: path)
      case .checksums:
        try header.requireSDR(file: path)
        try PNGChecksums.verify(png, file: path)
      }
      return MediaFacts(
        kind: .still, digest: digest, container: "png", video: header.facts(frames: .still), remarks: header.remarks)
    }
    let demuxer = try Demuxer(path: path)
    let choice = try StreamChoice(demuxer)
    if demuxer.container.hasSuffix("_pipe") {
      let video = try StillReader.facts(path: path, codec: choice.video)
      return MediaFacts(kind: .still, digest: digest, container: demuxer.container.droppingSuffix("_pipe"), video: video)
    }
    return try clip(demuxer, choice, digest: digest)
  }

  private static func clip(_ demuxer: Demuxer, _ choice: StreamChoice, digest: Digest) throws(ReelError) -> MediaFacts {
    demuxer.select(Set([choice.video, choice.audio].compactMap { $0 }))
    var indexer = choice.video.map { FrameIndexer(PacketRules(demuxer.stream($0).pointee.codecpar)) }
    let sound = choice.audio.map { SoundTally(demuxer.stream($0)) }
    var counts: [Int: Int] = [:]
    while let packet = try demuxer.next() {
      let stream = Int(packet.pointee.stream_index)
      counts[stream, default: 0] += 1
      if packet.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 { throw cutShort(demuxer, stream, at: packet.pointee.pts) }
      if stream == choice.video { indexer?.add(packet) }
      if stream == choice.audio { sound?.add(packet) }
    }
    try requireComplete(demuxer, counts)
    var remarks = choice.remarks
    guard let stream = choice.video, let indexer else {
      guard let audio = sound?.facts(origin: .zero) else { throw silent(demuxer) }
      var facts = MediaFacts(kind: .sound, digest: digest, container: demuxer.container, audio: audio, remarks: remarks)
      facts.audio?.start = .zero
      return facts
    }
    let (video, origin) = try picture(demuxer, stream, indexer, &remarks)
    let audio = sound?.facts(origin: origin)
    if sound != nil, audio == nil { remarks.append("stream \(choice.audio ?? 0) is a sound without any samples") }
    return MediaFacts(kind: .clip, digest: digest, container: demuxer.container, video: video, audio: audio, remarks: remarks)
  }

  private static func picture(
    _ demuxer: Demuxer, _ index: Int, _ indexer: FrameIndexer, _ remarks: inout [String]
  ) throws(ReelError) -> (VideoFacts, origin: Time) {
    let stream = demuxer.stream(index)
    let timeBase = Rational(stream.pointee.time_base)
    let rate = av_guess_frame_rate(demuxer.context, stream, nil)
    let fallback = rate.num > 0 && rate.den > 0 ? max(1, (Rational(1) / Rational(rate) / timeBase).rounded) : 1
    let known = indexer.finish(timeBase: timeBase, fallback: fallback)
    let orientation = try VideoFacts.Orientation(of: stream, file: demuxer.path)
    let (video, origin, isInterlaced) = try FrameScan.run(demuxer.path, stream: index, all: known == nil) {
      (scan, stream) throws(ReelError) in
      let (frames, origin) =
        if let known { known } else { try scan.index(timeBase: timeBase, fallback: fallback, file: demuxer.path) }
      var video = try VideoFacts(of: scan.first, stream: stream, in: demuxer, frames: frames)
      video.orientation = orientation
      return (video, origin, reel_frame_is_interlaced(scan.first) != 0)
    }
    if isInterlaced { remarks.append("the picture is interlaced; its fields are shown together") }
    return (video, Time(ticks: origin, of: timeBase))
  }

  /// A sample table that lists more than the file holds is a file cut short; only MP4 and its relatives have one.
  private static func requireComplete(_ demuxer: Demuxer, _ counts: [Int: Int]) throws(ReelError) {
    if let line = LogTail.take(), line.contains("ended prematurely") {
      throw ReelError(.invalid, "the file is cut short", file: demuxer.path, detail: line, hint: "make or fetch it again")
    }
    guard demuxer.container.hasPrefix("mov") else { return }
    for (stream, count) in counts.sorted(by: { $0.key < $1.key }) {
      let promised = Int(avformat_index_get_entries_count(demuxer.stream(stream)))
      guard count < promised else { continue }
      throw ReelError(
        .invalid, "the file is cut short: stream \(stream) has \(promised) samples, and only \(count) of them are there",
        file: demuxer.path, hint: "make or fetch it again")
    }
  }

  private static func cutShort(_ demuxer: Demuxer, _ stream: Int, at stamp: Int64) -> ReelError {
    let time = stamp == reel_nopts ? nil : Time(ticks: stamp, of: Rational(demuxer.stream(stream).pointee.time_base))
    return ReelError(
      .invalid, "the file is cut short or damaged in\(Place(stream: stream, time: time).words)", file: demuxer.path,
      detail: LogTail.take(), hint: "make or fetch it again")
  }

  private static func silent(_ demuxer: Demuxer) -> ReelError {
    ReelError(
      .invalid, "there is neither a picture nor a sound in the file", file: demuxer.path, hint: "make or fetch it again")
  }
}

extension FrameIndex {
  /// One picture that lasts as long as it is wanted: a tick of one second stands for it.
  static var still: FrameIndex { FrameIndex(count: 1, rate: FrameRate(Rational(1))) }
}

extension String {
  fileprivate func droppingSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
