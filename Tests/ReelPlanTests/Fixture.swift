import ReelCore
import ReelPlan
import ReelTimeline
import Testing

struct Unusable: Error, CustomStringConvertible {
  var description: String
}

/// A document, the facts of its media and its words: what a plan is made of.
struct Fixture {
  var episode: Episode
  var media: [String: MediaFacts]
  var texts: [String: PlannedText] = [:]
  var build = BuildIdentity(architecture: "test", libraries: ["libx264": "164"])

  static let catalogue = Catalogue([
    CatalogueEntry(kind: .transition, name: "dissolve", summary: "One picture fades into the other."),
    CatalogueEntry(
      kind: .transition, name: "wipe", summary: "An edge moves over the picture.",
      parameters: [
        Parameter("softness", .number(default: 0.1, range: 0...1, unit: "", keyframable: true), "How wide the edge is."),
        Parameter("edge", .choice(default: "hard", of: ["hard", "glow"]), "How the edge looks."),
        Parameter("color", .color(default: "#ffffff"), "The edge's colour."),
      ]),
    CatalogueEntry(kind: .blend, name: "normal", summary: "Over."),
    CatalogueEntry(kind: .blend, name: "screen", summary: "Light on light."),
  ])

  /// - Parameters:
  ///   - document: what follows the version.
  ///   - media: by file name.
  init(_ document: String, _ media: [String: MediaFacts]) throws {
    let loaded = EpisodeDocument.load(text: "reelfx: 1\nid: e1\n" + document, file: "e.yaml", catalogue: Self.catalogue)
    guard let episode = loaded.episode else {
      throw Unusable(description: loaded.problems.map(\.description).joined(separator: "\n"))
    }
    self.episode = episode
    self.media = media
  }

  func planned() -> (plan: Plan?, problems: [Problem]) {
    Planner.plan(.init(episode: episode, media: media, texts: texts, build: build))
  }

  /// The plan of an episode that must be right.
  func plan() throws -> Plan {
    let (plan, problems) = planned()
    guard let plan else { throw Unusable(description: problems.map(\.description).joined(separator: "\n")) }
    return plan
  }

  /// What is said about it, a line each.
  func said() -> [String] { planned().problems.map(\.description) }
}

extension Plan {
  /// The source frame that each output frame of a plan shows of its topmost shot.
  var sourceFrames: [Int] {
    cells.flatMap { cell in
      (0..<cell.frames.count).compactMap { frame -> Int? in
        cell.picture.shots.last { $0.span.contains(frame) }.map { $0.frames[frame - $0.span.lowerBound] }
      }
    }
  }

  var starts: [Range<Int>] { shots.map(\.frames) }
  var pictureKeys: [Digest] { cells.map(\.pictureKey) }
  var mixes: [MixSpec] { tracks.map(\.spec.mix) }
}

// MARK: Media

func digest(_ name: String) -> Digest { Digest.of(name) }

func sound(start: Rational = Rational(0), seconds: Rational) -> AudioFacts {
  AudioFacts(
    stream: 1, codec: "aac", sampleRate: 44100, channels: 2, layout: "stereo", start: Time(start), duration: Time(seconds))
}

func picture(_ frames: FrameIndex, size: Size = Size(width: 1080, height: 1920)) -> VideoFacts {
  VideoFacts(
    stream: 0, codec: "h264", codedSize: size, pixelFormat: "yuv420p", bitDepth: 8, hasAlpha: false, color: .bt709, frames: frames)
}

/// A file of pictures, with sound or without; its name stands for its bytes.
func clip(
  _ name: String, _ count: Int, rate: Rational = Rational(30), size: Size = Size(width: 1080, height: 1920), audio: AudioFacts? = nil
) -> MediaFacts {
  clip(name, FrameIndex(count: count, rate: FrameRate(rate)), size: size, audio: audio)
}

func clip(
  _ name: String, _ frames: FrameIndex, size: Size = Size(width: 1080, height: 1920), audio: AudioFacts? = nil
) -> MediaFacts {
  MediaFacts(kind: .clip, digest: digest(name), container: "mov", video: picture(frames, size: size), audio: audio)
}

/// Stamps as a container with a clock of milliseconds has them.
func milliseconds(_ count: Int, rate: Rational) -> FrameIndex {
  let starts = (0...count).map { (Rational(Int64($0) * 1000) / rate).rounded }
  return FrameIndex(timeBase: Rational(1, 1000), starts: starts.dropLast(), end: starts[count], entryPoints: [0])
}

func still(_ name: String, size: Size = Size(width: 1080, height: 1920)) -> MediaFacts {
  MediaFacts(
    kind: .still, digest: digest(name), container: "png", video: picture(FrameIndex(count: 1, rate: FrameRate(Rational(25))), size: size))
}

func recording(_ name: String, seconds: Rational) -> MediaFacts {
  MediaFacts(kind: .sound, digest: digest(name), container: "wav", audio: sound(seconds: seconds))
}
