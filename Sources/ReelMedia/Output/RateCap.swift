import ReelCore

/// How x264 and x265 are told an average that no chain of segments may pass.
enum RateCap {
  /// Segments that start with a buffer half full, and may empty it, put at most `vbv-maxrate * T + bufsize / 2` bits into T seconds.
  /// With `bufsize` = 0.5 s of `vbv-maxrate` that is `vbv-maxrate * (T + 0.25 s)`, so `vbv-maxrate = R * T / (T + 0.25 s)` holds
  /// any chain of segments to R, whatever their lengths. T is the segment's own length: no parameter set says it.
  static func parameters(_ bitsPerSecond: Int, rate: FrameRate, frames: Int) -> [String] {
    let seconds = Rational(Int64(max(frames, 1))) / rate.perSecond
    let kilobits = (Rational(Int64(bitsPerSecond), 1000) * seconds / (seconds + Rational(1, 4))).floor
    return ["vbv-maxrate=\(max(kilobits, 2))", "vbv-bufsize=\(max(kilobits / 2, 1))", "vbv-init=0.5"]
  }
}
