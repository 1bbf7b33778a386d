import Foundation
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct OrientTests {
  /// The pixel of the source that is seen at `x`, `y`: the turn undone, then the mirroring.
  private func origin(_ x: Int, _ y: Int, width: Int, height: Int, mirrored: Bool, turns: Int) -> (Int, Int) {
    var (x, y, w, h) = (x, y, turns % 2 == 1 ? height : width, turns % 2 == 1 ? width : height)
    for _ in 0..<turns {
      // Counter-clockwise: what is on the right comes from the top.
      (x, y, w, h) = (y, w - 1 - x, h, w)
    }
    return (mirrored ? width - 1 - x : x, y)
  }

  @Test(arguments: KernelLevel.available, [(1, 1), (5, 3), (34, 18), (67, 33), (48, 32)])
  func everyOrientation(level: KernelLevel, shape: (Int, Int)) {
    for format in [PixelFormat.yuv420p8, .rgba8, .gray8] {
      for mirrored in [false, true] {
        for turns in 0..<4 {
          let source = TestPicture(format, shape.0, shape.1, seed: 3)
          let size = turns % 2 == 1 ? source.size.transposed : source.size
          let target = TestPicture(format, size.width, size.height, seed: 4)
          Kernels.best(limit: level).orient(source.view, mirrored: mirrored, quarterTurns: turns - 4, into: target.target)
          let bytes = format == .rgba8 ? 4 : 1
          for (from, to) in zip(source.planes, target.planes) {
            let expected = (0..<to.rows).flatMap { y in
              (0..<to.width).map { x in
                let (sx, sy) = origin(x / bytes, y, width: from.width / bytes, height: from.rows, mirrored: mirrored, turns: turns)
                return from[bytes * sx + x % bytes, sy]
              }
            }
            #expect(firstDifference(to.pixels, expected) == nil, "\(format), mirrored \(mirrored), \(turns) turns")
          }
          #expect(target.isIntact && source.isIntact)
        }
      }
    }
  }

  /// The same words mean the same to ffmpeg.
  @Test(arguments: [
    (false, 1, "transpose=clock"), (false, 2, "hflip,vflip"), (false, 3, "transpose=cclock"), (true, 0, "hflip"),
    (true, 1, "hflip,transpose=clock"), (true, 3, "hflip,transpose=cclock"),
  ])
  func agreesWithFFmpeg(mirrored: Bool, turns: Int, filter: String) throws {
    let folder = try TemporaryDirectory()
    let source = TestPicture(.yuv420p8, 34, 18, seed: 3)
    let file = try folder.write("in.yuv", Data(source.pixels.joined()))
    let expected = try ffmpeg([
      "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", "34x18", "-i", file, "-vf", filter, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-",
    ])
    let size = turns % 2 == 1 ? source.size.transposed : source.size
    let target = TestPicture(.yuv420p8, size.width, size.height)
    Kernels.best().orient(source.view, mirrored: mirrored, quarterTurns: turns, into: target.target)
    #expect(Data(target.pixels.joined()) == expected)
  }
}
