import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// The colours of a test chart through the whole engine, from every kind of file that brings them: what comes out of the delivered file is
/// what Rec. ITU-R BT.709 says of the codes in the file, to the last bit, in the size of the canvas and scaled to it.
///
/// Where those codes still have the colour, it is one of the reference triplets; an input in another matrix or range has rounded it to its
/// own codes before, and what is expected is what these mean.
@Suite struct ColorTripletTests {
  private static let chart: [(rgb: String, codes: [UInt8])] = [
    ("FFFFFF", [235, 128, 128]), ("000000", [16, 128, 128]), ("FF0000", [63, 102, 240]), ("00FF00", [173, 42, 26]),
    ("0000FF", [32, 240, 118]),
  ]
  private static let bar = 256
  private static let size = (width: bar * 5, height: 64)

  struct Flavour: CustomStringConvertible, Sendable {
    var name: String
    var ending: String
    /// The layout of the file, as ffmpeg calls it.
    var layout: String
    var matrix: String?
    var isFull = false
    /// What makes the file from the chart.
    var options: [String]
    /// For R'G'B' of more than 8 bits, of which the chart is made by hand: ffmpeg makes 65280 of 255.
    var white = 255
    /// Whether the file's codes still are the chart's colours.
    var keepsColors = true

    var description: String { name }
    var isRGB: Bool { matrix == nil }
    var depth: Int { layout.contains("10") ? 10 : layout.contains("12") ? 12 : layout.contains("16") || layout.contains("48") ? 16 : 8 }
  }

  private static let flavours: [Flavour] = {
    func still(_ name: String, _ ending: String, _ layout: String, _ options: [String] = []) -> Flavour {
      Flavour(name: name, ending: ending, layout: layout, options: ["-frames:v", "1", "-pix_fmt", layout] + options)
    }
    func clip(_ name: String, _ layout: String, _ matrix: String?, full: Bool = false, codec: [String] = ["-c:v", "ffv1"]) -> Flavour {
      let eight = layout.replacingOccurrences(of: "10le", with: "").replacingOccurrences(of: "12le", with: "")
      let (scale, range) = (matrix ?? "bt709", full ? "pc" : "tv")
      // Rounded to 8 bits first: more of them then are codes that 8 bits can say.
      let filter = "scale=out_color_matrix=\(scale):out_range=\(range):flags=accurate_rnd+full_chroma_int,format=\(eight),format=\(layout)"
      var options = ["-vf", filter, "-t", "0.5"] + codec
      let tag = matrix == "bt601" ? "smpte170m" : "bt709"
      if matrix != nil { options += ["-colorspace", tag, "-color_primaries", tag, "-color_trc", tag, "-color_range", range] }
      return Flavour(
        name: name, ending: codec[1] == "ffv1" ? "mkv" : "mp4", layout: layout, matrix: scale, isFull: full, options: options,
        keepsColors: !full && matrix != "bt601")
    }
    let x264 = ["-c:v", "libx264", "-qp", "1", "-preset", "ultrafast"]
    var jpeg = still("JPEG", "jpg", "yuvj420p", ["-q:v", "1", "-qmin", "1"])
    (jpeg.matrix, jpeg.isFull, jpeg.keepsColors) = ("bt601", true, false)
    var jpeg444 = still("JPEG 4:4:4", "jpg", "yuvj444p", ["-q:v", "1", "-qmin", "1"])
    (jpeg444.matrix, jpeg444.isFull, jpeg444.keepsColors) = ("bt601", true, false)
    func rgbClip(_ name: String, _ layout: String) -> Flavour {
      Flavour(name: name, ending: "mkv", layout: layout, options: ["-t", "0.5", "-pix_fmt", layout, "-c:v", "ffv1"])
    }
    var (deepPNG, ten, sixteen) = (
      still("PNG in 16 bits", "png", "rgb48be"), rgbClip("R'G'B' clip in 10 bits", "gbrp10le"),
      rgbClip("R'G'B' clip in 16 bits", "gbrp16le")
    )
    (deepPNG.white, ten.white, sixteen.white) = (65535, 1023, 65535)
    return [
      still("PNG", "png", "rgb24"), still("PNG with alpha", "png", "rgba"), deepPNG,
      still("WebP", "webp", "bgra", ["-lossless", "1"]), jpeg, jpeg444, rgbClip("R'G'B' clip", "gbrp"), ten, sixteen,
      clip("709", "yuv420p", "bt709", codec: x264), clip("untagged HD is 709", "yuv420p", nil, codec: x264),
      clip("709 full", "yuv420p", "bt709", full: true, codec: x264), clip("601", "yuv420p", "bt601", codec: x264),
      clip("601 full", "yuv420p", "bt601", full: true, codec: x264), clip("709 4:2:2", "yuv422p", "bt709", codec: x264),
      clip("709 4:4:4", "yuv444p", "bt709", codec: x264), clip("601 4:2:2", "yuv422p", "bt601"), clip("601 4:4:4", "yuv444p", "bt601"),
      clip("709 full 4:4:4", "yuv444p", "bt709", full: true), clip("601 full 4:2:2", "yuv422p", "bt601", full: true),
      clip("709 in 10 bits", "yuv420p10le", "bt709", codec: x264), clip("601 in 10 bits", "yuv420p10le", "bt601"),
      clip("709 4:2:2 in 10 bits", "yuv422p10le", "bt709"), clip("709 4:4:4 in 10 bits", "yuv444p10le", "bt709"),
      clip("601 4:2:2 in 10 bits", "yuv422p10le", "bt601"), clip("709 in 12 bits", "yuv420p12le", "bt709"),
    ]
  }()

