import Foundation
import ReelCore
import ReelPixels
import ReelRender
import ReelStore

/// Colours of sources: measured once, remembered in the store by what was measured and how.
struct ColorLibrary: Sendable {
  let store: Store
  let kernels: Kernels
  let build: Digest

  private struct Key: Encodable {
    var kind = "colour statistics"
    var version = ShotMeter.version
    var source: Digest
    var frames: [Int]
    var correction: ColorCorrection
    var build: Digest
  }

  func statistics(_ source: StampedSource, frames: [Int], correction: ColorCorrection = .identity) throws -> ColorStatistics {
    let key = CanonicalEncoder.digest(Key(source: source.facts.digest, frames: frames, correction: correction, build: build))
    if let bytes = try store.get(key), let known = try? JSONDecoder().decode(ColorStatistics.self, from: Data(bytes)) { return known }
    let measured = try ShotMeter.measure(
      SourceTable.Source(files: source.files, facts: source.facts), frames: frames, correction: correction, kernels: kernels)
    try source.checkUnchanged()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Only a memory: a store that is full now says so where something has to be kept.
    _ = try? store.put(key, [UInt8](try encoder.encode(measured)))
    return measured
  }
}
