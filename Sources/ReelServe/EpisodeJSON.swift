import ReelCore
import ReelEngine
import ReelPlan
import ReelTimeline

/// What there is to watch, as the page reads it: `api/episode.json`. Times are frames on the episode's grid, ends are exclusive.
struct EpisodeJSON: Encodable {
  var reelfx = 1
  var revision: Int
  var live: Bool
  var document: String
  /// Where the other document of a comparison is.
  var other: String?
  var valid: Bool?
  var problems: [Problem]?
  // What follows is of the document as it was when it had no errors last.
  var id: String?
  var title: String?
  var canvas: Size?
  var rate: Rate?
  var frames: Int?
  var shots: [Shot]?
  var overlays: [Span]?
  var texts: [Words]?
  var outputs: [Output]?
  var music: [Music]?

  struct Rate: Encodable { var num: Int64, den: Int64 }

  // A path is where the document says it, as problems have it.

  struct Shot: Encodable {
    var source: String
    var path: String
    var start: Int
    var frames: Int
    /// Shared with the shot before.
    var transition: Int
    var transitionType: String?
    var scene: String?
    var thumb: String
  }

  struct Span: Encodable { var source: String, path: String, start: Int, end: Int }
  struct Words: Encodable { var path: String, start: Int, end: Int, text: String }

  /// Words of a subtitle file; its line, from 1, or 0 where they are of the dialogue.
  struct Cue: Encodable { var start: Int, end: Int, text: String, line: Int }

  struct Music: Encodable {
    var source: String
    var path: String
    var start: Int
    var end: Int
    /// How it steps back while someone speaks.
    var duck: Duck?
  }

  /// dB, and seconds.
  struct Duck: Encodable { var depth: Double, attack: Double, hold: Double, release: Double }

  struct Output: Encodable {
    var delivery: String
    var language: String?
    var profile: String?
    var size: Size
    var safeArea: Sides?
    var picture: Picture
    var sound: Sound?
    /// The file of the cues, as problems name it.
    var subtitles: String?
    var cues: [Cue]
    var dialogue: [Line]
  }

  /// Pixels of the canvas that a player covers at each side.
  struct Sides: Encodable { var top: Double, bottom: Double, left: Double, right: Double }

  struct Picture: Encodable {
    var codec: String
    var mime: String
    var `init`: String
    var segments: [Segment]
  }

  struct Segment: Encodable { var start: Int, frames: Int, key: Digest, url: String }
  /// - `url` is answered when the mix is whole, `first` as soon as it can be heard; an export has no such thing.
  struct Sound: Encodable { var key: Digest, url: String, first: String? }

  struct Line: Encodable {
    var start: Int
    var end: Int
    var source: String
    var speaker: String?
    /// What is said, as the document has it.
    var text: String?
    var fit: DialogueFit.Line.Outcome
    var pace: Double
    /// Seconds too long.
    var over: Double
    /// Percent.
    var shorterBy: Int?
    var path: String
  }
}

extension EpisodeJSON {
  /// - Parameters:
  ///   - thumbnail: the address of a frame's small picture.
  ///   - other: where the other document of a comparison is.
  init(
    _ snapshot: PreviewSession.Snapshot, document: String, live: Bool, other: String?, thumbnail: (Int) throws -> String
  ) rethrows {
    revision = snapshot.revision
    self.live = live
    self.document = document
    self.other = other
    guard snapshot.revision > 0 else { return }
    valid = snapshot.isValid
    problems = snapshot.problems
    guard let edition = snapshot.edition, let episode = edition.project.episode else { return }
    let plan = edition.plan
    id = plan.id
    title = episode.title(in: nil)
    canvas = plan.canvas
    rate = Rate(num: plan.rate.perSecond.numerator, den: plan.rate.perSecond.denominator)
    frames = plan.length
    shots = try zip(plan.shots, episode.shots).map { planned, shot in
      let own = planned.frames.lowerBound + planned.transition..<planned.frames.upperBound
      return Shot(
        source: shot.source.written, path: shot.origin.path, start: planned.frames.lowerBound, frames: planned.frames.count,
        transition: planned.transition,
        transitionType: planned.transition > 0 ? shot.transition?.type : nil, scene: shot.scene,
        thumb: try thumbnail((own.lowerBound + own.upperBound) / 2))
    }
    overlays = episode.overlays.map { overlay in
      let frames = Self.frames(overlay.start, overlay.end, plan)
      return Span(source: overlay.source.written, path: overlay.origin.path, start: frames.lowerBound, end: frames.upperBound)
    }
    texts = episode.texts.map { text in
      let frames = Self.frames(text.start, text.end, plan)
      let words = text.texts[""] ?? text.texts.min { $0.key < $1.key }?.value
      return Words(path: text.origin.path, start: frames.lowerBound, end: frames.upperBound, text: words ?? "")
    }
    outputs = edition.outputs.map { Output($0, edition, episode, live: live) }
    music = episode.audio.music.map { music in
      let length = edition.project.duration(of: music.source)
      let frames = Self.frames(music.start, music.loop ? nil : length.map { music.start + $0 }, plan)
      return Music(
        source: music.source.written, path: music.origin.path, start: frames.lowerBound, end: frames.upperBound,
        duck: music.duck.map(Duck.init))
    }
  }

