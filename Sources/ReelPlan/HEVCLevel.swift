package import ReelCore

/// The levels of ITU-T H.265, tables A.8 and A.9, main tier: what a decoder of a level promises to hold and to keep up with.
package enum HEVCLevel {
  /// `general_level_idc`; luma samples of a picture and of a second; thousands of bits of coded pictures a second.
  private static let table: [(level: Int, pictureSamples: Int, samplesPerSecond: Int, kilobits: Int)] = [
    (30, 36_864, 552_960, 128), (60, 122_880, 3_686_400, 1500), (63, 245_760, 7_372_800, 3000), (90, 552_960, 16_588_800, 6000),
    (93, 983_040, 33_177_600, 10_000), (120, 2_228_224, 66_846_720, 12_000), (123, 2_228_224, 133_693_440, 20_000),
    (150, 8_912_896, 267_386_880, 25_000), (153, 8_912_896, 534_773_760, 40_000), (156, 8_912_896, 1_069_547_520, 60_000),
    (180, 35_651_584, 1_069_547_520, 60_000), (183, 35_651_584, 2_139_095_040, 120_000), (186, 35_651_584, 4_278_190_080, 240_000),
  ]

  /// The lowest level that allows the size at the rate, and the most reference frames it allows; `nil` when none does.
  ///
  /// - Parameter maxRate: bits a second; a cap above what the highest level allows asks for that one.
  package static func least(for size: Size, rate: FrameRate, maxRate: Int? = nil) -> (level: Int, references: Int)? {
    // Pictures are coded in whole blocks of 8, and cropped.
    let (width, height) = ((size.width + 7) / 8 * 8, (size.height + 7) / 8 * 8)
    let samples = width * height
    let kilobits = min((maxRate ?? 0) / 1000, 240_000)
    for row in table
    where samples <= row.pictureSamples && width * width <= 8 * row.pictureSamples && height * height <= 8 * row.pictureSamples
      && Rational(Int64(samples)) * rate.perSecond <= Rational(Int64(row.samplesPerSecond)) && kilobits <= row.kilobits
    {
      // MaxDpbSize, equation A-2, holds the picture being decoded too.
      let buffer =
        4 * samples <= row.pictureSamples ? 16 : 2 * samples <= row.pictureSamples ? 12 : 4 * samples <= 3 * row.pictureSamples ? 8 : 6
      return (row.level, buffer - 1)
    }
    return nil
  }
}
