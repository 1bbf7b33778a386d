import ReelCore

/// Plus-lighter: `Co = min(1, Cb + as * Cs)`. As `Cb (1 - as) + Cb as + min(as Cs, 1 - Cb)` it has the shape of source-over, which
/// leaves what is underneath alone where alpha is 0.
struct Add: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "add",
    summary: "The sum of the two lights, as much of it as there is room for.")

  let premultiplies = true

  func row(_ row: BlendRow) {
    row.mix { backdrop, source, alpha in
      Unorm.product(backdrop, alpha) &+ min(Unorm.product(source, alpha), Unorm.one &- backdrop)
    }
  }
}
