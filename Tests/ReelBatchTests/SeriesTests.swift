import Foundation
import ReelBatch
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// What is seen of a batch, and across its rows.
@Suite(.serialized) struct SeriesTests {
  @Test func whatStandsOutIsFound() async throws {
    let season = try Season(episodes: 4)
    let quiet = try await season.batch(season.options())
    var audit = try BatchAudit.audit(quiet.manifest)
    #expect(audit.series.map(\.name) == ["out"] && audit.verdict == .pass)
    #expect(audit.series[0].episodes == 4 && audit.series[0].outputs == 12 && audit.series[0].languages == ["en", "es", "fr"])
    let duration = try #require(audit.series[0].duration)
    #expect(duration.least == 2 && duration.most == 2 && audit.series[0].captionStyles == 1)

    // The second is long, softer, looks otherwise, and has no French.
    let text = try String(contentsOfFile: season.folder.file("episode.yaml"), encoding: .utf8)
    try season.folder.write(
      "odd.yaml",
      text.replacing("duration: 1 }", with: "duration: 6 }").replacing(", fr: { subtitles: fr.srt }", with: "")
        .replacing("captions: { size: 16 }", with: "captions: { size: 18 }\naudio: { loudness: { target: -20 } }"))
    try season.table(["episode.yaml,1,3", "odd.yaml,2,6", "episode.yaml,3,9", "episode.yaml,4,12", "gone.yaml,5,15"])
    try season.settle()
    #expect(try await season.batch(season.options()).count(.failed) == 1)
    audit = try BatchAudit.audit(quiet.manifest)
    let found = Dictionary(grouping: audit.series[0].findings, by: \.check).mapValues(\.count)
    #expect(found == [.failed: 1, .language: 1, .loudness: 2, .duration: 1, .captions: 2], "\(audit.series[0].findings)")
    #expect(audit.verdict == .fail)
    let loudness = try #require(audit.series[0].loudness)
    #expect(abs(loudness.least + 20) < 0.5 && abs(loudness.most + 14) < 0.5)

    let command = try season.reelfx(["batch", "audit", "out/batch.jsonl", "--json"])
    #expect(command.status == 3)
    let table = try season.reelfx(["batch", "audit", "out/batch.jsonl", "--by", "n"])
    #expect(table.status == 3 && table.text.contains("fail: 5: failed: "), "\(table.text)")
    #expect(try season.reelfx(["batch", "audit", "none.jsonl"]).status == 66)
    #expect(try season.reelfx(["batch", "audit", "episode.yaml"]).status == 65)
  }

  @Test func thePageNeedsNoOtherFile() async throws {
    let season = try Season(episodes: 3)
    try season.table(["episode.yaml,1,3", "episode.yaml,2,6", "<b>gone.yaml,3,9"])
    let report = try await season.batch(season.options())
    let page = try String(contentsOfFile: report.page, encoding: .utf8)
    #expect(!page.contains("src=") && !page.contains("href=") && !page.contains("@import") && !page.contains("<b>gone"))
    #expect(page.contains("&lt;b&gt;gone.yaml") && page.components(separatedBy: "<svg").count == 7)
    for name in ["e1", "e2"] { #expect(page.contains("<td>\(name)</td>")) }
  }

  @Test func figuresAreOpenMetrics() async throws {
    let season = try Season(episodes: 2)
    var options = season.options()
    options.metrics = season.folder.file("reelfx.prom")
    _ = try await season.batch(options)
    let lines = try String(contentsOfFile: season.folder.file("reelfx.prom"), encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(lines.last == "# EOF" && lines.contains("reelfx_batch_outputs_total 6.0"))
    #expect(
      lines.contains("reelfx_batch_rows{state=\"done\"} 2.0") && lines.contains("reelfx_batch_segments_total{source=\"rendered\"} 7.0"))
    // A sample belongs to the family before it: a counter's ends in _total.
    var family = (name: "", type: "")
    for line in lines.dropLast() {
      let words = line.split(separator: " ").map(String.init)
      if line.hasPrefix("# TYPE ") { family = (words[2], words[3]) }
      if line.hasPrefix("#") {
        #expect(words[2] == family.name)
      } else {
        let name = words[0].prefix { $0 != "{" }
        #expect(name == family.name + (family.type == "counter" ? "_total" : "") && Double(words[1]) != nil, "\(line)")
      }
    }
  }
}
