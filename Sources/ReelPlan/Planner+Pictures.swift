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
      result.append(PlacedOverlay(overlay: overlay, facts: facts, digest: media.digest, frames: start..<end, size: size))
    }
    return result
  }

  /// A cell with one segment for every variant; equal ones are joined later.
  func cell(_ range: Range<Int>, overlays: [PlacedOverlay], variants: [Variant]) -> Plan.Cell {
    let picture = picture(range, overlays: overlays)
    let key = picture.key
    let segments = variants.map { variant in
      let spec = SegmentSpec(
        picture: key, scaling: variant.scaling, texts: texts(range, of: variant), encoder: variant.encoder, count: range.count,
        build: build)
      return Plan.Segment(key: spec.key, spec: spec)
    }
    return Plan.Cell(frames: range, picture: picture, pictureKey: key, segments: segments)
  }

  /// Each key once, in the order of the variants.
  func uniqueSegments(_ cell: Plan.Cell) -> Plan.Cell {
    var seen = Set<Digest>()
    var cell = cell
    cell.segments = cell.segments.filter { seen.insert($0.key).inserted }
    return cell
  }

  private func picture(_ range: Range<Int>, overlays: [PlacedOverlay]) -> PictureSpec {
    var slices: [ShotSlice] = []
    var transitions: [TransitionSlice] = []
    var indexOfSlice: [Int: Int] = [:]
    for (index, placed) in placed.enumerated() where placed.frames.overlaps(range) {
      let seen = placed.frames.clamped(to: range)
      indexOfSlice[index] = slices.count
      slices.append(
        ShotSlice(
          source: PictureSource(digest: placed.digest, stream: placed.facts.stream), fitting: fitting(placed.shot.fit),
          span: seen.relative(to: range.lowerBound),
          frames: sourceFrames(
            placed.facts, from: placed.shot.in, speed: placed.shot.speed, first: seen.lowerBound - placed.frames.lowerBound,
            count: seen.count, loops: false)))
      guard let transition = placed.shot.transition, let from = indexOfSlice[index - 1] else { continue }
      let start = placed.frames.lowerBound
      let mixed = (start..<start + placed.transition).clamped(to: range)
      guard !mixed.isEmpty else { continue }
      transitions.append(
        TransitionSlice(
          type: transition.type, parameters: courses(transition.parameters, first: mixed.lowerBound - start, count: mixed.count), from: from,
          to: slices.count - 1, span: mixed.relative(to: range.lowerBound), first: mixed.lowerBound - start, duration: placed.transition))
    }
    return PictureSpec(
      canvas: episode.canvas.size, background: background, count: range.count, shots: slices, transitions: transitions,
      overlays: overlays.compactMap { slice($0, in: range) })
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

  private func slice(_ placed: PlacedOverlay, in range: Range<Int>) -> OverlaySlice? {
    let seen = placed.frames.clamped(to: range)
    guard !seen.isEmpty, placed.overlay.opacity > 0 else { return nil }
    return OverlaySlice(
      source: PictureSource(digest: placed.digest, stream: placed.facts.stream), x: Int(placed.overlay.x.rounded()),
      y: Int(placed.overlay.y.rounded()), size: placed.size, opacity: placed.overlay.opacity, blend: placed.overlay.blend,
      span: seen.relative(to: range.lowerBound),
      frames: sourceFrames(
        placed.facts, from: .zero, speed: Rational(1), first: seen.lowerBound - placed.frames.lowerBound, count: seen.count,
        loops: placed.overlay.loop))
  }

  private func texts(_ range: Range<Int>, of variant: Variant) -> [TextSlice] {
    guard variant.burnsText, let language = variant.language, let words = input.texts[language] else { return [] }
    return words.groups.compactMap { group in
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

  /// - Precondition: the document's validation let the value through, so it is one the renderer draws.
  func fitting(_ fit: Fit) -> Fitting {
    switch fit {
    case .cover: .cover
    case .contain: .contain
    case .stretch: .stretch
    case .blur: preconditionFailure("validation refuses fit: blur")
    }
  }
}

extension Range<Int> {
  /// The same range counted from `origin`.
  func relative(to origin: Int) -> Range<Int> { lowerBound - origin..<upperBound - origin }
}
