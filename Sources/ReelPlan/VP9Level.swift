import ReelCore

/// The levels of VP9 (webmproject.org/vp9/levels): what a decoder of a level promises to hold and to keep up with.
enum VP9Level {
  /// Ten times the level, from 1 to 6.2; luma samples of a picture and of a second.
  private static let table: [(level: Int, pictureSamples: Int, samplesPerSecond: Int)] = [
    (10, 36_864, 829_440), (11, 73_728, 2_764_800), (20, 122_880, 4_608_000), (21, 245_760, 9_216_000), (30, 552_960, 20_736_000),
    (31, 983_040, 36_864_000), (40, 2_228_224, 83_558_400), (41, 2_228_224, 160_432_128), (50, 8_912_896, 311_951_360),
    (51, 8_912_896, 588_251_136), (52, 8_912_896, 1_176_502_272), (60, 35_651_584, 1_176_502_272), (61, 35_651_584, 2_353_004_544),
    (62, 35_651_584, 4_706_009_088),
  ]

  /// The lowest level that allows the size at the rate; `nil` when none does.
  static func least(for size: Size, rate: FrameRate) -> Int? {
    table.first { row in
      size.area <= row.pictureSamples && Rational(Int64(size.area)) * rate.perSecond <= Rational(Int64(row.samplesPerSecond))
    }?.level
  }
}
