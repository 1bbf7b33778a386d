package import ReelCore

/// A transition: how the document names it, and what it does to pixels. One file each; ``Transitions/all`` lists them.
protocol TransitionEntry: Sendable {
  var descriptor: CatalogueEntry { get }

  /// Mixes two yuv420p8 pictures of one size into a third of that size. Depends on nothing but its arguments.
  func render(
    from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels)
    throws
}

package enum Transitions {
  static let all: [any TransitionEntry] = [
    Dissolve(), Fade(), Wipe(), Slide(), Push(), Zoom(), Whip(), Iris(), LumaWipe(), Glitch(),
  ]

  /// Renders the transition of that name.
  ///
  /// - Throws: `unsupported` when there is none.
  package static func render(
    _ name: String, from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView,
    scratch: Scratch, kernels: Kernels
  ) throws {
    guard let entry = all.first(where: { $0.descriptor.name == name }) else {
      throw ReelError(
        .unsupported, "there is no transition '\(name)'",
        hint: "use one of: \(all.map(\.descriptor.name).joined(separator: ", "))")
    }
    try entry.render(from: from, to: to, at: moment, into: target, scratch: scratch, kernels: kernels)
  }
}
