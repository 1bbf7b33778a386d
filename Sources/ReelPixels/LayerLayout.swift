import CReelKernels
import ReelCore

/// The even rectangle of the target that holds a range of its pixels and every chroma sample they take part in.
struct LayerBounds {
  let x: Int
  let y: Int
  let size: Size

  /// The filter of left-sited chroma, (1 2 1) / 4 about every even column, reaches one column to the right of a pixel in an odd one.
  init(x columns: Range<Int>, y rows: Range<Int>) {
    (x, y) = (columns.lowerBound & ~1, rows.lowerBound & ~1)
    let empty = columns.isEmpty || rows.isEmpty
    let right = (columns.upperBound & ~1) + 2
    size = empty ? Size(width: 0, height: 0) : Size(width: right - x, height: (rows.upperBound + 1) & ~1 - y)
  }
}

/// How the planes of a layer lie in its memory: one after another, without padding.
struct LayerLayout {
  enum Plane: CaseIterable { case y, alpha, cb, cr, halfAlpha }

  let size: Size

  var byteCount: Int { size.area * 2 + size.area / 4 * 3 }

  private func shape(_ plane: Plane) -> (offset: Int, width: Int, rows: Int) {
    let (full, half) = (size.area, size.area / 4)
    return switch plane {
    case .y: (0, size.width, size.height)
    case .alpha: (full, size.width, size.height)
    case .cb: (2 * full, size.width / 2, size.height / 2)
    case .cr: (2 * full + half, size.width / 2, size.height / 2)
    case .halfAlpha: (2 * full + 2 * half, size.width / 2, size.height / 2)
    }
  }

  func view(of plane: Plane, at base: UnsafePointer<UInt8>) -> PlaneView {
    let (offset, width, rows) = shape(plane)
    return PlaneView(base: base + offset, stride: width, width: width, rows: rows)
  }

  /// Where the rows `2 * pair` and `2 * pair + 1` go.
  func rows(_ pair: Int, at base: UnsafeMutablePointer<UInt8>) -> reel_layer_rows {
    func row(_ plane: Plane, _ y: Int) -> UnsafeMutablePointer<UInt8> {
      let (offset, width, _) = shape(plane)
      return base + offset + y * width
    }
    return reel_layer_rows(
      y: (row(.y, 2 * pair), row(.y, 2 * pair + 1)), a: (row(.alpha, 2 * pair), row(.alpha, 2 * pair + 1)),
      cb: row(.cb, pair), cr: row(.cr, pair), half_a: row(.halfAlpha, pair))
  }
}
