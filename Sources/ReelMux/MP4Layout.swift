import ReelCore

/// Where everything of a finished file stands: a pure function of its tracks, so equal tracks give equal bytes.
///
/// The file is ``header`` (`ftyp`, `moov` and the header of `mdat`), then the bytes of the samples of each of ``chunks`` in turn and
/// nothing else. `moov` comes first in one pass, as all sizes are known. There is no clock in it (all creation times are 0) and no
/// name of a library.
package struct MP4Layout: Hashable, Sendable {
  /// Consecutive samples of one track, stored together.
  package struct Chunk: Hashable, Sendable {
    /// Index into the tracks the layout was made from.
    package var track: Int
    package var samples: Range<Int>
    /// Of the first sample from the start of the file.
    package var offset: Int64
    package var byteCount: Int64
  }

  package let header: [UInt8]
  /// In file order.
  package let chunks: [Chunk]
  /// Of the whole file.
  package let byteCount: Int64

  /// - Parameter chunksPerSecond: how often the file turns from one track to the next.
  /// - Throws: ``ReelError`` when a track contradicts itself or holds what the format cannot express.
  package init(tracks: [MP4Track], metadata: MP4Metadata = MP4Metadata(), chunksPerSecond: Int = 2) throws {
    let sampleCount = tracks.reduce(0) { $0 + $1.samples.count }
    guard !tracks.isEmpty, tracks.count < 1000, sampleCount <= 1 << 22 else {
      throw ReelError(.failed, "a file of \(tracks.count) tracks and \(sampleCount) samples cannot be laid out")
    }
    for (index, track) in tracks.enumerated() { try track.validate(number: index + 1) }
    var chunks = Self.interleave(tracks, chunksPerSecond: chunksPerSecond)
    let payload = chunks.reduce(0) { $0 + $1.byteCount }
    let wideMedia = payload > Int64(UInt32.max) - 8
    let mediaHeader: Int64 = wideMedia ? 16 : 8

    func movie(wideOffsets: Bool) throws -> [UInt8] {
      var writer = BoxWriter()
      try writer.fileType(tracks)
      try writer.movie(tracks, chunks, metadata, wideOffsets: wideOffsets)
      return writer.bytes
    }
    // Offsets stand inside the box whose size they depend on, so it is made once with offsets from 0 to learn its size.
    var wideOffsets = false
    var start = Int64(try movie(wideOffsets: false).count) + mediaHeader
    if start + payload > Int64(UInt32.max) {
      wideOffsets = true
      start = Int64(try movie(wideOffsets: true).count) + mediaHeader
    }
    for index in chunks.indices { chunks[index].offset += start }

    var writer = BoxWriter()
    writer.raw(try movie(wideOffsets: wideOffsets))
    writer.u32(wideMedia ? 1 : Int(payload + 8))
    writer.fourCC("mdat")
    if wideMedia { writer.u64(payload + 16) }
    header = writer.bytes
    self.chunks = chunks
    byteCount = start + payload
  }

  /// Cuts every track at multiples of the same period and puts the pieces in order of time, then of track. Offsets count from 0.
  private static func interleave(_ tracks: [MP4Track], chunksPerSecond: Int) -> [Chunk] {
    var pieces: [(period: Int64, chunk: Chunk)] = []
    for (number, track) in tracks.enumerated() {
      var time: Int64 = 0
      var current: Int64 = -1
      for index in 0..<track.samples.count {
        let period = time * Int64(chunksPerSecond) / Int64(track.timescale)
        if period != current {
          pieces.append((period, Chunk(track: number, samples: index..<index, offset: 0, byteCount: 0)))
          current = period
        }
        let chunk = pieces[pieces.count - 1].chunk
        pieces[pieces.count - 1].chunk.samples = chunk.samples.lowerBound..<index + 1
        pieces[pieces.count - 1].chunk.byteCount += Int64(track.samples.sizes[index])
        time += Int64(track.samples.durations[index])
      }
    }
    pieces.sort { ($0.period, $0.chunk.track) < ($1.period, $1.chunk.track) }
    var offset: Int64 = 0
    return pieces.map { piece in
      var chunk = piece.chunk
      chunk.offset = offset
      offset += chunk.byteCount
      return chunk
    }
  }
}
