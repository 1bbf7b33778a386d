import ReelCore

extension BoxWriter {
  mutating func sampleTable(_ track: MP4Track, _ chunks: [MP4Layout.Chunk], _ wideOffsets: Bool) {
    box("stbl") {
      $0.fullBox("stsd") {
        $0.u32(1)
        $0.sampleEntry(track)
      }
      $0.fullBox("stts") { $0.runs(track.samples.durations) }
      $0.compositionTimes(track)
      $0.syncSamples(track.samples)
      $0.chunkTables(chunks, wideOffsets: wideOffsets)
      $0.sampleSizes(track.samples)
      if let distance = track.rollDistance { $0.rollGroup(distance, sampleCount: track.samples.count) }
    }
  }

  /// Signed offsets need version 1, and `cslg` tells how far decoding runs ahead without reading them all.
  private mutating func compositionTimes(_ track: MP4Track) {
    let offsets = track.samples.compositionOffsets
    guard let least = offsets.min(), let greatest = offsets.max(), least != 0 || greatest != 0 else { return }
    fullBox("ctts", version: least < 0 ? 1 : 0) { $0.runs(offsets) }
    guard least < 0 else { return }
    var (time, first, end): (Int64, Int64, Int64) = (0, .max, .min)
    for (index, offset) in offsets.enumerated() {
      let duration = Int64(track.samples.durations[index])
      first = min(first, time + Int64(offset))
      end = max(end, time + Int64(offset) + duration)
      time += duration
    }
    let wide = end > Int64(Int32.max)
    fullBox("cslg", version: wide ? 1 : 0) {
      for value in [Int64(max(track.reorderDelay, -least)), Int64(least), Int64(greatest), first, end] { $0.time(value, wide: wide) }
    }
  }

  private mutating func syncSamples(_ samples: MP4SampleTable) {
    guard samples.isSync.contains(false) else { return }
    let numbers = samples.isSync.indices.filter { samples.isSync[$0] }
    fullBox("stss") {
      $0.u32(numbers.count)
      for number in numbers { $0.u32(number + 1) }
    }
  }

  private mutating func chunkTables(_ chunks: [MP4Layout.Chunk], wideOffsets: Bool) {
    let starts = chunks.indices.filter { $0 == 0 || chunks[$0].samples.count != chunks[$0 - 1].samples.count }
    fullBox("stsc") {
      $0.u32(starts.count)
      for index in starts {
        $0.u32(index + 1)
        $0.u32(chunks[index].samples.count)
        $0.u32(1)  // sample entry
      }
    }
    fullBox(wideOffsets ? "co64" : "stco") {
      $0.u32(chunks.count)
      for chunk in chunks { $0.time(chunk.offset, wide: wideOffsets) }
    }
  }

  private mutating func sampleSizes(_ samples: MP4SampleTable) {
    let first = samples.sizes[0]
    let constant = first > 0 && samples.sizes.allSatisfy { $0 == first }
    fullBox("stsz") {
      $0.u32(constant ? first : 0)
      $0.u32(samples.count)
      if !constant { for size in samples.sizes { $0.u32(size) } }
    }
  }

  /// Every sample needs `distance` samples decoded before it is right: ISO/IEC 14496-12, AudioRollRecoveryEntry.
  private mutating func rollGroup(_ distance: Int, sampleCount: Int) {
    rollDescription(distance)
    rollMembers(sampleCount)
  }

  mutating func rollDescription(_ distance: Int) {
    fullBox("sgpd", version: 1) {
      $0.fourCC("roll")
      $0.u32(2)  // bytes of an entry
      $0.u32(1)
      $0.u16(distance)
    }
  }

  mutating func rollMembers(_ sampleCount: Int) {
    fullBox("sbgp") {
      $0.fourCC("roll")
      $0.u32(1)
      $0.u32(sampleCount)
      $0.u32(1)
    }
  }
}
