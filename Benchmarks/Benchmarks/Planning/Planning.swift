import Foundation
import ReelCore
import ReelPlan
import ReelTimeline
import Synchronization

/// Plans a season that is made up: episodes of two minutes in many languages and four sizes, with captions, dialogue, music, an overlay and
/// dissolves, and no file anywhere. As in a batch, every core reads and plans another episode; every plan is kept to the end. Prints how long
/// it took, on the clock and in CPU, and the most memory the process had.
@main struct Planning {
  static func main() throws {
    let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    guard numbers.count == CommandLine.arguments.count - 1, numbers.count <= 2, numbers.allSatisfy({ $0 > 0 }) else {
      throw ReelError(.invalid, "usage: Planning [EPISODES] [LANGUAGES]")
    }
    let season = Season(episodes: numbers.first ?? 100, languages: numbers.count > 1 ? numbers[1] : 20)
    let (began, spent) = (ContinuousClock.now, seconds())
    let plans = try season.planned()
    let took = began.duration(to: .now)
    let segments = plans.reduce(0) { $0 + $1.cells.reduce(0) { $0 + $1.segments.count } }
    let outputs = plans.reduce(0) { $0 + $1.outputs.count }
    print("\(season.episodes) episodes, \(season.languages) languages, 4 renditions: \(outputs) outputs of \(segments) segments")
    print("read, planned   \(Self.text(took / .seconds(1))) s, \(Self.text(seconds() - spent)) s of CPU")
    print("peak memory     \(peak() >> 20) MB")
    // The same whoever plans it: a faster planner gives nothing another name.
    print("outputs named   \(Digest.of(plans.flatMap(\.outputs).map(\.key.hex).joined()))")
  }

  private static func text(_ seconds: Double) -> String { String(format: "%.2f", seconds) }

  private static func usage() -> rusage {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
    #else
      // An enumeration there, and what is wanted is its raw value.
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #endif
    return usage
  }

  /// Of CPU, by this process, all threads.
  private static func seconds() -> Double {
    let usage = usage()
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }

  /// Bytes.
  private static func peak() -> Int {
    #if canImport(Darwin)
      usage().ru_maxrss
    #else
      usage().ru_maxrss * 1024
    #endif
  }
}

/// Documents, facts and words out of nothing.
private struct Season: Sendable {
  var episodes: Int
  var languages: Int

  private static let shots = 24
  private static let lines = 36
  private static let catalogue = Catalogue([
    CatalogueEntry(kind: .transition, name: "dissolve", summary: "One picture fades into the other."),
    CatalogueEntry(kind: .blend, name: "normal", summary: "Over."),
  ])

  /// The plans of all episodes, in their order.
  func planned() throws -> [Plan] {
    let results = Mutex([Int: Result<Plan, any Error>]())
    DispatchQueue.concurrentPerform(iterations: episodes) { episode in
      let result = Result { try plan(episode) }
      results.withLock { $0[episode] = result }
    }
    return try results.withLock { results in try results.sorted { $0.key < $1.key }.map { try $0.value.get() } }
  }

  private func plan(_ episode: Int) throws -> Plan {
    let input = Planner.Input(
      episode: try document(episode), media: media(episode), texts: words(episode),
      build: BuildIdentity(architecture: "any", libraries: ["libx264": "164"]))
    let (plan, problems) = Planner.plan(input)
    guard let plan else { throw ReelError(.invalid, "the made-up episode is wrong", problems: problems) }
    return plan
  }

  private func tag(_ language: Int) -> String {
    let letters = Array("abcdefghijklmnopqrst")
    return "\(letters[language / 20 % 20])\(letters[language % 20])"
  }

