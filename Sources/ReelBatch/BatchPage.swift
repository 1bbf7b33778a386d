import Foundation
import ReelCore
import ReelEngine

/// What a batch did, for people: one file that needs no other, made from the manifest.
struct BatchPage {
  private let manifest: Manifest
  private let audit: BatchAudit
  private let report: BatchReport
  private var rows: [Manifest.Row] { manifest.rows }

  init(_ manifest: Manifest, _ report: BatchReport) {
    self.manifest = manifest
    self.report = report
    audit = BatchAudit(manifest, report.manifest, by: nil, limits: BatchAudit.Limits())
  }

  var html: String {
    """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Batch: \(table.html)</title>
    <style>\(String(decoding: PackageResources.batch_css, as: UTF8.self))</style>
    <h1>\(table.html)</h1>
    <p class="soft">\(Date(timeIntervalSince1970: manifest.run?.at ?? 0).ISO8601Format()), manifest \(report.manifest.html)</p>
    \(tiles)
    \(failures)
    <h2>Across the rows</h2>
    <div class="plots">\(plots)</div>
    \(series)
    \(findings)
    \(episodes)
    <script>\(String(decoding: PackageResources.batch_js, as: UTF8.self))</script>
    </html>

    """
  }

  private var table: String { ((manifest.run?.table ?? "") as NSString).lastPathComponent }
  private var outputs: [JournalLine.Output] { rows.flatMap(\.outputs) }

  // MARK: Tiles

  private var tiles: String {
    let bytes = outputs.reduce(0) { $0 + $1.report.bytes }
    let seconds = outputs.reduce(0) { $0 + $1.report.duration }
    let segments = report.segmentsRendered + report.segmentsReused
    let verdicts = Dictionary(grouping: outputs, by: \.report.verdict).mapValues(\.count)
    let tiles = [
      ("\(report.count(.done) + report.count(.unchanged)) of \(report.rows.count)", "rows done, \(report.count(.unchanged)) unchanged"),
      ("\(report.count(.failed))", "rows failed" + (report.count(.left) > 0 ? ", \(report.count(.left)) left" : "")),
      ("\(outputs.count)", "outputs, \(report.outputsWritten) written now"),
      ("\(verdicts[.pass] ?? 0) / \(verdicts[.warn] ?? 0) / \(verdicts[.fail] ?? 0)", "outputs that pass, are doubtful, fail"),
      (Self.size(bytes), "in \(Self.time(seconds)) of outputs"),
      (segments > 0 ? "\(report.segmentsReused * 100 / segments) %" : "-", "of \(segments) segments reused now"),
      (Self.time(report.seconds), "this run, \(report.framesComposited) frames"),
    ]
    return "<ul class=\"tiles\">" + tiles.map { "<li><b>\($0.0.html)</b><span>\($0.1.html)</span></li>" }.joined() + "</ul>"
  }

  private static func size(_ bytes: Int) -> String {
    let bytes = Double(bytes)
    return bytes >= 1e9 ? String(format: "%.2f GB", bytes / 1e9) : String(format: "%.1f MB", bytes / 1e6)
  }

  private static func time(_ seconds: Double) -> String {
    if seconds < 120 { return "\(seconds.tenths) s" }
    return seconds < 7200 ? "\((seconds / 60).tenths) min" : "\((seconds / 3600).tenths) h"
  }

  // MARK: Plots

  private var plots: String {
    let names = rows.map { "\($0.line.line): \($0.name)" }
    func plot(
      _ title: String, _ unit: String, _ shown: ClosedRange<Double>? = nil, span: Double = 0, _ value: (Manifest.Row) -> [Double]
    ) -> String {
      let plot = Plot(values: rows.map(value), names: names, unit: unit, shown: shown, span: span)
      return "<figure><figcaption>\(title) <span>\(unit)</span></figcaption>\(plot.svg)</figure>"
    }
    let states = rows.map { $0.line.done?.verdict.rawValue ?? "none" }
    let verdicts = Plot.strip(states, names: names, order: ["pass", "warn", "fail", "none"])
    return plot("Loudness of the outputs", "LUFS", span: 1) { $0.outputs.compactMap(\.report.deliveredLoudness?.integrated) }
      + plot("Size of the outputs", "MB", 0...0) { $0.outputs.map { Double($0.report.bytes) / 1e6 } }
      + plot("Time to make a row", "s", 0...0) { $0.line.done.map { [$0.seconds] } ?? [] }
      + plot("Reuse: segments that were in the store", "%", 0...100) { $0.reuse.map { [$0 * 100] } ?? [] }
      + plot("Mean luma", "codes of 8 bits", span: 20) { $0.outputs.compactMap(\.report.luma) }
      + "<figure><figcaption>Verdicts <span>pass, warn, fail; grey was not made</span></figcaption>\(verdicts)</figure>"
  }

  // MARK: Tables

