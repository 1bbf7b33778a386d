import ReelCore
import ReelTimeline

/// An overlay in whole frames and pixels.
struct PlacedOverlay {
  var overlay: Overlay
  var facts: VideoFacts
  var digest: Digest
  var frames: Range<Int>
  var size: Size
}

extension Planner {
  mutating func placeOverlays() -> [PlacedOverlay] {
    var result: [PlacedOverlay] = []
    for overlay in episode.overlays {
      guard let media = facts(overlay.source, overlay.rate) else { continue }
      guard let facts = media.video else {
        report(overlay.source.origin, "has no picture; an overlay needs one", overlay.source.written)
        continue
      }
      let start = overlay.start.frames(rate)
      let lasts = media.kind == .still || overlay.loop
      let natural = start + max(1, Int((facts.frames.duration.seconds * rate.perSecond - Rational(1, 2)).ceil))
      var end = overlay.end?.frames(rate) ?? (lasts ? length : min(natural, length))
      if !lasts, let asked = overlay.end, end > natural {
        report(
          overlay.source.origin, "lasts \(facts.frames.duration), but is to be seen until \(asked)", overlay.source.written,
          hint: "add loop: true, or end it at \(rate.start(ofFrame: natural))")
      }
      if start >= length {
        report(overlay.origin, "starts at \(overlay.start), after the episode's end at \(rate.start(ofFrame: length))", nil)
        continue
      }
      end = min(end, length)
      guard end > start else {
        report(overlay.origin, "is never seen: it ends at frame \(end) and starts at frame \(start)", nil)
        continue
      }
      var size = facts.displaySize
      if let width = overlay.width {
        let height = Rational(Int64(width.rounded())) * Rational(Int64(size.height), Int64(size.width))
        size = Size(width: max(1, Int(width.rounded())), height: max(1, Int(height.rounded)))
      }
      checkMask(of: overlay, count: end - start)
      result.append(PlacedOverlay(overlay: overlay, facts: facts, digest: media.digest, frames: start..<end, size: size))
    }
    return result
  }

  private mutating func checkMask(of overlay: Overlay, count: Int) {
    guard let source = overlay.mask?.source, let media = facts(source, overlay.rate) else { return }
    guard let facts = media.video else { return report(source.origin, "has no picture; a mask needs one", source.written) }
    let needed = rate.start(ofFrame: count) - Time(rate.frameDuration / Rational(2))
    if media.kind != .still, !overlay.loop, facts.frames.duration < needed {
      report(
        source.origin, "lasts \(facts.frames.duration), but the overlay is seen for \(rate.start(ofFrame: count))", source.written,
        hint: "say loop: true for the overlay, or end it sooner")
    }
  }

  func picture(_ range: Range<Int>, overlays: [PlacedOverlay]) -> PictureSpec {
    var slices: [ShotSlice] = []
    var transitions: [TransitionSlice] = []
    var indexOfSlice: [Int: Int] = [:]
    for (index, placed) in placed.enumerated() where placed.frames.overlaps(range) {
      let seen = placed.frames.clamped(to: range)
      indexOfSlice[index] = slices.count
      slices.append(slice(placed, seen: seen, in: range))
      guard let transition = placed.shot.transition, let from = indexOfSlice[index - 1] else { continue }
      let start = placed.frames.lowerBound
      let mixed = (start..<start + placed.transition).clamped(to: range)
      guard !mixed.isEmpty else { continue }
      transitions.append(
        TransitionSlice(
          type: transition.type, parameters: courses(transition.parameters, first: mixed.lowerBound - start, count: mixed.count),
          from: from,
          to: slices.count - 1, span: mixed.relative(to: range.lowerBound), first: mixed.lowerBound - start, duration: placed.transition,
          seed: transition.seed))
    }
    return PictureSpec(
      canvas: episode.canvas.size, background: background, count: range.count, shots: slices, transitions: transitions,
      overlays: overlays.compactMap { slice($0, in: range) }, effects: effects(episode.effects, over: 0..<length, in: range))
  }

