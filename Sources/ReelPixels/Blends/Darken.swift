import ReelCore

/// `B = min(Cb, Cs)`.
struct Darken: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "darken",
    summary: "The darker of the two in each of red, green and blue.")

  func row(_ row: BlendRow) {
    row.mix { min($0, $1) }
  }
}
