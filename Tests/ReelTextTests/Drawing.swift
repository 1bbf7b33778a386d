import Foundation
import ReelCore
import ReelTestSupport
import ReelText

/// Tools of the tests that look at pixels.
enum Drawing {
  static let rate = FrameRate(Rational(30))
  static let canvas = Size(width: 540, height: 960)
  /// Fonts are listed once: it takes a while.
  static let fonts = Result { try FontBook() }

  static func style(size: Double = 32) -> CaptionStyle { CaptionStyle(size: size, outline: 2, canvas: canvas) }

  static func layout(_ cues: [Cue], language: String? = "en", length: Int = 900, style: CaptionStyle = style()) throws -> TextLayout.Result
  {
    try layout(Subtitles(cues: cues), language: language, length: length, style: style)
  }

  static func layout(
    _ subtitles: Subtitles, language: String? = "en", length: Int = 900, style: CaptionStyle = style()
  ) throws -> TextLayout.Result {
    TextLayout.groups(subtitles, style: style, language: language, rate: rate, fonts: try fonts.get(), length: length)
  }

  /// A cue from frame to frame.
  static func cue(_ frames: Range<Int>, _ text: String, line: Int = 0) -> Cue {
    Cue(start: rate.start(ofFrame: frames.lowerBound), end: rate.start(ofFrame: frames.upperBound), text: text, line: line)
  }

  static func renderer(_ result: TextLayout.Result, size: Size = canvas) throws -> TextRenderer {
    try TextRenderer(size: size, canvas: canvas, rate: rate, fonts: result.fonts)
  }

  /// One bitmap with its pixels, so that two drawings can be compared.
  struct Shape: Hashable {
    var x, y, width, height: Int
    var color: UInt32
    var opacity: UInt8
    var coverage: [UInt8]

    /// Without the empty rows and columns libass adds.
    var trimmed: Shape {
      let rows = (0..<height).filter { row in (0..<width).contains { coverage[row * width + $0] > 0 } }
      let columns = (0..<width).filter { column in (0..<height).contains { coverage[$0 * width + column] > 0 } }
      guard let top = rows.first, let bottom = rows.last, let left = columns.first, let right = columns.last else { return self }
      return Shape(
        x: x + left, y: y + top, width: right - left + 1, height: bottom - top + 1, color: color, opacity: opacity,
        coverage: (top...bottom).flatMap { row in (left...right).map { coverage[row * width + $0] } })
    }
  }

  static func shapes(_ renderer: TextRenderer, _ group: TextGroup, _ frame: Int) throws -> (shapes: [Shape], changed: Bool) {
    var shapes: [Shape] = []
    let changed = try renderer.render(group, frame: frame) { bitmaps in
      shapes = bitmaps.map { bitmap in
        let rows = (0..<bitmap.height).flatMap { row in (0..<bitmap.width).map { bitmap.coverage[row * bitmap.stride + $0] } }
        return Shape(
          x: bitmap.x, y: bitmap.y, width: bitmap.width, height: bitmap.height, color: bitmap.color, opacity: bitmap.opacity, coverage: rows
        )
      }
    }
    return (shapes, changed)
  }

  /// RGB on black, each shape over what is there, as the ass filter of ffmpeg blends.
  static func picture(_ shapes: [Shape], size: Size) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: size.area * 3)
    for shape in shapes {
      for row in 0..<shape.height {
        for column in 0..<shape.width {
          let alpha = Int(shape.coverage[row * shape.width + column]) * Int(shape.opacity)
          let offset = ((shape.y + row) * size.width + shape.x + column) * 3
          for channel in 0..<3 {
            let color = Int(shape.color >> (16 - 8 * UInt32(channel)) & 255)
            let below = Int(pixels[offset + channel])
            pixels[offset + channel] = UInt8((below * (255 * 255 - alpha) + color * alpha + 255 * 127) / (255 * 255))
          }
        }
      }
    }
    return pixels
  }

  /// The rows and columns where anything bright is.
  static func inkBox(_ pixels: [UInt8], size: Size) -> (x: ClosedRange<Int>, y: ClosedRange<Int>)? {
    var box: (Int, Int, Int, Int)?
    for y in 0..<size.height {
      for x in 0..<size.width where pixels[(y * size.width + x) * 3] > 64 {
        let old = box ?? (x, x, y, y)
        box = (min(old.0, x), max(old.1, x), old.2, y)
      }
    }
    return box.map { ($0.0...$0.1, $0.2...$0.3) }
  }

  /// What ffmpeg's ass filter draws of a group's script, with fonts found by its own means, at `frame`.
  static func oracle(_ group: TextGroup, size: Size, frame: Int) throws -> [UInt8] {
    func stamp(_ frame: Int) -> String {
      let hundredths = frame * 100 / 30
      return "0:00:\(hundredths / 1000)\(hundredths / 100 % 10).\(hundredths / 10 % 10)\(hundredths % 10)"
    }
    var number = 0
    let lines = group.script.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      guard line.hasPrefix("Dialogue:") else { return String(line) }
      defer { number += 1 }
      let times = "\(stamp(group.events[number].lowerBound)),\(stamp(group.events[number].upperBound))"
      return String(line).replacing("0:00:00.00,0:00:00.00", with: times)
    }
    let folder = try TemporaryDirectory()
    try folder.write("a.ass", lines.joined(separator: "\n"))
    let data = try ffmpeg(
      [
        "-f", "lavfi", "-i", "color=black:size=\(size):rate=30,format=rgb24", "-vf", "ass=a.ass,select=eq(n\\,\(frame))", "-frames:v", "1",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-",
      ], in: folder.path)
    return [UInt8](data)
  }
}
