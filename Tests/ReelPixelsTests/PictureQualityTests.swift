import ReelCore
import ReelPixels
import Testing

@Suite struct PictureQualityTests {
  private func quality(_ luma: (_ x: Int, _ y: Int) -> UInt8) -> PictureQuality {
    let size = Size(width: 32, height: 24)
    let pixels = (0..<size.area).flatMap { index -> [UInt8] in
      let value = luma(index % size.width, index / size.width)
      return [value, value, value, 255]
    }
    return pixels.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("there are pixels") }
      return PictureQuality(
        PictureView(format: .rgba8, size: size) { _ in
          PlaneView(base: base, stride: 4 * size.width, width: 4 * size.width, rows: size.height)
        })
    }
  }

  @Test func whatHasNoEdgesIsNotSharp() {
    for value: UInt8 in [0, 112, 255] { #expect(quality { _, _ in value }.score == 0) }
  }

  /// A column in two of luma 72 and 152: every horizontal step is 80, no vertical one is.
  @Test func theMeasureIsTheMeanDifference() {
    let stripes = quality { x, _ in x % 2 == 0 ? 72 : 152 }
    #expect(stripes.sharpness == 31 * 24 * 80 * 256 / (2 * 32 * 24))
    #expect(stripes.exposure == 256)
    #expect(stripes.score == stripes.sharpness * 256)
  }

  @Test func darkBrightAndSoftAreWorse() {
    func stripes(_ a: UInt8, _ b: UInt8) -> Int { quality { x, _ in x % 2 == 0 ? a : b }.score }
    #expect(stripes(32, 112) < stripes(72, 152) && stripes(152, 231) < stripes(72, 152))
    #expect(stripes(0, 80) < stripes(32, 112) && stripes(175, 255) < stripes(151, 231))
    #expect(stripes(102, 122) < stripes(72, 152))
  }
}
