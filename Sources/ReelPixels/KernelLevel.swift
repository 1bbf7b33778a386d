import CReelKernels

/// Which instructions the kernels use. Every level gives the same bytes; it is a matter of speed alone.
package enum KernelLevel: String, Sendable, CaseIterable {
  case scalar, avx2, neon

  /// What this processor runs, the slowest first: always ``scalar``, and its own level where it has one.
  package static var available: [KernelLevel] {
    let best = KernelLevel(reel_kernels_available())
    return best == .scalar ? [.scalar] : [.scalar, best]
  }

  init(_ level: reel_level) {
    self =
      switch level {
      case REEL_LEVEL_AVX2: .avx2
      case REEL_LEVEL_NEON: .neon
      default: .scalar
      }
  }

  var cLevel: reel_level {
    switch self {
    case .scalar: REEL_LEVEL_SCALAR
    case .avx2: REEL_LEVEL_AVX2
    case .neon: REEL_LEVEL_NEON
    }
  }
}
