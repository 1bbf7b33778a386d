/// Random numbers that are a function of where they are asked for, in any order and from any frame: what makes grain and shake
/// independent of how a timeline is cut.
struct CounterHash {
  private let key: UInt64

  init(seed: UInt64) { key = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15) }

  /// The numbers that belong to `index`, a frame or a row.
  subscript(index: Int) -> CounterHash { CounterHash(seed: key ^ UInt64(bitPattern: Int64(index)) &* 0xD6E8_FEB8_6659_FD93) }

  var bits: UInt64 { key }
  var bits32: UInt32 { UInt32(truncatingIfNeeded: key >> 32) }

  /// 0..<1, in steps of 2^-53.
  var unit: Double { Double(key >> 11) * (1 / 9_007_199_254_740_992) }
  /// -1...1
  var signed: Double { 2 * unit - 1 }

  func integer(below count: Int) -> Int { Int((key.multipliedFullWidth(by: UInt64(max(count, 1)))).high) }

  /// The finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
