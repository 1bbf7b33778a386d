import ReelCore

/// What a clip plays before its level: its part of the source, round the loop as often as it takes, through its equaliser.
///
/// An equaliser remembers what it heard, so it is run forwards from the clip's first sample; asked for something earlier it begins
/// again. Any ranges, in any order, give the same bits; the mixer asks in order, and then nothing is filtered twice.
final class ClipSignal {
  private static let block = 2048

  private let clip: MixClip
  private let sound: any SoundReading
  private var equalizer: Equalizer?
  /// Of the loop's seam.
  private let seam: Ramp
  private let overlap: Int
  /// Samples of the source, from its first that is played on, that were found to be numbers. They are read again for every pass.
  private var checked: Range<Int>

  init(_ clip: MixClip, sound: any SoundReading) {
    self.clip = clip
    self.sound = sound
    equalizer = clip.equalizer.map(Equalizer.init)
    overlap = clip.loops ? clip.overlap ?? 0 : 0
    seam = Ramp.fade(count: overlap, curve: .power)
    checked = clip.offset..<clip.offset
  }

  /// Samples the clip has.
  var count: Int { clip.loops ? clip.count : max(0, min(clip.count, sound.length - clip.offset)) }

  /// Writes the samples `range` of the clip to `buffer`, left and right in turn.
  func read(_ range: Range<Int>, into buffer: UnsafeMutablePointer<Float>) throws {
    guard equalizer != nil else { return try readPlain(range, into: buffer) }
    try catchUp(to: range.lowerBound)
    try readPlain(range, into: buffer)
    equalizer?.apply(to: buffer, frames: range.count)
  }

  /// Brings the equaliser to `sample`.
  private func catchUp(to sample: Int) throws {
    guard let position = equalizer?.position, position != sample else { return }
    if position > sample { equalizer?.reset() }
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * Self.block) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      while let position = equalizer?.position, position < sample {
        let count = min(Self.block, sample - position)
        try readPlain(position..<position + count, into: scratch)
        equalizer?.apply(to: scratch, frames: count)
      }
    }
  }

  /// The larger magnitude of both channels at one sample of the source's part, without the equaliser.
  func magnitude(at sample: Int) throws -> Float {
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: 2) { pair in
      guard let base = pair.baseAddress else { return 0 }
      try readPlain(sample..<sample + 1, into: base)
      return max(pair[0].magnitude, pair[1].magnitude)
    }
  }

  private func readPlain(_ range: Range<Int>, into buffer: UnsafeMutablePointer<Float>) throws {
    let period = clip.loops ? sound.length - overlap : sound.length
    var done = 0
    while done < range.count {
      let at = clip.offset + range.lowerBound + done
      let (pass, position) = clip.loops ? at.quotientAndRemainder(dividingBy: period) : (0, at)
      let target = buffer + 2 * done
      let isSeam = pass > 0 && position < overlap
      let count = min(range.count - done, (isSeam ? overlap : period) - position)
      try fill(from: position, count: count, into: target)
      if isSeam { try addSeam(position, count, onto: target, from: period) }
      done += count
    }
  }

  /// Crosses the beginning of a pass with what the one before it still has to say.
  private func addSeam(_ position: Int, _ count: Int, onto target: UnsafeMutablePointer<Float>, from period: Int) throws {
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * Self.block) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      for start in stride(from: 0, to: count, by: Self.block) {
        let length = min(Self.block, count - start)
        try fill(from: period + position + start, count: length, into: scratch)
        for i in 0..<length {
          let (rising, falling) = (seam[position + start + i], seam[overlap - 1 - position - start - i])
          for channel in 2 * i...2 * i + 1 {
            target[2 * start + channel] = target[2 * start + channel] * rising + scratch[channel] * falling
          }
        }
      }
    }
  }

  private func fill(from position: Int, count: Int, into target: UnsafeMutablePointer<Float>) throws {
    try sound.read(from: position, count: count, into: target)
    let end = position + count
    if checked.lowerBound <= position && end <= checked.upperBound { return }
    guard let bad = firstNonFinite(target, count: 2 * count) else {
      if checked.contains(position) || position == checked.upperBound { checked = checked.lowerBound..<end }
      return
    }
    let time = Time(samples: Int64(position + bad / 2), rate: mixRate)
    throw ReelError(
      .invalid, "sound \(clip.source.digest), stream \(clip.source.stream), has a sample at \(time) that is not a number",
      hint: "repair or replace the file")
  }

  private func firstNonFinite(_ samples: UnsafePointer<Float>, count: Int) -> Int? {
    // The largest magnitude as an integer orders as the floats do, with infinity and not-a-number on top.
    var largest: Int32 = 0
    for i in 0..<count { largest = max(largest, Int32(bitPattern: samples[i].bitPattern & 0x7FFF_FFFF)) }
    return largest < 0x7F80_0000 ? nil : (0..<count).first { !samples[$0].isFinite }
  }
}
