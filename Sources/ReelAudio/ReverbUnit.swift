import ReelCore

/// One room with what one bus sends to it.
///
/// It sounds from the first sample that a clip may send until a tail after the last; between such stretches it is silent and begins
/// anew, so that a sample of it depends on its own stretch only.
final class ReverbUnit {
  private static let block = 4096

  let bus: MixClip.Bus
  private let room: ReverbRoom
  private let stretches: [Range<Int>]
  private var reverb: Reverb
  /// The sample of the mix that comes next.
  private var position = 0
  private let storage: UnsafeMutableBufferPointer<Float>

  private init(_ bus: MixClip.Bus, _ room: ReverbRoom, clips: [Range<Int>]) {
    self.bus = bus
    self.room = room
    let tail = ReverbDesign.all[room]?.tail ?? 0
    stretches = DuckingCurve.merge(clips.filter { !$0.isEmpty }.map { $0.lowerBound..<$0.upperBound + tail }, closerThan: 1)
    reverb = Reverb(room)
    storage = .allocate(capacity: 4 * Self.block)
    storage.initialize(repeating: 0)
  }

  deinit { storage.deallocate() }

  /// A unit for every room of every bus that a clip sends to.
  static func all(for clips: [PlacedClip]) -> [ReverbUnit] {
    var ranges: [MixClip.Bus: [ReverbRoom: [Range<Int>]]] = [:]
    for clip in clips {
      if let send = clip.clip.reverb { ranges[clip.clip.bus, default: [:]][send.room, default: []].append(clip.range) }
    }
    return [MixClip.Bus.shots, .music, .effects, .dialogue].flatMap { bus in
      ReverbRoom.allCases.compactMap { room in ranges[bus]?[room].map { ReverbUnit(bus, room, clips: $0) } }
    }
  }

  func takes(_ bus: MixClip.Bus, _ room: ReverbRoom) -> Bool { self.bus == bus && self.room == room }

  func isHeard(in block: Range<Int>) -> Bool { stretches.contains { $0.overlaps(block) } }

  /// What is sent to the room in a block of at most 4096 samples, left and right in turn.
  var input: UnsafeMutablePointer<Float>? { storage.baseAddress }

  func clear() { input?.update(repeating: 0, count: 2 * Self.block) }

  /// Brings the room to `sample`.
  ///
  /// - Parameter feed: fills ``input`` for a range.
  func catchUp(to sample: Int, feed: (Range<Int>) throws -> Void) throws {
    guard let stretch = stretches.first(where: { $0.contains(sample) }) else { return }
    if position > sample || position < stretch.lowerBound {
      reverb.reset()
      position = stretch.lowerBound
    }
    while position < sample {
      let part = position..<min(position + Self.block, sample)
      try feed(part)
      if let storage = storage.baseAddress { run(part, input: storage, output: storage + 2 * Self.block) }
    }
  }

  /// Adds the room's answer to what was sent in `block`.
  func render(_ block: Range<Int>, adding mix: UnsafeMutablePointer<Float>) {
    guard let input else { return }
    for stretch in stretches where stretch.overlaps(block) {
      if stretch.lowerBound >= block.lowerBound { reverb.reset() }
      let part = stretch.clamped(to: block)
      let first = 2 * (part.lowerBound - block.lowerBound)
      run(part, input: input + first, output: mix + first)
    }
  }

  private func run(_ part: Range<Int>, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    reverb.add(input, frames: part.count, to: output)
    position = part.upperBound
  }
}
