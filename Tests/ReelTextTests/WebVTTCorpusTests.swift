import Foundation
import ReelCore
import ReelText
import Testing

/// Where the lent media are, if they are.
let corpusFolder = ProcessInfo.processInfo.environment["REELFX_MEDIA"].map { $0 + "/subs/" }

/// The test files of vtt.js and what is expected of them, where `REELFX_MEDIA` names a folder with them.
@Suite(.enabled(if: corpusFolder != nil)) struct WebVTTCorpusTests {
  private let folder = (corpusFolder ?? "") + "vtt.js/tests/"

  private struct Expected: Decodable {
    var cues: [ExpectedCue]
    var regions: [ExpectedRegion]
  }

  private enum AutoOr: Decodable, Equatable {
    case auto
    case number(Double)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      self = (try? container.decode(Double.self)).map { .number($0) } ?? .auto
    }
  }

  private struct ExpectedCue: Decodable {
    var id, text, vertical, align, positionAlign, lineAlign: String
    var startTime, endTime, size: Double
    var line, position: AutoOr
    var snapToLines: Bool
  }

  private struct ExpectedRegion: Decodable, Equatable {
    var lines: Int
    var regionAnchorX, regionAnchorY, viewportAnchorX, viewportAnchorY, width: Double
    var scroll: String
  }

  private func names(_ suffix: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(suffix) }.sorted()
  }

  private func read(_ name: String) throws -> (cues: [Cue], problems: [Problem]) {
    let subtitles = try SubtitleFile.read(path: folder + name)
    guard case .cues(let cues) = subtitles.content else { throw Unexpected(what: name) }
    return (cues, subtitles.problems)
  }

  private func data(_ name: String) -> Data? { FileManager.default.contents(atPath: folder + name) }

  /// Every file is read, or refused for its first line; what its name calls wrong is reported.
  @Test func everyFileIsReadOrRefused() throws {
    var count = 0
    for name in names(".vtt") {
      do {
        let (_, problems) = try read(name)
        let isBad = ["bad", "bogus", "delimiter", "over.", "no-end", "not-closed", "capital", "no-value"].contains { name.contains($0) }
        if isBad, !name.contains("spots"), !name.contains("ruby") {
          #expect(!problems.isEmpty, "\(name)")
        }
        #expect(problems.allSatisfy { ($0.line ?? 0) > 0 && $0.hint != nil }, "\(name)")
      } catch let error as ReelError {
        #expect(
          ["file-layout/bad-double-webvtt.vtt", "file-layout/bom-garbage-data.vtt", "file-layout/newline-before-webvtt.vtt"].contains(name))
        #expect(error.message == "this is not WebVTT: its first line is not WEBVTT")
      }
      count += 1
    }
    #expect(count == 131)
  }

  /// vtt.js drops the cue below a line that is only an arrow; the W3C's rules begin a new block there, and so do browsers.
  private let more: [String: Int] = ["integration/id": 3]

  @Test func cuesAreAsExpected() throws {
    var count = 0
    for name in names(".json") where !name.hasSuffix("-proc.json") {
      let base = String(name.dropLast(5))
      guard data(base + ".vtt") != nil, let json = data(name) else { continue }
      count += 1
      var cues = try read(base + ".vtt").cues
      guard let expected = try? JSONDecoder().decode(Expected.self, from: json) else {
        #expect(cues == [], "\(name)")
        continue
      }
      if let index = more[base] { cues.remove(at: index) }
      // What ends when it begins is never shown: here it is an error instead of a cue.
      let wanted = expected.cues.filter { $0.startTime < $0.endTime }
      #expect(cues.count == wanted.count, "\(name)")
      for (cue, want) in zip(cues, wanted) { compare(cue, want, name) }
      let regions = cues.compactMap(\.settings.region).map(Self.described)
      #expect(regions == (regions.isEmpty ? [] : expected.regions), "\(name)")
    }
    #expect(count == 67)
  }

  private func compare(_ cue: Cue, _ want: ExpectedCue, _ name: String) {
    #expect(abs(cue.start.seconds.approximate - want.startTime) < 1e-9, "\(name)")
    #expect(abs(cue.end.seconds.approximate - want.endTime) < 1e-9, "\(name)")
    #expect(cue.id ?? "" == want.id, "\(name)")
    #expect(cue.settings.vertical?.rawValue ?? "" == want.vertical, "\(name)")
    #expect(cue.settings.size == want.size, "\(name)")
    let words = ["middle": "center"]
    #expect(cue.settings.alignment.rawValue == words[want.align] ?? want.align, "\(name)")
    #expect(
      cue.settings.positionAnchor?.rawValue ?? cue.settings.alignment.rawValue == words[want.positionAlign] ?? want.positionAlign, "\(name)"
    )
    #expect(cue.settings.position.map { .number($0) } ?? .auto == want.position, "\(name)")
    switch cue.settings.line {
    case nil: #expect(want.line == .auto, "\(name)")
    case .number(let number):
      #expect(want.snapToLines, "\(name)")
      if case .number(let line) = want.line { #expect(Double(number) == min(line, 100_000), "\(name)") }
    case .percent(let percent, let anchor):
      #expect(!want.snapToLines && want.line == .number(percent) && anchor.rawValue == want.lineAlign, "\(name)")
    }
    let text = cue.text.map { $0.text + ($0.ruby ?? "") }.joined()
    #expect(text == Self.stripped(want.text), "\(name)")
  }

  private static func described(_ region: CueRegion) -> ExpectedRegion {
    ExpectedRegion(
      lines: region.lines, regionAnchorX: region.regionAnchor.x, regionAnchorY: region.regionAnchor.y,
      viewportAnchorX: region.viewportAnchor.x, viewportAnchorY: region.viewportAnchor.y, width: region.width,
      scroll: region.scrolls ? "up" : "")
  }

  /// Another way to the plain text: what looks like a tag is cut out, and the entities are replaced.
  private static func stripped(_ text: String) -> String {
    var text = text.replacing(/<[^>]*(>|$)/, with: "")
    for (name, value) in [("&lt;", "<"), ("&gt;", ">"), ("&lrm;", "\u{200E}"), ("&rlm;", "\u{200F}"), ("&nbsp;", "\u{A0}"), ("&amp;", "&")]
    {
      text = text.replacing(name, with: value)
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The tree that vtt.js makes of a cue's text: which letters are bold, slanted, underlined, an annotation, in another language.
  @Test func elementsAreAsExpected() throws {
    var count = 0
    for name in names("-proc.json") {
      let base = String(name.dropLast("-proc.json".count))
      guard data(base + ".vtt") != nil, let json = data(name), let nodes = try? JSONDecoder().decode([Node].self, from: json),
        let read = try? read(base + ".vtt")
      else { continue }
      count += 1
      #expect(read.cues.count == nodes.count, "\(name)")
      for (cue, node) in zip(read.cues, nodes) {
        var letters: [Letter] = []
        node.collect(&letters, Letter(letter: " "))
        let ours = cue.text.flatMap { run in
          [(run.text, false), (run.ruby ?? "", true)].flatMap { text, isRuby in
            text.map {
              Letter(letter: $0, bold: run.bold, italic: run.italic, underline: run.underline, ruby: isRuby, language: run.language ?? "")
            }
          }
        }
        while letters.last?.letter.isWhitespace == true { letters.removeLast() }
        #expect(ours.map(\.letter) == letters.map(\.letter), "\(name)")
        #expect(ours == letters, "\(name)")
      }
    }
    #expect(count == 53)
  }

  private struct Letter: Equatable {
    var letter: Character
    var bold = false, italic = false, underline = false, ruby = false
    var language = ""
  }

  private struct Node: Decodable {
    var childNodes: [Node]
    var localName: String
    var data: String?
    var lang: String?

    func collect(_ letters: inout [Letter], _ style: Letter) {
      var style = style
      switch localName {
      case "b": style.bold = true
      case "i": style.italic = true
      case "u": style.underline = true
      case "rt": style.ruby = true
      default: break
      }
      if let lang, !lang.isEmpty { style.language = lang }
      for letter in data ?? "" {
        style.letter = letter
        letters.append(style)
      }
      for child in childNodes { child.collect(&letters, style) }
    }
  }
}
