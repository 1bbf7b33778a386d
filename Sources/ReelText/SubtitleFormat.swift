import ReelCore

/// The formats that are read.
enum SubtitleFormat {
  case srt, vtt, ass, ttml, json

  /// What the file begins with decides; its name only where SRT, which has no signature, is possible.
  static func find(_ lines: [Substring], name: String) throws -> Self {
    let start = lines.lazy.map(\.trimmingSpaces).first { !$0.isEmpty }?.lowercased() ?? ""
    if let line = lines.first, line == "WEBVTT" || line.hasPrefix("WEBVTT ") || line.hasPrefix("WEBVTT\t") { return .vtt }
    if isASS(start, lines, name: name) { return .ass }
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

  /// A section of a script, or a comment above one. What only stands somewhere inside may be the text of a caption.
  private static func isASS(_ start: String, _ lines: [Substring], name: String) -> Bool {
    if start.hasPrefix("[script info]") { return true }
    let mayBe =
      ["[v4", "[events]", ";", "!:"].contains(where: start.hasPrefix) || [".ass", ".ssa"].contains(where: name.lowercased().hasSuffix)
    return mayBe && lines.contains { $0.lowercased().hasPrefix("[events]") }
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
