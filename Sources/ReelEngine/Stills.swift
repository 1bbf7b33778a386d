import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan
import ReelRender

/// Draws finished pictures of a project by their numbers, on several threads.
struct Stills: Sendable {
  let project: Project
  let plan: Plan
  let kernels: Kernels
  let options: Engine.Options
  var isCancelled: @Sendable () -> Bool = { false }
  /// Who draws for a render; nobody else has need of it.
  var share: Workforce.Share?

  /// The first output with a picture, of a language where one is said.
  func output(in language: String?) throws -> Plan.Output {
    let pictured = plan.outputs.filter { $0.picture != nil }
    if let output = pictured.first(where: { language == nil || $0.language == language }) { return output }
    var languages: [String] = []
    for found in pictured.compactMap(\.language) where !languages.contains(found) { languages.append(found) }
    throw ReelError(
      .invalid, language.map { "no output has a picture in the language '\($0)'" } ?? "no output has a picture", file: project.document,
      hint: languages.isEmpty ? nil : "there are \(languages.joined(separator: ", "))")
  }

  /// What is on screen at a time.
  func still(at time: Time, of output: Plan.Output) throws -> Plan.Still {
    if let still = plan.still(Int((time.seconds * plan.rate.perSecond).floor), of: output) { return still }
    throw ReelError(
      .invalid, "there is no picture at \(time)", file: project.document,
      hint: "the episode has \(plan.length) frames, \(plan.rate.start(ofFrame: plan.length)) in all")
  }

  /// What `use` makes of every still, in their order; it is handed the picture as rgba8, on the thread that drew it.
  ///
  /// Each thread takes neighbours, so that a source is opened once for all that is near in it.
  /// - Parameters:
  ///   - held: bytes that stay for each still until all are drawn.
  ///   - use: what it is given is made by `tool`, once for each thread.
  func map<Tool, Result: Sendable>(
    _ stills: [Plan.Still], held: Int = 0, tool: @escaping @Sendable () throws -> Tool,
    _ use: @escaping @Sendable (Frame, Plan.Still, Tool) throws -> Result
  ) throws -> [Result] {
    let order = stills.indices.sorted { stills[$0].frame < stills[$1].frame }
    let runs = Self.parts(of: order, threads(for: stills, held: held))
    let context = project.context(
      plan.rate, kernels, decoderThreads: max(1, options.jobs / max(1, runs.count)), isCancelled: isCancelled, composited: {})
    let draw: @Sendable ([Int]) throws -> [(Int, Result)] = { run in
      let renderer = RunRenderer(context)
      let tool = try tool()
      return try run.map { index in
        let still = stills[index]
        let frame = try renderer.still(self.plan.cells[still.cell].picture, still.spec)
        return (index, try use(try self.kernels.rgba(frame), still, tool))
      }
    }
    let drawn = try share?.map(runs, draw) ?? Workers.map(runs, at: runs.count, draw)
    return drawn.flatMap(\.self).sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// As many as asked for and as the memory allows: a decoder holds about 32 pictures of the canvas, a still two of its own, packed.
  private func threads(for stills: [Plan.Still], held: Int) -> Int {
    let each = plan.canvas.area * 3 / 2 * 32 + (stills.map(\.spec.size.area).max() ?? 0) * 4 * 2
    return max(1, min(options.jobs, (options.memory - held * stills.count) / each, stills.count))
  }

  /// `count` runs of neighbours, as even as can be.
  private static func parts(of order: [Int], _ count: Int) -> [[Int]] {
    (0..<count).map { Array(order[$0 * order.count / count..<($0 + 1) * order.count / count]) }
  }
}
