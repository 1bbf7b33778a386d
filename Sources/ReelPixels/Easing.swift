import ReelCore

/// How a motion inside a transition takes its time.
enum Easing {
  static let parameter = Parameter(
    "ease", .choice(default: "in-out", of: ["in-out", "linear"]), "Starts and stops softly, or moves evenly.")

  /// Smoothstep, `3 p^2 - 2 p^3`: it starts and ends without speed.
  static func smooth(_ progress: Double) -> Double { progress * progress * (3 - 2 * progress) }

  static func named(_ name: String, _ progress: Double) -> Double { name == "linear" ? progress : smooth(progress) }

  /// Comes to rest at 1: `1 - (1 - p)^3`.
  static func out(_ progress: Double) -> Double {
    let rest = 1 - progress
    return 1 - rest * rest * rest
  }
}
