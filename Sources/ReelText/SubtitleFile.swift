import ReelCore

/// Reads SRT, WebVTT and ASS.
package enum SubtitleFile {
  /// Reads the file at `path`.
  ///
  /// Text that is wrong but readable becomes problems with their lines: an error where something is lost, a warning where it was
  /// mended as players do.
  /// - Parameter name: the file as the user named it, for messages; by default `path`.
  /// - Throws: `ReelError` if there is no such file, its bytes are no text, or it is no subtitle format known here.
  package static func read(path: String, name: String? = nil) throws -> Subtitles {
    try parse(try FileBytes.read(path), name: name ?? path)
  }

  /// The same for bytes that are already read.
  package static func parse(_ bytes: [UInt8], name: String) throws -> Subtitles {
    let text = try TextDecoding.decode(bytes, file: name)
    let lines = TextDecoding.lines(of: text)
    switch try format(lines, name: name) {
    case .srt: return SubRipParser.parse(lines, file: name)
    case .vtt: return WebVTTParser.parse(lines, file: name)
    case .ass: return try AssParser.parse(lines, file: name)
    }
  }

  private enum Format { case srt, vtt, ass }

  /// What the file begins with decides; its name only where SRT, which has no signature, is possible.
  private static func format(_ lines: [Substring], name: String) throws -> Format {
    let first = lines.first { !$0.allSatisfy(\.isWhitespace) }?.lowercased() ?? ""
    if let line = lines.first, line == "WEBVTT" || line.hasPrefix("WEBVTT ") || line.hasPrefix("WEBVTT\t") { return .vtt }
    if first.hasPrefix("[script info]") || lines.contains(where: { $0.lowercased().hasPrefix("[events]") }) { return .ass }
    switch name.split(separator: ".").last.map({ $0.lowercased() }) {
    case "srt": return .srt
    case "vtt":
      throw ReelError(.invalid, "this is not WebVTT: its first line is not WEBVTT", file: name, hint: "begin the file with WEBVTT")
    case "ass", "ssa":
      throw ReelError(
        .invalid, "this is not an ASS script: it has neither [Script Info] nor [Events]", file: name, hint: "save it as ASS again")
    default:
      if lines.contains(where: { SubRipParser.timeLine($0) != nil }) { return .srt }
      throw ReelError(.unsupported, "this is neither SRT nor WebVTT nor ASS", file: name, hint: "convert it to one of these")
    }
  }
}
