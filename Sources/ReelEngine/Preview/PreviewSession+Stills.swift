import Foundation
package import ReelCore
import ReelMedia
import ReelPlan
import ReelRender
import ReelStore

extension PreviewSession {
  /// Rows of a small picture.
  private static let thumbnailHeight = 160

  /// The exact frame of an output, before encoding, as a PNG file.
  ///
  /// - Parameters:
  ///   - frame: on the episode's grid.
  ///   - output: its number.
  ///   - full: in the size of the delivery's first rendition, not of the draft.
  /// - Throws: ``PreviewRefusal`` `gone` where there is no such frame or output, and what drawing throws.
  package func still(_ frame: Int, output: Int, full: Bool) throws -> [UInt8] {
    let edition = try edition()
    guard edition.outputs.indices.contains(output) else { throw PreviewRefusal.gone }
    var (project, plan, shown) = (edition.project, edition.plan, edition.outputs[output].output)
    if full {
      project = try wholeProject()
      plan = try project.requirePlan()
      let same = plan.outputs.first { $0.picture != nil && $0.delivery == shown.delivery && $0.language == shown.language }
      // A package has one picture for all languages.
      guard let found = same ?? plan.outputs.first(where: { $0.picture != nil && $0.delivery == shown.delivery }) else {
        throw PreviewRefusal.gone
      }
      shown = found
    }
    guard let still = plan.still(frame, of: shown) else { throw PreviewRefusal.gone }
    drawing.wait()
    defer { drawing.signal() }
    return try renderer.precedence.first {
      try stills(project, plan).map([still], tool: {}) { frame, _, _ in try PNGFile.encode(frame, isFast: true) }[0]
    }
  }

  /// The key of a frame's small picture: equal keys, equal pictures.
  package func thumbnailKey(_ frame: Int) throws -> Digest {
    let edition = try edition()
    return CanonicalEncoder.digest(ThumbnailKey(still: try clean(frame, edition).spec, build: engine.build.digest))
  }

  /// A frame without captions, small, as a JPEG file. Pictures that somebody waits for go first.
  ///
  /// - Throws: ``PreviewRefusal`` `gone` where there is no such frame, and what drawing throws.
  package func thumbnail(_ frame: Int) throws -> [UInt8] {
    let edition = try edition()
    let still = try clean(frame, edition)
    let key = CanonicalEncoder.digest(ThumbnailKey(still: still.spec, build: engine.build.digest))
    if let bytes = try engine.store.get(key) { return bytes }
    renderer.waitForPictures(atMost: 10)
    let whole = edition.plan.canvas
    let size = Size(width: max(2, whole.width * Self.thumbnailHeight / whole.height), height: Self.thumbnailHeight)
    let (kernels, rate) = (engine.kernels, edition.plan.rate)
    small.wait()
    defer { small.signal() }
    var stills = stills(edition.project, edition.plan)
    stills.isCancelled = { [renderer] in
      renderer.giveWay()
      return false
    }
    let bytes = try stills.map([still], tool: { TilePainter(size: size, kernels: kernels, rate: rate) }) { frame, _, painter in
      try JPEGFile.encode(try painter.tile(frame), quantiser: 4)
    }[0]
    _ = try engine.store.put(key, bytes)
    return bytes
  }

  private struct ThumbnailKey: Encodable {
    var kind = "thumbnail"
    var version = 1
    var height = PreviewSession.thumbnailHeight
    var still: StillSpec
    var build: Digest
  }

  private func clean(_ frame: Int, _ edition: PreviewEdition) throws -> Plan.Still {
    guard let still = edition.plan.canvasStill(frame) else { throw PreviewRefusal.gone }
    return still
  }

  private func stills(_ project: Project, _ plan: Plan) -> Stills {
    Stills(project: project, plan: plan, kernels: engine.kernels, options: engine.options)
  }
}
