import ArgumentParser
import ReelFX

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show cells, segments and keys, and what is in the store already.",
    discussion: """
      With --explain, a line for every segment and track that is to be rendered says why: what changed in its spec since the document was
      last rendered with this store, or that it is new, or that the store holds it no more.

      Examples:
        reelfx plan episode.yaml
        reelfx plan episode.yaml --explain
      """)

  @OptionGroup var project: ProjectOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions

  @Flag(name: .long, help: "Say why what is to be rendered is to be rendered.")
  var explain = false

  func run() async throws {
    try await Outcome.run("plan", talk) { console in
      let engine = try engine.engine()
      let project = try await self.project.open(engine)
      let summary = try engine.plan(project, explained: explain)
      console.problems(project.problems)
      return Outcome.Success(payload: summary, problems: project.problems)
    } text: { plan in
      plan.explanation.map(text) ?? text(plan)
    }
  }

  private func text(_ plan: PlanSummary) -> String {
    var lines = ["\(plan.id): \(plan.frames) frames at \(plan.frameRate), \(plan.duration) s", "", "shot  start      frames  source"]
    for (index, shot) in plan.shots.enumerated() {
      let start = Time(Rational(Int64((shot.start * 1000).rounded()), 1000)).formatted(decimals: 3)
      let transition = shot.transition > 0 ? "  (transition of \(shot.transition))" : ""
      lines.append("\(pad(index, 4))  \(pad(start, 9))  \(pad(shot.frames, 6))  \(shot.source)\(transition)")
    }
    lines += ["", "cell  frame   frames  segment       size       texts  store"]
    for (index, cell) in plan.cells.enumerated() {
      for (number, segment) in cell.segments.enumerated() {
        let head = pad(number == 0 ? "\(index)" : "", 4)
        let frames = "\(pad(cell.firstFrame + segment.firstFrame, 6))  \(pad(segment.frames, 6))"
        let state = segment.inStore ? "there" : "to render"
        lines.append("\(head)  \(frames)  \(segment.key.prefix(12))  \(pad(segment.size, 9))  \(pad(segment.texts, 5))  \(state)")
      }
    }
    lines += ["", "track         language  store"]
    lines += plan.tracks.map { "\($0.key.prefix(12))  \(pad($0.language ?? "-", 8))  \($0.inStore ? "there" : "to render")" }
    lines += ["", "output        path"] + plan.outputs.map { "\($0.key.prefix(12))  \($0.path)" }
    lines += ["", "\(plan.segmentsToRender) segments to render (\(plan.framesToComposite) frames), \(plan.segmentsInStore) in the store"]
    return lines.joined(separator: "\n")
  }

  private func text(_ explanation: PlanExplanation) -> String {
    let (segments, tracks) = (explanation.segments.count, explanation.tracks.count)
    var lines = explanation.segments.map(\.description) + explanation.tracks.map(\.description)
    lines += explanation.shared.map(\.description)
    lines.append(
      "\(segments) segments to render, \(explanation.segmentsReused) in the store; "
        + "\(tracks) tracks to render, \(explanation.tracksReused) in the store")
    return lines.joined(separator: "\n")
  }

  private func pad(_ value: some CustomStringConvertible, _ width: Int) -> String {
    let text = value.description
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
