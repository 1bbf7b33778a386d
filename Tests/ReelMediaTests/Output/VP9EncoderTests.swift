import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport
import Testing

/// VP9, by decoders and a muxer that share no code with the encoder's driving.
struct VP9EncoderTests {
  private func settings(crf: Double = 24) -> VideoEncoderSettings {
    VideoEncoderSettings(
      encoder: "libvpx-vp9", size: Size(width: 128, height: 96), rate: FrameRate(Rational(30)), preset: "superfast", crf: crf,
      profile: "profile0", level: 10, gop: 60, bFrames: 0, referenceFrames: 0)
  }

  /// The samples as an IVF file, which every tool reads.
  private func ivf(_ segment: Segments.Encoded) -> Data {
    func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    var bytes = Array("DKIF".utf8) + little(0, 2) + little(32, 2) + Array("VP90".utf8)
    bytes += little(128, 2) + little(96, 2) + little(30, 4) + little(1, 4) + little(segment.samples.count, 4) + little(0, 4)
    for sample in segment.samples { bytes += little(sample.bytes.count, 4) + little(sample.presentation, 8) + sample.bytes }
    return Data(bytes)
  }

  @Test func everyFrameComesBack() throws {
    let settings = self.settings()
    let segment = try Segments.encode(settings, frames: 0..<30)
    let folder = try TemporaryDirectory()
    let file = try folder.write("a.ivf", ivf(segment))
    let bytes = [UInt8](try ffmpeg(["-xerror", "-i", file, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"]))
    let frame = settings.size.area * 3 / 2
    try #require(bytes.count == 30 * frame)
    for index in 0..<30 {
      let squares = zip(Segments.luma(settings.size, frame: index), bytes[index * frame..<index * frame + settings.size.area])
        .reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
      // Above 32 dB; the frame before or after would give less than 25.
      #expect(Double(squares) / Double(settings.size.area) < 40, "frame \(index)")
    }
  }

  /// A segment is one closed group whose header does not depend on its length, and the same bytes again.
  @Test func segmentsCanBeJoined() throws {
    let settings = self.settings()
    let reference = try VideoEncoder(settings)
    for count in [1, 8, 37, 60] {
      let segment = try Segments.encode(settings, frames: 0..<count)
      #expect(segment.parameterSets == reference.parameterSets && segment.reorderDelay == 0, "\(count)")
      #expect(segment.samples.map(\.presentation) == Array(0..<count))
      #expect(segment.samples.map(\.isKey) == (0..<count).map { $0 == 0 })
      #expect(try Segments.encode(settings, frames: 0..<count).samples == segment.samples, "\(count) frames are other bytes again")
    }
    // Two segments in a row are decoded to what each is by itself.
    let folder = try TemporaryDirectory()
    let parts = try [0..<37, 37..<45].map { try Segments.encode(settings, frames: $0) }
    var joined = parts[0]
    joined.samples += parts[1].samples.map {
      CodedSample(bytes: $0.bytes, presentation: $0.presentation + 37, duration: 1, isKey: $0.isKey)
    }
    func hashes(_ segment: Segments.Encoded) throws -> [Substring] {
      let file = try folder.write("\(UUID().uuidString).ivf", ivf(segment))
      let text = String(decoding: try ffmpeg(["-i", file, "-f", "framehash", "-hash", "sha256", "-"]), as: UTF8.self)
      return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: ",").last }
    }
    #expect(try hashes(joined) == parts.flatMap(hashes))
  }

  /// The box FFmpeg's own muxer writes for the same stream.
  @Test func configurationRecordIsTheOneFFmpegWrites() throws {
    let segment = try Segments.encode(settings(), frames: 0..<8)
    let folder = try TemporaryDirectory()
    let file = try folder.write("a.ivf", ivf(segment))
    try ffmpeg(["-i", file, "-c", "copy", folder.file("a.mp4")])
    let mp4 = try Data(contentsOf: URL(fileURLWithPath: folder.file("a.mp4")))
    let box = try #require(mp4.range(of: Data("vpcC".utf8)))
    let size = mp4[box.lowerBound - 4..<box.lowerBound].reduce(0) { $0 << 8 | Int($1) }
    let written = [UInt8](mp4[box.upperBound..<box.lowerBound - 4 + size])
    // IVF does not say the colours; profile, level, bits and layout are what FFmpeg finds in the stream.
    #expect(written.prefix(6) == segment.parameterSets.prefix(6), "\(written) \(segment.parameterSets)")
    #expect(written[6] >> 4 == segment.parameterSets[6] >> 4 && written.count == segment.parameterSets.count)
  }

  @Test func whatItDoesNotHaveIsRefused() {
    var capped = self.settings()
    capped.maxRate = 800_000
    #expect(throws: ReelError.self) { try VideoEncoder(capped) }
    #expect(throws: ReelError.self) { try VideoEncoder(settings(crf: 24.5)) }
    #expect(throws: ReelError.self) { try VideoEncoder(settings(crf: 64)) }
  }
}
