import Foundation
import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan
import ReelRender
import ReelStore

/// Covers and sprites. They are artefacts like segments: what the store has is not made again, and a file is current when it is what the
/// store has under its name.
extension Render {
  /// Paths of those that already stand complete at their place; anything else in the way stops the render before it begins.
  func existingAssets() throws -> Set<String> {
    var current: Set<String> = []
    for asset in plan.assets {
      guard let found = FileManager.default.contents(atPath: place(asset.path)) else { continue }
      if try found == asset.known(in: store) {
        current.insert(asset.path)
        tell(.output(path: asset.path, current: true))
      } else if !mayReplace(asset.path) {
        throw inTheWay(asset.path)
      }
    }
    return current
  }

  /// - Parameter current: paths of those that need not be written again.
  func writeAssets(except current: Set<String>) throws -> [Report.Asset] {
    if plan.assets.isEmpty { return [] }
    let maker = AssetMaker(
      stills: Stills(
        project: project, plan: plan, kernels: engine.kernels, options: engine.options, isCancelled: { [stop] in stop.isDraining },
        share: share),
      store: store)
    let made = try maker.make(plan.assets)
    return try plan.assets.map { asset in
      let file = try maker.file(of: asset, made)
      if !current.contains(asset.path) {
        try PartFile.save(file.bytes, to: place(asset.path))
        tell(.output(path: asset.path, current: false))
      }
      return Report.Asset(
        path: asset.path, status: current.contains(asset.path) ? .current : .written, delivery: asset.delivery, language: asset.language,
        kind: asset.content.kind, width: file.size?.width, height: file.size?.height,
        at: file.frame.map { plan.rate.start(ofFrame: $0).seconds.approximate }, bytes: file.bytes.count,
        digest: Digest.of(file.bytes).hex, checks: asset.checks(file.bytes.count))
    }
  }
}

extension Plan.Asset {
  /// The file it is, when it has been made; `nil` when it has not, or was evicted.
  fileprivate func known(in store: Store) throws -> Data? {
    switch content {
    case .cover(let cover): try store.get(cover.key).map { Data($0) }
    case .sprites(let sheet): try store.get(sheet.key).map { Data($0) }
    case .index(let text): Data(text.utf8)
    }
  }
}

extension Plan.Asset {
  /// What its store or platform takes of it.
  fileprivate func checks(_ bytes: Int) -> [Report.Check] {
    guard let maxFileSize else { return [] }
    let verdict: Report.Verdict = bytes <= maxFileSize ? .pass : .fail
    return [Report.Check(name: "file size", verdict: verdict, detail: "\(bytes) bytes for at most \(maxFileSize)")]
  }
}

extension Plan.Asset.Content {
  fileprivate var kind: String {
    switch self {
    case .cover: "cover"
    case .sprites: "sprites"
    case .index: "sprites index"
    }
  }
}

/// Makes what the store lacks of a render's assets, each key once.
private struct AssetMaker {
  let stills: Stills
  let store: Store

  struct Made {
    var files: [Digest: [UInt8]] = [:]
    /// Numbers of the best among the pictures of a choice.
    var choices: [Digest: Int] = [:]
  }

  struct File {
    var bytes: [UInt8]
    var size: Size?
    /// Of a cover.
    var frame: Int?
  }

  /// Every file of `assets`, with whichever picture was chosen.
  func make(_ assets: [Plan.Asset]) throws -> Made {
    var made = Made()
    var covers: [(key: Digest, still: Plan.Still)] = []
    for asset in assets {
      switch asset.content {
      case .cover(let cover):
        if let choice = cover.choice, made.choices[choice.key] == nil { made.choices[choice.key] = try best(of: choice) }
        guard made.files[cover.key] == nil, !covers.contains(where: { $0.key == cover.key }) else { continue }
        if let bytes = try store.get(cover.key) {
          made.files[cover.key] = bytes
        } else {
          covers.append((cover.key, still(of: cover, made)))
        }
      case .sprites(let sheet):
        if made.files[sheet.key] == nil { made.files[sheet.key] = try store.get(sheet.key) ?? kept(sheet.key, draw(sheet)) }
      case .index: continue
      }
    }
    let drawn = try stills.map(covers.map(\.still), tool: {}) { frame, _, _ in try JPEGFile.encode(frame) }
    for (cover, bytes) in zip(covers, drawn) { made.files[cover.key] = try kept(cover.key, bytes) }
    return made
  }

  func file(of asset: Plan.Asset, _ made: Made) throws -> File {
    switch asset.content {
    case .cover(let cover):
      let still = still(of: cover, made)
      return File(bytes: try bytes(cover.key, asset, made), size: still.spec.size, frame: still.frame)
    case .sprites(let sheet): return File(bytes: try bytes(sheet.key, asset, made), size: sheet.size)
    case .index(let text): return File(bytes: Array(text.utf8))
    }
  }

  private func bytes(_ key: Digest, _ asset: Plan.Asset, _ made: Made) throws -> [UInt8] {
    guard let bytes = made.files[key] else {
      throw ReelError(.failed, "\(asset.path) was planned and not made", hint: "this is a fault of the engine")
    }
    return bytes
  }

  private func kept(_ key: Digest, _ bytes: [UInt8]) throws -> [UInt8] {
    _ = try store.put(key, bytes)
    return bytes
  }

  private func still(of cover: Plan.Cover, _ made: Made) -> Plan.Still {
    cover.stills[cover.choice.flatMap { made.choices[$0.key] } ?? 0]
  }

  // MARK: The best picture

  /// Shorter side of the pictures that are compared.
  private static let comparedSide = 270

  /// The number of the picture with the highest score, the first of equals: remembered, as it is the same for all languages and sizes.
  private func best(of choice: Plan.Choice) throws -> Int {
    if let known = try store.get(choice.key).flatMap({ Int(String(decoding: $0, as: UTF8.self)) }), choice.stills.indices.contains(known) {
      return known
    }
    let whole = stills.plan.canvas
    let small = Size(
      width: max(2, min(whole.width, whole.width * Self.comparedSide / whole.shortSide)),
      height: max(2, min(whole.height, whole.height * Self.comparedSide / whole.shortSide)))
    let scores = try stills.map(choice.stills, tool: painter(small)) { frame, _, painter in
      try painter.tile(frame).withPicture { PictureQuality($0).score }
    }
    let best = scores.indices.max { (scores[$0], -$0) < (scores[$1], -$1) } ?? 0
    _ = try store.put(choice.key, Array("\(best)".utf8))
    return best
  }

  // MARK: Sprites

  private func draw(_ sheet: Plan.SpriteSheet) throws -> [UInt8] {
    let tiles = try stills.map(sheet.stills, held: sheet.tile.area * 4, tool: painter(sheet.tile)) { frame, _, painter in
      try painter.tile(frame)
    }
    var draft = try FramePool(size: sheet.size, format: .rgba8, color: .sRGB).draft()
    draft.withPicture { target in
      stills.kernels.fill(target, rgb: [0, 0, 0])
      for (index, tile) in tiles.enumerated() {
        let (x, y) = sheet.place(index)
        tile.withPicture { stills.kernels.place($0, into: target, x: x, y: y) }
      }
    }
    return try JPEGFile.encode(draft.freeze(), quantiser: 4)
  }

  private func painter(_ size: Size) -> @Sendable () -> TilePainter {
    { [kernels = stills.kernels, rate = stills.plan.rate] in TilePainter(size: size, kernels: kernels, rate: rate) }
  }
}
