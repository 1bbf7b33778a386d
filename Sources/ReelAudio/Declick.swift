import ReelCore

/// Finds where clips would begin or end with a jump, which is heard as a click, and how long a fade takes it away.
///
/// A clip that begins and ends near zero, as a recording does by itself, is left alone; so is a join at which a source simply goes on.
struct Declick {
  /// Of full scale, 0.001: a jump of less is below what is heard of it.
  private static let threshold = Float(Decibel.amplitude(-60))

  private let longest: Int
  private var continued = Set<Edge>()

  /// A place where one part of a source meets the next: both ends of such a join have the same.
  private struct Edge: Hashable {
    var source: SoundSource
    var speakers: SpeakerPair?
    var bus: MixClip.Bus
    /// In the mix, and in the source.
    var time: Int
    var position: Int
    var gain: Double
    var pan: MixPan?
    var reverb: ReverbSend?
    var ducking: Ducking?
  }

  /// - Parameters:
  ///   - longest: samples of a fade at most.
  ///   - clips: all of the mix.
  init(longest: Int, clips: [MixClip]) {
    self.longest = longest
    let begins = Set(clips.filter { $0.fadeIn == 0 }.compactMap(Self.beginning))
    continued = begins.intersection(clips.filter { $0.fadeOut == 0 }.compactMap(Self.end))
  }

  private static func beginning(_ clip: MixClip) -> Edge? { edge(clip, at: 0) }
  private static func end(_ clip: MixClip) -> Edge? { edge(clip, at: clip.count) }

  /// `nil` for what cannot go on in another clip: a loop, or what has a state or a course of its own.
  private static func edge(_ clip: MixClip, at sample: Int) -> Edge? {
    guard !clip.loops, clip.automation == nil, clip.equalizer == nil, clip.pan.map({ $0.position.points.count == 1 }) ?? true else {
      return nil
    }
    return Edge(
      source: clip.source, speakers: clip.speakers, bus: clip.bus, time: clip.start + sample, position: clip.offset + sample,
      gain: clip.gain, pan: clip.pan, reverb: clip.reverb, ducking: clip.ducking)
  }

  /// Samples of the fade at each end of a clip; 0 where none is needed.
  func edges(of clip: MixClip, signal: ClipSignal) throws -> (in: Int, out: Int) {
    let count = signal.count
    guard longest > 0, count > 0 else { return (0, 0) }
    let length = min(longest, count / 2)
    let level = Float(Decibel.amplitude(clip.gain))
    func jumps(at sample: Int) throws -> Bool { try signal.magnitude(at: sample) * level > Self.threshold }
    var edges = (in: 0, out: 0)
    if clip.fadeIn == 0, !(Self.beginning(clip).map(continued.contains) ?? false), try jumps(at: 0) { edges.in = length }
    // A fade-out that the source's end comes before does not reach silence there.
    let fades = clip.fadeOut > 0 && count == clip.count
    let goesOn = count == clip.count && (Self.end(clip).map(continued.contains) ?? false)
    // What an equaliser still rings with is cut off, too.
    if !fades, !goesOn, try clip.equalizer != nil || jumps(at: count - 1) { edges.out = length }
    return edges
  }
}
