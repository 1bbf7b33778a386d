import ReelCore

/// `B = Multiply(Cb, 2 Cs)` up to Cs = 1/2, and `Screen(Cb, 2 Cs - 1)` above.
struct HardLight: ColorBlend {
  let descriptor = CatalogueEntry(
    kind: .blend, name: "hard-light",
    summary: "Multiplies where the overlay is dark, and screens where it is bright.")

  func row(_ row: BlendRow) {
    row.mix { Self.formula($0, $1) }
  }

  /// Screen is multiply with all three inverted, and 2 (1 - Cs) for 2 Cs.
  @inline(__always)
  static func formula(_ backdrop: UInt16, _ source: UInt16) -> UInt16 {
    let inverting = Unorm.upperHalf(source)
    return Unorm.product(backdrop ^ inverting, 2 &* (source ^ inverting)) ^ inverting
  }
}
