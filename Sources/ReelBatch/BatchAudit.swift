import Foundation
public import ReelCore
public import ReelEngine

/// How far apart the episodes of each series are: what no episode can be asked by itself.
public struct BatchAudit: Codable, Sendable {
  /// How far is far.
  public struct Limits: Codable, Sendable {
    /// LU between the softest and the loudest output of a delivery.
    public var loudness = 1.0
    /// Codes of mean luma from the series' median.
    public var luma = 40.0
    /// How many times as long as the series' median, or as short.
    public var duration = 2.0

    public init() {}
  }

  /// From the least to the most.
  public struct Spread: Codable, Sendable, Hashable {
    public var least: Double
    public var median: Double
    public var most: Double

    init?(_ values: [Double]) {
      let sorted = values.sorted()
      guard let first = sorted.first, let last = sorted.last else { return nil }
      (least, median, most) = (first, sorted[sorted.count / 2], last)
    }
  }

  public struct Finding: Codable, Sendable, Hashable {
    public enum Check: String, Codable, Sendable, CaseIterable {
      case failed, left, language, loudness, luma, duration, captions, profile, verdict
    }

    public var check: Check
    public var verdict: Report.Verdict
    /// The output, or the document of a row that has none.
    public var subject: String
    public var detail: String
  }

  public struct Series: Codable, Sendable {
    public var name: String
    public var episodes: Int
    public var outputs: Int
    public var languages: [String]
    /// LUFS of what a player hears.
    public var loudness: Spread?
    public var luma: Spread?
    /// Seconds.
    public var duration: Spread?
    /// Different looks of captions.
    public var captionStyles: Int
    public var findings: [Finding]

    public var verdict: Report.Verdict { findings.map(\.verdict).max() ?? .pass }

    public func count(_ check: Finding.Check) -> Int { findings.count { $0.check == check } }
  }

  /// The version of this format.
  public var reelfx = 1
  public var manifest: String
  public var series: [Series]

  public var verdict: Report.Verdict { series.map(\.verdict).max() ?? .pass }

  /// Looks across what a manifest says is finished.
  ///
  /// - Parameters:
  ///   - path: the manifest.
  ///   - column: tells series apart by its value; `nil` is by the folder of the outputs.
  /// - Throws: ``ReelError`` `missing` when it cannot be read, `invalid` when no batch has begun in it.
  public static func audit(_ path: String, by column: String? = nil, limits: Limits = Limits()) throws -> BatchAudit {
    let manifest = try Manifest.read(path)
    guard manifest.run != nil else {
      throw ReelError(.invalid, "is not the manifest of a batch", file: path, hint: "name the file that reelfx batch says it writes")
    }
    return BatchAudit(manifest, path, by: column, limits: limits)
  }

  init(_ manifest: Manifest, _ path: String, by column: String?, limits: Limits) {
    self.manifest = path
    let groups = Dictionary(grouping: manifest.rows) { column == nil ? $0.group : $0.series(by: column) }
    series = groups.sorted { $0.key < $1.key }.map { _, rows in Series(rows, rows[0].series(by: column), limits) }
    if manifest.left > 0, !series.isEmpty {
      series[0].findings.append(
        Finding(check: .left, verdict: .fail, subject: path, detail: "\(manifest.left) rows are not done: run the batch again"))
    }
  }
}

extension BatchAudit.Series {
  fileprivate init(_ rows: [Manifest.Row], _ name: String, _ limits: BatchAudit.Limits) {
    self.name = name
    let done = rows.filter { $0.line.done != nil }
    let all = done.flatMap(\.outputs)
    episodes = rows.count
    outputs = all.count
    languages = Set(all.compactMap(\.report.language)).sorted()
    loudness = BatchAudit.Spread(all.compactMap(\.report.deliveredLoudness?.integrated))
    luma = BatchAudit.Spread(all.compactMap(\.report.luma))
    duration = BatchAudit.Spread(done.compactMap(\.line.done?.duration))
    captionStyles = Set(all.compactMap(\.captions)).count
    findings = rows.filter { $0.line.done == nil }.map { row in
      BatchAudit.Finding(
        check: .failed, verdict: .fail, subject: row.line.document,
        detail: row.line.problems.first { $0.severity == .error }?.description ?? "not made")
    }
    findings += Self.missing(done) + Self.apart(all, limits) + Self.long(done, duration, limits) + Self.styled(all) + Self.failing(all)
  }

