package import ReelPlan

/// One render, as whoever asks for it wants it.
package struct RenderOrder: Sendable {
  package var project: Project
  /// Where `<delivery>/...` and the report go.
  package var folder: String
  /// Whether what stands at a path may be replaced though it is not what this render makes.
  package var mayReplace: @Sendable (_ path: String) -> Bool
  package var stop: StopFlag
  package var tell: @Sendable (RenderEvent) -> Void
  /// Told of every output when it has its name, or was found current. What it throws ends the render.
  package var finished: @Sendable (Plan.Output, Report.Output) throws -> Void

  package init(
    project: Project, folder: String, mayReplace: @escaping @Sendable (String) -> Bool, stop: StopFlag,
    tell: @escaping @Sendable (RenderEvent) -> Void, finished: @escaping @Sendable (Plan.Output, Report.Output) throws -> Void = { _, _ in }
  ) {
    (self.project, self.folder, self.mayReplace, self.stop) = (project, folder, mayReplace, stop)
    (self.tell, self.finished) = (tell, finished)
  }
}

extension Engine {
  /// Renders on the calling thread, and on those of its share of the workers.
  package func render(_ order: RenderOrder, _ share: Workforce.Share) throws -> Report {
    try Render(engine: self, order: order, share: share).run()
  }
}

extension Plan {
  /// Every file a render of it leaves, but for the report; relative to the output folder.
  package var paths: [String] {
    outputs.map(\.path) + sidecars.map(\.path) + stems.map(\.path) + waveforms.map(\.path) + assets.map(\.path)
      + packages.flatMap(\.texts)
  }

  package var reportPath: String { "\(id).report.json" }
}
