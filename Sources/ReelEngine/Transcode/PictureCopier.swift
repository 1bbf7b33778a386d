import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan
import ReelRender
import ReelStore

/// Makes artefacts of a master's packets. All of it is decoded on the way: what is taken over unseen could be damaged, or black.
struct PictureCopier {
  let source: StampedSource
  let kernels: Kernels
  let store: Store
  let isCancelled: @Sendable () -> Bool
  /// Told once per frame.
  let looked: @Sendable () -> Void

  func make(_ copy: Plan.Copy) throws {
    guard let video = source.facts.video else { throw ReelError(.failed, "a picture is to be taken from a file that has none") }
    let stream = try CodedStream(path: source.files[0], stream: video.stream)
    let reader = try VideoReader(path: source.files[0], facts: video)
    var meter = PictureMeter(kernels)
    for part in copy.parts {
      let samples = try samples(of: part, from: stream)
      let facts = try facts(of: part, from: reader, &meter)
      // The file may have been replaced since it was looked at.
      try source.checkUnchanged()
      _ = try store.put(part.key, try CodedSegment(configuration: stream.configuration, samples: samples, facts: facts).serialized())
    }
  }

  private func samples(of part: Plan.Output.Picture.Part, from stream: CodedStream) throws -> [CodedSample] {
    var packets: [(bytes: [UInt8], pts: Int64)] = []
    while packets.count < part.frames.count, let packet = try stream.next(), let pts = packet.pts { packets.append((packet.bytes, pts)) }
    guard packets.count == part.frames.count else {
      throw ReelError(.invalid, "has fewer frames than when it was looked at", file: source.files[0], hint: "run again")
    }
    let order = Dictionary(uniqueKeysWithValues: packets.map(\.pts).sorted().enumerated().map { ($1, $0) })
    return packets.enumerated().map { index, packet in
      CodedSample(bytes: packet.bytes, presentation: order[packet.pts] ?? 0, duration: 1, isKey: index == 0)
    }
  }

  private func facts(
    of part: Plan.Output.Picture.Part, from reader: VideoReader, _ meter: inout PictureMeter
  ) throws -> SegmentFacts {
    var facts = SegmentFacts(frames: [], first: [], last: [])
    for index in part.frames {
      if isCancelled() { throw ReelError(.cancelled, "stopped") }
      let frame = try reader.frame(at: index)
      facts.frames.append(meter.measure(frame, moves: index > 0))
      if index == part.frames.lowerBound { facts.first = meter.thumbnail(frame) }
      if index == part.frames.upperBound - 1 { facts.last = meter.thumbnail(frame) }
      looked()
    }
    return facts
  }
}
