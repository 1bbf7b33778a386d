import CReelKernels
package import ReelCore

extension Kernels {
  /// Smallest, greatest and sum of the samples of a plane.
  package func statistics(_ plane: PlaneView) -> LumaStatistics {
    let s = table.pointee.statistics_plane8(plane.c, plane.width, plane.rows)
    return LumaStatistics(min: s.minimum, max: s.maximum, sum: Int(s.sum), count: plane.width * plane.rows)
  }

  /// The sum of the absolute differences between two planes of one size.
  package func difference(_ a: PlaneView, _ b: PlaneView) -> Int {
    precondition(a.width == b.width && a.rows == b.rows, "\(a.width)x\(a.rows) and \(b.width)x\(b.rows)")
    return Int(table.pointee.difference_plane8(a.c, b.c, a.width, a.rows))
  }

  /// A yuv420p8 picture as R'G'B', three bytes a pixel without padding: each pixel the mean of the box it stands for.
  ///
  /// Where the picture is smaller than the thumbnail, pixels repeat.
  package func thumbnail(_ view: PictureView, size: Size = Size(width: 27, height: 48)) -> [UInt8] {
    precondition(view.format == .yuv420p8, "a thumbnail is made from yuv420p8, not from \(view.format)")
    let planes = (0..<3).map { Self.means(view[$0], size) }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(size.area * 3)
    for i in 0..<size.area {
      let rgb = RGBMatrix.rgb(y: planes[0][i], cb: planes[1][i], cr: planes[2][i])
      pixels += [rgb.r, rgb.g, rgb.b]
    }
    return pixels
  }

  /// The means of the boxes of a plane, times ``RGBMatrix/scale``, rounded.
  private static func means(_ plane: PlaneView, _ size: Size) -> [Int] {
    func boxes(_ count: Int, _ length: Int) -> [Range<Int>] {
      (0..<count).map { i in
        let start = i * length / count
        return start..<max(start + 1, (i + 1) * length / count)
      }
    }
    let columns = boxes(size.width, plane.width)
    return boxes(size.height, plane.rows).flatMap { rows in
      columns.map { columns in
        var sum = 0
        for y in rows {
          let row = plane.row(y)
          for x in columns { sum &+= Int(row[x]) }
        }
        let area = rows.count * columns.count
        return (sum * RGBMatrix.scale + area / 2) / area
      }
    }
  }
}