  private var failures: String {
    let failed = report.rows.filter { $0.state == .failed }
    if failed.isEmpty { return "" }
    let lines = failed.map { row in
      let reasons = row.problems.filter { $0.severity == .error }.map { $0.description.html }.joined(separator: "<br>")
      return "<tr><td class=\"number\">\(row.line)</td><td>\(row.document.html)</td><td class=\"wide\">\(reasons)</td></tr>"
    }
    return "<h2>Rows that failed</h2>" + Self.table(["line", "document", "why"], lines)
  }

  private var series: String {
    let lines = audit.series.map { series in
      let cells = [
        series.name.html, "\(series.episodes)", "\(series.outputs)", series.languages.joined(separator: " ").html,
        Self.text(series.loudness), Self.text(series.luma), Self.text(series.duration), "\(series.count(.language))",
        "\(series.captionStyles)", "\(series.count(.profile))",
      ]
      return "<tr><td>" + cells.joined(separator: "</td><td>") + "</td>\(Self.cell(series.verdict.rawValue))</tr>"
    }
    let heads = [
      "series", "episodes", "outputs", "languages", "loudness, LUFS", "luma", "duration, s", "languages missing", "caption looks",
      "profile", "verdict",
    ]
    return "<h2>Series</h2>" + Self.table(heads, lines)
  }

  private static let mostFindings = 500

  private var findings: String {
    let all = audit.series.flatMap { series in series.findings.map { (series.name, $0) } }
    if all.isEmpty { return "" }
    let lines = all.prefix(Self.mostFindings).map { series, finding in
      "<tr>\(Self.cell(finding.verdict.rawValue))<td>\(series.html)</td><td>\(finding.check.rawValue)</td>"
        + "<td>\(finding.subject.html)</td><td class=\"wide\">\(finding.detail.html)</td></tr>"
    }
    let more = all.count - lines.count
    return "<h2>What stands out</h2>" + Self.table(["verdict", "series", "check", "where", "what"], lines)
      + (more > 0 ? "<p class=\"soft\">and \(more) more: reelfx batch audit</p>" : "")
  }

  private var episodes: String {
    let heads = ["line", "episode", "series", "variables", "outputs", "length, s", "MB", "LUFS", "luma", "reuse, %", "took, s", "verdict"]
    return "<h2>Rows</h2><div class=\"bar\"><input id=\"filter\" type=\"search\" placeholder=\"filter\" aria-label=\"filter the rows\">"
      + "<span id=\"shown\" class=\"soft\">\(rows.count) rows</span></div>"
      + Self.table(heads, rows.map(Self.line), id: "rows")
  }

  private static func line(_ row: Manifest.Row) -> String {
    let done = row.line.done
    let loudness = BatchAudit.Spread(row.outputs.compactMap(\.report.deliveredLoudness?.integrated))
    let luma = BatchAudit.Spread(row.outputs.compactMap(\.report.luma))
    let variables = row.line.variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    let figures = [
      done.map { "\($0.outputs)" }, done.map { $0.duration.tenths },
      done.map { _ in String(format: "%.2f", Double(row.outputs.reduce(0) { $0 + $1.report.bytes }) / 1e6) },
      loudness.map { text($0) }, luma.map { text($0) }, row.reuse.map { "\(Int($0 * 100))" }, done.map { $0.seconds.tenths },
    ]
    return "<tr><td class=\"number\">\(row.line.line)</td><td>\(row.name.html)</td><td>\(row.series(by: nil).html)</td>"
      + "<td>\(variables.html)</td>" + figures.map { "<td class=\"number\">\($0 ?? "")</td>" }.joined()
      + cell(done?.verdict.rawValue ?? "failed") + "</tr>"
  }

  private static func cell(_ verdict: String) -> String {
    "<td class=\"verdict \(verdict == "failed" ? "fail" : verdict)\">\(verdict)</td>"
  }

  /// One number where all are the same to a tenth.
  private static func text(_ spread: BatchAudit.Spread?) -> String {
    guard let spread else { return "" }
    let (least, most) = (spread.least.tenths, spread.most.tenths)
    return least == most ? least : "\(least) to \(most)"
  }

  private static func table(_ heads: [String], _ lines: [String], id: String? = nil) -> String {
    "<div class=\"scroll\"><table class=\"sorted\"\(id.map { " id=\"\($0)\"" } ?? "")><thead><tr>"
      + heads.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr></thead><tbody>" + lines.joined(separator: "\n")
      + "</tbody></table></div>"
  }
}

extension Manifest.Row {
  /// Share of its segments that were in the store; `nil` where there were none.
  fileprivate var reuse: Double? {
    guard let work = line.done?.work, work.segmentsRendered + work.segmentsReused > 0 else { return nil }
    return Double(work.segmentsReused) / Double(work.segmentsRendered + work.segmentsReused)
  }
}
