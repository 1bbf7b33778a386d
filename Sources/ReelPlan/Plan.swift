package import ReelCore
package import ReelTimeline

/// An episode compiled: what must be rendered, under which names, and which files it becomes. Pure data.
package struct Plan: Sendable {
  package var id: String
  package var canvas: Size
  package var rate: FrameRate
  /// Frames of the episode.
  package var length: Int
  package var shots: [PlannedShot]
  package var cells: [Cell]
  package var tracks: [Track]
  package var outputs: [Output]
  package var sidecars: [Sidecar]
  /// How spoken lines fit, of every language that has some.
  package var dialogue: [DialogueFit]
  package var stems: [Stem] = []
  package var waveforms: [Waveform] = []
  package var assets: [Asset] = []
  package var packages: [Package] = []
  package var copies: [Copy] = []

  /// A shot where it really stands.
  package struct PlannedShot: Sendable {
    package var source: String
    package var frames: Range<Int>
    /// Frames it shares with the shot before.
    package var transition: Int
    package var scene: String?
    /// What brings its colours to its scene.
    package var correction: ColorCorrection
  }

  /// One cell and every segment some output wants of it, each once.
  package struct Cell: Sendable {
    package var frames: Range<Int>
    package var picture: PictureSpec
    package var pictureKey: Digest
    package var segments: [Segment]
    /// Of segments that show less than all of it, by the picture's key.
    package var parts: [Digest: PictureSpec] = [:]

    /// What a segment shows.
    package func picture(of segment: Segment) -> PictureSpec { parts[segment.picture] ?? picture }
  }

  /// A cell, or a part of one, encoded. Seasons have hundreds of thousands, so what all of a size have in common is there once.
  package struct Segment: Sendable {
    package var key: Digest
    /// Of the cell, counted from its start.
    package var frames: Range<Int>
    let form: SegmentForm
    let picture: Digest
    let texts: [TextSlice]

    package var spec: SegmentSpec { form.spec(picture: picture, texts: texts, count: frames.count) }

    /// The same, as if its frames were a cell of their own.
    package var alone: Segment {
      var segment = self
      segment.frames = 0..<frames.count
      return segment
    }
  }

  package struct Track: Sendable {
    package var key: Digest
    package var spec: TrackSpec
    /// The first language it was planned for, for people; equal mixes share a track.
    package var language: String?
  }

  /// One file of picture and sound, or a stream of a package, which has one of them.
  package struct Output: Sendable {
    package var delivery: String
    package var language: String?
    /// Of a stream of sound, `sound`.
    package var rendition: String
    /// Relative to the output folder.
    package var path: String
    package var container: Container
    package var picture: Picture?
    package var sound: Sound?
    package var tags: Tags
    /// Of the store or platform it is for: what can be judged of the finished file alone.
    package var limits: Profile.Limits?
    /// Names the file's bytes: segments, track, tags and how they are put together.
    package var key: Digest

    package enum Container: Hashable, Sendable, Codable {
      /// An MP4 with its `moov` first.
      case movie
      /// Fragments for players that load as they go: the cells of each segment, and at which frame's time everything begins.
      case fragments([Range<Int>], start: Int)

      /// The frame at whose time everything begins.
      package var start: Int {
        if case .fragments(_, let start) = self { start } else { 0 }
      }
    }

    package struct Picture: Sendable {
      /// What it is joined from: every frame of the episode, in order.
      package var parts: [Part]
      package var encoder: VideoEncoderSettings
      /// Frames whose burnt-in captions reach the edge of the picture.
      package var captionsOffScreen: [Range<Int>]

      /// A segment at its place in the episode.
      package struct Part: Hashable, Sendable {
        /// Of the episode.
        package var frames: Range<Int>
        /// Of the segment.
        package var key: Digest
        /// Number of the cell whose pictures it shows.
        package var cell: Int

        package init(frames: Range<Int>, key: Digest, cell: Int) {
          self.frames = frames
          self.key = key
          self.cell = cell
        }
      }
    }

    package struct Sound: Sendable {
      package var track: Digest
      package var encoder: AudioEncoderSettings
      package var loudness: LoudnessTarget?
      /// True when something is meant to be heard.
      package var isHeard: Bool
    }

    package var segments: [Digest] { picture?.parts.map(\.key) ?? [] }
  }

  package struct Tags: Hashable, Sendable, Codable {
    package var title: String
    package var episode: String
    package var language: String?

    package init(title: String, episode: String, language: String?) {
      self.title = title
      self.episode = episode
      self.language = language
    }
  }

  /// The plan of only the outputs for which `includes` holds, with what they need.
  package func keeping(_ includes: (Output) -> Bool, stems keepsStem: (Stem) -> Bool = { _ in true }) -> Plan {
    var plan = self
    plan.outputs = outputs.filter(includes)
    plan.stems = stems.filter(keepsStem)
    let segments = Set(plan.outputs.flatMap(\.segments))
    let tracks = Set(plan.outputs.compactMap(\.sound?.track))
    for index in plan.cells.indices { plan.cells[index].segments.removeAll { !segments.contains($0.key) } }
    plan.tracks.removeAll { !tracks.contains($0.key) }
    plan.copies.removeAll { copy in !copy.parts.contains { segments.contains($0.key) } }
    plan.waveforms.removeAll { waveform in
      !plan.outputs.contains { $0.delivery == waveform.delivery && $0.language == waveform.language }
    }
    plan.assets.removeAll { asset in
      !plan.outputs.contains { $0.delivery == asset.delivery && $0.language == asset.language }
    }
    plan.packages.removeAll { package in !plan.outputs.contains { $0.delivery == package.delivery } }
    plan.sidecars.removeAll { sidecar in
      !plan.outputs.contains { $0.delivery == sidecar.delivery && $0.language == sidecar.language }
    }
    return plan
  }

  /// A subtitle file beside the outputs.
  package struct Sidecar: Sendable {
    package var delivery: String
    package var language: String
    package var path: String
    package var text: String
  }
}

extension [Plan.Segment] {
  /// How many frames of their cell any of them shows.
  package var framesShown: Int { Set(flatMap(\.frames)).count }
}

/// Words of one language, or of an episode without languages, as the planner needs them.
package struct PlannedText: Sendable {
  /// Words that belong to the picture, from the lowest to the topmost: drawn whatever becomes of the captions.
  package var screen: [TextGroup]
  package var captions: [TextGroup]
  /// What is drawn where captions are neither drawn nor files.
  package var forced: [TextGroup]
  /// Frames of the captions that reach the edge of the picture.
  package var offScreen: [Range<Int>]
  /// File name ending to the text of the file.
  package var sidecars: [String: String]
  /// The episode's title, by the name of each delivery that draws it on its cover.
  package var titles: [String: [TextGroup]] = [:]

  package init(
    screen: [TextGroup] = [], captions: [TextGroup] = [], forced: [TextGroup] = [], offScreen: [Range<Int>] = [],
    sidecars: [String: String] = [:]
  ) {
    self.screen = screen
    self.captions = captions
    self.forced = forced
    self.offScreen = offScreen
    self.sidecars = sidecars
  }

  /// What is drawn where a delivery asks for this.
  package func groups(_ mode: SubtitleMode) -> [TextGroup] {
    switch mode {
    case .burn, .both: screen + captions
    case .sidecar: screen
    case .none: screen + forced
    }
  }
}
