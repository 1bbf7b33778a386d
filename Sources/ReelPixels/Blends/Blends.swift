package import ReelCore

/// A blend mode: how the document names it, and how a layer meets the picture under it. One file each; ``Blends/all`` lists them.
protocol BlendEntry: Sendable {
  var descriptor: CatalogueEntry { get }

  /// Puts a layer onto a yuv420p8 picture. Opacity is 0...256.
  func render(_ layer: Layer, opacity: Int, onto target: MutablePictureView, kernels: Kernels)
}

package enum Blends {
  static let all: [any BlendEntry] = [Normal()]

  /// Renders with the blend mode of that name.
  ///
  /// - Throws: `unsupported` when there is none.
  package static func render(
    _ name: String, _ layer: Layer, opacity: Int, onto target: MutablePictureView, kernels: Kernels
  ) throws {
    guard let entry = all.first(where: { $0.descriptor.name == name }) else {
      throw ReelError(
        .unsupported, "there is no blend mode '\(name)'",
        hint: "use one of: \(all.map(\.descriptor.name).joined(separator: ", "))")
    }
    entry.render(layer, opacity: opacity, onto: target, kernels: kernels)
  }
}
