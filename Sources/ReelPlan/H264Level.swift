package import ReelCore

/// The levels of ITU-T H.264, Table A-1: what a decoder of a level promises to hold and to keep up with.
package enum H264Level {
  private static let table: [(level: Int, macroblocksPerSecond: Int, frameMacroblocks: Int, bufferMacroblocks: Int)] = [
    (10, 1485, 99, 396), (11, 3000, 396, 900), (12, 6000, 396, 2376), (13, 11880, 396, 2376), (20, 11880, 396, 2376),
    (21, 19800, 792, 4752), (22, 20250, 1620, 8100), (30, 40500, 1620, 8100), (31, 108_000, 3600, 18000), (32, 216_000, 5120, 20480),
    (40, 245_760, 8192, 32768), (42, 522_240, 8704, 34816), (50, 589_824, 22080, 110_400), (51, 983_040, 36864, 184_320),
    (52, 2_073_600, 36864, 184_320), (60, 4_177_920, 139_264, 696_320), (61, 8_355_840, 139_264, 696_320),
    (62, 16_711_680, 139_264, 696_320),
  ]

  /// The lowest level that allows the size at the rate, and the most reference frames it allows; `nil` when none does.
  package static func least(for size: Size, rate: FrameRate) -> (level: Int, references: Int)? {
    let (columns, rows) = ((size.width + 15) / 16, (size.height + 15) / 16)
    let macroblocks = columns * rows
    for row in table
    where macroblocks <= row.frameMacroblocks && columns * columns <= 8 * row.frameMacroblocks && rows * rows <= 8 * row.frameMacroblocks
      && Rational(Int64(macroblocks)) * rate.perSecond <= Rational(Int64(row.macroblocksPerSecond))
    {
      return (row.level, min(16, row.bufferMacroblocks / macroblocks))
    }
    return nil
  }
}