  func document(_ episode: Int) throws -> Episode {
    var text = "reelfx: 1\nid: e\(episode)\nshots:\n"
    for shot in 0..<Self.shots {
      let into = shot % 2 == 1 ? ", transition: { type: dissolve, duration: 0.5 }" : ""
      text += "  - { source: \"\(episode)/\(shot).mp4\", in: 0.5, duration: 5.25, gain: -6\(into) }\n"
    }
    text += "overlays: [ { source: \"logo/%04d.png\", fps: 30, loop: true, x: 740, y: 80, width: 300 } ]\n"
    text += "audio: { music: [ { source: music.wav, loop: true, duck: { depth: -12 } } ] }\nlanguages:\n"
    for language in 0..<languages {
      text += "  \(tag(language)):\n    dialogue:\n"
      for line in 0..<Self.lines {
        let start = 12 + line * 99
        text += "      - { source: \"\(episode)/\(tag(language))/\(line).wav\", start: \(start)f, end: \(start + 75)f }\n"
      }
    }
    text += "deliver:\n  - name: social\n    renditions: [1080p, 720p, 540p, 360p]\n"
    let loaded = EpisodeDocument.load(text: text, file: "e.yaml", catalogue: Self.catalogue)
    guard let episode = loaded.episode else { throw ReelError(.invalid, "the made-up document is wrong", problems: loaded.problems) }
    return episode
  }

  func media(_ episode: Int) -> [String: MediaFacts] {
    func sound(_ seconds: Rational) -> AudioFacts {
      AudioFacts(
        stream: 1, codec: "aac", sampleRate: 48000, channels: 2, layout: "stereo", start: .zero, duration: Time(seconds))
    }
    func picture(_ frames: Int, _ size: Size) -> VideoFacts {
      VideoFacts(
        stream: 0, codec: "h264", codedSize: size, pixelFormat: "yuv420p", bitDepth: 8, hasAlpha: false, color: .bt709,
        frames: FrameIndex(count: frames, rate: FrameRate(Rational(30))))
    }
    var media = [
      "logo/%04d.png@30": MediaFacts(
        kind: .sequence, digest: .of("logo"), container: "png", video: picture(45, Size(width: 300, height: 200))),
      "music.wav": MediaFacts(kind: .sound, digest: .of("music"), container: "wav", audio: sound(Rational(60))),
    ]
    for shot in 0..<Self.shots {
      let name = "\(episode)/\(shot).mp4"
      media[name] = MediaFacts(
        kind: .clip, digest: .of(name), container: "mov", video: picture(240, Size(width: 1080, height: 1920)), audio: sound(Rational(8)))
    }
    for language in 0..<languages {
      for line in 0..<Self.lines {
        let name = "\(episode)/\(tag(language))/\(line).wav"
        media[name] = MediaFacts(kind: .sound, digest: .of(name), container: "wav", audio: sound(Rational(12, 5)))
      }
    }
    return media
  }

  /// As they are laid out: a caption for every line, of the length and the look of a real one.
  func words(_ episode: Int) -> [String: PlannedText] {
    let header = """
      [Script Info]
      ScriptType: v4.00+
      PlayResX: 1080
      PlayResY: 1920
      WrapStyle: 2
      ScaledBorderAndShadow: yes
      Kerning: yes
      YCbCr Matrix: None
      [V4+ Styles]
      Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
      Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
      Style: Caption,Noto Sans,64,&H00FFFFFF,&H00FFFFFF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,4,0,2,0,0,0,-1
      [Events]
      Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text

      """
    var words: [String: PlannedText] = [:]
    for language in 0..<languages {
      let groups = (0..<Self.lines).map { line in
        let style = #"{\an2\pos(540,1498)}{\fnNoto Sans Regular\b400\i0\fs64\u0\1c&HFFFFFF&}"#
        let dialogue =
          "Dialogue: 2,0:00:00.00,0:00:00.00,Caption,,0,0,0,,\(style)Line \(line) of \(episode),\\Nas \(tag(language)) has it\n"
        return TextGroup(start: 12 + line * 99, count: 75, script: header + dialogue, events: [0..<75], fonts: [.of("font")])
      }
      words[tag(language)] = PlannedText(captions: groups)
    }
    return words
  }
}