  /// Languages that other episodes have in the same delivery.
  private static func missing(_ rows: [Manifest.Row]) -> [BatchAudit.Finding] {
    var wanted: [String: Set<String>] = [:]
    for output in rows.flatMap(\.outputs) {
      if let language = output.report.language { wanted[output.report.delivery, default: []].insert(language) }
    }
    return rows.flatMap { row in
      wanted.sorted { $0.key < $1.key }.compactMap { delivery, languages -> BatchAudit.Finding? in
        let lacking = languages.subtracting(row.outputs.filter { $0.report.delivery == delivery }.compactMap(\.report.language)).sorted()
        guard !lacking.isEmpty else { return nil }
        return BatchAudit.Finding(
          check: .language, verdict: .fail, subject: "\(delivery)/\(row.name)", detail: "\(lacking.joined(separator: ", ")) is missing")
      }
    }
  }

  /// Outputs that stand apart from their delivery in loudness, or from the series in luma.
  private static func apart(_ outputs: [JournalLine.Output], _ limits: BatchAudit.Limits) -> [BatchAudit.Finding] {
    var findings: [BatchAudit.Finding] = []
    for (_, outputs) in Dictionary(grouping: outputs, by: \.report.delivery).sorted(by: { $0.key < $1.key }) {
      guard let spread = BatchAudit.Spread(outputs.compactMap(\.report.deliveredLoudness?.integrated)),
        spread.most - spread.least > limits.loudness
      else { continue }
      for output in outputs {
        guard let loudness = output.report.deliveredLoudness?.integrated, abs(loudness - spread.median) > limits.loudness / 2 else {
          continue
        }
        findings.append(
          BatchAudit.Finding(
            check: .loudness, verdict: .fail, subject: output.report.path,
            detail: "\(loudness.tenths) LUFS where the median is \(spread.median.tenths)"))
      }
    }
    if let spread = BatchAudit.Spread(outputs.compactMap(\.report.luma)) {
      for output in outputs {
        guard let luma = output.report.luma, abs(luma - spread.median) > limits.luma else { continue }
        findings.append(
          BatchAudit.Finding(
            check: .luma, verdict: .warn, subject: output.report.path,
            detail: "a mean luma of \(luma.tenths) where the median is \(spread.median.tenths)"))
      }
    }
    return findings
  }

  private static func long(_ rows: [Manifest.Row], _ spread: BatchAudit.Spread?, _ limits: BatchAudit.Limits) -> [BatchAudit.Finding] {
    guard let spread, spread.median > 0 else { return [] }
    return rows.compactMap { row in
      guard let duration = row.line.done?.duration,
        duration > spread.median * limits.duration || duration * limits.duration < spread.median
      else { return nil }
      return BatchAudit.Finding(
        check: .duration, verdict: .warn, subject: row.name, detail: "\(duration.tenths) s where the median is \(spread.median.tenths) s")
    }
  }

  /// Outputs whose captions look otherwise than most in their delivery and language do.
  private static func styled(_ outputs: [JournalLine.Output]) -> [BatchAudit.Finding] {
    Dictionary(grouping: outputs) { "\($0.report.delivery)/\($0.report.language ?? "-")" }.sorted { $0.key < $1.key }.flatMap {
      _, outputs in
      let counts = Dictionary(grouping: outputs) { $0.captions ?? "" }.mapValues(\.count)
      let usual = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
      return outputs.filter { ($0.captions ?? "") != usual }.map { output in
        BatchAudit.Finding(
          check: .captions, verdict: .warn, subject: output.report.path,
          detail: "captions are '\(output.captions ?? "")' where most are '\(usual)'")
      }
    }
  }

  /// What the outputs' own verdicts say.
  private static func failing(_ outputs: [JournalLine.Output]) -> [BatchAudit.Finding] {
    outputs.flatMap { output in
      output.report.checks.map { check in
        BatchAudit.Finding(
          check: output.profile == nil ? .verdict : .profile, verdict: check.verdict, subject: output.report.path,
          detail: (output.profile.map { "\($0): " } ?? "") + "\(check.name): \(check.detail)")
      }
    }
  }
}

extension Double {
  /// To a tenth, for people.
  var tenths: String { String(format: "%.1f", self) }
}
