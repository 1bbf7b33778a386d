import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport
import Testing

/// Ten bits of H.265, by decoders that share no code with the encoder.
struct HEVCEncoderTests {
  private func settings(
    _ size: Size = Size(width: 128, height: 96), bFrames: Int = 4, maxRate: Int? = nil, preset: String = "veryfast", crf: Double = 18
  ) -> VideoEncoderSettings {
    VideoEncoderSettings(
      encoder: "libx265", size: size, rate: FrameRate(Rational(30)), preset: preset, crf: crf, profile: "main10", level: 93, gop: 60,
      bFrames: bFrames, referenceFrames: 2, maxRate: maxRate)
  }

  @Test func everyFrameComesBackInTenBits() throws {
    let settings = settings()
    let segment = try Segments.encode(settings, frames: 0..<30)
    let folder = try TemporaryDirectory()
    let file = try folder.write("a.h265", Segments.annexB(segment))
    let bytes = [UInt8](try ffmpeg(["-xerror", "-i", file, "-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-"]))
    let samples = settings.size.area * 3 / 2
    #expect(bytes.count == 30 * samples * 2)
    for frame in 0..<bytes.count / (samples * 2) {
      func sample(_ index: Int) -> Int {
        let at = (frame * samples + index) * 2
        return Int(bytes[at]) | Int(bytes[at + 1]) << 8
      }
      var squares = 0
      for (index, value) in Segments.luma(settings.size, frame: frame).enumerated() {
        let difference = Int(value) * 4 - sample(index)
        squares += difference * difference
      }
      // 10 log10(1020^2 / mse) > 38 dB; the frame before or after would give less than 25.
      #expect(Double(squares) / Double(settings.size.area) < 165, "frame \(frame)")
      for (index, x) in [0, 7, 40, 63].enumerated() {
        let expected = 4 * (100 + (x + frame) % 50)
        #expect(abs(sample(settings.size.area + 64 * (10 + 8 * index) + x) - expected) < 40, "chroma of frame \(frame) at \(x)")
      }
    }
  }

  /// Flat pictures survive coding: what comes back is the code times four, in every plane.
  @Test func codesAreTakenTimesFour() throws {
    let settings = settings(Size(width: 64, height: 64), crf: 1)
    for codes: [UInt8] in [[16, 128, 128], [235, 90, 200], [81, 240, 16]] {
      var draft = try FramePool(size: settings.size, format: .yuv420p8, color: .bt709).draft()
      draft.withPicture { picture in
        for plane in 0..<3 {
          for y in 0..<picture[plane].rows { for x in 0..<picture[plane].width { picture[plane].row(y)[x] = codes[plane] } }
        }
      }
      let encoder = try VideoEncoder(settings)
      let samples = try encoder.encode(draft.freeze()) + encoder.finish()
      let segment = Segments.Encoded(
        samples: samples, parameterSets: encoder.parameterSets, headerNALs: encoder.headerNALs, reorderDelay: encoder.reorderDelay)
      let folder = try TemporaryDirectory()
      let file = try folder.write("a.h265", Segments.annexB(segment))
      let bytes = [UInt8](try ffmpeg(["-i", file, "-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-"]))
      let middles = [64 * 32 + 32, 4096 + 32 * 16 + 16, 5120 + 32 * 16 + 16]
      try #require(bytes.count == 6144 * 2)
      #expect(middles.map { Int(bytes[2 * $0]) | Int(bytes[2 * $0 + 1]) << 8 } == codes.map { Int($0) * 4 })
    }
  }

  @Test(arguments: [(1, 4), (2, 4), (5, 4), (60, 4), (1, 0), (60, 0), (60, 1), (60, 8)])
  func oneClosedGroupWhoseParameterSetsDoNotDependOnItsLength(count: Int, bFrames: Int) throws {
    let settings = settings(bFrames: bFrames)
    let segment = try Segments.encode(settings, frames: 0..<count)
    let reference = try VideoEncoder(settings)
    #expect(segment.parameterSets == reference.parameterSets)
    #expect(segment.headerNALs == reference.headerNALs)
    #expect(segment.reorderDelay == min(bFrames, 2))
    #expect(segment.samples.map(\.presentation).sorted() == Array(0..<count))
    #expect(segment.samples.map(\.isKey) == (0..<count).map { $0 == 0 })
    for (place, sample) in segment.samples.enumerated() {
      #expect(sample.presentation >= place - segment.reorderDelay, "decoded after it is shown")
      let kinds = Segments.units(sample).map { $0[$0.startIndex] >> 1 }
      // IDR pictures are 19 and 20, trailing ones 0 and 1: no leading pictures, parameter sets or messages.
      #expect(kinds.count == 1 && kinds.allSatisfy { (place == 0 ? 19...20 : 0...1).contains($0) }, "types \(kinds) in sample \(place)")
    }
  }

