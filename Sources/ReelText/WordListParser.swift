import ReelCore

/// Reads a JSON list of words with their times, as speech tools write it: `[{ "text": "Hello,", "start": 0.32, "end": 0.71 }, ...]`.
///
/// `word` may stand for `text`, and the list may stand in `words` or in each of `segments`. Words become cues by ``WordGrouping``.
struct WordListParser {
  static func parse(_ text: String, file: String) -> Subtitles {
    var parser = WordListParser(file: file)
    do {
      parser.read(try JSONReader.read(text))
    } catch {
      parser.report(
        .error, error.line, "the JSON cannot be read: \(error.what)", hint: "write [{ \"text\": ..., \"start\": 1.5, \"end\": 2 }]")
    }
    return Subtitles(content: .cues(WordGrouping.cues(parser.words)), file: file, problems: parser.problems)
  }

  private let file: String
  private var words: [WordGrouping.Word] = []
  private var problems: [Problem] = []

  private init(file: String) { self.file = file }

  private mutating func report(_ severity: Problem.Severity, _ line: Int, _ error: String, value: String? = nil, hint: String) {
    problems.append(Problem(severity, error, file: file, line: line, value: value, hint: hint))
  }

  private mutating func read(_ root: JSONValue) {
    if let list = root.array ?? root["words"]?.array {
      read(list, speaker: nil)
    } else if let segments = root["segments"]?.array {
      for segment in segments {
        guard let list = segment["words"]?.array else {
          report(.error, segment.line, "the segment has no words, so it is never shown", hint: "write the times of its words")
          continue
        }
        let first = words.count
        read(list, speaker: segment["speaker"]?.string)
        if first < words.count { words[first].begins = true }
      }
    } else {
      report(.error, root.line, "this is no list of words", hint: "write [{ \"text\": ..., \"start\": 1.5, \"end\": 2 }]")
    }
  }

  private mutating func read(_ list: [JSONValue], speaker: String?) {
    // For each word, when the next that says so begins.
    var later: [Time?] = Array(repeating: nil, count: list.count + 1)
    for index in list.indices.reversed() { later[index] = list[index]["start"]?.time ?? later[index + 1] }
    for (index, item) in list.enumerated() {
      guard let text = item["text"]?.string ?? item["word"]?.string else {
        report(.error, item.line, "the word has no text", hint: "give it a text")
        continue
      }
      guard text.contains(where: { !$0.isWhitespace }) else { continue }
      let times = (start: item["start"]?.time, end: item["end"]?.time)
      let before = words.last?.end ?? .zero
      let after = later[index + 1]
      guard var start = times.start ?? (times.end != nil || after != nil ? before : nil), var end = times.end ?? after ?? times.start else {
        report(.error, item.line, "the word has no times, so it is never shown", value: text, hint: "give it start and end in seconds")
        continue
      }
      if times.start == nil || times.end == nil {
        report(
          .warning, item.line, "the word has no times of its own; its neighbours' are taken", value: text, hint: "give it start and end")
      }
      if start < words.last?.start ?? .zero {
        start = words.last?.start ?? .zero
        report(.warning, item.line, "the word begins before the one above it; it is moved behind", value: text, hint: "correct its start")
      }
      if end < start {
        end = start
        report(.warning, item.line, "the word ends before it begins; it is taken as a moment", value: text, hint: "correct its end")
      }
      words.append(
        WordGrouping.Word(text: text, start: start, end: end, line: item.line, speaker: item["speaker"]?.string ?? speaker))
    }
  }
}
