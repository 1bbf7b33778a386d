package import ReelCore
package import ReelMedia
package import ReelPixels
package import ReelPlan
import Synchronization

/// The pictures of a run's cells, for all who encode them: each is composited once and scaled once to every size.
///
/// Thread-safety: safe. One at a time composites or scales; the others wait for less than a frame takes to encode.
package final class RunRenderer: Sendable {
  /// What every run of a render shares.
  package struct Context: Sendable {
    package var sources: SourceTable
    /// Path of every font by the digest of its bytes.
    package var fonts: [Digest: String]
    package var rate: FrameRate
    package var layers: LayerCache
    package var tables: ColorTables
    package var kernels: Kernels
    /// Threads of each decoder: more than one where there are fewer runs than the machine has cores. The pictures are the same.
    package var decoderThreads: Int
    /// Asked once per frame, and may take its time; true stops with ``ReelError/Kind/cancelled``.
    package var isCancelled: @Sendable () -> Bool
    /// Told once per composited frame.
    package var composited: @Sendable () -> Void
    /// Told of the samples of a segment as they leave the encoder, before the segment is complete.
    package var coded: @Sendable (Digest, [CodedSample]) -> Void

    package init(
      sources: SourceTable, fonts: [Digest: String], rate: FrameRate, layers: LayerCache, tables: ColorTables,
      kernels: Kernels, decoderThreads: Int = 1,
      isCancelled: @escaping @Sendable () -> Bool, composited: @escaping @Sendable () -> Void,
      coded: @escaping @Sendable (Digest, [CodedSample]) -> Void = { _, _ in }
    ) {
      self.sources = sources
      self.fonts = fonts
      self.rate = rate
      self.layers = layers
      self.tables = tables
      self.kernels = kernels
      self.decoderThreads = decoderThreads
      self.isCancelled = isCancelled
      self.composited = composited
      self.coded = coded
    }
  }

  private let pictures: Mutex<RunPictures>

  package init(_ context: Context) { pictures = Mutex(RunPictures(context)) }

  /// The cell that is composited now; `nil` before any was begun.
  package var openCell: Int? { pictures.withLock { $0.openCell } }

  /// Composites what the segments of the open cell still want, so that every source is read in order.
  package func finish() throws { try pictures.withLock { try $0.finish() } }

  /// Opens a cell behind the one before, which has to be finished.
  ///
  /// - Parameter segments: those that will be encoded, each once.
  package func begin(_ cell: Int, _ picture: PictureSpec, for segments: [Plan.Segment]) throws {
    try pictures.withLock { try $0.begin(cell, picture, for: segments) }
  }

  /// Encodes a segment of a cell that was begun for it.
  package func render(_ segment: Plan.Segment, of cell: Int, with encoder: SegmentEncoder) throws -> CodedSegment {
    let moves = pictures.withLock { $0.movements(of: cell) }
    return try encoder.encode(segment, moves: moves[segment.frames]) { index in
      try pictures.withLock { try $0.picture(segment.frames.lowerBound + index, of: cell, scaling: segment.spec.scaling) }
    }
  }

  /// One finished picture, as a segment would have it before it is encoded. Quick when asked for in rising order, and not while a cell is
  /// begun.
  package func still(_ picture: PictureSpec, _ spec: StillSpec) throws -> Frame {
    try pictures.withLock { try $0.still(picture, spec) }
  }
}
