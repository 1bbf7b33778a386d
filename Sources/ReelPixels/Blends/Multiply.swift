import ReelCore

/// `B = Cb * Cs`.
struct Multiply: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "multiply",
    summary: "The product of the two: white leaves what is underneath, black stays black.")

  func row(_ row: BlendRow) {
    row.mix { Unorm.product($0, $1) }
  }
}
