import CFFmpeg
package import ReelCore

/// Decodes what an ``AudioEncoder`` made, so that loudness and true peak can be measured on what is delivered.
package enum AudioDecoderCheck {
  /// Decodes all samples.
  ///
  /// - Parameters:
  ///   - samples: of one track, from its first.
  ///   - configuration: ``AudioEncoder/configuration``.
  ///   - settings: what it was encoded with.
  ///   - priming: decoded samples to leave out at the front.
  ///   - length: samples to give after that; what the last packet was filled up with is left out.
  ///   - body: receives interleaved samples, in order, and how many for each channel; they are lent for the call.
  /// - Throws: `failed` when a packet cannot be decoded, or they hold fewer than `priming + length` samples.
  package static func decode(
    _ samples: some Sequence<CodedSample>, configuration: [UInt8], settings: AudioEncoderSettings, priming: Int, length: Int,
    _ body: (UnsafePointer<Float>, Int) throws -> Void
  ) throws {
    var configuration = configuration
    // FFmpeg's decoder leaves out what an Opus header tells it to; here everything is wanted, and left out by the window.
    if settings.encoder == "libopus", configuration.count > 12 { configuration.replaceSubrange(10..<12, with: [0, 0]) }
    let decoder = try decoder(configuration, settings)
    var window = Window(channels: settings.channels, skip: priming, rest: length)
    for sample in samples {
      try withPacket(sample) { try decoder.send($0) }
      try drain(decoder, &window, body)
    }
    try decoder.send(nil)
    try drain(decoder, &window, body)
    guard window.rest == 0 else {
      throw ReelError(.failed, "the encoded sound ends \(window.rest) samples before its \(length)")
    }
  }

  private static func decoder(_ configuration: [UInt8], _ settings: AudioEncoderSettings) throws -> SoundDecoder {
    guard let codec = avcodec_find_encoder_by_name(settings.encoder) else {
      throw ReelError(.unsupported, "the installed FFmpeg has no encoder '\(settings.encoder)'")
    }
    var parameters: UnsafeMutablePointer<AVCodecParameters>? = try check(
      avcodec_parameters_alloc(), "avcodec_parameters_alloc", "decode the encoded sound")
    defer { avcodec_parameters_free(&parameters) }
    guard let parameters else { preconditionFailure("checked above") }
    parameters.pointee.codec_type = AVMEDIA_TYPE_AUDIO
    parameters.pointee.codec_id = codec.pointee.id
    parameters.pointee.sample_rate = CInt(settings.sampleRate)
    av_channel_layout_default(&parameters.pointee.ch_layout, CInt(settings.channels))
    // Freed with the parameters; readers may look past the end by the padding.
    guard let extradata = av_mallocz(configuration.count + Int(reel_input_padding)) else {
      throw failure(reel_averror_enomem, "av_mallocz", "decode the encoded sound", Place())
    }
    extradata.copyMemory(from: configuration, byteCount: configuration.count)
    parameters.pointee.extradata = extradata.assumingMemoryBound(to: UInt8.self)
    parameters.pointee.extradata_size = CInt(configuration.count)
    return try SoundDecoder(parameters, timeBase: AVRational(num: 1, den: CInt(settings.sampleRate)))
  }

  private static func withPacket(_ sample: CodedSample, _ body: (UnsafeMutablePointer<AVPacket>) throws -> Void) throws {
    var packet: UnsafeMutablePointer<AVPacket>? = try check(av_packet_alloc(), "av_packet_alloc", "decode the encoded sound")
    defer { av_packet_free(&packet) }
    guard let packet else { preconditionFailure("checked above") }
    try check(av_new_packet(packet, CInt(sample.bytes.count)), "av_new_packet", "decode the encoded sound")
    UnsafeMutableRawPointer(packet.pointee.data).copyMemory(from: sample.bytes, byteCount: sample.bytes.count)
    packet.pointee.pts = Int64(sample.presentation)
    packet.pointee.dts = Int64(sample.presentation)
    packet.pointee.duration = Int64(sample.duration)
    try body(packet)
  }

  /// The part of the decoded samples that is wanted.
  private struct Window {
    let channels: Int
    var skip: Int
    var rest: Int
    var interleaved: [Float] = []

    init(channels: Int, skip: Int, rest: Int) {
      self.channels = channels
      self.skip = skip
      self.rest = rest
    }
  }

  private static func drain(_ decoder: SoundDecoder, _ window: inout Window, _ body: (UnsafePointer<Float>, Int) throws -> Void) throws {
    while case .frame = try decoder.receive() {
      let frame = decoder.frame.pointee
      guard let samples = DecodedSamples(frame), Int(frame.ch_layout.nb_channels) == window.channels else {
        throw ReelError(.failed, "the encoded sound decodes to another layout than it was made with")
      }
      let skipped = min(window.skip, Int(frame.nb_samples))
      let count = min(Int(frame.nb_samples) - skipped, window.rest)
      window.skip -= skipped
      window.rest -= count
      guard count > 0 else { continue }
      window.interleaved.removeAll(keepingCapacity: true)
      window.interleaved += repeatElement(0, count: count * window.channels)
      samples.copy(skipped..<skipped + count, channels: window.channels, to: &window.interleaved)
      try window.interleaved.withUnsafeBufferPointer { if let base = $0.baseAddress { try body(base, count) } }
    }
  }
}
