package import ReelCore

extension Kernels {
  /// How often each code occurs in a yuv420p8 picture.
  package func colorHistogram(_ picture: PictureView) -> ColorHistogram {
    precondition(picture.format == .yuv420p8, "a histogram is made from yuv420p8, not from \(picture.format)")
    return ColorHistogram(y: Self.bins(picture[0]), cb: Self.bins(picture[1]), cr: Self.bins(picture[2]))
  }

  /// Four counters for each code, in turn: equal neighbours do not wait for each other.
  private static func bins(_ plane: PlaneView) -> [Int] {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 4 * 256) { counters in
      counters.initialize(repeating: 0)
      guard let base = counters.baseAddress else { return [] }
      let whole = plane.width & ~3
      for y in 0..<plane.rows {
        let row = plane.row(y)
        for x in stride(from: 0, to: whole, by: 4) {
          for i in 0..<4 { base[i &* 256 &+ Int(row[x &+ i])] &+= 1 }
        }
        for x in whole..<plane.width { base[Int(row[x])] &+= 1 }
      }
      return (0..<256).map { base[$0] + base[256 + $0] + base[512 + $0] + base[768 + $0] }
    }
  }
}
