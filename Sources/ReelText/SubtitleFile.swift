import ReelCore

/// Reads SRT, WebVTT, ASS, TTML, and lists of words with times in JSON.
package enum SubtitleFile {
  /// Reads the file at `path`.
  ///
  /// Text that is wrong but readable becomes problems with their lines: an error where something is lost, a warning where it was
  /// mended as players do.
  /// - Parameters:
  ///   - name: the file as the user named it, for messages; by default `path`.
  ///   - encoding: what its bytes are in, where that is known, by a name of IANA: `windows-1251`, `GB18030`, `Shift_JIS`. Unicode is
  ///     always recognised.
  ///   - language: BCP 47; with it, an encoding that nobody stated is guessed better.
  /// - Throws: `ReelError` if there is no such file, its bytes are no text, or it is no subtitle format known here.
  package static func read(path: String, name: String? = nil, encoding: String? = nil, language: String? = nil) throws -> Subtitles {
    try parse(try FileBytes.read(path), name: name ?? path, encoding: encoding, language: language)
  }

  /// The same for bytes that are already read.
  package static func parse(
    _ bytes: [UInt8], name: String, encoding: String? = nil, language: String? = nil
  ) throws -> Subtitles {
    guard bytes.count <= sizeLimit else {
      let size = "\(bytes.count >> 20) MB"
      throw ReelError(
        .invalid, "the file is larger than any subtitles are", file: name, detail: size, hint: "check that it is the right file")
    }
    let (text, warning) = try TextDecoding.decode(bytes, file: name, encoding: encoding, language: language)
    var subtitles = try parse(text, name: name)
    clean(&subtitles)
    if subtitles.isEmpty, subtitles.problems.isEmpty {
      let hint = "check that it is the right file"
      subtitles.problems.append(Problem(.warning, "there is not one cue in it", file: name, line: 1, hint: hint))
    }
    if let warning { subtitles.problems.insert(warning, at: 0) }
    return subtitles
  }

  private static let sizeLimit = 64 << 20

  /// Leaves out what is no text, and says so. Scripts stay as they are: what libass makes of them is theirs.
  private static func clean(_ subtitles: inout Subtitles) {
    guard case .cues(var cues) = subtitles.content else { return }
    var lines: [Int] = []
    for index in cues.indices {
      guard let clean = cues[index].withoutControls() else { continue }
      lines.append(max(1, cues[index].line))
      cues[index] = clean
    }
    guard let line = lines.min() else { return }
    subtitles.content = .cues(cues)
    let error = "control characters, which are no text, are left out of \(lines.count == 1 ? "a cue" : "\(lines.count) cues")"
    subtitles.problems.append(
      Problem(.warning, error, file: subtitles.file, line: line, hint: "remove them; if letters are missing, state the file's encoding"))
  }

  private static func parse(_ text: String, name: String) throws -> Subtitles {
    let lines = TextDecoding.lines(of: text)
    switch try SubtitleFormat.find(lines, name: name) {
    case .srt: return SubRipParser.parse(lines, file: name)
    case .vtt: return WebVTTParser.parse(lines, file: name)
    case .ass: return try AssParser.parse(lines, file: name)
    case .ttml: return try TTMLParser.parse(text, file: name)
    case .json: return WordListParser.parse(text, file: name)
    }
  }
}
