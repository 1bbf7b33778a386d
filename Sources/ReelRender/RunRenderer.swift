package import ReelCore
package import ReelMedia
package import ReelPixels
package import ReelPlan

/// Renders cells one after another into segments, on one thread. A worker makes one for each run.
package final class RunRenderer {
  /// What every worker of a render shares.
  package struct Context: Sendable {
    package var sources: SourceTable
    /// Path of every font by the digest of its bytes.
    package var fonts: [Digest: String]
    package var rate: FrameRate
    package var layers: LayerCache
    package var tables: ColorTables
    package var kernels: Kernels
    /// Asked once per frame; true stops with ``ReelError/Kind/cancelled``.
    package var isCancelled: @Sendable () -> Bool
    /// Told once per composited frame.
    package var composited: @Sendable () -> Void

    package init(
      sources: SourceTable, fonts: [Digest: String], rate: FrameRate, layers: LayerCache, tables: ColorTables,
      kernels: Kernels,
      isCancelled: @escaping @Sendable () -> Bool, composited: @escaping @Sendable () -> Void
    ) {
      self.sources = sources
      self.fonts = fonts
      self.rate = rate
      self.layers = layers
      self.tables = tables
      self.kernels = kernels
      self.isCancelled = isCancelled
      self.composited = composited
    }
  }

  let context: Context
  private let tools: DrawingTools
  private let compositor: Compositor
  private var painters: [Size: TextPainter] = [:]
  private var scalers: [Scaling: Fitter] = [:]

  package init(_ context: Context) {
    self.context = context
    tools = DrawingTools(context)
    compositor = Compositor(tools)
  }

  /// Renders `segments` of one cell, all made from `picture`, and hands each over when it is complete.
  ///
  /// One segment streams through its encoder. Several hold the cell's pictures and are encoded one after another: an encoder at
  /// 1080x1920 holds as much as 60 pictures, and one picture costs less than one more open encoder.
  package func render(_ picture: PictureSpec, _ segments: [Plan.Segment], done: (Digest, CodedSegment) throws -> Void) throws {
    try compositor.begin(picture)
    let moves = picture.movements
    if segments.count == 1 {
      try done(
        segments[0].key,
        try encode(segments[0].spec, moves: moves) { index in
          try self.scaled(try self.composite(index), segments[0].spec.scaling)
        })
      return
    }
    let clean = try (0..<picture.count).map(composite)
    for (scaling, group) in Self.grouped(segments) {
      let pictures = try group.count == 1 ? nil : clean.map { try scaled($0, scaling) }
      for segment in group {
        try done(
          segment.key,
          try encode(segment.spec, moves: moves) { index in try pictures?[index] ?? self.scaled(clean[index], scaling) })
      }
      // A cell of pictures in this size is not kept beside what the next encoder takes.
      if let scaling { scalers[scaling]?.releaseMemory() }
    }
  }

  /// One finished picture, as a segment would have it before it is encoded. Quick when asked for in rising order.
  package func still(_ picture: PictureSpec, _ spec: StillSpec) throws -> Frame {
    try compositor.begin(picture)
    let painter = try painter(for: spec.texts, size: spec.size)
    painter?.begin(spec.texts)
    return try painted(try scaled(try composite(spec.index), spec.scaling), painter, spec.index)
  }

  private static func grouped(_ segments: [Plan.Segment]) -> [(Scaling?, [Plan.Segment])] {
    var groups: [(Scaling?, [Plan.Segment])] = []
    for segment in segments {
      if let at = groups.firstIndex(where: { $0.0 == segment.spec.scaling }) {
        groups[at].1.append(segment)
      } else {
        groups.append((segment.spec.scaling, [segment]))
      }
    }
    return groups
  }

  private func composite(_ index: Int) throws -> Frame {
    if context.isCancelled() { throw ReelError(.cancelled, "stopped") }
    let frame = try compositor.picture(index)
    context.composited()
    return frame
  }

  private func scaled(_ frame: Frame, _ scaling: Scaling?) throws -> Frame {
    guard let scaling else { return frame }
    if scaling.fitting == .blur {
      var draft = try tools.pools.canvas(scaling.size).draft()
      draft.withPicture { target in frame.withPicture { tools.kernels.blurFit($0, into: target, scratch: tools.scratch) } }
      return draft.freeze()
    }
    let fitter =
      scalers[scaling]
      ?? Fitter(
        display: scaling.canvas, orientation: .upright, to: scaling.size, fitting: scaling.fitting, background: scaling.background,
        kernels: context.kernels)
    scalers[scaling] = fitter
    return try fitter.fit(frame, hasAlpha: false)
  }

  private func painter(for texts: [TextSlice], size: Size) throws -> TextPainter? {
    guard let canvas = texts.first?.canvas else { return nil }
    if let painter = painters[size] { return painter }
    let painter = try TextPainter(size: size, canvas: canvas, rate: context.rate, fonts: context.fonts, kernels: context.kernels)
    painters[size] = painter
    return painter
  }

  private func painted(_ frame: Frame, _ painter: TextPainter?, _ index: Int) throws -> Frame {
    guard let painter, painter.hasText(at: index) else { return frame }
    return try tools.edited(frame) { try painter.paint($0, at: index) }
  }

  private func encode(_ spec: SegmentSpec, moves: [Bool], picture: (Int) throws -> Frame) throws -> CodedSegment {
    let painter = try painter(for: spec.texts, size: spec.encoder.size)
    painter?.begin(spec.texts)
    let encoder = try VideoEncoder(spec.encoder, frames: spec.count)
    var samples: [CodedSample] = []
    var facts = SegmentFacts(frames: [], first: [], last: [])
    var before: Frame?
    for index in 0..<spec.count {
      let frame = try painted(try picture(index), painter, index)
      facts.frames.append(measure(frame, before: before, moves: moves[index]))
      if index == 0 { facts.first = thumbnail(frame) }
      samples += try encoder.encode(frame)
      before = frame
    }
    samples += try encoder.finish()
    if let before { facts.last = thumbnail(before) }
    return CodedSegment(configuration: encoder.parameterSets, samples: samples, facts: facts)
  }

  private func thumbnail(_ frame: Frame) -> [UInt8] { frame.withPicture { context.kernels.thumbnail($0) } }

  private func measure(_ frame: Frame, before: Frame?, moves: Bool) -> FrameFacts {
    frame.withPicture { picture in
      let luma = context.kernels.statistics(picture[0])
      let change = before.map { before in
        before.withPicture { context.kernels.difference(picture[0], $0[0]) * 1000 / max(1, luma.count) }
      }
      return FrameFacts(
        lumaMin: Int(luma.min), lumaMax: Int(luma.max), lumaMean: luma.sum * 100 / max(1, luma.count), change: change, moves: moves)
    }
  }
}

extension PictureSpec {
  /// For each frame, whether any source shows another of its frames than one frame before.
  var movements: [Bool] {
    (0..<count).map { index in
      func moves(_ span: Range<Int>, _ frames: [Int]) -> Bool {
        guard span.contains(index), span.contains(index - 1) else { return span.contains(index) != span.contains(index - 1) }
        return frames[index - span.lowerBound] != frames[index - 1 - span.lowerBound]
      }
      return index > 0 && shots.contains { moves($0.span, $0.frames) }
    }
  }
}
