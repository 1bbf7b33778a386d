package import ReelCore

/// One episode for players that choose what they load as they go: its picture in several sizes, its sound and its subtitles in every
/// language, each a file of its own. Playlists and manifests are pure functions of it, so another language adds files and changes no
/// other.
package struct StreamingPackage: Sendable {
  /// A track in fragments. Paths are relative to the package, with `/`.
  package struct Stream: Sendable {
    package var path: String
    package var track: MP4Track
    package var layout: CMAFLayout

    package init(path: String, track: MP4Track, layout: CMAFLayout) {
      self.path = path
      self.track = track
      self.layout = layout
    }
  }

  /// One size of the picture.
  package struct Picture: Sendable {
    package var stream: Stream
    package var rate: FrameRate

    package init(stream: Stream, rate: FrameRate) {
      self.stream = stream
      self.rate = rate
    }
  }

  /// The sound of one language.
  package struct Sound: Sendable {
    package var stream: Stream
    /// BCP 47; `nil` where nobody speaks.
    package var language: String?
    /// For people.
    package var name: String

    package init(stream: Stream, language: String?, name: String) {
      self.stream = stream
      self.language = language
      self.name = name
    }
  }

  /// A WebVTT file that spans the episode.
  package struct Words: Sendable {
    package var path: String
    package var language: String
    package var name: String
    /// Shown even when nobody asked for subtitles.
    package var isForced: Bool

    package init(path: String, language: String, name: String, isForced: Bool = false) {
      self.path = path
      self.language = language
      self.name = name
      self.isForced = isForced
    }
  }

  /// At least one, all with segments at the same times.
  package let pictures: [Picture]
  /// The first is what plays when nobody chooses.
  package let sounds: [Sound]
  package let words: [Words]
  package let duration: Time

  /// - Throws: ``ReelError`` of kind `failed` when pictures are cut at other times than each other, or a name or path cannot stand in a
  ///   playlist.
  package init(pictures: [Picture], sounds: [Sound], words: [Words], duration: Time) throws {
    self.pictures = pictures
    self.sounds = sounds
    self.words = words
    self.duration = duration
    guard let first = pictures.first else { throw ReelError(.failed, "a package without a picture") }
    for picture in pictures where picture.stream.segmentStarts != first.stream.segmentStarts {
      throw ReelError(.failed, "\(picture.stream.path) is cut at other times than \(first.stream.path), and players could not change over")
    }
    let texts =
      pictures.map(\.stream.path) + sounds.flatMap { [$0.stream.path, $0.name, $0.language ?? ""] }
      + words.flatMap { [$0.path, $0.name, $0.language] }
    for text in texts where text.contains(where: { $0 == "\"" || $0.isNewline }) {
      throw ReelError(.failed, "'\(text)' cannot stand in a playlist")
    }
  }
}

extension StreamingPackage.Stream {
  var segmentStarts: [Rational] { layout.segments.map { Rational($0.start, Int64(track.timescale)) } }

  func seconds(_ ticks: Int64) -> Rational { Rational(ticks, Int64(track.timescale)) }

  /// Bits per second of the costliest segment.
  var peakBandwidth: Int64 {
    layout.segments.map { (Rational($0.byteCount * 8) / seconds($0.duration)).ceil }.max() ?? 0
  }

  /// Bits per second of all segments.
  var averageBandwidth: Int64 {
    let bytes = layout.segments.reduce(0) { $0 + $1.byteCount }
    return (Rational(bytes * 8) / seconds(max(1, layout.segments.reduce(0) { $0 + $1.duration }))).ceil
  }

  /// The same path with another ending.
  func path(ending: String) -> String { path.replacingEnding(ending) }
}

extension String {
  /// What stands behind the last dot of the last part, replaced.
  func replacingEnding(_ ending: String) -> String {
    let name = self[(lastIndex(of: "/").map(index(after:)) ?? startIndex)...]
    guard let dot = name.lastIndex(of: ".") else { return self + "." + ending }
    return self[..<dot] + "." + ending
  }

  /// The last part of a path: how a playlist names what lies beside it.
  var lastPart: String { String(self[(lastIndex(of: "/").map(index(after:)) ?? startIndex)...]) }
}
