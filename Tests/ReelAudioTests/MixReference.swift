import Foundation
import ReelCore

/// The mix by its formulas, sample for sample, in double: slow, and written without a look at the mixer.
struct MixReference {
  let spec: MixSpec
  let sounds: [SoundSource: MemorySound]

  func rendered() -> [Double] {
    let lines = spokenLines()
    return (0..<spec.length).flatMap { n in
      var sum = [0.0, 0.0]
      for clip in spec.clips {
        guard let sound = sounds[clip.source], n >= clip.start, n < clip.start + clip.count else { continue }
        var position = clip.offset + n - clip.start
        if clip.loops { position %= sound.length }
        guard position < sound.length else { continue }
        let gain = self.gain(of: clip, at: n, lines: lines)
        for channel in 0...1 { sum[channel] += gain * Double(sound.samples[2 * position + channel]) }
      }
      return sum
    }
  }

  private func spokenLines() -> [Range<Int>] {
    spec.clips.filter { $0.bus == .dialogue }.compactMap { clip in
      guard let sound = sounds[clip.source] else { return nil }
      let count = clip.loops ? clip.count : min(clip.count, sound.length - clip.offset)
      return count > 0 ? clip.start..<clip.start + count : nil
    }
  }

  func gain(of clip: MixClip, at n: Int, lines: [Range<Int>]) -> Double {
    func fade(_ x: Double) -> Double { clip.curve == .power ? sin(x * .pi / 2) : x }
    var gain = pow(10, clip.gain / 20)
    let (fromStart, toEnd) = (Double(n - clip.start) + 0.5, Double(clip.start + clip.count - n) - 0.5)
    if fromStart < Double(clip.fadeIn) { gain *= fade(fromStart / Double(clip.fadeIn)) }
    if toEnd < Double(clip.fadeOut) { gain *= fade(toEnd / Double(clip.fadeOut)) }
    if let ducking = clip.ducking { gain *= pow(10, ducking.depth * presence(at: n, ducking, lines) / 20) }
    return gain
  }

  /// 1 while someone speaks, 0 far from it.
  private func presence(at n: Int, _ ducking: Ducking, _ lines: [Range<Int>]) -> Double {
    let attack = Double(ducking.attack.samples(rate: 48000))
    let release = Double(ducking.release.samples(rate: 48000))
    if lines.contains(where: { $0.contains(n) }) { return 1 }
    let before = lines.map(\.upperBound).filter { $0 <= n }.max().map { Double(n - $0) + 0.5 } ?? .infinity
    let after = lines.map(\.lowerBound).filter { $0 > n }.min().map { Double($0 - n) - 0.5 } ?? .infinity
    if before + after < attack + release { return 1 }
    func cosine(_ x: Double) -> Double { 0.5 + 0.5 * cos(.pi * x) }
    if after < attack { return cosine(after / attack) }
    return before < release ? cosine(before / release) : 0
  }
}
