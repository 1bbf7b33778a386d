package import ReelCore

/// A blend mode: how the document names it, and how a layer meets the picture under it. One file each; ``Blends/all`` lists them.
protocol BlendEntry: Sendable {
  var descriptor: CatalogueEntry { get }
  /// Whether its layers keep their colour.
  var needsColor: Bool { get }

  /// Puts a layer onto a yuv420p8 picture. Opacity is 0...256.
  func render(_ layer: Layer, opacity: Int, onto target: MutablePictureView, scratch: Scratch, kernels: Kernels)
}

package enum Blends {
  static let all: [any BlendEntry] = [
    Normal(), Multiply(), Screen(), Overlay(), Darken(), Lighten(), ColorDodge(), ColorBurn(), HardLight(), SoftLight(), Difference(),
    Exclusion(), Add(),
  ]

  /// Whether the layers of the blend mode of that name must keep their colour, or must not.
  ///
  /// - Throws: `unsupported` when there is none.
  package static func needsColor(_ name: String) throws -> Bool { try entry(name).needsColor }

  /// Renders with the blend mode of that name.
  ///
  /// - Parameters:
  ///   - layer: keeps its colour if ``needsColor(_:)``.
  ///   - opacity: 0...256.
  /// - Throws: `unsupported` when there is none.
  package static func render(
    _ name: String, _ layer: Layer, opacity: Int, onto target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) throws {
    try entry(name).render(layer, opacity: opacity, onto: target, scratch: scratch, kernels: kernels)
  }

  private static func entry(_ name: String) throws -> any BlendEntry {
    guard let entry = all.first(where: { $0.descriptor.name == name }) else {
      throw ReelError(
        .unsupported, "there is no blend mode '\(name)'",
        hint: "use one of: \(all.map(\.descriptor.name).joined(separator: ", "))")
    }
    return entry
  }
}
