import Foundation
import ReelCore
import ReelTestSupport

/// What resampling is tried on.
enum TestScene: String, CaseIterable, CustomStringConvertible {
  /// Everything at once, and no two samples alike.
  case noise
  /// Every frequency, up to that of single samples in the corners.
  case zonePlate
  /// Soft light, hard edges, a little texture: what cameras see.
  case natural

  var description: String { rawValue }

  /// A code at a place between 0 and 1; `side` is the number of samples across.
  private func value(_ x: Double, _ y: Double, _ side: Double, _ plane: Int, _ rng: inout SeededRNG) -> Double {
    switch self {
    case .noise: return Double(rng.next() & 255)
    case .zonePlate:
      let (u, v) = (x - 0.5, y - 0.5)
      // The phase's slope is pi, half a turn for each sample, at u = 1/2.
      return 127.5 + 127 * sin(Double.pi * side * (u * u + v * v) + Double(plane))
    case .natural:
      let light = 120 + 60 * sin(3 * x + Double(plane)) * cos(2 * y + 1)
      let disc = hypot(x - 0.4, y - 0.55) < 0.22 ? 70.0 : 0
      let bar = abs(x + 0.3 * y - 0.8) < 0.04 ? -80.0 : 0
      let texture = 9 * sin(61 * x + 23 * y) + 6 * sin(97 * y - 31 * x)
      return light + disc + bar + texture + Double(rng.next() & 7)
    }
  }

  func picture(_ width: Int, _ height: Int, seed: UInt64 = 4) -> TestPicture {
    var rng = SeededRNG(seed: seed)
    let picture = TestPicture(.yuv420p8, width, height, seed: seed)
    for (index, plane) in picture.planes.enumerated() {
      for y in 0..<plane.rows {
        for x in 0..<plane.width {
          let (u, v) = ((Double(x) + 0.5) / Double(plane.width), (Double(y) + 0.5) / Double(plane.rows))
          plane[x, y] = UInt8(min(max(value(u, v, Double(plane.width), index, &rng), 0), 255).rounded())
        }
      }
    }
    return picture
  }

  /// Opaque.
  func rgba(_ width: Int, _ height: Int, seed: UInt64 = 4) -> TestPicture {
    var rng = SeededRNG(seed: seed)
    return TestPicture(width, height) { x, y in
      let (u, v) = ((Double(x) + 0.5) / Double(width), (Double(y) + 0.5) / Double(height))
      return (0..<3).map { UInt8(min(max(value(u, v, Double(width), $0, &rng), 0), 255).rounded()) } + [255]
    }
  }
}
