import ReelCore
import ReelMedia
import ReelTestSupport
import Testing

@Suite struct FrameTests {
  @Test(arguments: [PixelFormat.yuv420p8, .yuva420p8, .rgba8, .gray8], [Size(width: 1, height: 1), Size(width: 67, height: 33)])
  func whatIsWrittenIsRead(format: PixelFormat, size: Size) throws {
    let pool = try FramePool(size: size, format: format, color: .bt709)
    var draft = try pool.draft()
    draft.withPicture { picture in
      for plane in 0..<format.planeCount {
        #expect(Int(bitPattern: picture[plane].base) % FramePool.alignment == 0)
        #expect(picture[plane].stride % FramePool.alignment == 0)
        for y in 0..<picture[plane].rows {
          for x in 0..<picture[plane].width { picture[plane].row(y)[x] = UInt8((plane * 60 + y * 7 + x) & 255) }
        }
      }
    }
    let frame = draft.freeze()
    #expect(frame.size == size && frame.format == format && frame.color == .bt709)
    var bytes: [UInt8] = []
    frame.withPicture { picture in
      for plane in 0..<format.planeCount {
        let extent = format.extent(plane: plane, of: size)
        #expect(picture[plane].width == extent.bytes && picture[plane].rows == extent.rows)
        for y in 0..<extent.rows { for x in 0..<extent.bytes { bytes.append(UInt8((plane * 60 + y * 7 + x) & 255)) } }
      }
    }
    #expect(try frame.contentDigest() == Digest.of(bytes))
    #expect(frame.byteCount >= bytes.count)
  }

  @Test func memoryIsUsedAgain() throws {
    let pool = try FramePool(size: Size(width: 64, height: 64), format: .gray8, color: .sRGB)
    func base() throws -> Int {
      let frame = try pool.draft().freeze()
      return frame.withPicture { Int(bitPattern: $0[0].base) }
    }
    let first = try base()
    #expect(try base() == first)
  }
}
