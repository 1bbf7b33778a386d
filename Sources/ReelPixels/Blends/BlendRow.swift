/// A row of one of R', G', B', where a mode mixes what is underneath with the colour of a layer. Values are those of ``Unorm``.
struct BlendRow {
  /// What is underneath, and then the mode's result.
  let backdrop: UnsafeMutablePointer<UInt16>
  /// Straight, 0...255.
  let source: UnsafePointer<UInt8>
  let alpha: UnsafePointer<UInt16>
  let count: Int
  let kernels: Kernels

  @inline(__always)
  func mix(_ formula: (_ backdrop: UInt16, _ source: UInt16) -> UInt16) {
    for x in 0..<count { backdrop[x] = formula(backdrop[x], UInt16(source[x]) &* 257) }
  }

  @inline(__always)
  func mix(_ formula: (_ backdrop: UInt16, _ source: UInt16, _ alpha: UInt16) -> UInt16) {
    for x in 0..<count { backdrop[x] = formula(backdrop[x], UInt16(source[x]) &* 257, alpha[x]) }
  }
}
