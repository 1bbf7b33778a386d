package import ReelCore

/// An effect: how the document names it, and what it does to pixels. One file each; ``Effects/all`` lists them.
protocol EffectEntry: Sendable {
  var descriptor: CatalogueEntry { get }

  /// Draws a yuv420p8 picture with the effect into another of its size. Depends on nothing but its arguments.
  func render(
    _ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels) throws
}

package enum Effects {
  static let all: [any EffectEntry] = [
    Blur(), DirectionalBlur(), Glow(), Vignette(), Grain(), Shake(), PunchIn(), Flash(), ChromaticAberration(), Letterbox(),
  ]

  /// Renders the effect of that name.
  ///
  /// - Throws: `unsupported` when there is none.
  package static func render(
    _ name: String, _ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) throws {
    guard let entry = all.first(where: { $0.descriptor.name == name }) else {
      throw ReelError(
        .unsupported, "there is no effect '\(name)'", hint: "use one of: \(all.map(\.descriptor.name).joined(separator: ", "))")
    }
    try entry.render(picture, at: moment, into: target, scratch: scratch, kernels: kernels)
  }
}
