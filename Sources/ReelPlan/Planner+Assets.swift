import ReelCore
import ReelTimeline

/// What is beside a delivery's files for stores and players to show. Nothing of it has captions: languages share what has no words.
extension Planner {
  private struct ChoiceKey: Encodable {
    var kind = "best pictures"
    var version = 1
    var stills: [StillSpec]
    var build: Digest
  }

  private struct PictureKey: Encodable {
    var kind = "cover"
    var version = 2
    var stills: [StillSpec]
    var choice: Digest?
    var rank: Int
    var tile: Size?
    var build: Digest
  }

  private struct AnimationKey: Encodable {
    var kind = "animation"
    var version = 1
    var pieces: [[StillSpec]]
    var choice: Digest?
    var count: Int
    var tile: Size
    var fps: Int
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
  private static let usualBest = 3
  private static let spriteColumns = 10
  /// Of 160x284 a sheet of a hundred is 1600x2840: below 4096, which old devices take.
  private static let spritesPerSheet = 100
  private static let mostSprites = 10_000
  /// What the 14 bits of WebP hold.
  private static let longestMoving = 16383

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
        if let thumbnails = delivery.assets.thumbnails {
          assets += plan(thumbnails, variant, cells).enumerated().map { asset("thumbnail-\($0 + 1).jpg", .thumbnail($1)) }
        }
        if let animation = delivery.assets.animation, let planned = plan(animation, variant, cells) {
          assets.append(asset("animation.webp", .animation(planned)))
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

  // MARK: Single pictures

  private mutating func plan(_ cover: Assets.Cover, _ variant: Variant, _ cells: [Plan.Cell]) -> Plan.Picture? {
    let title = cover.title ? input.texts[variant.language ?? ""]?.titles[variant.delivery.name] ?? [] : []
    guard let at = cover.at else {
      let frames = candidates.map(\.middle)
      return picture(of: frames.compactMap { still($0, variant, cells, title: title) }, choice(of: frames, cells))
    }
    return frame(at, "at is", cover.origin).map { picture(of: [$0].compactMap { still($0, variant, cells, title: title) }) }
  }

  private mutating func plan(_ thumbnails: Assets.Thumbnails, _ variant: Variant, _ cells: [Plan.Cell]) -> [Plan.Picture] {
    let tile = tile(thumbnails.width, variant)
    switch thumbnails.of {
    case .at(let times):
      return times.compactMap { frame($0, "of names", thumbnails.origin) }
        .map { picture(of: [$0].compactMap { still($0, variant, cells, title: []) }, tile: tile) }
    case .best, nil:
      let frames = candidates.map(\.middle)
      guard let count = count(thumbnails.of, of: frames.count, thumbnails.origin) else { return [] }
      let stills = frames.compactMap { still($0, variant, cells, title: []) }
      let choice = choice(of: frames, cells)
      return (0..<count).map { picture(of: stills, choice, rank: $0, tile: tile) }
    }
  }

  private func picture(of stills: [Plan.Still], _ choice: Plan.Choice? = nil, rank: Int = 0, tile: Size? = nil) -> Plan.Picture {
    let key = PictureKey(stills: stills.map(\.spec), choice: choice?.key, rank: rank, tile: tile, build: build)
    return Plan.Picture(stills: stills, choice: choice, rank: rank, tile: tile, key: CanonicalEncoder.digest(key))
  }

  /// The frame at a time, or `nil` when a problem was reported.
  private mutating func frame(_ at: Time, _ said: String, _ origin: Origin) -> Int? {
    let frame = Int((at.seconds * rate.perSecond).floor)
    if frame < length { return frame }
    report(
      origin, "\(said) \(at), and the episode is only \(rate.start(ofFrame: length)) long", nil,
      hint: "leave it out for the best picture")
    return nil
  }

  /// As wide as asked for, in the shape of the delivery's pictures.
  private func tile(_ width: Int, _ variant: Variant) -> Size {
    let whole = variant.rendition.size
    return Size(width: width, height: max(1, (2 * width * whole.height + whole.width) / (2 * whole.width)))
  }

  // MARK: The best

  private struct Candidate {
    /// What a shot has for itself, without its transitions.
    var own: Range<Int>
    var middle: Int { (own.lowerBound + own.upperBound) / 2 }
  }

  /// What each shot has for itself, with no text of any language over its middle where there are such shots; of many shots some that are
  /// evenly spread.
  private var candidates: [Candidate] {
    let shots = placed.enumerated().compactMap { index, shot -> Candidate? in
      let next = placed.indices.contains(index + 1) ? placed[index + 1].transition : 0
      let first = shot.frames.lowerBound + shot.transition
      let own = first..<max(first, shot.frames.upperBound - next)
      return own.isEmpty ? nil : Candidate(own: own)
    }
    let written = input.texts.values.flatMap(\.screen).map(\.range)
    let free = shots.filter { shot in !written.contains { $0.contains(shot.middle) } }
    let all = free.isEmpty ? shots.isEmpty ? [Candidate(own: 0..<length)] : shots : free
    let count = min(all.count, Self.mostCandidates)
    return (0..<count).map { all[$0 * all.count / count] }
  }

  /// How many are taken: as many as were asked for, or `nil` when a problem was reported.
  private mutating func count(_ asked: Assets.Moments?, of candidates: Int, _ origin: Origin) -> Int? {
    guard case .best(let count) = asked else { return min(Self.usualBest, candidates) }
    if count <= candidates { return count }
    report(
      origin, "of asks for the \(count) best, and there \(candidates == 1 ? "is 1 shot" : "are \(candidates) shots") to choose from", nil,
      hint: "ask for fewer, or name the times")
    return nil
  }

  /// `nil` where there is one only.
  private func choice(of frames: [Int], _ cells: [Plan.Cell]) -> Plan.Choice? {
    if frames.count < 2 { return nil }
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

  // MARK: What moves

  private mutating func plan(_ animation: Assets.Animation, _ variant: Variant, _ cells: [Plan.Cell]) -> Plan.Animation? {
    let pictures = Int((animation.each.seconds * Rational(Int64(animation.fps))).rounded)
    let span = Int((Rational(Int64(pictures)) * rate.perSecond / Rational(Int64(animation.fps))).ceil)
    guard let starts = starts(of: animation, pictures, span, cells) else { return nil }
    let pieces = starts.frames.map { start in
      (0..<pictures).compactMap { number in
        let past = Int((Rational(Int64(number)) * rate.perSecond / Rational(Int64(animation.fps))).floor)
        return still(start + past, variant, cells, title: [])
      }
    }
    let tile = tile(animation.width, variant)
    guard tile.height <= Self.longestMoving else {
      report(
        animation.origin, "the animation would be \(tile), and WebP holds at most \(Self.longestMoving) a side", nil,
        hint: "let it be narrower")
      return nil
    }
    let key = AnimationKey(
      pieces: pieces.map { $0.map(\.spec) }, choice: starts.choice?.key, count: starts.count, tile: tile, fps: animation.fps, build: build)
    return Plan.Animation(
      pieces: pieces, choice: starts.choice, count: starts.count, tile: tile, fps: animation.fps, key: CanonicalEncoder.digest(key))
  }

  /// Where pieces of `span` frames may begin, and of how many of them it is made; `nil` when a problem was reported.
  private mutating func starts(
    of animation: Assets.Animation, _ pictures: Int, _ span: Int, _ cells: [Plan.Cell]
  ) -> (frames: [Int], choice: Plan.Choice?, count: Int)? {
    guard pictures >= 1, Rational(Int64(animation.fps)) <= rate.perSecond else {
      report(
        animation.origin,
        pictures < 1
          ? "each piece is \(animation.each) long, less than one of its pictures"
          : "\(animation.fps) pictures a second are more than the episode has", nil, hint: "change fps, or how long each is")
      return nil
    }
    func isWithin(_ start: Int) -> Bool { start + span <= length }
    switch animation.of {
    case .at(let times):
      let frames = times.map { Int(($0.seconds * rate.perSecond).floor) }
      if let late = zip(times, frames).first(where: { !isWithin($1) })?.0 {
        report(
          animation.origin, "a piece of \(animation.each) at \(late) ends after the episode, at \(rate.start(ofFrame: length))", nil,
          hint: "let it begin earlier")
        return nil
      }
      return (frames, nil, frames.count)
    case .best, nil:
      guard isWithin(0) else {
        report(
          animation.origin, "a piece of \(animation.each) is longer than the episode, \(rate.start(ofFrame: length))", nil,
          hint: "let each be shorter")
        return nil
      }
      let shots = candidates
      guard let count = count(animation.of, of: shots.count, animation.origin) else { return nil }
      // Around the picture that is judged, in the shot where it is long enough.
      let frames = shots.map { shot in
        let within = shot.own.count >= span ? shot.own : 0..<length
        return min(max(shot.middle - span / 2, within.lowerBound), within.upperBound - span)
      }
      return (frames, choice(of: shots.map(\.middle), cells), count)
    }
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
    let tile = tile(sprites.width, variant)
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
