import ReelCore

extension BoxWriter {
  /// Flags of a sample (ISO/IEC 14496-12, 8.8.3.1): depends on no other, or depends on others and cannot begin.
  private static let (syncFlags, otherFlags) = (0x0200_0000, 0x0101_0000)

  /// `cmf2`: composition offsets with a sign, and no edit list. `dash`: an index before the first fragment.
  mutating func fragmentedFileType(_ track: MP4Track) {
    box("ftyp") {
      $0.fourCC("cmf2")
      $0.u32(0)
      for brand in ["iso6", "cmfc", "cmf2", "dash"] as [FourCC] { $0.fourCC(brand) }
    }
  }

  /// A movie that says what its track is, and has its samples in fragments.
  mutating func fragmentedMovie(_ track: MP4Track) throws {
    try box("moov") {
      $0.movieHeader(timescale: track.timescale, duration: 0, trackCount: 1)
      try $0.box("trak") {
        $0.trackHeader(track, number: 1, isAlternative: false, duration: 0)
        try $0.media(track, duration: 0) { $0.emptySampleTable(track) }
        if let loudness = track.loudness { $0.loudness(loudness) }
      }
      $0.box("mvex") {
        let duration = track.samples.duration
        let wide = duration > Int64(UInt32.max)
        $0.fullBox("mehd", version: wide ? 1 : 0) { $0.time(duration, wide: wide) }
        $0.fullBox("trex") {
          $0.u32(1)  // track
          $0.u32(1)  // sample entry
          $0.zeros(12)  // durations, sizes and flags stand in the fragments
        }
      }
    }
  }

  private mutating func emptySampleTable(_ track: MP4Track) {
    box("stbl") {
      $0.fullBox("stsd") {
        $0.u32(1)
        $0.sampleEntry(track)
      }
      $0.fullBox("stts") { $0.zeros(4) }
      $0.fullBox("stsc") { $0.zeros(4) }
      $0.fullBox("stsz") { $0.zeros(8) }
      $0.fullBox("stco") { $0.zeros(4) }
      if let distance = track.rollDistance { $0.rollDescription(distance) }
    }
  }

  static func segmentIndexLength(_ segments: Int) -> Int { 40 + 12 * segments }

  /// One entry for each segment; they begin right behind this box.
  mutating func segmentIndex(_ segments: [CMAFLayout.Segment], timescale: Int) {
    fullBox("sidx", version: 1) {
      $0.u32(1)  // track
      $0.u32(timescale)
      $0.u64(segments.first?.start ?? 0)
      $0.u64(0)  // from here to the first segment
      $0.zeros(2)
      $0.u16(segments.count)
      for segment in segments {
        $0.u32(Int(segment.byteCount))  // of media: the highest bit is 0
        $0.u32(Int(segment.duration))
        $0.u32(0x9000_0000)  // begins with an access point of type 1: closed
      }
    }
  }

  /// `moof` and the header of `mdat`.
  ///
  /// - Parameters:
  ///   - sequence: from 1.
  ///   - time: decoding time of the first sample, in ticks.
  static func fragment(_ track: MP4Track, _ samples: Range<Int>, sequence: Int, time: Int64) -> [UInt8] {
    func movie(dataOffset: Int) -> [UInt8] {
      var writer = BoxWriter()
      writer.box("moof") {
        $0.fullBox("mfhd") { $0.u32(sequence) }
        $0.box("traf") { $0.trackFragment(track, samples, time, dataOffset) }
      }
      return writer.bytes
    }
    // The offset stands inside the box from whose start it counts, so that is made once to learn its size.
    let size = movie(dataOffset: 0).count
    var writer = BoxWriter()
    writer.raw(movie(dataOffset: size + 8))
    writer.u32(track.samples.sizes[samples].reduce(8, +))
    writer.fourCC("mdat")
    return writer.bytes
  }

  private mutating func trackFragment(_ track: MP4Track, _ range: Range<Int>, _ time: Int64, _ dataOffset: Int) {
    let samples = track.samples
    let durations = Set(samples.durations[range]).count > 1
    let flags = range.map { samples.isSync.isEmpty || samples.isSync[$0] ? Self.syncFlags : Self.otherFlags }
    let rest = flags.dropFirst()
    let hasRun = Set(rest).count > 1
    // Data offsets count from this `moof`; what all samples have in common is said once.
    fullBox("tfhd", flags: 0x02_0000 | (durations ? 0 : 0x8) | (hasRun ? 0 : 0x20)) {
      $0.u32(1)
      if !durations { $0.u32(samples.durations[range.lowerBound]) }
      if !hasRun { $0.u32(rest.first ?? flags[0]) }
    }
    fullBox("tfdt", version: 1) { $0.u64(time) }
    let isFirstOther = !hasRun && rest.first.map { $0 != flags[0] } ?? false
    let isReordered = !samples.compositionOffsets.isEmpty
    let fields = 0x1 | (isFirstOther ? 0x4 : 0) | (durations ? 0x100 : 0) | 0x200 | (hasRun ? 0x400 : 0) | (isReordered ? 0x800 : 0)
    fullBox("trun", version: isReordered ? 1 : 0, flags: fields) {
      $0.u32(range.count)
      $0.u32(dataOffset)
      if isFirstOther { $0.u32(flags[0]) }
      for index in range {
        if durations { $0.u32(samples.durations[index]) }
        $0.u32(samples.sizes[index])
        if hasRun { $0.u32(flags[index - range.lowerBound]) }
        if isReordered { $0.u32(samples.compositionOffsets[index]) }
      }
    }
    if track.rollDistance != nil { rollMembers(range.count) }
  }
}
