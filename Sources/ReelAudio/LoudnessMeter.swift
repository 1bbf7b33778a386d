import CEBUR128
package import ReelCore

/// Loudness after ITU-R BS.1770-4 and EBU R 128, and the true peak. The loudness is libebur128's; the peak is `TruePeakMeter`'s, which
/// reads at least what libebur128 reads, at a fifth of its cost.
///
/// Thread-safety: one thread at a time.
package final class LoudnessMeter {
  /// What is measured besides the integrated loudness; each costs its time.
  package struct Extras: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Loudness range, and with it the short-term loudness.
    package static let range = Extras(rawValue: 1)
    package static let truePeak = Extras(rawValue: 2)
  }

  private let state: UnsafeMutablePointer<ebur128_state>
  private let extras: Extras
  private let channels: Int
  private var frames = 0
  private var peak: TruePeakMeter

  /// - Parameters:
  ///   - channels: 1, 2 (L R), 4 (L R Ls Rs), 5 (L R C Ls Rs) or 6 (L R C LFE Ls Rs). True peak is measured on stereo only.
  ///   - extras: what else to measure.
  /// - Throws: `ReelError` of kind `failed` when memory runs out.
  package init(channels: Int = 2, extras: Extras = [.range, .truePeak]) throws {
    precondition(channels == 2 || !extras.contains(.truePeak), "true peak is measured on stereo")
    var mode = EBUR128_MODE_I.rawValue
    if extras.contains(.range) { mode |= EBUR128_MODE_LRA.rawValue }
    guard let state = ebur128_init(UInt32(channels), UInt(mixRate), Int32(mode)) else {
      throw ReelError(.failed, "no memory for a loudness meter of \(channels) channels", detail: "ebur128_init")
    }
    self.state = state
    self.extras = extras
    self.channels = channels
    peak = TruePeakMeter()
  }

  deinit {
    var state: UnsafeMutablePointer<ebur128_state>? = state
    ebur128_destroy(&state)
  }

  /// Measures `frames` more samples of each channel, interleaved.
  package func add(_ samples: UnsafePointer<Float>, frames: Int) throws {
    let code = ebur128_add_frames_float(state, samples, frames)
    guard code == Int32(EBUR128_SUCCESS.rawValue) else {
      throw ReelError(.failed, "the loudness meter refused \(frames) samples", detail: "ebur128_add_frames_float: \(code)")
    }
    if extras.contains(.truePeak) { peak.add(samples, frames: frames) }
    self.frames += frames
  }

  /// LUFS of everything so far; `nil` when no 400 ms block passes the gate of -70 LUFS.
  package var integrated: Double? { value(ebur128_loudness_global) }

  /// LUFS of the last 400 ms, ungated.
  package var momentary: Double? { value(ebur128_loudness_momentary) }

  /// LUFS of the last 3 s, ungated; `nil` unless the range is measured.
  package var shortTerm: Double? { value(ebur128_loudness_shortterm) }

  /// Everything so far. The range is `nil` for less than the 3 s that one short-term value takes.
  package var facts: LoudnessFacts {
    let integrated = integrated
    let range = integrated != nil && frames >= 3 * mixRate ? value(ebur128_loudness_range) : nil
    let level = Decibel.level(Double(peak.finished))
    return LoudnessFacts(integrated: integrated, truePeak: level.isFinite ? level : nil, range: range)
  }

  private func value(_ read: (UnsafeMutablePointer<ebur128_state>, UnsafeMutablePointer<Double>) -> Int32) -> Double? {
    var value = 0.0
    guard read(state, &value) == Int32(EBUR128_SUCCESS.rawValue), value.isFinite else { return nil }
    return value
  }
}
