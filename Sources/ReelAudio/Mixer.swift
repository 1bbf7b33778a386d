package import ReelCore

/// Adds the clips of a mix, each at its place and level, to 48 kHz in float, in stereo or in 5.1.
///
/// A clip has two channels and is heard from two loudspeakers, so 5.1 is mixed as three mixes of two.
///
/// Every sample of the mix depends on its index alone, and the clips are added in one fixed order: any blocks, asked for in any
/// order, give the same bits. Equalisers and rooms remember what they heard; they run forwards and begin again when asked for something
/// earlier, so a mix that has them is best asked for in order. Memory does not depend on the length of the mix.
///
/// Thread-safety: one thread at a time, as its sounds.
package struct Mixer {
  private static let block = 4096

  /// Samples per channel.
  package let length: Int
  package let layout: SoundLayout
  private let clips: [PlacedClip]
  private let rooms: [ReverbUnit]

  /// A part of the mix: stems add up to the whole.
  package enum Stem: Sendable, CaseIterable {
    case all, dialogue
    /// All that is not dialogue.
    case bed
    case music
    /// Effects, with the shots' own sound and the room tone.
    case effects

    func includes(_ bus: MixClip.Bus) -> Bool {
      switch self {
      case .all: true
      case .dialogue: bus == .dialogue
      case .bed: bus != .dialogue
      case .music: bus == .music
      case .effects: bus == .effects || bus == .shots
      }
    }
  }

  /// - Parameter sounds: one for each source in `spec`.
  /// - Throws: `ReelError` of kind `invalid` for a clip that makes no sense, `failed` when a source is not among `sounds`; what a sound
  ///   throws.
  package init(spec: MixSpec, sounds: [SoundSource: any SoundReading]) throws {
    guard spec.length >= 0 else { throw ReelError(.invalid, "a mix cannot have \(spec.length) samples") }
    let pairs = try spec.clips.enumerated().map { index, clip in
      guard let sound = sounds[clip.source] else {
        throw ReelError(.failed, "clip \(index) of the mix plays a sound that was not decoded: \(clip.source.digest)")
      }
      try ClipCheck(clip, index: index).check(length: sound.length, layout: spec.layout ?? .stereo)
      return (index: index, clip: clip, signal: ClipSignal(clip, sound: sound))
    }
    let lines = pairs.filter { $0.clip.bus == .dialogue }.map { $0.clip.start..<$0.clip.start + $0.signal.count }
    var curves: [Ducking: DuckingCurve] = [:]
    for case let ducking? in spec.clips.map(\.ducking) where curves[ducking] == nil {
      curves[ducking] = DuckingCurve(ducking, lines: lines)
    }
    let declick = Declick(longest: spec.declick ?? 0, clips: spec.clips)
    length = spec.length
    layout = spec.layout ?? .stereo
    // By time, then as the spec has them: neighbours in time are neighbours in the list, and the order of addition is fixed.
    clips = try pairs.sorted { ($0.clip.start, $0.index) < ($1.clip.start, $1.index) }
      .map { pair in
        PlacedClip(
          pair.clip, signal: pair.signal, ducking: pair.clip.ducking.flatMap { curves[$0] },
          edges: try declick.edges(of: pair.clip, signal: pair.signal))
      }
    rooms = ReverbUnit.all(for: clips)
  }

  /// Whether any clip belongs to a stem.
  package func has(_ stem: Stem) -> Bool { clips.contains { stem.includes($0.clip.bus) } }

  /// Writes the samples of `range`, interleaved in the order of ``layout``, to `out`: `range.count` floats of each channel.
  ///
  /// - Parameter stem: what is heard of the mix.
  /// - Returns: whether there is any of it in `range`; if not, all is 0.
  /// - Precondition: `range` is in `0..<length`.
  /// - Throws: what a sound throws; `ReelError` of kind `invalid` when a sound holds what is not a number.
  @discardableResult
  package func render(range: Range<Int>, of stem: Stem = .all, into out: UnsafeMutablePointer<Float>) throws -> Bool {
    precondition(range.lowerBound >= 0 && range.upperBound <= length, "samples \(range) of a mix of \(length)")
    return try withUnsafeTemporaryAllocation(of: Float.self, capacity: 5 * Self.block) { scratch in
      guard let samples = scratch.baseAddress else { return false }
      var isHeard = false
      var start = range.lowerBound
      while start < range.upperBound {
        let block = start..<min(start + Self.block, range.upperBound)
        let mix = out + layout.channels * (start - range.lowerBound)
        mix.update(repeating: 0, count: layout.channels * block.count)
        let isPart =
          layout == .stereo
          ? try add(block, of: stem, from: .front, to: mix, scratch: samples)
          : try addPairs(block, of: stem, to: mix, scratch: samples)
        isHeard = isPart || isHeard
        start = block.upperBound
      }
      return isHeard
    }
  }

  /// One pair of loudspeakers after the other.
  private func addPairs(
    _ block: Range<Int>, of stem: Stem, to mix: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) throws -> Bool {
    let pair = scratch + 3 * Self.block
    var isHeard = false
    for (index, speakers) in SpeakerPair.allCases.enumerated() {
      pair.update(repeating: 0, count: 2 * block.count)
      guard try add(block, of: stem, from: speakers, to: pair, scratch: scratch) else { continue }
      isHeard = true
      for i in 0..<block.count {
        mix[layout.channels * i + 2 * index] = pair[2 * i]
        mix[layout.channels * i + 2 * index + 1] = pair[2 * i + 1]
      }
    }
    return isHeard
  }

  private func add(
    _ block: Range<Int>, of stem: Stem, from speakers: SpeakerPair, to mix: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) throws -> Bool {
    let rooms = speakers == .front ? rooms.filter { stem.includes($0.bus) && $0.isHeard(in: block) } : []
    for room in rooms {
      try room.catchUp(to: block.lowerBound) { part in try feed(room, part, scratch: scratch) }
      room.clear()
    }
    var isHeard = !rooms.isEmpty
    for clip in clips where stem.includes(clip.clip.bus) && clip.clip.speakers ?? .front == speakers {
      if clip.clip.start >= block.upperBound { break }
      isHeard = isHeard || clip.range.overlaps(block)
      let room = clip.clip.reverb.flatMap { send in rooms.first { $0.takes(clip.clip.bus, send.room) } }
      let direct = clip.clip.reverb?.isAlone == true ? nil : mix
      try clip.add(block, to: direct, send: room?.input, scratch: scratch, gains: scratch + 2 * Self.block)
    }
    for room in rooms { room.render(block, adding: mix) }
    return isHeard
  }

  /// What goes into a room alone.
  private func feed(
    _ room: ReverbUnit, _ part: Range<Int>, scratch: UnsafeMutablePointer<Float>
  ) throws {
    room.clear()
    for clip in clips {
      if clip.clip.start >= part.upperBound { break }
      guard let send = clip.clip.reverb, room.takes(clip.clip.bus, send.room) else { continue }
      try clip.add(part, to: nil, send: room.input, scratch: scratch, gains: scratch + 2 * Self.block)
    }
  }
}
