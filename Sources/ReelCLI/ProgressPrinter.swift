import ArgumentParser
import Foundation
import ReelFX

enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  case auto, bar, plain, json, none
}

/// Shows a render's events on stderr: a bar on a terminal, plain lines in a log, JSON lines for a machine.
struct ProgressPrinter {
  private let console: Console
  private let style: ProgressStyle
  private var lastLine = -Double.infinity
  private var began = ContinuousClock.now

  init(_ style: ProgressStyle, console: Console) {
    self.console = console
    self.style = style == .auto ? (console.isQuiet ? .none : isatty(2) != 0 ? .bar : .plain) : style
  }

  mutating func show(_ event: RenderEvent) {
    switch style {
    case .none, .auto: return
    case .json: json(event)
    case .bar, .plain: words(event)
    }
  }

  private mutating func words(_ event: RenderEvent) {
    switch event {
    case .planned(let cells, let toRender, let reused, let frames, let outputs):
      console.info("\(outputs) outputs, \(cells) cells: \(toRender) segments to render (\(frames) frames), \(reused) in the store")
    case .progress(let progress):
      let share = progress.framesTotal > 0 ? progress.framesDone * 100 / progress.framesTotal : 100
      let rest = progress.remaining.map { ", \(Int($0.rounded(.up))) s left" } ?? ""
      let text =
        "\(progress.phase.rawValue) \(share) %: frame \(progress.framesDone)/\(progress.framesTotal), segment "
        + "\(progress.segmentsDone)/\(progress.segmentsTotal), \(Int(progress.framesPerSecond)) fps\(rest)"
      if style == .bar {
        let filled = share * 30 / 100
        console.bar("[" + String(repeating: "#", count: filled) + String(repeating: "-", count: 30 - filled) + "] " + text)
      } else if progress.elapsed - lastLine >= 2 {
        lastLine = progress.elapsed
        console.info(text)
      }
    case .output(let path, let current):
      console.info(current ? "\(path): current" : "\(path): written")
    }
  }

  private func json(_ event: RenderEvent) {
    let line: String
    switch event {
    case .planned(let cells, let toRender, let reused, let frames, let outputs):
      line = #"{"event":"planned","cells":\#(cells),"render":\#(toRender),"reused":\#(reused),"frames":\#(frames),"outputs":\#(outputs)}"#
    case .progress(let p):
      let eta = p.remaining.map { "\(($0 * 10).rounded() / 10)" } ?? "null"
      line =
        #"{"event":"progress","phase":"\#(p.phase.rawValue)","frame":\#(p.framesDone),"frames":\#(p.framesTotal),"#
        + #""segment":\#(p.segmentsDone),"segments":\#(p.segmentsTotal),"fps":\#((p.framesPerSecond * 10).rounded() / 10),"eta":\#(eta)}"#
    case .output(let path, let current):
      let name = (try? JSONEncoder().encode(path)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
      line = #"{"event":"output","path":\#(name),"current":\#(current)}"#
    }
    try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
  }
}
