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
    var pictures: Digest
    var correction: ColorCorrection
  }

  private struct PicturesKey: Encodable {
    var kind = "small pictures"
    var version = SmallPictures.version
    var source: Digest
    var frames: [Int]
    var build: Digest
  }

  /// - Throws: ``ReelError`` for what cannot be decoded; `invalid` when there is nothing to measure.
  func statistics(_ source: StampedSource, frames: [Int], correction: ColorCorrection = .identity) throws -> ColorStatistics {
    let pictures = CanonicalEncoder.digest(PicturesKey(source: source.facts.digest, frames: frames, build: build))
    let key = CanonicalEncoder.digest(Key(pictures: pictures, correction: correction))
    if let bytes = try store.get(key), let known = try? JSONDecoder().decode(ColorStatistics.self, from: Data(bytes)) { return known }
    guard
      let measured = try ShotMeter.measure(self.pictures(source, frames, key: pictures), correction: correction, kernels: kernels)
    else {
      throw ReelError(
        .invalid, "has no frame by which its colours could be measured", file: source.files.first, hint: "say match: off")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    keep(key, [UInt8](try encoder.encode(measured)))
    return measured
  }

  /// Decoded once for all that is measured on them: the source's colours, and whatever it is corrected to.
  private func pictures(_ source: StampedSource, _ frames: [Int], key: Digest) throws -> SmallPictures {
    let table = SourceTable.Source(files: source.files, facts: source.facts)
    if let bytes = try store.get(key), let known = SmallPictures(bytes, of: table, count: frames.count) { return known }
    let made = try SmallPictures(of: table, frames: frames, kernels: kernels)
    try source.checkUnchanged()
    keep(key, made.bytes)
    return made
  }

  /// Only a memory: a store that is full now says so where something has to be kept.
  private func keep(_ key: Digest, _ bytes: [UInt8]) { _ = try? store.put(key, bytes) }
}
