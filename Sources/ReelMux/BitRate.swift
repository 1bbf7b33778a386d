/// The figures of `btrt` and of a DecoderConfigDescriptor, from the samples themselves.
struct BitRate {
  /// Bytes of the largest sample: what a decoder must hold at least.
  let buffer: Int
  /// The most bits in any window of one second.
  let maximum: Int
  let average: Int

  init(_ samples: MP4SampleTable, timescale: Int) {
    buffer = samples.sizes.max() ?? 0
    let duration = max(1, samples.duration)
    average = Int((Int128(samples.byteCount) * 8 * Int128(timescale) / Int128(duration)))
    var (first, bytes, most, start, end) = (0, 0, 0, 0, 0)
    for index in 0..<samples.count {
      bytes += samples.sizes[index]
      end += samples.durations[index]
      while end - start > timescale, first < index {
        bytes -= samples.sizes[first]
        start += samples.durations[first]
        first += 1
      }
      most = max(most, bytes * 8)
    }
    maximum = max(most, average)
  }
}
