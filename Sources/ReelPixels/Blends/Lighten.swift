import ReelCore

/// `B = max(Cb, Cs)`.
struct Lighten: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "lighten",
    summary: "The brighter of the two in each of red, green and blue.")

  func row(_ row: BlendRow) {
    row.mix { max($0, $1) }
  }
}