  @Test func everyFlavour() async throws {
    let folder = try TemporaryDirectory()
    let expected = try Self.make(Self.flavours, in: folder)
    let shots = Self.flavours.enumerated().map { "  - { source: \"\($0.offset).\($0.element.ending)\", duration: 8f }" }
    for divisor in [1, 2] {
      let (width, height) = (Self.size.width / divisor, Self.size.height / divisor)
      let raw = try await Self.rendered(shots, "chart\(divisor)", width: width, height: height, in: folder)
      let count = width * height * 3 / 2
      #expect(raw.count == count * 8 * Self.flavours.count)
      for (index, flavour) in Self.flavours.enumerated() {
        let frame = Array(raw[(index * 8 + 4) * count..<(index * 8 + 5) * count])
        for (bar, color) in Self.chart.enumerated() {
          let found = Self.codes(frame, bar, width, height)
          #expect(found == expected[index][bar].map { [$0] }, "\(flavour) \(color.rgb), 1/\(divisor)")
          if flavour.keepsColors { #expect(expected[index][bar] == color.codes, "\(flavour) \(color.rgb)") }
        }
      }
    }
  }

  /// A grade takes the matrix and range of its source into its table: without saturation, luma is what the file's codes mean, within what
  /// tables are held to.
  @Test func gradesConvertOnce() async throws {
    let folder = try TemporaryDirectory()
    let flavours = Self.flavours.filter { ["709", "709 full", "601", "601 full", "601 in 10 bits"].contains($0.name) }
    #expect(flavours.count == 5)
    let expected = try Self.make(flavours, in: folder)
    let shots = flavours.enumerated().map {
      "  - { source: \"\($0.offset).\($0.element.ending)\", duration: 8f, match: off, grade: { saturation: 0 } }"
    }
    let raw = try await Self.rendered(shots, "graded", width: Self.size.width, height: Self.size.height, in: folder)
    let count = Self.size.width * Self.size.height * 3 / 2
    try #require(raw.count == count * 8 * flavours.count)
    for (index, flavour) in flavours.enumerated() {
      let frame = Array(raw[(index * 8 + 4) * count..<(index * 8 + 5) * count])
      for (bar, color) in Self.chart.enumerated() {
        let found = Self.codes(frame, bar, Self.size.width, Self.size.height)
        #expect(found[0].allSatisfy { abs(Int($0) - Int(expected[index][bar][0])) <= 1 }, "\(flavour) \(color.rgb): \(found)")
        #expect(found[1] == [128] && found[2] == [128], "\(flavour) \(color.rgb): \(found)")
      }
    }
  }

  /// Makes files named by their place in the list, and says what their bars should become.
  private static func make(_ flavours: [Flavour], in folder: TemporaryDirectory) throws -> [[[UInt8]]] {
    let bars = chart.enumerated().map { "color=c=0x\($0.element.rgb):s=\(bar)x\(size.height):r=24,format=gbrp[b\($0.offset)];" }
    let graph = bars.joined() + chart.indices.map { "[b\($0)]" }.joined() + "hstack=inputs=\(chart.count)"
    return try flavours.enumerated().map { index, flavour in
      let file = folder.file("\(index).\(flavour.ending)")
      var input = ["-f", "lavfi", "-i", graph]
      if flavour.white > 255 {
        let raw = try folder.write("\(index).raw", planes(white: flavour.white))
        let layout = flavour.white == 1023 ? "gbrp10le" : "gbrp16le"
        input = ["-f", "rawvideo", "-pix_fmt", layout, "-s", "\(size.width)x\(size.height)", "-r", "24", "-i", raw]
      }
      try ffmpeg(input + flavour.options + [file])
      return try expected(of: flavour, file)
    }
  }

  /// The delivered pictures in yuv420p.
  private static func rendered(_ shots: [String], _ name: String, width: Int, height: Int, in folder: TemporaryDirectory) async throws
    -> [UInt8]
  {
    let document = try folder.write(
      name + ".yaml",
      """
      reelfx: 1
      canvas: { width: \(width), height: \(height), fps: 24 }
      shots:
      \(shots.joined(separator: "\n"))
      deliver: [{ name: main, encoder: { preset: ultrafast, crf: 1 } }]

      """)
    let engine = try Engine(Engine.Options(store: folder.file("store")))
    let project = try await engine.open(document)
    _ = try await engine.render(project, to: folder.file(name)).report
    return [UInt8](try ffmpeg(["-i", folder.file("\(name)/main/\(name).\(height)p.mp4"), "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"]))
  }

  /// Twelve frames of the chart in planes of G, B and R, two bytes a sample.
  private static func planes(white: Int) -> Data {
    let colors = chart.map { Int($0.rgb, radix: 16) ?? 0 }
    var frame = Data()
    for shift in [8, 0, 16] {
      let row = colors.flatMap { color -> [UInt8] in
        let code = color >> shift & 255 == 0 ? 0 : white
        return (0..<bar).flatMap { _ in [UInt8(code & 255), UInt8(code >> 8)] }
      }
      for _ in 0..<size.height { frame.append(contentsOf: row) }
    }
    return (0..<12).reduce(into: Data()) { data, _ in data.append(frame) }
  }

  /// What the middle of a bar has in each plane: one code where it is flat.
  private static func codes(_ frame: [UInt8], _ bar: Int, _ width: Int, _ height: Int) -> [[UInt8]] {
    var offset = 0
    return (0..<3).map { plane in
      let scale = plane == 0 ? 1 : 2
      let (columns, rows) = (width / scale, height / scale)
      let (first, count) = (columns * (4 * bar + 1) / 20, columns / 10)
      let found = Set((0..<rows).flatMap { y in (first..<first + count).map { frame[offset + y * columns + $0] } })
      offset += columns * rows
      return found.sorted()
    }
  }

  /// By the codes in the file and the equations of H.273, rounded to nearest.
  private static func expected(of flavour: Flavour, _ file: String) throws -> [[UInt8]] {
    if flavour.isRGB { return chart.map(\.codes) }
    // In the layout it has: asking for one may change its range.
    let raw = [UInt8](try ffmpeg(["-i", file, "-frames:v", "1", "-f", "rawvideo", "-"]))
    let bytes = flavour.depth > 8 ? 2 : 1
    let scales = (x: flavour.layout.contains("444") ? 1 : 2, y: flavour.layout.contains("420") ? 2 : 1)
    return chart.indices.map { index in
      var offset = 0
      let codes: [Double] = (0..<3).map { plane in
        let (columns, rows) = plane == 0 ? (size.width, size.height) : (size.width / scales.x, size.height / scales.y)
        let at = bytes * (offset + rows / 2 * columns + columns * (2 * index + 1) / 10)
        offset += columns * rows
        return Double(bytes == 2 ? Int(raw[at]) | Int(raw[at + 1]) << 8 : Int(raw[at])) / Double(1 << (flavour.depth - 8))
      }
      return converted(codes, flavour)
    }
  }

  private static func converted(_ codes: [Double], _ flavour: Flavour) -> [UInt8] {
    let (kr, kb) = flavour.matrix == "bt601" ? (0.299, 0.114) : (0.2126, 0.0722)
    let luma = flavour.isFull ? codes[0] / 255 : (codes[0] - 16) / 219
    let chroma = codes[1...].map { ($0 - 128) / (flavour.isFull ? 255 : 224) }
    let (r, b) = (luma + 2 * (1 - kr) * chroma[1], luma + 2 * (1 - kb) * chroma[0])
    let g = (luma - kr * r - kb * b) / (1 - kr - kb)
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return [16 + 219 * y, 128 + 224 * (b - y) / 1.8556, 128 + 224 * (r - y) / 1.5748].map {
      UInt8(min(max(($0 + 0.5).rounded(.down), 0), 255))
    }
  }
}
