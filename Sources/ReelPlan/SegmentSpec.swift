package import ReelCore

/// One cell, or a part of one, encoded for one variant: the root of the key tree. Its key names its bytes in the store.
package struct SegmentSpec: Hashable, Sendable, Codable {
  /// Key of the composited picture.
  package var picture: Digest
  /// How the canvas becomes the rendition; `nil` when they are one size.
  package var scaling: Scaling?
  /// What is written on it, bottom to top.
  package var texts: [TextSlice]
  package var encoder: VideoEncoderSettings
  /// Its frames.
  package var count: Int
  /// The meaning of all the above: see ``BuildIdentity``.
  package var build: Digest

  package init(
    picture: Digest, scaling: Scaling?, texts: [TextSlice], encoder: VideoEncoderSettings, count: Int, build: Digest
  ) {
    self.picture = picture
    self.scaling = scaling
    self.texts = texts
    self.encoder = encoder
    self.count = count
    self.build = build
  }

  package var key: Digest { CanonicalEncoder.digest(self) }
}

/// Canvas to rendition.
package struct Scaling: Hashable, Sendable, Codable {
  package var canvas: Size
  package var size: Size
  package var fitting: Fitting
  package var background: [UInt8]

  package init(canvas: Size, size: Size, fitting: Fitting, background: [UInt8]) {
    self.canvas = canvas
    self.size = size
    self.fitting = fitting
    self.background = background
  }
}

/// The part of a text group that one cell shows.
package struct TextSlice: Hashable, Sendable, Codable {
  package var group: TextGroup
  /// The canvas its script is written for.
  package var canvas: Size
  /// Where in the cell it is seen.
  package var span: Range<Int>
  /// The group's own frame at the first of `span`.
  package var first: Int

  package init(group: TextGroup, canvas: Size, span: Range<Int>, first: Int) {
    self.group = group
    self.canvas = canvas
    self.span = span
    self.first = first
  }

  /// The same in frames that are counted from `frames` further ahead.
  func moved(by frames: Int) -> TextSlice {
    var slice = self
    slice.span = span.relative(to: -frames)
    return slice
  }
}

/// One mix encoded: its key names the track in the store.
package struct TrackSpec: Hashable, Sendable, Codable {
  package var mix: MixSpec
  package var encoder: AudioEncoderSettings
  package var build: Digest

  package init(mix: MixSpec, encoder: AudioEncoderSettings, build: Digest) {
    self.mix = mix
    self.encoder = encoder
    self.build = build
  }

  package var key: Digest { CanonicalEncoder.digest(self) }
}

/// What the same spec may come out differently under: this engine's own meaning of a spec, the architecture, and the builds of the
/// libraries that touch pixels, glyphs or samples.
package struct BuildIdentity: Hashable, Sendable, Codable {
  /// Raised by hand whenever the same spec would give other pixels, samples or bytes.
  package static let semantics = 12

  package var semantics: Int
  package var architecture: String
  /// Library name to version and build.
  package var libraries: [String: String]

  package init(architecture: String, libraries: [String: String]) {
    semantics = Self.semantics
    self.architecture = architecture
    self.libraries = libraries
  }

  /// Of the whole set. One digest for pictures, text and sound: libraries change rarely, and together.
  package var digest: Digest { CanonicalEncoder.digest(self) }
}
