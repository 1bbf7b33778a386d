import ReelCore
import ReelPlan

/// What artefacts cost, in milliseconds of CPU. Rough: only how evenly shards are cut hangs on it.
enum WorkCost {
  /// Everything that is to be made for a plan, each key once, in the order of the episode.
  static func items(of plan: Plan) -> [FarmManifest.Item] {
    var seen = Set<Digest>()
    var items: [FarmManifest.Item] = []
    for (number, cell) in plan.cells.enumerated() {
      // The first of a cell's segments stands for decoding and compositing it.
      var shared = 15 * cell.frames.count * plan.canvas.area / Size(width: 1080, height: 1920).area
      for segment in cell.segments where seen.insert(segment.key).inserted {
        items.append(.init(key: segment.key, cell: number, cost: shared + cost(segment.spec)))
        shared = 0
      }
    }
    for track in plan.tracks where seen.insert(track.key).inserted {
      // About 0.15 s of CPU for a second of sound: decoding, mixing, three passes and the encoder.
      items.append(.init(key: track.key, cell: nil, cost: track.spec.mix.length / 320))
    }
    return items
  }

  /// 41 ms for a frame of 1080x1920 at `veryfast`.
  private static func cost(_ spec: SegmentSpec) -> Int {
    let presets: [String: Double] = [
      "ultrafast": 0.4, "superfast": 0.6, "veryfast": 1, "faster": 1.5, "fast": 2, "medium": 2.5, "slow": 4, "slower": 8, "veryslow": 15,
      "placebo": 40,
    ]
    let encoder = spec.encoder.encoder == "libx265" ? 4.0 : 1
    let area = Double(spec.encoder.size.area) / Double(1080 * 1920)
    return Int(41 * Double(spec.count) * area * encoder * (presets[spec.encoder.preset] ?? 1))
  }
}
