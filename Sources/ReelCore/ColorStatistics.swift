/// The colours of a shot in a few robust numbers: from ``ColorHistogram/statistics``.
package struct ColorStatistics: Hashable, Sendable, Codable {
  /// Luma codes that 5, 50 and 95 percent of the samples do not exceed.
  package var low: Int
  package var median: Int
  package var high: Int
  /// Trimmed means, in 1/256 of a code.
  package var y: Int
  package var cb: Int
  package var cr: Int
  /// Samples of luma.
  package var count: Int

  package init(low: Int, median: Int, high: Int, y: Int, cb: Int, cr: Int, count: Int) {
    (self.low, self.median, self.high) = (low, median, high)
    (self.y, self.cb, self.cr, self.count) = (y, cb, cr, count)
  }

  /// The mean R', G', B' in codes above black: 219 is white. (Rec. ITU-R BT.709-6, item 3, with chroma's 224 steps for 219 of luma.)
  var means: [Double] {
    let luma = Double(y) / 256 - 16
    let (blue, red) = ((Double(cb) / 256 - 128) * 219 / 224, (Double(cr) / 256 - 128) * 219 / 224)
    let (r, b) = (luma + 1.5748 * red, luma + 1.8556 * blue)
    return [r, (luma - 0.2126 * r - 0.0722 * b) / 0.7152, b]
  }
}
