import ReelCore
import ReelPlan
import ReelStore

/// A plan in words and figures: what would be rendered and what is there already.
public struct PlanSummary: Codable, Sendable {
  public var id: String
  public var frameRate: String
  public var frames: Int
  /// Seconds.
  public var duration: Double
  public var shots: [Shot]
  public var cells: [Cell]
  public var tracks: [Track]
  public var outputs: [Output]
  /// Left out unless it is asked for.
  public var explanation: PlanExplanation?

  public struct Shot: Codable, Sendable {
    public var source: String
    public var firstFrame: Int
    public var frames: Int
    public var start: Double
    /// Frames shared with the shot before.
    public var transition: Int
  }

  public struct Cell: Codable, Sendable {
    public var firstFrame: Int
    public var frames: Int
    public var pictureKey: String
    public var segments: [Segment]
  }

  public struct Segment: Codable, Sendable {
    public var key: String
    /// Of the cell, from its start: fewer than all where the cell is cut at the captions of a language.
    public var firstFrame: Int
    public var frames: Int
    public var size: String
    public var texts: Int
    public var inStore: Bool
  }

  public struct Track: Codable, Sendable {
    public var key: String
    public var language: String?
    public var inStore: Bool
  }

  public struct Output: Codable, Sendable {
    public var path: String
    public var key: String
  }

  public var segmentsToRender: Int { Set(cells.flatMap(\.segments).filter { !$0.inStore }.map(\.key)).count }
  public var segmentsInStore: Int { Set(cells.flatMap(\.segments).filter(\.inStore).map(\.key)).count }
  /// Frames that missing segments show.
  public var framesToComposite: Int {
    cells.reduce(0) { sum, cell in
      sum + Set(cell.segments.filter { !$0.inStore }.flatMap { $0.firstFrame..<$0.firstFrame + $0.frames }).count
    }
  }

  init(_ plan: Plan, store: Store) throws {
    id = plan.id
    frameRate = plan.rate.description
    frames = plan.length
    duration = plan.rate.start(ofFrame: plan.length).seconds.approximate
    shots = plan.shots.map {
      Shot(
        source: $0.source, firstFrame: $0.frames.lowerBound, frames: $0.frames.count,
        start: plan.rate.start(ofFrame: $0.frames.lowerBound).seconds.approximate, transition: $0.transition)
    }
    cells = try plan.cells.map { cell in
      Cell(
        firstFrame: cell.frames.lowerBound, frames: cell.frames.count, pictureKey: cell.pictureKey.hex,
        segments: try cell.segments.map {
          Segment(
            key: $0.key.hex, firstFrame: $0.frames.lowerBound, frames: $0.frames.count, size: $0.spec.encoder.size.description,
            texts: $0.spec.texts.count, inStore: try store.contains($0.key))
        })
    }
    tracks = try plan.tracks.map { Track(key: $0.key.hex, language: $0.language, inStore: try store.contains($0.key)) }
    outputs = plan.outputs.map { Output(path: $0.path, key: $0.key.hex) } + plan.stems.map { Output(path: $0.path, key: $0.key.hex) }
  }
}
