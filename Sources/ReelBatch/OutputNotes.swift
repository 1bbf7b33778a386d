import Foundation
import ReelCore
import ReelEngine
import ReelPlan
import ReelTimeline
import Synchronization

/// Writes the lines of a row's outputs while they are made.
final class OutputNotes: Sendable {
  private let row: String
  private let out: String
  private let began: ContinuousClock.Instant
  private let journal: Journal
  private let captions: [String: String]
  private let profiles: [String: String]
  private let reports = Mutex<[String: Report.Output]>([:])

  /// - Parameter out: absolute.
  init(row: String, out: String, project: Project, began: ContinuousClock.Instant, journal: Journal) {
    (self.row, self.out, self.began, self.journal) = (row, out, began, journal)
    let episode = project.episode
    captions = Dictionary(
      ([nil] + (episode?.languages ?? [])).map { ($0?.tag ?? "", Self.text(episode?.captions, $0?.captions)) }
    ) { first, _ in first }
    profiles = Dictionary((episode?.deliveries ?? []).compactMap { delivery in delivery.profile.map { (delivery.name, $0.name) } }) { $1 }
  }

  /// Every field that the document says, as `name=value`: of the episode, and what a language changes.
  private static func text(_ captions: Captions?, _ changes: Captions?) -> String {
    var fields: [String: String] = [:]
    for captions in [captions, changes].compactMap(\.self) {
      for (name, value) in Mirror(reflecting: captions).children {
        guard let name, name != "origin", let value = Mirror(reflecting: value).children.first?.value else { continue }
        fields[name] = "\(value)"
      }
    }
    return fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  func take(_ output: Plan.Output, _ report: Report.Output) throws {
    let path = (out as NSString).appendingPathComponent(output.path)
    reports.withLock { $0[output.path] = report }
    var report = report
    report.checks.removeAll { $0.verdict == .pass }
    try journal.write(
      JournalLine.Output(
        row: row, path: path, key: output.key.hex, at: Date().timeIntervalSince1970, seconds: (ContinuousClock.now - began).inSeconds,
        stamp: FileStamp.text(path), report: report, captions: captions[output.language ?? ""], profile: profiles[output.delivery]))
  }

  func verdict(of path: String) -> Report.Verdict? { reports.withLock { $0[path]?.verdict } }

  /// What was found only when all outputs were there, and is not as it should be.
  func laterChecks(of report: Report) -> [Report.Check] {
    let noted = reports.withLock { $0 }
    return report.outputs.flatMap { output in
      output.checks.dropFirst(noted[output.path]?.checks.count ?? 0).filter { $0.verdict != .pass }
    }
  }
}
