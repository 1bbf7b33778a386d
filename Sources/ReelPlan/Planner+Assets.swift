import ReelCore
import ReelTimeline

/// What is beside a delivery's files for stores and players to show. Nothing of it has captions: languages share what has no words.
extension Planner {
  private struct ChoiceKey: Encodable {
    var kind = "best picture"
    var version = 1
    var stills: [StillSpec]
    var build: Digest
  }

  private struct CoverKey: Encodable {
    var kind = "cover"
    var version = 1
    var stills: [StillSpec]
    var choice: Digest?
    var build: Digest
  }

  private struct SpritesKey: Encodable {
    var kind = "sprites"
    var version = 1
    var stills: [StillSpec]
    var tile: Size
    var columns: Int
    var build: Digest
  }

  /// More would only take longer to choose from.
  private static let mostCandidates = 24
  private static let spriteColumns = 10
  /// Of 160x284 a sheet of a hundred is 1600x2840: below 4096, which old devices take.
  private static let spritesPerSheet = 100
  private static let mostSprites = 10_000

  mutating func planAssets(cells: [Plan.Cell], variants: [Variant]) -> [Plan.Asset] {
    var assets: [Plan.Asset] = []
    for delivery in episode.deliveries {
      for language in languages(of: delivery) {
        guard let variant = variants.first(where: { $0.delivery.name == delivery.name && $0.language == language }) else { continue }
        let name = "\(delivery.name)/" + [episode.id, language].compactMap(\.self).joined(separator: ".")
        func asset(_ ending: String, _ content: Plan.Asset.Content) -> Plan.Asset {
          Plan.Asset(delivery: delivery.name, language: language, path: "\(name).\(ending)", content: content)
        }
        if let cover = delivery.assets.cover, let planned = plan(cover, variant, cells) {
          var cover = asset("cover.jpg", .cover(planned))
          cover.maxFileSize = delivery.profile?.limits.cover.maxFileSize
          assets.append(cover)
        }
        if let sprites = delivery.assets.sprites {
          let sheets = plan(sprites, variant, cells).enumerated().map { asset("sprites-\($0 + 1).jpg", .sprites($1)) }
          assets += sheets
          if !sheets.isEmpty { assets.append(asset("sprites.vtt", .index(index(of: sheets, every: sprites.every)))) }
        }
      }
    }
    return assets
  }

  // MARK: Cover

  private mutating func plan(_ cover: Assets.Cover, _ variant: Variant, _ cells: [Plan.Cell]) -> Plan.Cover? {
    let title = cover.title ? input.texts[variant.language ?? ""]?.titles[variant.delivery.name] ?? [] : []
    var frames = candidates()
    if let at = cover.at {
      let frame = Int((at.seconds * rate.perSecond).floor)
      guard frame < length else {
        report(
          cover.origin, "at is \(at), and the episode is only \(rate.start(ofFrame: length)) long", nil,
          hint: "leave it out for the best picture")
        return nil
      }
      frames = [frame]
    }
    let stills = frames.compactMap { still($0, variant, cells, title: title) }
    let choice = frames.count > 1 ? choice(of: frames, cells) : nil
    let key = CoverKey(stills: stills.map(\.spec), choice: choice?.key, build: build)
    return Plan.Cover(stills: stills, choice: choice, key: CanonicalEncoder.digest(key))
  }

  /// The middle of what each shot has for itself, without the texts of any language where there are such frames; of many shots some that
  /// are evenly spread.
  private func candidates() -> [Int] {
    let middles = placed.enumerated().compactMap { index, shot -> Int? in
      let next = placed.indices.contains(index + 1) ? placed[index + 1].transition : 0
      let own = shot.frames.lowerBound + shot.transition..<max(shot.frames.lowerBound + shot.transition, shot.frames.upperBound - next)
      return own.isEmpty ? nil : (own.lowerBound + own.upperBound) / 2
    }
    let written = input.texts.values.flatMap(\.screen).map(\.range)
    let free = middles.filter { frame in !written.contains { $0.contains(frame) } }
    let all = free.isEmpty ? middles.isEmpty ? [length / 2] : middles : free
    let count = min(all.count, Self.mostCandidates)
    return (0..<count).map { all[$0 * all.count / count] }
  }

