import ReelCore

/// A signal that breaks: slices jump sideways, colour comes apart, and blocks of one shot flash up in the other.
struct Glitch: TransitionEntry {
  let descriptor = CatalogueEntry(
    kind: .transition, name: "glitch", summary: "Slices jump, colours come apart and blocks flash up while the shots change.",
    parameters: [
      Parameter(
        "amount", .number(default: 0.5, range: 0...1, unit: "of the strongest", keyframable: false), "How much the picture breaks.")
    ])

  func render(
    from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) {
    let progress = moment.progress
    // Strongest in the middle, nothing at either end; and the shots change places in the middle half.
    let strength = moment.values.number("amount") * (1 - abs(2 * progress - 1))
    let share = min(max(2 * progress - 0.5, 0), 1)
    let random = CounterHash(seed: moment.seed)[moment.frame]
    Self.slices(from, to, strength, share, random[0], into: target)
    Self.blocks(from, to, strength, share, random[1], into: target)
  }

  /// Bands of rows, each from one of the shots, some of them displaced; what leaves on one side comes back on the other.
  private static func slices(
    _ from: PictureView, _ to: PictureView, _ strength: Double, _ share: Double, _ random: CounterHash, into target: MutablePictureView
  ) {
    let size = target.size
    var (y, band) = (0, 0)
    while y < size.height {
      let random = random[band]
      // Thin bands are more frequent than thick ones.
      let thickness = random[0].unit * random[1].unit
      let rows = y..<min(y + 2 + 2 * Int(thickness * Double(size.height) / 8), size.height)
      let source = random[2].unit < share ? to : from
      let jumps = random[3].unit < strength
      let shift = jumps ? Int((random[4].signed * strength * Double(size.width) / 8).rounded()) : 0
      let split = Int((random[5].signed * strength * Double(size.width) / 32).rounded())
      for plane in 0..<3 {
        let scale = plane == 0 ? 1 : 2
        let by = plane == 0 ? 2 * shift : plane == 1 ? shift + split : shift - split
        for row in rows.lowerBound / scale..<(rows.upperBound + scale - 1) / scale {
          rotate(source[plane].row(row), into: target[plane].row(row), target[plane].width, by: by)
        }
      }
      (y, band) = (rows.upperBound, band + 1)
    }
  }

  private static func rotate(_ source: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>, _ count: Int, by shift: Int) {
    let head = (shift % count + count) % count
    (target + head).update(from: source, count: count - head)
    target.update(from: source + (count - head), count: head)
  }

  /// Rectangles on a grid of 16 from elsewhere in the shot that is less to be seen.
  private static func blocks(
    _ from: PictureView, _ to: PictureView, _ strength: Double, _ share: Double, _ random: CounterHash, into target: MutablePictureView
  ) {
    let size = target.size
    let source = share < 0.5 ? to : from
    for block in 0..<Int(strength * 40) {
      let random = random[block]
      let width = min(16 * (1 + random[0].integer(below: size.width / 64)), size.width)
      let height = min(16 * (1 + random[1].integer(below: 3)), size.height)
      let (freeX, freeY) = (size.width - width, size.height - height)
      let x = random[2].integer(below: freeX / 16 + 1) * 16
      let y = random[3].integer(below: freeY / 16 + 1) * 16
      let fromX = random[4].integer(below: freeX / 2 + 1) * 2
      for plane in 0..<3 {
        let scale = plane == 0 ? 1 : 2
        let bytes = (width + scale - 1) / scale
        for row in y / scale..<(y + height + scale - 1) / scale {
          (target[plane].row(row) + x / scale).update(from: source[plane].row(row) + fromX / scale, count: bytes)
        }
      }
    }
  }
}
