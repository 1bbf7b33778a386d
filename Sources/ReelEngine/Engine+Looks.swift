import Foundation
public import ReelCore
import ReelMedia
import ReelPlan
import ReelRender
import ReelTimeline

extension Engine {
  /// What a file, or a numbered sequence such as `shots/%04d.png`, is.
  ///
  /// - Parameter rate: of a sequence.
  public func probe(_ path: String, rate: FrameRate = FrameRate(Rational(30))) async throws -> MediaFacts {
    try await Workers.detached("reelfx-probe") { try self.library.source(path: path, rate: rate).facts }
  }

  /// A place in an episode as its document would write it: seconds (`2.5`), frames (`75f`) or timecode (`00:00:02:15`), the two at the
  /// canvas's rate.
  ///
  /// - Throws: ``ReelError`` `invalid` when the text is none of these, and all errors of the project when it has any.
  public func time(_ text: String, in project: Project) throws -> Time { try Time(written: text, rate: try project.requirePlan().rate) }

  /// Whether ``time(_:in:)`` could read the text for a document of some rate.
  public static func isTime(_ text: String) -> Bool { (try? Time(written: text, rate: FrameRate(Rational(1000)))) != nil }

  /// One finished picture of an output, before encoding, as a PNG file: what a render would show at that time.
  ///
  /// - Parameters:
  ///   - time: seconds into the episode; the frame that is on screen then.
  ///   - selection: the first output it keeps is the one shown.
  /// - Throws: ``ReelError`` `invalid` when the time is outside the episode, and whatever rendering throws.
  public func frame(_ project: Project, at time: Time) async throws -> [UInt8] {
    let plan = try project.requirePlan()
    return try await Workers.detached("reelfx-frame") { try self.still(project, plan, at: time) }
  }

  private func still(_ project: Project, _ plan: Plan, at time: Time) throws -> [UInt8] {
    let index = Int((time.seconds * plan.rate.perSecond).floor)
    guard let number = plan.cells.firstIndex(where: { $0.frames.contains(index) }),
      let output = plan.outputs.first(where: { $0.picture != nil })
    else {
      throw ReelError(
        .invalid, "there is no picture at \(time)", file: project.document,
        hint: "the episode has \(plan.length) frames, \(plan.rate.start(ofFrame: plan.length)) in all")
    }
    let cell = plan.cells[number]
    guard let segment = cell.segments.first(where: { $0.key == output.segments[number] }) else {
      throw ReelError(.failed, "the plan has no segment \(output.segments[number]) in cell \(number)")
    }
    let renderer = RunRenderer(
      RunRenderer.Context(
        sources: project.sources, fonts: project.fonts, rate: plan.rate, layers: LayerCache(limit: 256 << 20),
        tables: ColorTables(project.cubes), kernels: kernels,
        isCancelled: { false }, composited: {}))
    let frame = try renderer.still(cell.picture, segment.spec, at: index - cell.frames.lowerBound)
    return try PNGFile.encode(try renderer.rgba(frame))
  }
}
