package import ReelCore
package import ReelMedia
package import ReelPixels

/// Measures finished pictures one after another.
package struct PictureMeter {
  private let kernels: Kernels
  private var before: Frame?

  package init(_ kernels: Kernels) { self.kernels = kernels }

  /// - Parameter moves: whether it shows another moment of a source than the one before.
  package mutating func measure(_ frame: Frame, moves: Bool) -> FrameFacts {
    defer { before = frame }
    return frame.withPicture { picture in
      let luma = kernels.statistics(picture[0])
      let change = before.map { before in
        before.withPicture { kernels.difference(picture[0], $0[0]) * 1000 / max(1, luma.count) }
      }
      return FrameFacts(
        lumaMin: Int(luma.min), lumaMax: Int(luma.max), lumaMean: luma.sum * 100 / max(1, luma.count), change: change, moves: moves)
    }
  }

  package func thumbnail(_ frame: Frame) -> [UInt8] { frame.withPicture { kernels.thumbnail($0) } }
}
