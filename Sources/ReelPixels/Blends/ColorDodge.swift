import CReelKernels
import ReelCore

/// `B = min(1, Cb / (1 - Cs))`; 0 where Cb is 0, and else 1 where Cs is 1.
struct ColorDodge: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "color-dodge",
    summary: "Brightens what is underneath to reflect the overlay; black leaves it.")

  func row(_ row: BlendRow) { row.kernels.table.pointee.color_dodge16(row.backdrop, row.source, row.count) }
}
