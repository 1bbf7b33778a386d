import CReelKernels
import ReelCore

/// Takes the part of a picture that a layer covers to R'G'B', two rows at a time, has them mixed, and takes them back.
struct BlendPass {
  private let color: LayerColor
  private let opacity: Int
  private let premultiply: Bool
  private let target: MutablePictureView
  private let kernels: Kernels
  /// Rows of 16 bits that begin where chroma's filter does, one before the first column.
  private let rgb: reel_rgb16
  private let opened: (cb: UnsafeMutablePointer<Int16>, cr: UnsafeMutablePointer<Int16>)
  private let rows: (Row, Row)
  /// Chroma of two rows as it was before anything was drawn there.
  private let kept: UnsafeMutablePointer<UInt8>

  private struct Row {
    let cb: UnsafeMutablePointer<Int16>
    let cr: UnsafeMutablePointer<Int16>
    let alpha: UnsafeMutablePointer<UInt16>

    func clear(_ columns: Range<Int>) {
      for i in columns { (cb[i], cr[i], alpha[i]) = (0, 0, 0) }
    }

    func copy(_ from: Int, to: Int) { (cb[to], cr[to], alpha[to]) = (cb[from], cr[from], alpha[from]) }

    func differences(_ column: Int) -> reel_differences { reel_differences(cb: cb + column, cr: cr + column, alpha: alpha + column) }
  }

  private static let names = (0..<9).map { Scratch.Name("blend row", $0) }
  private static let opening = (0..<2).map { Scratch.Name("blend chroma", $0) }
  private static let keeping = Scratch.Name("blend kept chroma")

  init(
    _ color: LayerColor, opacity: Int, premultiply: Bool, onto target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) {
    (self.color, self.opacity, self.premultiply, self.target, self.kernels) = (color, opacity, premultiply, target, kernels)
    let width = target.size.width
    // One column before the first and two behind the last.
    func unsigned(_ index: Int) -> UnsafeMutablePointer<UInt16> { scratch.array(Self.names[index], width + 4, of: UInt16.self) + 1 }
    func signed(_ index: Int) -> UnsafeMutablePointer<Int16> { scratch.array(Self.names[index], width + 4, of: Int16.self) + 1 }
    func chroma(_ index: Int) -> UnsafeMutablePointer<Int16> { scratch.array(Self.opening[index], width / 2 + 2, of: Int16.self) }
    rgb = reel_rgb16(r: unsigned(0), g: unsigned(1), b: unsigned(2))
    opened = (chroma(0), chroma(1))
    rows = (Row(cb: signed(3), cr: signed(4), alpha: unsigned(5)), Row(cb: signed(6), cr: signed(7), alpha: unsigned(8)))
    kept = scratch.bytes(Self.keeping, 4 * target[1].width)
  }

  func run(_ mix: (BlendRow) -> Void) {
    let (first, last) = (max(color.y, 0), min(color.y + color.size.height, target.size.height))
    guard first < last else { return }
    if first / 2 > 0 { keep(first / 2 - 1) }
    for pair in first / 2...(last - 1) / 2 {
      keep(pair)
      let (upper, lower) = (span(2 * pair), span(2 * pair + 1))
      guard let columns = reach(upper, lower) else { continue }
      draw(2 * pair, upper, rows.0, columns, mix)
      let single = 2 * pair + 1 == target.size.height
      if !single { draw(2 * pair + 1, lower, rows.1, columns, mix) }
      kernels.table.pointee.close_chroma8(
        target[1].row(pair) + columns.lowerBound / 2, target[2].row(pair) + columns.lowerBound / 2,
        rows.0.differences(columns.lowerBound), (single ? rows.0 : rows.1).differences(columns.lowerBound), (columns.count + 1) / 2)
    }
  }

  /// What is drawn in a row of the target.
  private func span(_ row: Int) -> Range<Int> {
    row < target.size.height ? color.span(row).clamped(to: 0..<target.size.width) : 0..<0
  }

