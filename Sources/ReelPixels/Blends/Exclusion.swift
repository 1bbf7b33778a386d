import ReelCore

/// `B = Cb + Cs - 2 Cb * Cs`.
struct Exclusion: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "exclusion",
    summary: "Like difference, with less contrast.")

  func row(_ row: BlendRow) {
    row.mix { backdrop, source in
      // |Cb - Cs| + 2 min (1 - max): no term is negative.
      let (low, high) = (min(backdrop, source), max(backdrop, source))
      return high &- low &+ min(2 &* Unorm.product(low, Unorm.one &- high), Unorm.one &- high &+ low)
    }
  }
}
