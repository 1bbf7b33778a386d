import CReelKernels
import ReelCore

/// `B = Cb - (1 - 2 Cs) Cb (1 - Cb)` up to Cs = 1/2, and `Cb + (2 Cs - 1) (D(Cb) - Cb)` above, where
/// `D(x) = ((16 x - 12) x + 4) x` up to x = 1/4 and the root of x above.
struct SoftLight: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "soft-light",
    summary: "Darkens or brightens softly, by the overlay's distance from middle grey.")

  func row(_ row: BlendRow) { row.kernels.table.pointee.soft_light16(row.backdrop, row.source, row.count) }
}
