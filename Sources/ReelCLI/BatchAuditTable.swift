import Foundation
import ReelBatch
import ReelFX

/// A line for each series, then whatever stands out in it.
enum BatchAuditTable {
  private static let heads = [
    "series", "episodes", "outputs", "languages", "loudness", "luma", "duration", "missing", "looks", "findings", "verdict",
  ]

  static func text(_ audit: BatchAudit) -> String {
    let rows = [heads] + audit.series.map(row)
    let widths = heads.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let table = rows.map { row in
      zip(row, widths).map { $0.0.padding(toLength: $0.1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        .trimmingCharacters(in: .whitespaces)
    }
    let findings = audit.series.flatMap { series in
      series.findings.map { "\($0.verdict.rawValue): \(series.name): \($0.check.rawValue): \($0.subject): \($0.detail)" }
    }
    return (table + (findings.isEmpty ? [] : [""] + findings)).joined(separator: "\n")
  }

  private static func row(_ series: BatchAudit.Series) -> [String] {
    [
      series.name, "\(series.episodes)", "\(series.outputs)", series.languages.isEmpty ? "-" : "\(series.languages.count)",
      spread(series.loudness, "LUFS"), spread(series.luma, ""), spread(series.duration, "s"), "\(series.count(.language))",
      "\(series.captionStyles)", "\(series.findings.count)", series.verdict.rawValue,
    ]
  }

  /// `-14.2...-13.9 LUFS`
  private static func spread(_ spread: BatchAudit.Spread?, _ unit: String) -> String {
    guard let spread else { return "-" }
    return String(format: "%.1f...%.1f", spread.least, spread.most) + (unit.isEmpty ? "" : " " + unit)
  }
}
