import Foundation
import ReelCore

/// The whole chain in doubles, with the C library's power: as `GradeSpec` and `ColorChain` state it.
struct ReferenceGrade {
  var correction = ColorCorrection.identity
  var grade = GradeSpec.neutral
  var cube: ReferenceCube?
  var strength = 1.0

  /// Y', Cb, Cr in codes to the same, unrounded; `nil` where a source's R'G'B' is further out than the tables reach.
  func apply(_ yuv: [Double]) -> [Double]? {
    let source = BT709.rgb(yuv).map { $0 / 255 }
    guard source.allSatisfy({ (-0.25...1.25).contains($0) }) else { return nil }
    var rgb = source.enumerated().map { Double(correction[$0].gain) / 64 * $1 + Double(correction[$0].offset) / 2 / 219 }

    let (temperature, tint) = (grade.temperature / 100, grade.tint / 100)
    let gains = [1 + 0.2 * temperature, 1 - 0.2 * tint, 1 - 0.2 * temperature]
    rgb = zip(rgb, gains).map { $0 * $1 / luma(gains) }
    let gray = luma(rgb)
    rgb = rgb.map { gray + grade.saturation * ($0 - gray) }
    rgb = rgb.enumerated().map { channel, value in
      var x = value * pow(2, grade.exposure / 2.4)
      x = grade.gain[channel] * (x + grade.lift[channel] * (1 - x))
      let power = 1 / grade.gamma[channel]
      if power != 1 { x = x < 1.0 / 64 ? x * 64 * pow(1.0 / 64, power) : pow(x, power) }
      return 0.435 + grade.contrast * (x - 0.435)
    }
    guard let cube else { return codes(rgb) }
    if cube.size1D > 0 && cube.size3D > 0 {
      // Two pictures, mixed: the other one is the source's own where nothing else changes it.
      let other = grade.isNeutral && correction.isIdentity ? yuv : codes(rgb)
      return zip(codes(cube.apply(rgb)), other).map { strength * $0 + (1 - strength) * $1 }
    }
    let rest = cube.size3D > 0 ? zip(rgb, cube.domain3D).map { min(max($0, $1.0), $1.1) } : rgb
    return codes(zip(cube.apply(rgb), rest).map { strength * $0 + (1 - strength) * $1 })
  }

  /// Cut to what EBU R 103 allows.
  private func codes(_ rgb: [Double]) -> [Double] { BT709.yuv(rgb.map { min(max($0, -0.05), 1.05) * 255 }) }

  private func luma(_ rgb: [Double]) -> Double { BT709.kr * rgb[0] + BT709.kg * rgb[1] + BT709.kb * rgb[2] }
}
