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

  package init(frames: [FrameFacts], first: [UInt8], last: [UInt8]) {
    self.frames = frames
    self.first = first
    self.last = last
  }
}

extension [SegmentFacts] {
  /// The frames of segments in a row. What a segment does not know of its first frame, the pictures on both sides of the join say: whether
  /// it is another than the one before. Where that one's source moved, this one's is taken to move.
  package var frames: [FrameFacts] {
    var frames: [FrameFacts] = []
    for (index, segment) in enumerated() {
      var own = segment.frames
      if let before = frames.last, own.first?.change == nil, !own.isEmpty {
        own[0].change = Self.difference(self[index - 1].last, segment.first)
        own[0].moves = before.moves
      }
      frames += own
    }
    return frames
  }

  /// Between two small pictures, in thousandths of a code.
  private static func difference(_ a: [UInt8], _ b: [UInt8]) -> Int? {
    guard a.count == b.count, !a.isEmpty else { return nil }
    return zip(a, b).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) } * 1000 / a.count
  }
}
