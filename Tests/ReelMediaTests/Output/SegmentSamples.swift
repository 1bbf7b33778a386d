import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport

/// Pictures and segments for the encoder's tests.
enum Segments {
  static func settings(
    _ size: Size = Size(width: 128, height: 96), gop: Int = 60, bFrames: Int = 2, maxRate: Int? = nil, preset: String = "veryfast",
    crf: Double = 21
  ) -> VideoEncoderSettings {
    VideoEncoderSettings(
      encoder: "libx264", size: size, rate: FrameRate(Rational(30)), preset: preset, crf: crf, profile: "high", level: 31, gop: gop,
      bFrames: bFrames, referenceFrames: 3, maxRate: maxRate)
  }

  /// A moving gradient under some noise, with a block whose light says the frame's number: every picture differs from every other.
  static func luma(_ size: Size, frame: Int, noise: Int = 8) -> [UInt8] {
    var rng = SeededRNG(seed: UInt64(frame) + 1)
    var plane = [UInt8](repeating: 0, count: size.area)
    var bits: UInt64 = 0
    for y in 0..<size.height {
      for x in 0..<size.width {
        if x % 8 == 0 { bits = rng.next() }
        let value = 40 + (x + 2 * y + 3 * frame) % 150 + Int(bits & 0xFF) * noise / 256
        bits >>= 8
        plane[y * size.width + x] = UInt8(min(value, 235))
      }
    }
    for y in 0..<16 { for x in 0..<16 { plane[y * size.width + x] = UInt8(20 + 3 * (frame % 70)) } }
    return plane
  }

  static func frame(_ size: Size, _ index: Int, noise: Int = 8) throws -> Frame {
    let pool = try FramePool(size: size, format: .yuv420p8, color: .bt709)
    var draft = try pool.draft()
    let luma = luma(size, frame: index, noise: noise)
    draft.withPicture { picture in
      for y in 0..<size.height { for x in 0..<size.width { picture[0].row(y)[x] = luma[y * size.width + x] } }
      for plane in 1...2 {
        for y in 0..<picture[plane].rows { for x in 0..<picture[plane].width { picture[plane].row(y)[x] = UInt8(100 + (x + index) % 50) } }
      }
    }
    return draft.freeze()
  }

  struct Encoded {
    var samples: [CodedSample]
    var parameterSets: [UInt8]
    var headerNALs: [[UInt8]]
    var reorderDelay: Int
    var bits: Int { samples.reduce(0) { $0 + $1.bytes.count * 8 } }
  }

  static func encode(
    _ settings: VideoEncoderSettings, frames: Range<Int>, noise: Int = 8, extra: [String] = []
  ) throws -> Encoded {
    let encoder = try VideoEncoder(settings, extraParameters: extra)
    var samples: [CodedSample] = []
    for index in frames { samples += try encoder.encode(frame(settings.size, index, noise: noise)) }
    samples += try encoder.finish()
    return Encoded(
      samples: samples, parameterSets: encoder.parameterSets, headerNALs: encoder.headerNALs, reorderDelay: encoder.reorderDelay)
  }

  /// The samples as a byte stream with start codes, parameter sets in front.
  static func annexB(_ segment: Encoded) -> Data {
    var stream = Data()
    for set in segment.headerNALs { stream += [0, 0, 1] + set }
    for sample in segment.samples { for unit in units(sample) { stream += [0, 0, 1] + unit } }
    return stream
  }

  static func units(_ sample: CodedSample) -> [ArraySlice<UInt8>] {
    var units: [ArraySlice<UInt8>] = []
    var at = 0
    while at + 4 <= sample.bytes.count {
      let length = sample.bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      units.append(sample.bytes[at + 4..<at + 4 + length])
      at += 4 + length
    }
    return units
  }
}