  private func choice(of frames: [Int], _ cells: [Plan.Cell]) -> Plan.Choice {
    let stills = frames.compactMap { frame in
      Self.cell(of: frame, cells).map { number -> Plan.Still in
        let index = frame - cells[number].frames.lowerBound
        return Plan.Still(
          frame: frame, cell: number,
          spec: StillSpec(picture: cells[number].pictureKey, index: index, scaling: nil, size: episode.canvas.size, texts: []))
      }
    }
    return Plan.Choice(stills: stills, key: CanonicalEncoder.digest(ChoiceKey(stills: stills.map(\.spec), build: build)))
  }

  // MARK: Sprites

  private mutating func plan(_ sprites: Assets.Sprites, _ variant: Variant, _ cells: [Plan.Cell]) -> [Plan.SpriteSheet] {
    let every = sprites.every.seconds * rate.perSecond
    let count = Int((Rational(Int64(length)) / every).ceil)
    guard every >= Rational(1), count <= Self.mostSprites else {
      let much = every < Rational(1) ? "is more than one a frame" : "makes \(count), and at most \(Self.mostSprites) are made"
      report(sprites.origin, "a picture every \(sprites.every) \(much)", nil, hint: "let each stand for longer")
      return []
    }
    let whole = variant.rendition.size
    let height = (2 * sprites.width * whole.height + whole.width) / (2 * whole.width)
    let tile = Size(width: sprites.width, height: max(1, height))
    let frames = (0..<count).map { index in
      let start = every * Rational(Int64(index))
      let end = min(start + every, Rational(Int64(length)))
      return Int(((start + end) / Rational(2)).floor)
    }
    return stride(from: 0, to: count, by: Self.spritesPerSheet).map { first in
      let stills = frames[first..<min(first + Self.spritesPerSheet, count)].compactMap { still($0, variant, cells, title: []) }
      let key = SpritesKey(stills: stills.map(\.spec), tile: tile, columns: Self.spriteColumns, build: build)
      return Plan.SpriteSheet(stills: stills, tile: tile, columns: Self.spriteColumns, key: CanonicalEncoder.digest(key))
    }
  }

  /// Which part of which sheet stands for which time: without a gap from the first frame to the end of the last.
  private func index(of sheets: [Plan.Asset], every: Time) -> String {
    let end = rate.start(ofFrame: length)
    var text = "WEBVTT\n"
    var number: Int64 = 0
    for sheet in sheets {
      guard case .sprites(let sprites) = sheet.content else { continue }
      let name = sheet.path.split(separator: "/").last.map(String.init) ?? sheet.path
      for index in sprites.stills.indices {
        let (start, stop) = (every * Rational(number), min(every * Rational(number + 1), end))
        let (x, y) = sprites.place(index)
        text += "\n\(Self.stamp(start)) --> \(Self.stamp(stop))\n\(name)#xywh=\(x),\(y),\(sprites.tile.width),\(sprites.tile.height)\n"
        number += 1
      }
    }
    return text
  }

  /// `00:01:02.500`
  private static func stamp(_ time: Time) -> String {
    let milliseconds = (time.seconds * Rational(1000)).ceil
    func digits(_ value: Int64, _ count: Int) -> String {
      let text = "\(value)"
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let seconds = milliseconds / 1000
    let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { digits($0, 2) }
    return parts.joined(separator: ":") + "." + digits(milliseconds % 1000, 3)
  }

  // MARK: Stills

  /// A frame as a variant has it but for its captions, under a title.
  private func still(_ frame: Int, _ variant: Variant, _ cells: [Plan.Cell], title: [TextGroup]) -> Plan.Still? {
    guard let number = Self.cell(of: frame, cells) else { return nil }
    let cell = cells[number]
    let index = frame - cell.frames.lowerBound
    let words = slices(of: input.texts[variant.language ?? ""]?.screen ?? [], in: cell.frames)
    let titles = title.map { TextSlice(group: $0, canvas: episode.canvas.size, span: index..<index + 1, first: 0) }
    return Plan.Still(
      frame: frame, cell: number,
      spec: StillSpec(
        picture: cell.pictureKey, index: index, scaling: variant.scaling, size: variant.rendition.size, texts: words + titles))
  }

  private static func cell(of frame: Int, _ cells: [Plan.Cell]) -> Int? { cells.firstIndex { $0.frames.contains(frame) } }
}
