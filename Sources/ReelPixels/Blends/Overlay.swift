import ReelCore

/// `B = HardLight(Cs, Cb)`.
struct Overlay: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "overlay",
    summary: "Multiplies where what is underneath is dark, and screens where it is bright.")

  func row(_ row: BlendRow) {
    row.mix { HardLight.formula($1, $0) }
  }
}
