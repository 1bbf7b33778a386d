import ReelCore
import ReelPixels
import ReelPlan
import ReelRender
import ReelStore

/// What every render does, whoever asks for it: a whole episode, or one segment that is looked at.
extension Project {
  /// What the workers of one render share.
  ///
  /// - Parameters:
  ///   - layers: drawn before, by the same engine.
  ///   - decoderThreads: of each decoder.
  func context(
    _ rate: FrameRate, _ kernels: Kernels, layers: LayerCache = LayerCache(limit: 256 << 20), decoderThreads: Int = 1,
    isCancelled: @escaping @Sendable () -> Bool, composited: @escaping @Sendable () -> Void,
    coded: @escaping @Sendable (Digest, [CodedSample]) -> Void = { _, _ in }
  ) -> RunRenderer.Context {
    RunRenderer.Context(
      sources: sources, fonts: fonts, rate: rate, layers: layers, tables: ColorTables(cubes), kernels: kernels,
      decoderThreads: decoderThreads,
      isCancelled: isCancelled, composited: composited, coded: coded)
  }

  /// Opens a cell, or what a segment shows of it, for segments that are rendered then.
  ///
  /// - Throws: what went wrong, with where in the episode it did.
  func begin(
    _ cell: Int, _ plan: Plan, _ picture: PictureSpec, for segments: [Plan.Segment], _ renderer: RunRenderer
  ) throws {
    if let open = renderer.openCell { try Self.located(plan.cells[open].frames, plan.rate) { try renderer.finish() } }
    try Self.located(plan.cells[cell].frames, plan.rate) { try renderer.begin(cell, picture, for: segments) }
  }

  /// Renders a segment of an open cell and keeps it in the store.
  ///
  /// - Returns: its size in bytes.
  /// - Throws: what went wrong, with where in the episode it did.
  func render(
    _ segment: Plan.Segment, of cell: Int, _ plan: Plan, _ renderer: RunRenderer, _ encoder: SegmentEncoder, into store: Store
  ) throws -> Int {
    try Self.located(plan.cells[cell].frames, plan.rate) {
      let coded = try renderer.render(segment, of: cell, with: encoder)
      try checkSources(plan.cells[cell].picture)
      let bytes = try coded.serialized()
      _ = try store.put(segment.key, bytes)
      return bytes.count
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

  private static func located<Result>(_ frames: Range<Int>, _ rate: FrameRate, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch var error as ReelError where error.kind != .cancelled && error.kind != .cannotWrite {
      let (from, to) = (rate.start(ofFrame: frames.lowerBound), rate.start(ofFrame: frames.upperBound))
      error.message += ", while rendering \(from) to \(to) of the episode"
      throw error
    }
  }
}

extension Engine {
  /// Renders a track of sound unless the store has it.
  ///
  /// - Parameter coded: gets its packets as they are first encoded.
  func render(_ track: Plan.Track, _ sounds: SoundLibrary, coded: ([CodedSample]) -> Void = { _ in }) throws {
    try flights.make(track.key, isThere: { try store.contains(track.key) }) {
      let made = try TrackRenderer.render(track.spec, coded: coded) { try sounds.sound($0) }
      _ = try store.put(track.key, try made.serialized())
    }
  }
}

extension Engine.Options {
  /// As many workers as asked for, and as the memory allows.
  func workers(for plan: Plan) -> Int { (1...jobs).last { Self.bytes($0, for: plan) <= memory } ?? 1 }

  /// What so many workers hold together.
  ///
  /// - Parameters:
  ///   - held: pictures that each run keeps besides.
  ///   - runs: of those workers; a run has decoders.
  static func bytes(_ workers: Int, for plan: Plan, holding held: Int = 0, runs: Int? = nil) -> Int {
    let area = (plan.outputs.compactMap(\.picture?.encoder.size.area) + [plan.canvas.area]).max() ?? 0
    // Measured at 1080x1920: an encoder holds about 64 pictures of 4:2:0, two decoders about 32.
    return (64 * workers + (32 + held) * (runs ?? workers)) * area * 3 / 2
  }
}
