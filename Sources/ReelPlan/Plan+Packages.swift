import ReelCore

extension Plan {
  /// Streams that players choose from as they go, with what leads to them: playlists and a manifest.
  package struct Package: Sendable {
    package var delivery: String
    /// Relative to the output folder.
    package var folder: String
    /// Paths of outputs, relative to the output folder.
    package var pictures: [String]
    /// The first is what plays when nobody chooses.
    package var sounds: [Stream]
    /// Sidecars.
    package var words: [Stream]

    /// What one language has.
    package struct Stream: Sendable {
      package var path: String
      package var language: String?
      /// Shown even when nobody asked for subtitles.
      package var isForced = false
    }
  }
}
