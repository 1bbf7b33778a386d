import ReelCore
import ReelText

/// The episode that a folder's contents make: what its document says, before it is written.
struct InitialCut {
  struct Shot {
    var path: String
    var facts: MediaFacts
  }

  struct Line {
    var path: String
    var start: Time
    var speaker: String?
    /// Whether all of a language's lines are in it: then it is played as it is.
    var isWhole: Bool
    /// What is said, of the cue it was matched with.
    var words: String?
  }

  struct Language {
    var tag: String
    var subtitles: String?
    var forced: String?
    var lines: [Line] = []
    /// How its lines were placed.
    var placing: String?
  }

  struct Sound {
    var path: String
    var start: Time
    var facts: MediaFacts
  }

  var id: String
  var shots: [Shot] = []
  var logo: (path: String, facts: MediaFacts)?
  var music: Sound?
  var effects: [Sound] = []
  var languages: [Language] = []

  /// How long a still is shown.
  static let stillLength = Time(Rational(3))

  // MARK: The canvas

  /// Vertical, unless no shot is: then wide, or square where all are.
  var canvas: Size {
    let sizes = shots.compactMap { $0.facts.video?.displaySize }
    if sizes.contains(where: { $0.width < $0.height }) { return Size(width: 1080, height: 1920) }
    return sizes.contains { $0.width > $0.height } ? Size(width: 1920, height: 1080) : Size(width: 1080, height: 1080)
  }

  /// Whether it is shaped so differently that filling the canvas would cut away the most of it.
  func isAcross(_ shot: Shot) -> Bool {
    guard let size = shot.facts.video?.displaySize else { return false }
    return size.width > size.height && canvas.width < canvas.height
  }

  /// The rate that most clips have, the higher of two; and how many have it. 30 without clips.
  var rate: (rate: FrameRate, clips: Int) {
    var counts: [Rational: Int] = [:]
    for rate in shots.compactMap({ Self.rate(of: $0.facts) }) { counts[rate, default: 0] += 1 }
    let most = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }
    return (FrameRate(most?.key ?? Rational(30)), most?.value ?? 0)
  }

  private static let usualRates = [
    Rational(12), Rational(15), Rational(16), Rational(20), Rational(24000, 1001), Rational(24), Rational(25), Rational(30000, 1001),
    Rational(30), Rational(48), Rational(50), Rational(60000, 1001), Rational(60),
  ]

  /// The usual rate that a clip's frames have on average; `nil` for what has none, and for what no canvas should have.
  static func rate(of facts: MediaFacts) -> Rational? {
    guard facts.kind == .clip, let frames = facts.video?.frames, frames.count > 1, frames.duration > .zero else { return nil }
    let average = Double(frames.count) / frames.duration.seconds.approximate
    let nearest = usualRates.min { abs($0.approximate - average) < abs($1.approximate - average) }
    // Containers that count milliseconds are off by half of one in a clip; 24 and 23.976 are 0.1 % apart.
    return nearest.flatMap { abs($0.approximate / average - 1) < 0.002 ? $0 : nil }
  }

  // MARK: Lengths

  func length(of shot: Shot) -> Time {
    switch shot.facts.kind {
    case .still: Self.stillLength
    case .sequence: Time(Rational(Int64(shot.facts.video?.frames.count ?? 0)) * rate.rate.frameDuration)
    default: shot.facts.video?.frames.duration ?? .zero
    }
  }

  var length: Time { shots.reduce(.zero) { $0 + length(of: $1) } }

  // MARK: Leaving out

  /// Takes out what an error of the document is about.
  ///
  /// - Returns: its path, or `nil` when the error is about nothing that could be left out.
  mutating func leaveOut(_ problem: Problem) -> String? {
    if let path = problem.path, let found = leaveOut(at: path) { return found }
    guard let file = problem.file else { return nil }
    for index in languages.indices {
      for list in [\Language.subtitles, \.forced] {
        guard let path = languages[index][keyPath: list], file == path || file.hasSuffix("/" + path) else { continue }
        languages[index][keyPath: list] = nil
        return path
      }
    }
    return nil
  }

  private mutating func leaveOut(at path: String) -> String? {
    if let index = Self.index("shots", path), shots.indices.contains(index) { return shots.remove(at: index).path }
    if let index = Self.index("audio.effects", path), effects.indices.contains(index) { return effects.remove(at: index).path }
    if Self.index("audio.music", path) != nil, let sound = music {
      music = nil
      return sound.path
    }
    if Self.index("overlays", path) != nil, let picture = logo {
      logo = nil
      return picture.path
    }
    for index in languages.indices {
      let whole = "languages.\(languages[index].tag)."
      if let line = Self.index(whole + "dialogue", path), languages[index].lines.indices.contains(line) {
        return languages[index].lines.remove(at: line).path
      }
      for (key, list) in [("subtitles", \Language.subtitles), ("forced", \.forced)] where path.hasPrefix(whole + key) {
        guard let found = languages[index][keyPath: list] else { continue }
        languages[index][keyPath: list] = nil
        return found
      }
    }
    return nil
  }

  /// `2` of `shots[2].source` for `shots`.
  private static func index(_ list: String, _ path: String) -> Int? {
    guard path.hasPrefix(list + "[") else { return nil }
    return Int(path.dropFirst(list.count + 1).prefix { $0 != "]" })
  }
}
