package import ReelCore

/// Adds the clips of a mix, each at its place and level, to 48 kHz stereo in float.
///
/// Every sample of the mix depends on its index alone, and the clips are added in one fixed order: any blocks, asked for in any
/// order, give the same bits. Memory does not depend on the length of the mix.
///
/// Thread-safety: one thread at a time, as its sounds.
package struct Mixer {
  private static let block = 4096

  /// Samples per channel.
  package let length: Int
  private let clips: [PlacedClip]

  /// - Parameter sounds: one for each source in `spec`.
  /// - Throws: `ReelError` of kind `invalid` for a clip that makes no sense, `failed` when a source is not among `sounds`.
  package init(spec: MixSpec, sounds: [SoundSource: any SoundReading]) throws {
    guard spec.length >= 0 else { throw ReelError(.invalid, "a mix cannot have \(spec.length) samples") }
    let pairs = try spec.clips.enumerated().map { index, clip in
      guard let sound = sounds[clip.source] else {
        throw ReelError(.failed, "clip \(index) of the mix plays a sound that was not decoded: \(clip.source.digest)")
      }
      try Self.check(clip, index: index, length: sound.length)
      return (index: index, clip: clip, sound: sound)
    }
    let lines = pairs.filter { $0.clip.bus == .dialogue }.map { PlacedClip.range(of: $0.clip, length: $0.sound.length) }
    var curves: [Ducking: DuckingCurve] = [:]
    for case let ducking? in spec.clips.map(\.ducking) where curves[ducking] == nil {
      curves[ducking] = DuckingCurve(ducking, lines: lines)
    }
    length = spec.length
    // By time, then as the spec has them: neighbours in time are neighbours in the list, and the order of addition is fixed.
    clips = pairs.sorted { ($0.clip.start, $0.index) < ($1.clip.start, $1.index) }
      .map { PlacedClip($0.clip, sound: $0.sound, ducking: $0.clip.ducking.flatMap { curves[$0] }) }
  }

  private static func check(_ clip: MixClip, index: Int, length: Int) throws {
    func wrong(_ what: String) -> ReelError { ReelError(.invalid, "clip \(index) of the mix \(what)") }
    for (name, value) in [
      ("offset", clip.offset), ("start", clip.start), ("count", clip.count), ("fade-in", clip.fadeIn), ("fade-out", clip.fadeOut),
    ] where value < 0 {
      throw wrong("has a negative \(name): \(value)")
    }
    guard clip.gain.isFinite else { throw wrong("has a gain that is not a number of dB: \(clip.gain)") }
    guard !clip.loops || length > 0 else { throw wrong("repeats a sound without samples: \(clip.source.digest)") }
    guard let ducking = clip.ducking else { return }
    guard clip.bus != .dialogue else { throw wrong("is dialogue, and cannot step back for itself") }
    guard ducking.depth <= 0, ducking.depth.isFinite else { throw wrong("ducks to \(ducking.depth) dB, which is not at or below 0") }
    guard ducking.attack >= .zero, ducking.release >= .zero else {
      throw wrong("ducks with a negative time: attack \(ducking.attack), release \(ducking.release)")
    }
  }

  /// A part of the mix that has a gain of its own when it is mastered.
  package enum Stem: Sendable {
    case all, dialogue
    /// All that is not dialogue.
    case bed

    func includes(_ bus: MixClip.Bus) -> Bool { self == .all || (self == .dialogue) == (bus == .dialogue) }
  }

  /// Whether any clip belongs to a stem.
  package func has(_ stem: Stem) -> Bool { clips.contains { stem.includes($0.clip.bus) } }

  /// Writes the samples of `range`, left and right in turn, to `out`: `2 * range.count` floats.
  ///
  /// - Parameter stem: what is heard of the mix.
  /// - Returns: whether there is any of it in `range`; if not, all is 0.
  /// - Precondition: `range` is in `0..<length`.
  /// - Throws: what a sound throws; `ReelError` of kind `invalid` when a sound holds what is not a number.
  @discardableResult
  package func render(range: Range<Int>, of stem: Stem = .all, into out: UnsafeMutablePointer<Float>) throws -> Bool {
    precondition(range.lowerBound >= 0 && range.upperBound <= length, "samples \(range) of a mix of \(length)")
    return try withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * Self.block) { scratch in
      guard let samples = scratch.baseAddress else { return false }
      var isHeard = false
      var start = range.lowerBound
      while start < range.upperBound {
        let block = start..<min(start + Self.block, range.upperBound)
        let mix = out + 2 * (start - range.lowerBound)
        mix.update(repeating: 0, count: 2 * block.count)
        for clip in clips where stem.includes(clip.clip.bus) {
          if clip.clip.start >= block.upperBound { break }
          isHeard = isHeard || clip.range.overlaps(block)
          try clip.add(block, to: mix, scratch: samples, gains: samples + 2 * Self.block)
        }
        start = block.upperBound
      }
      return isHeard
    }
  }
}
