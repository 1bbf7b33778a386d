import CEBUR128

/// What libebur128, called directly, says of stereo.
func libraryLoudness(_ samples: [Float]) throws -> (integrated: Double, truePeak: Double, range: Double) {
  let mode = EBUR128_MODE_I.rawValue | EBUR128_MODE_LRA.rawValue | EBUR128_MODE_TRUE_PEAK.rawValue
  var state = ebur128_init(2, 48_000, Int32(mode))
  defer { ebur128_destroy(&state) }
  guard let state, ebur128_add_frames_float(state, samples, samples.count / 2) == Int32(EBUR128_SUCCESS.rawValue) else {
    throw OracleFailed(message: "libebur128")
  }
  var (integrated, range, left, right) = (0.0, 0.0, 0.0, 0.0)
  ebur128_loudness_global(state, &integrated)
  ebur128_loudness_range(state, &range)
  ebur128_true_peak(state, 0, &left)
  ebur128_true_peak(state, 1, &right)
  return (integrated, peakLevel(max(left, right)), range)
}
