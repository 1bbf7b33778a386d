import CReelKernels
package import ReelCore

/// Makes a colour transparent by its hue and saturation, whatever its brightness, and takes its reflections out of what stays.
///
/// In the Cb/Cr plane of BT.709, distances are counted from the key to grey as 1. Alpha is smoothstep of
/// `(distance - similarity) / smoothness`. Where it is below 1 the key's share in the colour is taken back,
/// `C + (C - K) (1 - alpha) / alpha`. What of a colour then still points to the key's hue, beyond a quarter of what points aside, is
/// subtracted with the light that the key has at that chroma: an edge gets no fringe, neither green nor bright, and colours of other
/// hues, skin among them, stay what they are. Both as far as `spill` says.
package struct ChromaKey: Hashable, Sendable {
  /// R', G', B'.
  package var color: [UInt8]
  /// Distance up to which everything is transparent, 0...1.
  package var similarity: Double
  /// Width of the ramp from there to opaque, 0...1.
  package var smoothness: Double
  /// 0...1
  package var spill: Double

  package init(color: [UInt8], similarity: Double = 0.4, smoothness: Double = 0.2, spill: Double = 1) {
    precondition(color.count == 3, "\(color.count) components of R, G, B")
    self.color = color
    self.similarity = similarity
    self.smoothness = smoothness
    self.spill = spill
  }

  /// Whether the colour has a hue to key by: grey has none.
  package var isColor: Bool { chroma >= Self.leastChroma }
  private static let leastChroma = 8.0

  /// Straight rgba8 to straight rgba8; alpha that is there is kept. `target` may be `view`.
  package func render(_ view: PictureView, into target: MutablePictureView, kernels: Kernels) {
    expect(.rgba8, view, target)
    var parameters = parameters
    kernels.table.pointee.key_rgba8(target[0].c, view[0].c, &parameters, view.size.width, view.size.height)
  }

  /// Cb and Cr in codes of the full range.
  private var difference: (cb: Double, cr: Double) {
    let (r, g, b) = (Double(color[0]), Double(color[1]), Double(color[2]))
    let luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return ((b - luma) / 1.8556, (r - luma) / 1.5748)
  }

  private var chroma: Double { (difference.cb * difference.cb + difference.cr * difference.cr).squareRoot() }

  private var parameters: reel_key {
    let (key, length) = (difference, max(chroma, 1))
    func integer(_ value: Double) -> Int32 { Int32(value.rounded()) }
    let width = max(min(smoothness, 4) * length * 128, 1).rounded()
    return reel_key(
      color: (Int32(color[0]), Int32(color[1]), Int32(color[2])), cb: integer(16 * key.cb), cr: integer(16 * key.cr),
      near: integer(min(max(similarity, 0), 4) * length * 128), width: Int32(width), slope: integer(16_777_216 / width),
      toward_cb: integer(4096 * key.cb / length), toward_cr: integer(4096 * key.cr / length),
      inverse: integer(4096 / max(length, Self.leastChroma)), spill: integer(256 * min(max(spill, 0), 1)))
  }
}
