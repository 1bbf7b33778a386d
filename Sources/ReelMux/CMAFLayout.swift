import ReelCore

/// Where everything of a fragmented file of one track stands (CMAF, ISO/IEC 23000-19): a pure function of the track and of where it is
/// cut.
///
/// The file is ``initialization`` (`ftyp` and a `moov` without samples), ``index`` (one `sidx`), then each fragment in turn: its header
/// (`moof` and the header of `mdat`) and the bytes of its samples. HLS and DASH address the parts of one such file by byte ranges, so a
/// store holds a file for each rendition and language and not one for every six seconds.
package struct CMAFLayout: Hashable, Sendable {
  /// Samples that can be decoded without those before them.
  package struct Fragment: Hashable, Sendable {
    package var samples: Range<Int>
    /// `moof` and the header of `mdat`.
    package var header: [UInt8]
    /// Of the header, from the start of the file.
    package var offset: Int64
    /// With the header.
    package var byteCount: Int64
    /// Bytes from the header to the end of the first sample: what a picture for fast winding needs.
    package var firstSampleEnd: Int64
    /// Ticks of the track: when it is presented first, and for how long.
    package var start: Int64
    package var duration: Int64
  }

  /// What a player asks for at a time: whole fragments.
  package struct Segment: Hashable, Sendable {
    package var fragments: Range<Int>
    package var offset: Int64
    package var byteCount: Int64
    /// Ticks of the track.
    package var start: Int64
    package var duration: Int64
  }

  package let initialization: [UInt8]
  package let index: [UInt8]
  package let fragments: [Fragment]
  package let segments: [Segment]
  /// Of the whole file.
  package let byteCount: Int64

  /// - Parameters:
  ///   - track: without an edit list: what brand `cmf2` promises. Sound comes with its priming removed.
  ///   - start: when the first sample is decoded, in ticks of the track.
  ///   - fragments: samples of each, one after another from the first sample to the last.
  ///   - segments: fragments of each, in the same way.
  /// - Throws: ``ReelError`` of kind `failed` when the track contradicts itself, is not covered, or a fragment does not begin with a
  ///   sample that can be decoded alone and is presented first.
  package init(track: MP4Track, start: Int64 = 0, fragments cuts: [Range<Int>], segments groups: [Range<Int>]) throws {
    try track.validate(number: 1)
    func require(_ condition: Bool, _ problem: @autoclosure () -> String) throws {
      if !condition { throw ReelError(.failed, "a track cannot be written in fragments: \(problem())") }
    }
    try require(track.edit == nil, "it has an edit list")
    try require((0...1 << 48).contains(start), "it begins at \(start)")
    try require(Self.cover(cuts, track.samples.count), "\(track.samples.count) samples are cut at \(cuts.map(\.lowerBound))")
    try require(Self.cover(groups, cuts.count), "\(cuts.count) fragments are grouped at \(groups.map(\.lowerBound))")

    var writer = BoxWriter()
    writer.fragmentedFileType(track)
    try writer.fragmentedMovie(track)
    initialization = writer.bytes
    let indexLength = BoxWriter.segmentIndexLength(groups.count)
    var offset = Int64(initialization.count + indexLength)
    var time = start
    var made: [Fragment] = []
    for (number, cut) in cuts.enumerated() {
      let header = BoxWriter.fragment(track, cut, sequence: number + 1, time: time)
      let payload = track.samples.sizes[cut].reduce(0) { $0 + Int64($1) }
      try require(payload <= Int64(UInt32.max) - 8, "fragment \(number) has \(payload) bytes")
      let duration = track.samples.durations[cut].reduce(0) { $0 + Int64($1) }
      try require(track.samples.isSync.isEmpty || track.samples.isSync[cut.lowerBound], "fragment \(number) begins with no key frame")
      let start = Self.earliest(track.samples, cut, time)
      try require(
        start == time + Int64(track.samples.offset(cut.lowerBound)), "fragment \(number) is not presented from its first sample on")
      made.append(
        Fragment(
          samples: cut, header: header, offset: offset, byteCount: Int64(header.count) + payload,
          firstSampleEnd: Int64(header.count + track.samples.sizes[cut.lowerBound]), start: start, duration: duration))
      offset += Int64(header.count) + payload
      time += duration
    }
    fragments = made
    byteCount = offset
    let segments = groups.map { group in
      Segment(
        fragments: group, offset: made[group.lowerBound].offset, byteCount: made[group].reduce(0) { $0 + $1.byteCount },
        start: made[group.lowerBound].start, duration: made[group].reduce(0) { $0 + $1.duration })
    }
    for (number, segment) in segments.enumerated() {
      try require(segment.byteCount < 1 << 31, "segment \(number) has \(segment.byteCount) bytes")
      try require(segment.duration <= Int64(UInt32.max), "segment \(number) lasts \(segment.duration) ticks")
    }
    self.segments = segments
    var boxes = BoxWriter()
    boxes.segmentIndex(segments, timescale: track.timescale)
    precondition(boxes.bytes.count == indexLength, "a segment index of \(boxes.bytes.count) bytes, not \(indexLength)")
    index = boxes.bytes
  }

  /// One chunk of a fragment (ISO/IEC 23000-19, 7.3.2.3): `moof` and the header of `mdat` of samples that need not begin with a key frame,
  /// and can be sent before what follows them is made.
  ///
  /// - Parameters:
  ///   - track: of these samples alone, without an edit list.
  ///   - sequence: from 1.
  ///   - time: when the first is decoded, in ticks of the track.
  package static func chunk(_ track: MP4Track, sequence: Int, time: Int64) throws -> [UInt8] {
    try track.validate(number: 1)
    return BoxWriter.fragment(track, track.samples.sizes.indices, sequence: sequence, time: time)
  }

  /// Whether ranges that are not empty follow each other from 0 to `count`.
  private static func cover(_ ranges: [Range<Int>], _ count: Int) -> Bool {
    var next = 0
    for range in ranges {
      guard range.lowerBound == next, !range.isEmpty else { return false }
      next = range.upperBound
    }
    return next == count
  }

  private static func earliest(_ samples: MP4SampleTable, _ range: Range<Int>, _ time: Int64) -> Int64 {
    var (time, least) = (time, Int64.max)
    for index in range {
      least = min(least, time + Int64(samples.offset(index)))
      time += Int64(samples.durations[index])
    }
    return least
  }
}