  /// Parameters on the grid.
  ///
  /// - Parameter first: frames from the start of what they belong to.
  func courses(_ parameters: [String: ParameterValue], first: Int, count: Int) -> [String: ParameterCourse] {
    parameters.compactMapValues { value in
      switch value {
      case .number(let number): .number(number.course(first: first, count: count, rate: rate))
      case .choice(let name): .choice(name)
      case .color(let color): .color([color.red, color.green, color.blue])
      case .image(let file):
        facts(file, nil).flatMap { media in media.video.map { .image(PictureSource(digest: media.digest, stream: $0.stream)) } }
      }
    }
  }

  private func slice(_ placed: PlacedShot, seen: Range<Int>, in range: Range<Int>) -> ShotSlice {
    let shot = placed.shot
    let own = seen.relative(to: placed.frames.lowerBound)
    let clock = clock(of: shot, count: placed.frames.count)
    var frames: [Int]
    var shares: [Int] = []
    if shot.retime == .blend, placed.facts.frames.count > 1 {
      let mixtures = own.map { placed.facts.frames.mixture(at: clock.beginning(of: $0)) }
      frames = mixtures.map(\.frame)
      if mixtures.contains(where: { $0.share > 0 }) { shares = mixtures.map(\.share) }
    } else {
      frames = sourceFrames(placed.facts, clock, own, loops: false)
    }
    return ShotSlice(
      source: PictureSource(digest: placed.digest, stream: placed.facts.stream), fitting: fitting(shot.fit),
      span: seen.relative(to: range.lowerBound), frames: frames, shares: shares,
      placement: shot.transform.flatMap { placement($0, own) }, color: color(of: placed),
      effects: effects(shot.effects, over: placed.frames, in: range))
  }

  private func placement(_ transform: Transform, _ frames: Range<Int>) -> PlacementSpec? {
    if transform.isNeutral { return nil }
    func course(_ value: Keyframed) -> Course { value.course(first: frames.lowerBound, count: frames.count, rate: rate) }
    let crop = transform.crop
    return PlacementSpec(
      x: course(transform.x), y: course(transform.y), scale: course(transform.scale), rotate: course(transform.rotate),
      opacity: course(transform.opacity), anchorX: course(transform.anchorX), anchorY: course(transform.anchorY),
      centerX: course(transform.centerX), centerY: course(transform.centerY), cropLeft: course(crop.left), cropTop: course(crop.top),
      cropRight: course(crop.right), cropBottom: course(crop.bottom), filter: transform.filter.rawValue)
  }

  private func color(of placed: PlacedShot) -> ShotColor? {
    var color = ShotColor(correction: placed.correction)
    if let grade = placed.shot.grade {
      var spec = GradeSpec()
      (spec.exposure, spec.contrast, spec.saturation) = (grade.exposure, grade.contrast, grade.saturation)
      (spec.temperature, spec.tint) = (grade.temperature, grade.tint)
      spec.lift = PerChannel(grade.lift[0], grade.lift[1], grade.lift[2])
      spec.gamma = PerChannel(grade.gamma[0], grade.gamma[1], grade.gamma[2])
      spec.gain = PerChannel(grade.gain[0], grade.gain[1], grade.gain[2])
      color.grade = spec
      if grade.strength > 0, let lut = grade.lut.flatMap({ input.tables[$0.path] }) { (color.lut, color.strength) = (lut, grade.strength) }
    }
    return color.isNeutral ? nil : color
  }

