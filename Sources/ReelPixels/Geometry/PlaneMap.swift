import ReelCore

/// What drawing one plane of a picture means in the samples of that plane.
struct PlaneMap {
  /// Source samples to target samples, edges at whole numbers.
  let map: Affine
  /// What of the source there is, in its samples.
  let crop: Placement.Crop
  /// The samples that may be read.
  let columns: ClosedRange<Int>
  let rows: ClosedRange<Int>

  /// Of luma, or of pixels.
  init(full placement: Placement, size: Size) {
    self.init(placement.map, placement.crop ?? .init(size), size)
  }

  /// Of chroma at half size, left-sited: sample u stands at 2u + 0.5 across, in the middle of luma's even columns, and at 2v + 1 down,
  /// between two rows. In continuous coordinates luma x = 2u - 0.5 and y = 2v on both sides.
  init(half placement: Placement, size: Size) {
    let m = placement.map
    let map = Affine(a: m.a, b: m.b, c: m.c, d: m.d, tx: (m.tx + 0.5 - 0.5 * m.a) / 2, ty: (m.ty - 0.5 * m.b) / 2)
    let crop = placement.crop ?? .init(size)
    self.init(
      map, .init(left: (crop.left + 0.5) / 2, top: crop.top / 2, right: (crop.right + 0.5) / 2, bottom: crop.bottom / 2),
      Size(width: (size.width + 1) / 2, height: (size.height + 1) / 2))
  }

  private init(_ map: Affine, _ crop: Placement.Crop, _ size: Size) {
    self.map = map
    self.crop = crop
    func samples(_ low: Double, _ high: Double, _ count: Int) -> ClosedRange<Int> {
      let first = min(max(Int(low.rounded(.down)), 0), count - 1)
      return first...min(max(Int(high.rounded(.up)) - 1, first), count - 1)
    }
    columns = samples(crop.left, crop.right, size.width)
    rows = samples(crop.top, crop.bottom, size.height)
  }
}
