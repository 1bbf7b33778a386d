import ReelCore

/// The formats that are read.
enum SubtitleFormat {
  case srt, vtt, ass, ttml, json

  /// What the file begins with decides; its name only where SRT, which has no signature, is possible.
  static func find(_ lines: [Substring], name: String) throws -> Self {
    let start = lines.lazy.map(\.trimmingSpaces).first { !$0.isEmpty }?.lowercased() ?? ""
    if let line = lines.first, line == "WEBVTT" || line.hasPrefix("WEBVTT ") || line.hasPrefix("WEBVTT\t") { return .vtt }
    if start.hasPrefix("[script info]") || lines.contains(where: { $0.lowercased().hasPrefix("[events]") }) { return .ass }
    if isXML(start) { return .ttml }
    if isJSON(start) { return .json }
    switch name.split(separator: ".").last.map({ $0.lowercased() }) {
    case "srt": return .srt
    case "vtt":
      throw ReelError(.invalid, "this is not WebVTT: its first line is not WEBVTT", file: name, hint: "begin the file with WEBVTT")
    case "ass", "ssa":
      throw ReelError(
        .invalid, "this is not an ASS script: it has neither [Script Info] nor [Events]", file: name, hint: "save it as ASS again")
    default:
      if lines.contains(where: { SubRipParser.timeLine($0) != nil }) { return .srt }
      throw ReelError(
        .unsupported, "this is none of SRT, WebVTT, ASS, TTML and a JSON list of words", file: name, hint: "convert it to one of these")
    }
  }

  /// A declaration, a comment, or a `tt` element with or without a prefix.
  private static func isXML(_ start: String) -> Bool {
    let tag = start.prefix { $0 != " " && $0 != ">" }
    return ["<?xml", "<!--", "<!doctype"].contains(where: start.hasPrefix) || tag == "<tt" || tag.hasPrefix("<") && tag.hasSuffix(":tt")
  }

  /// `{`, unless it begins a tag of ASS; `[` before nothing or an object, because other things stand in brackets in SRT.
  private static func isJSON(_ start: String) -> Bool {
    if start.hasPrefix("{") { return !start.hasPrefix("{\\") }
    return start.hasPrefix("[") && [nil, "{", "]"].contains(start.dropFirst().trimmingSpaces.first)
  }
}
