/// What was measured on one encoded picture before it went into the encoder, and the bytes it became.
package struct FrameFacts: Hashable, Sendable, Codable {
  package var lumaMin: Int
  package var lumaMax: Int
  /// Mean luma in hundredths of a code.
  package var lumaMean: Int
  /// Mean absolute luma difference to the frame before in the cell, in thousandths of a code; `nil` for the first.
  package var change: Int?
  /// True when a source of this frame shows another of its frames than one frame before, so that the picture is expected to change.
  package var moves: Bool

  package init(lumaMin: Int, lumaMax: Int, lumaMean: Int, change: Int?, moves: Bool) {
    self.lumaMin = lumaMin
    self.lumaMax = lumaMax
    self.lumaMean = lumaMean
    self.change = change
    self.moves = moves
  }
}

package struct SegmentFacts: Hashable, Sendable, Codable {
  package var frames: [FrameFacts]
  /// Small RGB pictures (see `Kernels.thumbnail`) of the first and the last frame, to compare across joins.
  package var first: [UInt8]
  package var last: [UInt8]
}
