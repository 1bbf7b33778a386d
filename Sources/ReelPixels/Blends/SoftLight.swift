import ReelCore

/// `B = Cb - (1 - 2 Cs) Cb (1 - Cb)` up to Cs = 1/2, and `Cb + (2 Cs - 1) (D(Cb) - Cb)` above, where
/// `D(x) = ((16 x - 12) x + 4) x` up to x = 1/4 and the root of x above.
struct SoftLight: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "soft-light",
    summary: "Darkens or brightens softly, by the overlay's distance from middle grey.")

  func row(_ row: BlendRow) {
    row.mix { backdrop, source in
      let brightens = Unorm.upperHalf(source)
      let share = Unorm.one &- 2 &* (source ^ brightens)
      let brighter = Unorm.product(share, Self.bright(backdrop) &- backdrop)
      let darker = Unorm.product(share, Unorm.product(backdrop, Unorm.one &- backdrop))
      return backdrop &+ (brighter & brightens) &- (darker & ~brightens)
    }
  }

  /// D. It is nowhere below x, and nowhere above 1; what overflows on the way comes back.
  @inline(__always)
  private static func bright(_ x: UInt16) -> UInt16 {
    let small = min(x, 16383)
    let square = Unorm.product(small, small)
    let curve = 4 &* small &+ 16 &* Unorm.product(square, small) &- 12 &* square
    let isLarge: UInt16 = 0 &- (x > 16383 ? 1 : 0)
    return (Unorm.root(x) & isLarge) | (curve & ~isLarge)
  }
}
