import ReelCore

/// The layer covers what is under it, by its alpha.
struct Normal: BlendEntry {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "normal", summary: "Covers what is underneath, by the alpha of the overlay.")
  let needsColor = false

  func render(_ layer: Layer, opacity: Int, onto target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    kernels.over(layer, opacity: opacity, onto: target)
  }
}
