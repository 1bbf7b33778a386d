import ReelCore
import ReelPixels
import ReelPlan
import ReelRender
import ReelStore

/// What every render does, whoever asks for it: a whole episode, or one segment that is looked at.
extension Project {
  /// What the workers of one render share.
  func context(
    _ rate: FrameRate, _ kernels: Kernels, isCancelled: @escaping @Sendable () -> Bool, composited: @escaping @Sendable () -> Void
  ) -> RunRenderer.Context {
    RunRenderer.Context(
      sources: sources, fonts: fonts, rate: rate, layers: LayerCache(limit: 256 << 20), tables: ColorTables(cubes), kernels: kernels,
      isCancelled: isCancelled, composited: composited)
  }

  /// Renders segments of one cell and keeps each in the store.
  ///
  /// - Parameter stored: told the size of each, in bytes.
  /// - Throws: what went wrong, with where in the episode it did.
  func render(
    _ segments: [Plan.Segment], of cell: Plan.Cell, _ rate: FrameRate, with renderer: RunRenderer, into store: Store,
    stored: (Int) -> Void
  ) throws {
    do {
      try renderer.render(cell.picture, segments) { key, segment in
        try self.checkSources(cell.picture)
        let bytes = try segment.serialized()
        _ = try store.put(key, bytes)
        stored(bytes.count)
      }
    } catch let error as ReelError {
      throw Self.located(error, cell.frames, rate)
    }
  }

  /// Source frames decoded only to get to the first ones that a cell shows.
  func leadIn(of picture: PictureSpec) throws -> Int {
    try picture.shots.reduce(0) { sum, slice in
      guard let first = slice.frames.min(), let frames = try sources.source(slice.source.digest).facts.video?.frames else { return sum }
      return sum + first - (frames.entryPoints.last { $0 <= first } ?? 0)
    }
  }

  /// What is made from a source that has changed since it was looked at must not be stored under its old name.
  private func checkSources(_ picture: PictureSpec) throws {
    for digest in picture.sources { try stamped[digest]?.checkUnchanged() }
  }

  private static func located(_ error: ReelError, _ frames: Range<Int>, _ rate: FrameRate) -> ReelError {
    guard error.kind != .cancelled, error.kind != .cannotWrite else { return error }
    var error = error
    let (from, to) = (rate.start(ofFrame: frames.lowerBound), rate.start(ofFrame: frames.upperBound))
    error.message += ", while rendering \(from) to \(to) of the episode"
    return error
  }
}

extension Engine {
  /// Renders a track of sound unless the store has it.
  func render(_ track: Plan.Track, _ sounds: SoundLibrary) throws {
    try flights.make(track.key, isThere: { try store.contains(track.key) }) {
      let coded = try TrackRenderer.render(track.spec) { try sounds.sound($0) }
      _ = try store.put(track.key, try coded.serialized())
    }
  }
}

extension Engine.Options {
  /// As many workers as asked for, and as the memory allows.
  ///
  /// - Parameter held: pictures that each keeps besides.
  func workers(for plan: Plan, holding held: Int) -> Int {
    let area = (plan.outputs.compactMap(\.picture?.encoder.size.area) + [plan.canvas.area]).max() ?? 0
    // Measured at 1080x1920: an encoder holds about 64 pictures of 4:2:0, two decoders about 32; held pictures come on top.
    let perWorker = area * 3 / 2 * (64 + 32 + held)
    return max(1, min(jobs, memory / max(1, perWorker)))
  }
}