  private static func frames(_ start: Time, _ end: Time?, _ plan: Plan) -> Range<Int> {
    let first = max(0, min(plan.length, start.frames(plan.rate)))
    return first..<max(first, min(plan.length, end?.frames(plan.rate) ?? plan.length))
  }
}

extension EpisodeJSON.Duck {
  fileprivate init(_ duck: ReelTimeline.Duck) {
    (depth, attack) = (duck.depth, duck.attack.seconds.approximate)
    (hold, release) = (duck.hold.seconds.approximate, duck.release.seconds.approximate)
  }
}

extension EpisodeJSON.Output {
  init(_ watched: PreviewOutput, _ edition: PreviewEdition, _ episode: Episode, live: Bool) {
    let output = watched.output
    let profile = episode.deliveries.first { $0.name == output.delivery }?.profile
    delivery = output.delivery
    language = output.language
    self.profile = profile?.name
    size = watched.picture.encoder.size
    safeArea = profile?.covered.map { EpisodeJSON.Sides($0, of: edition.plan.canvas) }
    picture = EpisodeJSON.Picture(watched)
    sound = output.sound.map { sound in
      let folder = "sound/\(sound.track.hex)/"
      return .init(key: sound.track, url: folder + "track.json", first: live ? folder + SoundJSON.first + "track.json" : nil)
    }
    let spoken = episode.languages.first { $0.tag == output.language }
    subtitles = spoken?.subtitles?.path
    cues = (output.language.flatMap { edition.project.cues[$0] } ?? []).map {
      .init(start: $0.frames.lowerBound, end: $0.frames.upperBound, text: $0.text, line: $0.line)
    }
    let texts = Dictionary((spoken?.dialogue ?? []).map { ($0.origin.path, $0.text) }) { first, _ in first }
    dialogue = edition.project.dialogue.filter { $0.language == output.language }.flatMap(\.lines).map {
      EpisodeJSON.Line($0, text: texts[$0.path] ?? nil, edition.plan)
    }
  }
}

extension EpisodeJSON.Picture {
  fileprivate init(_ output: PreviewOutput) {
    codec = output.codec
    mime = "video/mp4; codecs=\"\(output.codec)\""
    self.`init` = "video/init/\(output.initializationKey.hex).mp4"
    segments = output.pieces.map {
      .init(
        start: $0.frames.lowerBound, frames: $0.frames.count, key: $0.key, url: "video/\($0.frames.lowerBound)/\($0.key.hex).m4s")
    }
  }
}

extension EpisodeJSON.Sides {
  /// Profiles count in pixels of 1080x1920.
  fileprivate init(_ covered: Profile.Covered, of canvas: Size) {
    let (across, down) = (Double(canvas.width) / 1080, Double(canvas.height) / 1920)
    self.init(
      top: Double(covered.top) * down, bottom: Double(covered.bottom) * down, left: Double(covered.left) * across,
      right: Double(covered.right) * across)
  }
}

extension EpisodeJSON.Line {
  fileprivate init(_ line: DialogueFit.Line, text: String?, _ plan: Plan) {
    self.text = text
    func frame(_ seconds: Double) -> Int { max(0, min(plan.length, Int((seconds * plan.rate.perSecond.approximate).rounded()))) }
    func frame(sample: Int) -> Int { min(plan.length, Time(samples: Int64(sample), rate: 48000).frames(plan.rate)) }
    let isHeard = line.sampleCount > 0
    start = isHeard ? frame(sample: line.startSample) : frame(line.slotStart)
    end = isHeard ? frame(sample: line.startSample + line.sampleCount) : frame(line.slotEnd)
    (source, speaker, fit, path) = (line.source, line.speaker, line.outcome, line.path)
    (pace, over, shorterBy) = (line.pace.approximate, line.over, line.shorterBy)
  }
}
