/// From the distance to a mask's edge to its codes, in integers.
struct MaskRamp {
  /// Parts of a pixel in which distances are measured.
  static let unit = 4096

  /// Half the width of the ramp: beyond it everything is inside or outside.
  let half: Int
  let inside: UInt8
  let outside: UInt8
  private let scale: Int
  /// The share of smoothstep, of 65536.
  private let softness: Int

  init(feather: Double, inverts: Bool) {
    let width = max(feather, 1)
    half = Int((width * Double(Self.unit) / 2).rounded(.up))
    // 65536 over the ramp, with 24 bits of fraction.
    scale = Int((1_099_511_627_776 / (width * Double(Self.unit))).rounded())
    softness = Int((min(max(feather, 0), 1) * 65536).rounded())
    (inside, outside) = inverts ? (0, 255) : (255, 0)
  }

  /// - Parameter distance: from the edge, negative inside; in parts of a pixel.
  @inline(__always)
  func code(_ distance: Int) -> UInt8 {
    let limited = min(max(distance, -half), half)
    let t = min(max(32768 &- (limited &* scale &+ 1 << 23) >> 24, 0), 65536)
    let smooth = ((t &* t) >> 16 &* (196_608 &- 2 &* t)) >> 16
    let mixed = t &+ ((smooth &- t) &* softness) >> 16
    let code = UInt8(truncatingIfNeeded: (mixed &* 255 &+ 32768) >> 16)
    return inside == 255 ? code : 255 &- code
  }

  /// Rounded to parts of a pixel; 100000 pixels are far enough, and their squares fit an integer.
  static func units(_ pixels: Double) -> Int { Int((min(max(pixels, -1e5), 1e5) * Double(unit)).rounded()) }

  /// The root of a whole number, rounded down but for those above 2^52, where a unit is lost.
  @inline(__always)
  static func root(_ value: Int) -> Int { Int(Double(value).squareRoot()) }
}
