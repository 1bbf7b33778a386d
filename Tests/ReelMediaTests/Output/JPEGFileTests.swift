import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport
import Testing

/// JPEG files, read by ffmpeg.
@Suite struct JPEGFileTests {
  private func frame(_ size: Size, _ color: (_ x: Int, _ y: Int) -> [UInt8]) throws -> Frame {
    var draft = try FramePool(size: size, format: .rgba8, color: .sRGB).draft()
    draft.withPicture { target in
      for y in 0..<size.height {
        for x in 0..<size.width {
          for (channel, value) in (color(x, y) + [255]).enumerated() { target[0].row(y)[4 * x + channel] = value }
        }
      }
    }
    return draft.freeze()
  }

  private func decoded(_ file: [UInt8], in folder: TemporaryDirectory) throws -> [UInt8] {
    let path = try folder.write("a.jpg", Data(file))
    return [UInt8](try ffmpeg(["-i", path, "-sws_flags", "accurate_rnd+full_chroma_int", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]))
  }

  /// The corners of the cube of colours come back, whatever the size; so do edges of odd sizes.
  @Test(arguments: [Size(width: 1, height: 1), Size(width: 3, height: 5), Size(width: 17, height: 16), Size(width: 64, height: 33)])
  func coloursComeBack(_ size: Size) throws {
    let folder = try TemporaryDirectory()
    for corner in 0..<8 {
      let color = [0, 1, 2].map { UInt8(corner >> $0 & 1) * 255 }
      let pixels = try decoded(try JPEGFile.encode(try frame(size) { _, _ in color }), in: folder)
      #expect(pixels.count == size.area * 3)
      let furthest = pixels.enumerated().map { abs(Int($0.element) - Int(color[$0.offset % 3])) }.max() ?? 255
      #expect(furthest <= 4, "\(color) at \(size): off by \(furthest)")
    }
  }

  @Test func aGradientIsNear() throws {
    let size = Size(width: 130, height: 70)
    let color = { (x: Int, y: Int) in [UInt8(x), UInt8(y * 3), UInt8(255 - x - y)] }
    let pixels = try decoded(try JPEGFile.encode(try frame(size, color)), in: try TemporaryDirectory())
    let wanted = (0..<size.area).flatMap { color($0 % size.width, $0 / size.width) }
    let squares = zip(pixels, wanted).reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
    let error = Double(squares) / Double(wanted.count)
    #expect(error < 6.5, "\(error): 40 dB is 6.5")
  }

  /// SOI, APP0, then the profile; no words of a library.
  @Test func segmentsAreInOrder() throws {
    let size = Size(width: 16, height: 16)
    let file = try JPEGFile.encode(try frame(size) { _, _ in [200, 100, 50] })
    #expect(try JPEGFile.encode(try frame(size) { _, _ in [200, 100, 50] }) == file)
    var (markers, index): ([UInt8], Int) = ([], 2)
    while file[index] == 0xFF, file[index + 1] != 0xDA {
      markers.append(file[index + 1])
      index += 2 + Int(file[index + 2]) << 8 + Int(file[index + 3])
    }
    #expect(file[0...1] == [0xFF, 0xD8] && markers.prefix(2) == [0xE0, 0xE2] && !markers.contains(0xFE))
    #expect(Data(file).range(of: Data("acsp".utf8)) != nil && Data(file).range(of: Data("Lavc".utf8)) == nil)
  }

  @Test func whatTheFormatDoesNotHoldIsRefused() throws {
    let frame = try frame(Size(width: 65501, height: 1)) { _, _ in [0, 0, 0] }
    let error = #expect(throws: ReelError.self) { try JPEGFile.encode(frame) }
    #expect(error?.message == "a picture of 65501x1 is larger than JPEG holds")
  }
}
