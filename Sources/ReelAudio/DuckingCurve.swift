import ReelCore

/// The gain of a clip that steps back while someone speaks, as a function of the sample's index in the mix.
///
/// It begins to fall a look-ahead before a line, so that with a look-ahead as long as the attack it is down when the line begins; it
/// stays down for the hold after the line's end and comes back over the release. Lines too close together to come back and fall again
/// between them are one.
struct DuckingCurve {
  /// Where it is down.
  private let lines: [Range<Int>]
  private let attack: Ramp
  private let release: Ramp
  private let depth: Float

  /// - Parameter lines: where someone speaks, in samples of the mix, in any order.
  init(_ ducking: Ducking, lines: [Range<Int>]) {
    attack = Ramp.duck(count: Int(ducking.attack.samples(rate: mixRate)), depth: ducking.depth)
    release = Ramp.duck(count: Int(ducking.release.samples(rate: mixRate)), depth: ducking.depth)
    depth = Float(Decibel.amplitude(ducking.depth))
    let late = attack.count - Int((ducking.lookAhead ?? ducking.attack).samples(rate: mixRate))
    let hold = Int((ducking.hold ?? .zero).samples(rate: mixRate))
    let down = lines.filter { !$0.isEmpty }.map { line in
      let end = line.upperBound + hold
      return min(line.lowerBound + late, end - 1)..<end
    }
    self.lines = Self.merge(down, closerThan: attack.count + release.count)
  }

  static func merge(_ ranges: [Range<Int>], closerThan gap: Int) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in ranges.filter({ !$0.isEmpty }).sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      if let last = merged.last, range.lowerBound - last.upperBound < max(gap, 1) {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  /// The gain of all samples in `range` when it is one, else `nil`.
  func constant(in range: Range<Int>) -> Float? {
    let first = firstLine(endingAfter: range.lowerBound)
    guard first < lines.count, lines[first].lowerBound - attack.count < range.upperBound else { return 1 }
    let line = lines[first]
    return line.lowerBound <= range.lowerBound && range.upperBound <= line.upperBound ? depth : nil
  }

  /// Multiplies `gains`, one for each sample of `range`, by the curve.
  func multiply(_ gains: UnsafeMutablePointer<Float>, range: Range<Int>) {
    for line in lines[firstLine(endingAfter: range.lowerBound)...] {
      let start = line.lowerBound - attack.count
      if start >= range.upperBound { return }
      for n in (start..<line.lowerBound).clamped(to: range) { gains[n - range.lowerBound] *= attack[n - start] }
      for n in line.clamped(to: range) { gains[n - range.lowerBound] *= depth }
      let end = line.upperBound + release.count
      for n in (line.upperBound..<end).clamped(to: range) { gains[n - range.lowerBound] *= release[end - 1 - n] }
    }
  }

  /// The index of the first line whose release is not over at `sample`.
  private func firstLine(endingAfter sample: Int) -> Int {
    var (low, high) = (0, lines.count)
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].upperBound + release.count <= sample { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
