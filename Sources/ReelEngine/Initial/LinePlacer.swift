import ReelCore
import ReelText

/// Finds out when the lines of a language are said.
struct LinePlacer {
  struct Recording {
    var path: String
    var speaker: String?
    var isWhole: Bool
    var length: Time
  }

  /// What is left silent between lines of which nothing is known.
  private static let pause = Time(Rational(1, 4))

  /// By the times in their names; else one to one with the cues, when there are as many; else one after another.
  ///
  /// - Parameters:
  ///   - recordings: in natural order.
  ///   - cues: of the language's subtitles, in any order.
  ///   - file: the subtitles' own, for the remark.
  /// - Returns: the lines as they are heard, and how that was found.
  static func place(_ recordings: [Recording], cues: [Cue], file: String?) -> (lines: [InitialCut.Line], placing: String) {
    let times = recordings.map { $0.isWhole ? .zero : NameReading.time(String($0.path.split(separator: "/").last ?? "")) }
    let cues = cues.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
    if recordings.allSatisfy(\.isWhole) { return (lines(recordings, at: times), "all lines in one recording, from the start") }
    if !times.contains(nil) { return (lines(recordings, at: times), "placed by the times in their names") }
    if let file, cues.count == recordings.count, !times.contains(where: { $0 != nil }) {
      return (lines(recordings, at: cues.map(\.start), cues), "placed one to one with the \(cues.count) cues of \(file)")
    }
    var next = Time.zero
    let starts = zip(recordings, times).map { recording, time in
      let start = time ?? next
      next = max(next, start + recording.length + pause)
      return Optional(start)
    }
    let some = times.contains { $0 != nil } ? "those without a time in their name stand " : ""
    let other = cues.isEmpty || file == nil ? "" : "; \(file ?? "") has \(cues.count) cues for \(recordings.count) lines"
    return (lines(recordings, at: starts), "\(some)one after another, because nothing says when they are heard\(other)")
  }

  private static func lines(_ recordings: [Recording], at starts: [Time?], _ cues: [Cue] = []) -> [InitialCut.Line] {
    let order = recordings.indices.sorted { (starts[$0] ?? .zero, $0) < (starts[$1] ?? .zero, $1) }
    return order.map { index in
      let cue = cues.indices.contains(index) ? cues[index] : nil
      return InitialCut.Line(
        path: recordings[index].path, start: starts[index] ?? .zero, speaker: recordings[index].speaker ?? cue?.speaker,
        isWhole: recordings[index].isWhole, words: cue?.plain)
    }
  }
}