  /// The columns whose chroma either row takes part in: from an even one on, and one to the right of a last column that is odd.
  private func reach(_ upper: Range<Int>, _ lower: Range<Int>) -> Range<Int>? {
    guard !upper.isEmpty || !lower.isEmpty else { return nil }
    let (a, b) = (upper.isEmpty ? lower : upper, lower.isEmpty ? upper : lower)
    let (left, right) = (min(a.lowerBound, b.lowerBound), max(a.upperBound, b.upperBound))
    return left & ~1..<min(right & ~1 + 2, target.size.width)
  }

  private func draw(_ row: Int, _ span: Range<Int>, _ out: Row, _ columns: Range<Int>, _ mix: (BlendRow) -> Void) {
    // Chroma's filter also takes the columns beside those; where the picture ends, its last column is repeated.
    let reach = columns.lowerBound - 1..<columns.upperBound + 1
    guard !span.isEmpty else { return out.clear(reach) }
    out.clear(reach.lowerBound..<span.lowerBound)
    out.clear(span.upperBound..<max(reach.upperBound, span.upperBound))
    let luma = target[0].row(row)
    // Pairs of columns have one chroma sample.
    let start = span.lowerBound & ~1
    open(row, start..<span.upperBound)
    kernels.table.pointee.open_yuv8(rgb(from: start), luma + start, opened.cb, opened.cr, span.upperBound - start)
    let (x, count) = (span.lowerBound, span.count)
    color.withRow(row, from: x) { component in
      let (source, alpha, factor) = (component(3), out.alpha + x, UInt16(opacity))
      for i in 0..<count {
        // Times 257 / 256, which takes 255 times 256 to 65535.
        let product = UInt16(source[i]) &* factor
        alpha[i] = product &+ product >> 8
      }
      mix(BlendRow(backdrop: rgb.r + x, source: component(0), alpha: alpha, count: count, kernels: kernels))
      mix(BlendRow(backdrop: rgb.g + x, source: component(1), alpha: alpha, count: count, kernels: kernels))
      mix(BlendRow(backdrop: rgb.b + x, source: component(2), alpha: alpha, count: count, kernels: kernels))
    }
    let mixed = rgb(from: x)
    if premultiply && !(opacity == 256 && color.isOpaque(row)) { kernels.table.pointee.premultiply_rgb16(mixed, out.alpha + x, count) }
    kernels.table.pointee.close_yuv8(luma + x, out.cb + x, out.cr + x, mixed, out.alpha + x, count)
    if span.lowerBound == 0 { out.copy(0, to: -1) }
    if span.upperBound == target.size.width { out.copy(span.upperBound - 1, to: span.upperBound) }
  }

  private func rgb(from column: Int) -> reel_rgb16 { reel_rgb16(r: rgb.r + column, g: rgb.g + column, b: rgb.b + column) }

  /// Chroma between the two rows that are nearest, three quarters of the nearer one, times 4.
  private func open(_ row: Int, _ columns: Range<Int>) {
    let near = row / 2
    let far = min(max(near + (row % 2 == 0 ? -1 : 1), 0), target[1].rows - 1)
    let (left, last) = (columns.lowerBound / 2, target[1].width - 1)
    let count = min((columns.upperBound - 1) / 2 + 1, last) + 1 - left
    for plane in 1...2 {
      let out = plane == 1 ? opened.cb : opened.cr
      let a = UnsafePointer(slot(plane, near) + left)
      // The row below is still what it was.
      let b = far > near ? UnsafePointer(target[plane].row(far)) + left : UnsafePointer(slot(plane, far) + left)
      for i in 0..<count { out[i] = 3 &* Int16(a[i]) &+ Int16(b[i]) }
      // Behind the last sample it is repeated.
      out[count] = out[count - 1]
    }
  }

  private func keep(_ row: Int) {
    for plane in 1...2 { slot(plane, row).update(from: target[plane].row(row), count: target[plane].width) }
  }

  /// Where the original of a chroma row is: that of the rows being drawn, or the one above.
  private func slot(_ plane: Int, _ row: Int) -> UnsafeMutablePointer<UInt8> { kept + (2 * (plane - 1) + row & 1) * target[1].width }
}
