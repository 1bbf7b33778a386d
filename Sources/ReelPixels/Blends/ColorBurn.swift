import CReelKernels
import ReelCore

/// `B = 1 - min(1, (1 - Cb) / Cs)`; 1 where Cb is 1, and else 0 where Cs is 0.
struct ColorBurn: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "color-burn",
    summary: "Darkens what is underneath to reflect the overlay; white leaves it.")

  func row(_ row: BlendRow) { row.kernels.table.pointee.color_burn16(row.backdrop, row.source, row.count) }
}
