import ReelCore

/// `B = Cb + Cs - Cb * Cs`.
struct Screen: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "screen",
    summary: "The product of the two inverted: black leaves what is underneath, white stays white.")

  func row(_ row: BlendRow) {
    row.mix { Unorm.screen($0, $1) }
  }
}
