package import ReelCore

/// One face of one font file on this machine.
package struct FontFile: Hashable, Sendable {
  package var path: String
  /// Which face of a collection.
  package var faceIndex: Int
  /// Of the whole file.
  package var digest: Digest
  /// The one name by which libass finds this face and no other: its PostScript name for CFF outlines, else its full name.
  package var name: String
  /// All names libass takes for it, in lower case: families too, which other faces share.
  package var aliases: Set<String>
  /// As OpenType counts it.
  package var weight: Int
  /// Ascent and descent together over the em, as libass measures: sizes of ASS divided by it are sizes of the em.
  package var lineHeight: Double
  /// The part of ``lineHeight`` above the baseline.
  package var ascent: Double
}

/// A font as a style asks for it.
struct FontRequest: Hashable, Sendable {
  var family: String
  var weight: Int
  var italic: Bool
}

/// A stretch of text that one face draws.
struct FontRun: Hashable, Sendable {
  var text: String
  var file: FontFile
  /// True if this is the font that was asked for.
  var isRequested: Bool
  /// What to multiply a size by, so that the em is as large as that of the font that was asked for.
  var scale: Double
}

/// A character nobody can draw.
struct MissingCharacter: Hashable, Sendable {
  var scalar: Unicode.Scalar
  /// A font has it, but only as coloured pictures or bitmaps.
  var isColorOnly: Bool
}