  @Test func parameterSetsOfOtherQualitiesAndCapsAreTheSame() throws {
    let reference = try VideoEncoder(settings())
    #expect(try VideoEncoder(settings(crf: 28.5)).parameterSets == reference.parameterSets)
    for frames in [1, 8, 60] {
      #expect(try VideoEncoder(settings(maxRate: 800_000), frames: frames).parameterSets == reference.parameterSets)
    }
  }

  /// The box FFmpeg's own muxer writes for the same stream.
  @Test func configurationRecordIsTheOneFFmpegWrites() throws {
    let segment = try Segments.encode(settings(), frames: 0..<8)
    let folder = try TemporaryDirectory()
    let file = try folder.write("a.h265", Segments.annexB(segment))
    try ffmpeg(["-i", file, "-c", "copy", "-tag:v", "hvc1", folder.file("a.mp4")])
    let mp4 = try Data(contentsOf: URL(fileURLWithPath: folder.file("a.mp4")))
    let box = try #require(mp4.range(of: Data("hvcC".utf8)))
    let size = mp4[box.lowerBound - 4..<box.lowerBound].reduce(0) { $0 << 8 | Int($1) }
    #expect([UInt8](mp4[box.upperBound..<box.lowerBound - 4 + size]) == segment.parameterSets)
  }

  @Test func theStreamSaysWhatWasAskedFor() throws {
    let segment = try Segments.encode(settings(), frames: 0..<8)
    let folder = try TemporaryDirectory()
    let file = try folder.write("a.h265", Segments.annexB(segment))
    let fields = "profile,level,has_b_frames,color_range,color_space,color_transfer,color_primaries,chroma_location,r_frame_rate,pix_fmt"
    let shown = try run(["ffprobe", "-v", "error", "-show_entries", "stream=\(fields)", "-of", "default=nw=1", file]).text
    let expected = [
      "profile=Main 10", "level=93", "has_b_frames=2", "color_range=tv", "color_space=bt709", "color_transfer=bt709",
      "color_primaries=bt709", "chroma_location=left", "r_frame_rate=30/1", "pix_fmt=yuv420p10le",
    ]
    for line in expected { #expect(shown.split(separator: "\n").contains { $0 == line }, "\(line) not in \(shown)") }
  }

  /// With its vector code and without, and twice over.
  @Test func bytesAreTheSameOnEveryProcessor() throws {
    for settings in [settings(), settings(maxRate: 300_000, preset: "medium")] {
      let native = try Segments.encode(settings, frames: 0..<12)
      let plain = try Segments.encode(settings, frames: 0..<12, extra: ["asm=0"])
      #expect(native.samples == plain.samples)
      #expect(try Segments.encode(settings, frames: 0..<12).samples == native.samples)
    }
  }

  @Test func smallPicturesHaveSmallBlocks() throws {
    for (width, height) in [(16, 16), (32, 48), (62, 130)] {
      let segment = try Segments.encode(settings(Size(width: width, height: height)), frames: 0..<3)
      let folder = try TemporaryDirectory()
      let file = try folder.write("a.h265", Segments.annexB(segment))
      let pixels = try ffmpeg(["-xerror", "-i", file, "-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-"])
      #expect(pixels.count == 3 * width * height * 3, "\(width)x\(height)")
    }
  }

  @Test func whatCannotBeEncodedIsRefused() throws {
    var profile = settings()
    profile.profile = "high"
    #expect { try VideoEncoder(profile) } throws: { "\($0)" == "10-bit 4:2:0 has no profile 'high'; use main10" }
    var preset = settings()
    preset.preset = "swift"
    #expect { try VideoEncoder(preset) } throws: { "\($0)".hasPrefix("libx265 has no preset 'swift'; use ultrafast, superfast, ") }
    #expect { try VideoEncoder(settings(Size(width: 14, height: 96))) } throws: { "\($0)".contains("a side is at least 16") }
  }
}
