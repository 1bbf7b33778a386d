/// W3C Compositing and Blending Level 1, section 10, in doubles from 0 to 1: its pseudo-code, not ours.
enum BlendFormulas {
  static let all: [String: @Sendable (_ b: Double, _ s: Double) -> Double] = [
    "multiply": multiply,
    "screen": screen,
    "overlay": { hardLight($1, $0) },
    "darken": { Swift.min($0, $1) },
    "lighten": { Swift.max($0, $1) },
    "color-dodge": { b, s in b == 0 ? 0 : s == 1 ? 1 : Swift.min(1, b / (1 - s)) },
    "color-burn": { b, s in b == 1 ? 1 : s == 0 ? 0 : 1 - Swift.min(1, (1 - b) / s) },
    "hard-light": hardLight,
    "soft-light": { b, s in
      if s <= 0.5 { return b - (1 - 2 * s) * b * (1 - b) }
      let d = b <= 0.25 ? ((16 * b - 12) * b + 4) * b : b.squareRoot()
      return b + (2 * s - 1) * (d - b)
    },
    "difference": { abs($0 - $1) },
    "exclusion": { $0 + $1 - 2 * $0 * $1 },
  ]

  @Sendable private static func multiply(_ b: Double, _ s: Double) -> Double { b * s }
  @Sendable private static func screen(_ b: Double, _ s: Double) -> Double { b + s - b * s }
  @Sendable private static func hardLight(_ b: Double, _ s: Double) -> Double {
    s <= 0.5 ? multiply(b, 2 * s) : screen(b, 2 * s - 1)
  }

  static let names = all.keys.sorted() + ["add"]

  /// The colour times alpha that goes over the backdrop.
  static func premultiplied(_ name: String, _ b: Double, _ s: Double, _ alpha: Double) -> Double {
    if let formula = all[name] { return formula(b, s) * alpha }
    // Plus-lighter, less what source-over leaves of the backdrop.
    return Swift.min(1, b + s * alpha) - b * (1 - alpha)
  }
}
