import ReelPixels
import ReelTimeline

extension Engine {
  /// The JSON Schema (2020-12) of the episode document, with every transition and blend mode this version has.
  public static var documentSchema: String { Schema.json(catalogue: pixelCatalogue) }
}
