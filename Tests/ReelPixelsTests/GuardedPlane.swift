import CReelKernels
import ReelCore
import ReelTestSupport
import Testing

/// A plane with an odd stride and bytes around and between its rows that nobody may touch.
final class GuardedPlane {
  static let margin = 48
  let width: Int
  let rows: Int
  let stride: Int
  private let memory: UnsafeMutablePointer<UInt8>
  private let before: [UInt8]
  private var count: Int { stride * rows + 2 * Self.margin }

  init(width: Int, rows: Int, padding: Int = 37, _ rng: inout SeededRNG, fill: Fill = .random) {
    (self.width, self.rows, stride) = (width, rows, width + padding)
    let count = stride * rows + 2 * Self.margin
    before = rng.bytes(count)
    memory = .allocate(capacity: count)
    memory.initialize(from: before, count: count)
    for y in 0..<rows {
      for x in 0..<width { memory[Self.margin + y * stride + x] = fill.value(x + y, &rng) }
    }
  }

  deinit { memory.deallocate() }

  enum Fill: CaseIterable {
    case random, zeros, full, ramp, extremes

    func value(_ index: Int, _ rng: inout SeededRNG) -> UInt8 {
      switch self {
      case .random: UInt8(truncatingIfNeeded: rng.next())
      case .zeros: 0
      case .full: 255
      case .ramp: UInt8(truncatingIfNeeded: index)
      case .extremes: rng.next() & 1 == 0 ? 0 : 255
      }
    }
  }

  var target: MutablePlaneView { MutablePlaneView(base: memory + Self.margin, stride: stride, width: width, rows: rows) }
  var view: PlaneView { target.reading }
  var cTarget: reel_target { reel_target(base: target.base, stride: stride) }
  var cPlane: reel_plane { reel_plane(base: view.base, stride: stride) }
  /// The same plane with its rows from the last to the first.
  var cTargetUpsideDown: reel_target { reel_target(base: target.row(rows - 1), stride: -stride) }

  subscript(x: Int, y: Int) -> UInt8 {
    get { memory[Self.margin + y * stride + x] }
    set { memory[Self.margin + y * stride + x] = newValue }
  }

  var pixels: [UInt8] { (0..<rows).flatMap { y in (0..<width).map { self[$0, y] } } }

  /// Nothing outside the rows was written.
  var isIntact: Bool {
    (0..<count).allSatisfy { i in
      let offset = i - Self.margin
      return offset >= 0 && offset < stride * rows && offset % stride < width || memory[i] == before[i]
    }
  }
}
