import ReelCore
import ReelEngine
import ReelPlan

/// What of each output's picture is in the store: `api/store.json`.
struct StoreJSON: Encodable {
  struct Output: Encodable { var segments: [Segment] }

  struct Segment: Encodable {
    var key: Digest
    var stored: Bool
    /// What it cost, where this process made it.
    var bytes: Int?
    var ms: Int?
  }

  /// In the order of `api/episode.json`.
  var outputs: [Output]

  init(_ session: PreviewSession) {
    outputs = (session.snapshot.edition?.outputs ?? []).map { output in
      Output(
        segments: output.pieces.map { piece in
          let known = session.stored(piece.key)
          return Segment(key: piece.key, stored: known.isStored, bytes: known.bytes, ms: known.milliseconds)
        })
    }
  }
}
