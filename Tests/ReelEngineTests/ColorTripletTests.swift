import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// The colours of a test chart through the whole engine, from every kind of file that brings them: what comes out of the delivered file is
/// what Rec. ITU-R BT.709 says. R'G'B' and BT.709 are exact; what is rounded to another matrix or range on its way in, or dithered from
/// more bits, is within one code.
@Suite struct ColorTripletTests {
  private static let chart: [(rgb: String, codes: [UInt8])] = [
    ("FFFFFF", [235, 128, 128]), ("000000", [16, 128, 128]), ("FF0000", [63, 102, 240]), ("00FF00", [173, 42, 26]),
    ("0000FF", [32, 240, 118]),
  ]

  private static let exact = ["rgb", "rgba", "webp", "709", "untagged HD is 709", "709 in 4:4:4"]

  /// A file ending, and how ffmpeg makes it from a colour of R'G'B'.
  private static let flavours: [(name: String, ending: String, options: [String])] = {
    func video(_ matrix: String, _ range: String, _ tags: String?, _ format: String = "yuv420p") -> [String] {
      var options = [
        "-vf", "format=gbrp,scale=out_color_matrix=\(matrix):out_range=\(range):flags=accurate_rnd+full_chroma_int,format=\(format)",
      ]
      options += ["-c:v", "libx264", "-qp", "1", "-preset", "ultrafast", "-t", "0.5"]
      if let tags { options += ["-colorspace", tags, "-color_primaries", tags, "-color_trc", tags, "-color_range", range] }
      return options
    }
    let still = ["-frames:v", "1", "-vf"]
    return [
      ("rgb", "png", still + ["format=rgb24"]), ("rgba", "png", still + ["format=rgba"]), ("rgb48", "png", still + ["format=rgb48be"]),
      ("webp", "webp", still + ["format=bgra", "-lossless", "1"]),
      ("709", "mp4", video("bt709", "tv", "bt709")), ("709 full", "mp4", video("bt709", "pc", "bt709")),
      ("601", "mp4", video("bt601", "tv", "smpte170m")), ("601 full", "mp4", video("bt601", "pc", "smpte170m")),
      ("untagged HD is 709", "mp4", video("bt709", "tv", nil)), ("709 in 4:4:4", "mp4", video("bt709", "tv", "bt709", "yuv444p")),
      ("709 in 10 bits", "mp4", video("bt709", "tv", "bt709", "yuv420p10le")),
    ]
  }()

  @Test func everyFlavour() async throws {
    let folder = try TemporaryDirectory()
    var shots: [(label: String, file: String, codes: [UInt8])] = []
    for flavour in Self.flavours {
      for color in Self.chart {
        let file = "\(flavour.name.replacingOccurrences(of: ":", with: "")) \(color.rgb).\(flavour.ending)"
        // A width of HD, so that what is not tagged is BT.709.
        try ffmpeg(["-f", "lavfi", "-i", "color=c=0x\(color.rgb):s=1280x32:r=24,format=gbrp"] + flavour.options + [folder.file(file)])
        shots.append(("\(flavour.name) \(color.rgb)", file, color.codes))
      }
    }
    let list = shots.map { "  - { source: \"\($0.file)\", duration: 8f }" }.joined(separator: "\n")
    let document = try folder.write(
      "chart.yaml",
      """
      reelfx: 1
      canvas: { width: 64, height: 32, fps: 24 }
      shots:
      \(list)
      deliver: [{ name: main, encoder: { preset: ultrafast, crf: 1 } }]

      """)
    let engine = try Engine(Engine.Options(store: folder.file("store")))
    let project = try await engine.open(document)
    _ = try await engine.render(project, to: folder.file("out")).report
    let raw = try ffmpeg(["-i", folder.file("out/main/chart.32p.mp4"), "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"])
    let size = 64 * 32 * 3 / 2
    #expect(raw.count == size * 8 * shots.count)
    for (index, shot) in shots.enumerated() {
      let frame = raw[raw.startIndex + (index * 8 + 4) * size..<raw.startIndex + (index * 8 + 5) * size]
      let codes = [
        frame[frame.startIndex + 64 * 16 + 32], frame[frame.startIndex + 64 * 32 + 32 * 8 + 16],
        frame[frame.startIndex + 64 * 32 + 32 * 16 + 32 * 8 + 16],
      ]
      let off = zip(codes, shot.codes).map { abs(Int($0) - Int($1)) }.max() ?? 255
      let isExact = Self.exact.contains {
        shot.label.hasPrefix($0 + " ") && !shot.label.hasPrefix("709 full") && !shot.label.hasPrefix("709 in 10")
      }
      #expect(off <= (isExact ? 0 : 1), "\(shot.label): \(codes)")
    }
  }
}
