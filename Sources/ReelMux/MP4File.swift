package import ReelCore

/// A finished file as ``MP4Reader`` found it.
package struct MP4File: Hashable, Sendable {
  /// A box at the top of the file.
  package struct Box: Hashable, Sendable {
    package var type: FourCC
    /// With its header.
    package var range: Range<Int64>
  }

  /// One sample, in decoding order.
  package struct Sample: Hashable, Sendable {
    /// From the start of the file.
    package var offset: Int64
    package var size: Int
    /// In ticks of the track; the first is 0.
    package var dts: Int64
    /// In ticks of the track, before the edit list.
    package var pts: Int64
    package var duration: Int
    package var isSync: Bool
  }

  /// An entry of an edit list.
  package struct Edit: Hashable, Sendable {
    /// In ticks of the movie.
    package var duration: Int64
    /// In ticks of the track; `nil` presents nothing.
    package var mediaTime: Int64?
    /// 16.16: 0x10000 is normal speed.
    package var rate: UInt32
  }

  /// A track as the file describes it.
  package struct Track: Hashable, Sendable {
    package var id: Int
    package var isEnabled: Bool
    package var alternateGroup: Int
    /// `vide`, `soun`, ...
    package var handler: FourCC
    /// The name in `hdlr`.
    package var name: String
    /// The sample entry: `avc1`, `mp4a`, ...
    package var codec: FourCC
    /// `nil` for a codec the writer does not know. Colour is unspecified where `colr` does not name it.
    package var media: MP4Track.Media?
    /// Width of a sample over its height, where `pasp` says it.
    package var pixelAspect: Rational?
    package var timescale: Int
    /// In ticks of the track, from `mdhd`.
    package var duration: Int64
    /// In ticks of the movie, from `tkhd`.
    package var presentedDuration: Int64
    /// ISO 639-2/T from `mdhd`; `nil` where it holds a QuickTime code instead.
    package var languageCode: String?
    /// BCP 47 from `elng`.
    package var language: String?
    package var edits: [Edit]
    package var samples: [Sample]
    /// Of the `roll` group every sample is in.
    package var rollDistance: Int?
    /// Of the whole program, from `ludt`.
    package var loudness: MP4Track.Loudness?
    /// compositionToDTSShift of `cslg`, in ticks.
    package var reorderDelay: Int64?
  }

  package var byteCount: Int64
  package var majorBrand: FourCC
  package var brands: [FourCC]
  /// In file order.
  package var boxes: [Box]
  package var timescale: Int
  /// In ticks of the movie.
  package var duration: Int64
  package var tracks: [Track]
  package var metadata: MP4Metadata

  /// True when a player can begin before it has the whole file: `moov` stands before `mdat`.
  package var isFastStart: Bool {
    guard let movie = boxes.firstIndex(where: { $0.type == "moov" }), let media = boxes.firstIndex(where: { $0.type == "mdat" }) else {
      return false
    }
    return movie < media
  }
}
