import Foundation
import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan
import ReelRender
import ReelStore

/// Covers, thumbnails, sprites and animations. They are artefacts like segments: what the store has is not made again, and a file is
/// current when it is what the store has under its name.
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
    case .index(let text): Data(text.utf8)
    case .cover, .thumbnail, .sprites, .animation: try content.key.flatMap { try store.get($0) }.map { Data($0) }
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
    case .thumbnail: "thumbnail"
    case .sprites: "sprites"
    case .index: "sprites index"
    case .animation: "animation"
    }
  }

  fileprivate var choice: Plan.Choice? {
    switch self {
    case .cover(let picture), .thumbnail(let picture): picture.choice
    case .animation(let animation): animation.choice
    case .sprites, .index: nil
    }
  }

  /// Of what is kept in the store.
  fileprivate var key: Digest? {
    switch self {
    case .cover(let picture), .thumbnail(let picture): picture.key
    case .sprites(let sheet): sheet.key
    case .animation(let animation): animation.key
    case .index: nil
    }
  }
}

/// Makes what the store lacks of a render's assets, each key once.
private struct AssetMaker {
  let stills: Stills
  let store: Store

  struct Made {
    var files: [Digest: [UInt8]] = [:]
    /// Numbers of a choice's pictures, the best first.
    var choices: [Digest: [Int]] = [:]

    func best(_ choice: Plan.Choice?) -> [Int]? { choice.flatMap { choices[$0.key] } }
  }

  struct File {
    var bytes: [UInt8]
    var size: Size?
    /// Of a single picture.
    var frame: Int?
  }

  /// Every file of `assets`, with whichever pictures were chosen.
  func make(_ assets: [Plan.Asset]) throws -> Made {
    var made = Made()
    var pictures: [Plan.Picture] = []
    for asset in assets {
      try choose(asset.content.choice, &made)
      guard let key = asset.content.key, made.files[key] == nil else { continue }
      if let bytes = try store.get(key) {
        made.files[key] = bytes
        continue
      }
      switch asset.content {
      case .cover(let picture), .thumbnail(let picture):
        if !pictures.contains(where: { $0.key == key }) { pictures.append(picture) }
      case .sprites(let sheet): made.files[key] = try kept(key, draw(sheet))
      case .animation(let animation): made.files[key] = try kept(key, draw(animation, made))
      case .index: continue
      }
    }
    for (tile, some) in Dictionary(grouping: pictures, by: \.tile) {
      let drawn = try stills.map(some.map { still(of: $0, made) }, tool: painter(tile)) { frame, _, painter in
        try JPEGFile.encode(painter?.tile(frame) ?? frame)
      }
      for (picture, bytes) in zip(some, drawn) { made.files[picture.key] = try kept(picture.key, bytes) }
    }
    return made
  }

  func file(of asset: Plan.Asset, _ made: Made) throws -> File {
    switch asset.content {
    case .cover(let picture), .thumbnail(let picture):
      return File(bytes: try bytes(picture.key, asset, made), size: picture.size, frame: still(of: picture, made).frame)
    case .sprites(let sheet): return File(bytes: try bytes(sheet.key, asset, made), size: sheet.size)
    case .animation(let animation): return File(bytes: try bytes(animation.key, asset, made), size: animation.tile)
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

  private func still(of picture: Plan.Picture, _ made: Made) -> Plan.Still {
    picture.stills[made.best(picture.choice)?[picture.rank] ?? 0]
  }

  // MARK: The best pictures

  /// Shorter side of the pictures that are compared.
  private static let comparedSide = 270

  private func choose(_ choice: Plan.Choice?, _ made: inout Made) throws {
    guard let choice, made.choices[choice.key] == nil else { return }
    made.choices[choice.key] = try best(of: choice)
  }

  /// Numbers of the pictures by their scores, of equals the first before: remembered, as they are the same for all languages and sizes.
  private func best(of choice: Plan.Choice) throws -> [Int] {
    if let known = try store.get(choice.key) {
      let order = String(decoding: known, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
      if order.sorted() == Array(choice.stills.indices) { return order }
    }
    let whole = stills.plan.canvas
    let small = Size(
      width: max(2, min(whole.width, whole.width * Self.comparedSide / whole.shortSide)),
      height: max(2, min(whole.height, whole.height * Self.comparedSide / whole.shortSide)))
    let scores = try stills.map(choice.stills, tool: painter(small)) { frame, _, painter in
      try (painter?.tile(frame) ?? frame).withPicture { PictureQuality($0).score }
    }
    let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    _ = try store.put(choice.key, Array(order.map(String.init).joined(separator: " ").utf8))
    return order
  }

  // MARK: What moves

  private func draw(_ animation: Plan.Animation, _ made: Made) throws -> [UInt8] {
    let shown = (made.best(animation.choice) ?? Array(animation.pieces.indices)).prefix(animation.count)
    let file = try AnimatedWebP(size: animation.tile)
    var count = 0
    // As they follow each other in the episode, or as they were named. One after another: no more than one's pictures are held.
    for piece in shown.sorted().map({ animation.pieces[$0] }) {
      let tiles = try stills.map(piece, held: animation.tile.area * 4, tool: painter(animation.tile)) { frame, _, painter in
        try painter?.tile(frame) ?? frame
      }
      for tile in tiles {
        try file.add(tile, at: (1000 * count + animation.fps / 2) / animation.fps)
        count += 1
      }
    }
    return try file.finish()
  }

  // MARK: Sprites

  private func draw(_ sheet: Plan.SpriteSheet) throws -> [UInt8] {
    let tiles = try stills.map(sheet.stills, held: sheet.tile.area * 4, tool: painter(sheet.tile)) { frame, _, painter in
      try painter?.tile(frame) ?? frame
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

  /// Of pictures that are scaled; none for those that stay as they are.
  private func painter(_ size: Size?) -> @Sendable () -> TilePainter? {
    { [kernels = stills.kernels, rate = stills.plan.rate] in size.map { TilePainter(size: $0, kernels: kernels, rate: rate) } }
  }
}
