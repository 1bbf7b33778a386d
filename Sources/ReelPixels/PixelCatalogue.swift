package import ReelCore

/// Every transition, effect and blend mode that can be rendered.
package let pixelCatalogue = Catalogue(
  Transitions.all.map { $0.descriptor } + Effects.all.map { $0.descriptor } + Blends.all.map { $0.descriptor })
