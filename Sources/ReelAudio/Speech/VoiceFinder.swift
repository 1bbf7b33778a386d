/// Finds where the voice of a recording begins and ends, by the energy of windows of 5 ms against the recording's own level.
///
/// The level is the median of the windows within 30 dB of nearly the loudest (the loudest two of a hundred may be a knock). Below it by
/// 45 dB begins silence, or where the recording's own noise is louder than that, 6 dB above the noise, but never nearer than 30 dB: soft
/// consonants are 25 to 30 dB below vowels.
struct VoiceFinder {
  private let window: Int
  /// Kept before and after: a soft consonant rises from, and sinks into, the noise.
  private let (before, after): (Int, Int)
  private var energies: [Int64] = []
  private var energy: Int64 = 0
  private var filled = 0

  init(rate: Int) {
    window = max(1, rate / 200)
    before = rate * 40 / 1000
    after = rate * 80 / 1000
  }

  mutating func add(_ samples: UnsafeBufferPointer<Float>) {
    for sample in samples {
      // 16 bits are enough for a level; 8 is the most there is, so a window of a second stays far inside 64 bits.
      let value = Int64((sample * 32768).rounded())
      energy += value * value
      filled += 1
      if filled == window {
        energies.append(energy)
        energy = 0
        filled = 0
      }
    }
  }

  /// In samples of the recording; `nil` when nothing in it is above -66 dBFS.
  var voice: Range<Int>? {
    var all = energies
    let total = energies.count * window + filled
    if filled > 0 { all.append(energy * Int64(window) / Int64(filled)) }
    let sorted = all.sorted()
    guard let loudest = sorted.last, loudest > floor else { return nil }
    var nearly = sorted[min(sorted.count - 1, sorted.count * 98 / 100)]
    if nearly <= floor { nearly = loudest }
    let active = sorted[(sorted.firstIndex { $0 > nearly / 1000 } ?? 0)...]
    let level = active[active.startIndex + active.count / 2]
    let threshold = max(floor, min(max(noise(of: all) * 4, level / 31_623), level / 1000))
    guard let first = all.firstIndex(where: { $0 > threshold }), let last = all.lastIndex(where: { $0 > threshold }) else { return nil }
    return max(0, first * window - before)..<min(total, (last + 1) * window + after)
  }

  /// -66 dBFS.
  private var floor: Int64 { Int64(window) * 270 }

  /// The mean energy of the quietest 100 ms.
  private func noise(of energies: [Int64]) -> Int64 {
    let run = 20
    guard energies.count >= run else { return 0 }
    var sum = energies[..<run].reduce(0, +)
    var least = sum
    for index in run..<energies.count {
      sum += energies[index] - energies[index - run]
      least = min(least, sum)
    }
    return least / Int64(run)
  }
}
