/// The samples of one track in decoding order: sizes and times, not bytes.
package struct MP4SampleTable: Hashable, Sendable {
  /// Bytes of each sample.
  package var sizes: [Int]
  /// Ticks of the track's timescale between a sample's decoding time and the next one's. The first is decoded at 0.
  package var durations: [Int]
  /// Presentation time minus decoding time in ticks, may be negative; empty when all are 0.
  package var compositionOffsets: [Int]
  /// Where decoding may begin; empty when it may begin everywhere.
  package var isSync: [Bool]

  package init(sizes: [Int], durations: [Int], compositionOffsets: [Int] = [], isSync: [Bool] = []) {
    self.sizes = sizes
    self.durations = durations
    self.compositionOffsets = compositionOffsets
    self.isSync = isSync
  }

  package var count: Int { sizes.count }
  /// The sum of all durations in ticks.
  package var duration: Int64 { durations.reduce(0) { $0 + Int64($1) } }
  package var byteCount: Int64 { sizes.reduce(0) { $0 + Int64($1) } }

  /// Presentation time minus decoding time of a sample, in ticks.
  func offset(_ index: Int) -> Int { compositionOffsets.isEmpty ? 0 : compositionOffsets[index] }
}
