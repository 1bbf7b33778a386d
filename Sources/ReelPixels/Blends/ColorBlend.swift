import ReelCore

/// A mode that mixes R'G'B' component by component, in sRGB's own coding, as W3C Compositing and Blending Level 1 has it. The picture
/// underneath is clipped to the range of R'G'B', its chroma interpolated; the result is composited like any layer, so that what is
/// transparent changes nothing.
protocol ColorBlend: BlendEntry {
  /// Whether ``row(_:)`` gives Co - Cb (1 - as) itself, and not B(Cb, Cs), which is composited by source-over (section 10 there:
  /// `Co = as B(Cb, Cs) + (1 - as) Cb` over an opaque backdrop).
  var premultiplies: Bool { get }

  func row(_ row: BlendRow)
}

extension ColorBlend {
  var needsColor: Bool { true }
  var premultiplies: Bool { false }

  func render(_ layer: Layer, opacity: Int, onto target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    precondition(target.format == .yuv420p8, "a layer goes onto yuv420p8, not onto \(target.format)")
    precondition((0...256).contains(opacity), "opacity \(opacity) is not in 0...256")
    guard let color = layer.color else { preconditionFailure("the layer was not made for a blend mode") }
    guard opacity > 0 else { return }
    let pass = BlendPass(color, opacity: opacity, premultiply: !premultiplies, onto: target, scratch: scratch, kernels: kernels)
    pass.run(row)
  }
}
