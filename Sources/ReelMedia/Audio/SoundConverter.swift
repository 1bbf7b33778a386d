import CFFmpeg
import ReelCore

/// Turns sound of one rate, layout and sample format into interleaved 32-bit float, at 48 kHz but for those who look at it. Not
/// thread-safe.
///
/// The resampler is libswresample's own, not soxr even where that is built in: soxr picks AVX code by itself when asked for more than 20
/// bits, and not every build has it; this one runs on ``CPUPath/fixed``. 128 taps under a Kaiser window with beta 12, pass band to 0.98 of
/// the lower Nyquist frequency: flat within 0.001 dB up to 20 kHz at 44.1 kHz, and everything that does not belong there below -120 dB.
final class SoundConverter {
  static let rate = 48000

  /// The kind of sound it was made for.
  let input: Input
  /// Samples a second of what comes out, and its channels.
  private let rate: Int
  private let speakers: SoundLayout
  /// Samples for each channel that went in.
  private(set) var consumed = 0
  /// Samples for each channel that came out.
  private var produced = 0
  private let context: OpaquePointer
  private let place: Place

  struct Input: Equatable {
    var rate: CInt
    var format: AVSampleFormat
    /// Channels in order, which says more than a layout's name.
    var channels: [AVChannel]
  }

  init(_ input: Input, layout: AVChannelLayout, to speakers: SoundLayout, rate: Int, _ place: Place) throws(ReelError) {
    let tried = "convert \(input.rate) Hz '\(ChannelMatrix.name(layout))' to \(rate) Hz \(speakers.rawValue)"
    let gains = try ChannelMatrix.gains(layout, to: speakers, place)
    var (source, target) = (layout, AVChannelLayout())
    av_channel_layout_default(&target, CInt(speakers.channels))
    var context: OpaquePointer?
    defer { swr_free(&context) }
    try check(
      swr_alloc_set_opts2(
        &context, &target, AV_SAMPLE_FMT_FLT, CInt(rate), &source, input.format, input.rate, 0, nil),
      "swr_alloc_set_opts2", tried, place)
    let object = UnsafeMutableRawPointer(context)
    let numbers: [(String, Int64)] = [
      ("filter_size", 128), ("phase_shift", 10), ("exact_rational", 1), ("linear_interp", 1), ("kaiser_beta", 12),
    ]
    for (name, value) in numbers {
      try check(av_opt_set_int(object, name, value, 0), "av_opt_set_int", tried, place)
    }
    for (name, value) in [("filter_type", "kaiser"), ("internal_sample_fmt", "fltp"), ("resampler", "swr"), ("dither_method", "none")] {
      try check(av_opt_set(object, name, value, 0), "av_opt_set", tried, place)
    }
    try check(av_opt_set_double(object, "cutoff", 0.98, 0), "av_opt_set_double", tried, place)
    let matrix = (0..<speakers.channels).flatMap { speaker in gains.map { $0[speaker] } }
    try check(swr_set_matrix(context, matrix, CInt(gains.count)), "swr_set_matrix", tried, place)
    let made = context
    try check(CPUPath.fixed.opening { swr_init(made) }, "swr_init", tried, place)
    self.input = input
    self.rate = rate
    self.speakers = speakers
    self.place = place
    self.context = try check(made, "swr_alloc_set_opts2", tried, place)
    context = nil
  }

  deinit {
    var context: OpaquePointer? = context
    swr_free(&context)
  }

  /// Converts `count` samples and appends what is ready to `output`, interleaved.
  ///
  /// - Parameter planes: where each channel's samples are, or all of them when they are interleaved.
  func convert(_ planes: UnsafeMutablePointer<UnsafePointer<UInt8>?>, _ count: Int, into output: inout [Float]) throws(ReelError) {
    consumed += count
    produced += try run(planes, count, room: Int(swr_get_out_samples(context, CInt(count))), into: &output)
  }

  /// Converts `count` samples of silence.
  func convertSilence(_ count: Int, into output: inout [Float]) throws(ReelError) {
    let planeCount = av_sample_fmt_is_planar(input.format) == 1 ? input.channels.count : 1
    let bytes = count * input.channels.count / planeCount * Int(av_get_bytes_per_sample(input.format))
    let isUnsigned = input.format == AV_SAMPLE_FMT_U8 || input.format == AV_SAMPLE_FMT_U8P
    let zeros = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes)
    defer { zeros.deallocate() }
    zeros.initialize(repeating: isUnsigned ? 0x80 : 0, count: bytes)
    var planes = [UnsafePointer<UInt8>?](repeating: UnsafePointer(zeros), count: planeCount)
    try convert(&planes, count, into: &output)
  }

  /// Appends what the filter still holds: afterwards as many samples have come out as the time that went in is long, rounded to nearest.
  func flush(into output: inout [Float]) throws(ReelError) {
    let source = Int(input.rate)
    let due = (consumed * rate * 2 + source) / (2 * source) - produced
    guard due > 0 else { return }
    let made = try run(nil, 0, room: due, into: &output)
    produced += due
    // The filter's tail may end a sample early where the rates do not divide.
    guard due - made <= 2 else { throw ReelError(.failed, "the resampler kept \(due - made) samples\(place.words)", file: place.file) }
    output += repeatElement(0, count: (due - made) * speakers.channels)
  }

  private func run(
    _ planes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ count: Int, room: Int, into output: inout [Float]
  ) throws(ReelError) -> Int {
    guard room > 0 else { return 0 }
    let filled = output.count
    output += repeatElement(0, count: room * speakers.channels)
    let code = output.withUnsafeMutableBytes { bytes in
      var target = bytes.baseAddress.map { ($0 + filled * 4).assumingMemoryBound(to: UInt8.self) }
      return swr_convert(context, &target, CInt(room), planes, CInt(count))
    }
    output.removeLast((room - Int(max(code, 0))) * speakers.channels)
    return Int(try check(code, "swr_convert", "convert sound to \(rate) Hz \(speakers.rawValue)", place))
  }
}
