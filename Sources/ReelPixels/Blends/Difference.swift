import ReelCore

/// `B = |Cb - Cs|`.
struct Difference: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "difference",
    summary: "How far the two are from each other: white inverts, black leaves what is underneath.")

  func row(_ row: BlendRow) {
    row.mix { max($0, $1) &- min($0, $1) }
  }
}
