import Foundation
import ReelBatch
import ReelFX

/// How far a batch is, in lines that fit a terminal.
enum BatchDashboard {
  /// A line for each row that is worked on, and one for the whole.
  static func lines(_ progress: BatchProgress, problems: Int) -> [String] {
    let width = max(40, terminalWidth - 1)
    let rows = progress.active.prefix(max(1, terminalHeight - 4)).map { row($0, width) }
    let hidden = progress.active.count - rows.count
    var lines = rows + (hidden > 0 ? ["... and \(hidden) more rows"] : [])
    lines.append(line(progress) + (problems > 0 ? ", \(problems) problem\(problems == 1 ? "" : "s")" : ""))
    return lines.map { String($0.visible().prefix(width)) }
  }

  /// The whole batch.
  static func line(_ progress: BatchProgress) -> String {
    let ended = progress.done + progress.unchanged + progress.failed
    let segments = progress.segmentsRendered + progress.segmentsReused
    var text = "rows \(ended)/\(progress.rows)"
    if progress.failed > 0 { text += " (\(progress.failed) failed)" }
    text += ", \(progress.outputs) outputs, \(Int(progress.framesPerSecond)) fps"
    if segments > 0 { text += ", \(progress.segmentsReused * 100 / segments) % reused" }
    if let rest = progress.remaining, ended < progress.rows { text += ", \(time(rest)) left" }
    return text
  }

  private static func row(_ row: BatchProgress.Active, _ width: Int) -> String {
    let (share, words) = state(row)
    let filled = share * 20 / 100
    let bar = "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled) + "]"
    // What has one length comes first, so that nothing moves from one moment to the next.
    let head = "\(String(repeating: " ", count: max(0, 5 - "\(row.line)".count)))\(row.line) \(bar)" + String(format: " %3d %% ", share)
    let room = max(8, width - head.count - words.count - 2)
    let name = row.document.count > room ? "..." + row.document.suffix(room - 3) : row.document
    return "\(head)\(name)  \(words)"
  }

  private static func state(_ row: BatchProgress.Active) -> (share: Int, words: String) {
    let reuse = row.segments + row.reused > 0 ? ", \(row.reused * 100 / (row.segments + row.reused)) % reused" : ""
    guard let render = row.render, render.framesTotal > 0 else {
      return row.segments > 0 ? (0, "starting" + reuse) : row.reused > 0 ? (100, "assembling" + reuse) : (0, "opening")
    }
    let share = render.framesDone * 100 / render.framesTotal
    if render.segmentsDone == render.segmentsTotal { return (100, "assembling" + reuse) }
    return (share, "\(Int(render.framesPerSecond)) fps" + (render.remaining.map { ", \(time($0)) left" } ?? "") + reuse)
  }

  private static func time(_ seconds: Double) -> String {
    let seconds = Int(seconds.rounded(.up))
    if seconds < 100 { return "\(seconds) s" }
    return seconds < 6000 ? "\((seconds + 59) / 60) min" : String(format: "%.1f h", Double(seconds) / 3600)
  }

  private static var terminal: winsize? {
    var size = winsize()
    return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? size : nil
  }

  private static var terminalWidth: Int { terminal.map { Int($0.ws_col) } ?? 80 }
  private static var terminalHeight: Int { terminal.map { Int($0.ws_row) } ?? 24 }
}