  /// The parts of effects that a cell shows.
  ///
  /// - Parameter owner: frames of the episode that they belong to.
  private func effects(_ uses: [EffectUse], over owner: Range<Int>, in range: Range<Int>) -> [EffectSlice] {
    uses.compactMap { use in
      let start = owner.lowerBound + use.start.frames(rate)
      let end = min(owner.upperBound, use.end.map { owner.lowerBound + $0.frames(rate) } ?? owner.upperBound)
      guard start < end else { return nil }
      let seen = (start..<end).clamped(to: range)
      if seen.isEmpty { return nil }
      return EffectSlice(
        type: use.type, parameters: courses(use.parameters, first: seen.lowerBound - start, count: seen.count),
        span: seen.relative(to: range.lowerBound), first: seen.lowerBound - start, duration: end - start, rate: rate, seed: use.seed)
    }
  }

  private func slice(_ placed: PlacedOverlay, in range: Range<Int>) -> OverlaySlice? {
    let seen = placed.frames.clamped(to: range)
    let overlay = placed.overlay
    let own = seen.relative(to: placed.frames.lowerBound)
    func course(_ value: Keyframed) -> Course { value.course(first: own.lowerBound, count: own.count, rate: rate) }
    let opacity = course(overlay.opacity)
    guard !seen.isEmpty, !opacity.isAlways(0) else { return nil }
    return OverlaySlice(
      source: PictureSource(digest: placed.digest, stream: placed.facts.stream), x: course(overlay.x), y: course(overlay.y),
      size: placed.size, scale: course(overlay.scale), rotate: course(overlay.rotate), anchorX: course(overlay.anchorX),
      anchorY: course(overlay.anchorY), opacity: opacity, blend: overlay.blend, premultiplied: overlay.alpha == .premultiplied,
      mask: overlay.mask.map { mask($0, of: overlay, over: placed.size) },
      maskFrames: maskFrames(overlay, own),
      key: overlay.key.map {
        ColorKeySpec(
          color: [$0.color.red, $0.color.green, $0.color.blue], similarity: $0.similarity, smoothness: $0.smoothness, spill: $0.spill)
      }, filter: overlay.filter.rawValue, span: seen.relative(to: range.lowerBound),
      frames: sourceFrames(placed.facts, SourceClock(rate: rate), own, loops: overlay.loop))
  }

  /// - Parameter frames: of the overlay, from its start.
  private func maskFrames(_ overlay: Overlay, _ frames: Range<Int>) -> [Int]? {
    guard let media = overlay.mask?.source.flatMap({ facts($0, overlay.rate) }), media.kind != .still, let video = media.video else {
      return nil
    }
    return sourceFrames(video, SourceClock(rate: rate), frames, loops: overlay.loop)
  }

  private func mask(_ mask: ClipMask, of overlay: Overlay, over size: Size) -> MaskSpec {
    let (width, height) = (Double(size.width), Double(size.height))
    let media = mask.source.flatMap { facts($0, overlay.rate) }
    let source = media.flatMap { media in media.video.map { PictureSource(digest: media.digest, stream: $0.stream) } }
    return MaskSpec(
      source: source, shape: mask.shape.rawValue, x: mask.x * width, y: mask.y * height, width: mask.width * width,
      height: mask.height * height, radius: mask.radius, feather: mask.feather, invert: mask.invert)
  }

  /// What is seen of words in a cell.
  func slices(of groups: [TextGroup], in range: Range<Int>) -> [TextSlice] {
    groups.compactMap { group in
      let seen = group.range.clamped(to: range)
      guard !seen.isEmpty else { return nil }
      return TextSlice(
        group: group, canvas: episode.canvas.size, span: seen.relative(to: range.lowerBound), first: seen.lowerBound - group.start)
    }
  }

  var background: [UInt8] {
    let color = episode.canvas.background
    return [color.red, color.green, color.blue]
  }

  func fitting(_ fit: Fit) -> Fitting {
    switch fit {
    case .cover: .cover
    case .contain: .contain
    case .stretch: .stretch
    case .blur: .blur
    }
  }
}

extension Range<Int> {
  /// The same range counted from `origin`.
  func relative(to origin: Int) -> Range<Int> { lowerBound - origin..<upperBound - origin }
}
