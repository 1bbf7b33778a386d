import ReelCore
import ReelTimeline

/// A cell as every variant has it, before equal segments are joined.
struct DraftCell {
  var frames: Range<Int>
  var picture: PictureSpec
  var pictureKey: Digest
  /// Of each variant, in their order: the segments that its frames are joined from.
  var variants: [[Plan.Segment]]
  /// See ``Plan/Cell/parts``.
  var parts: [Digest: PictureSpec]

  /// Each key once, in the order of the variants.
  var cell: Plan.Cell {
    var seen = Set<Digest>()
    var segments: [Plan.Segment] = []
    for variant in variants { for segment in variant where seen.insert(segment.key).inserted { segments.append(segment) } }
    return Plan.Cell(frames: frames, picture: picture, pictureKey: pictureKey, segments: segments, parts: parts)
  }
}

extension Planner {
  /// What each language has written on it, once for all cells.
  func planWords(_ variants: [Variant]) -> [Variant.Words: [TextGroup]] {
    var words: [Variant.Words: [TextGroup]] = [:]
    for variant in variants where words[variant.words] == nil {
      words[variant.words] = input.texts[variant.words.language]?.groups(variant.words.mode) ?? []
    }
    return words
  }

  /// Twenty languages in four sizes are eighty segments a cell, so nothing is encoded twice: neither what languages have in common at
  /// one size, nor what sizes have in common of one language's words. Where nothing is written, the whole segment is the same.
  func draft(
    _ range: Range<Int>, overlays: [PlacedOverlay], variants: [Variant], words: [Variant.Words: [TextGroup]],
    captions: [String: [Range<Int>]]
  ) -> DraftCell {
    let cuts = captions.mapValues { captions in
      TextCuts.parts(
        of: range.count, written: captions.filter { $0.overlaps(range) }.map { $0.clamped(to: range).relative(to: range.lowerBound) })
    }
    let whole = Part(0..<range.count, picture(range, overlays: overlays))
    var parts = [whole.frames: whole]
    let segments = variants.map { variant in
      ((variant.mayBeCut ? cuts[variant.words.language] : nil) ?? [whole.frames]).map { frames in
        let place = frames.relative(to: -range.lowerBound)
        return parts[frames, default: Part(frames, picture(place, overlays: overlays))].segment(variant, build) {
          slices(of: words[variant.words] ?? [], in: place)
        }
      }
    }
    let pictures = parts.values.filter { $0.frames != whole.frames }.map { ($0.pictureKey, $0.picture) }
    return DraftCell(
      frames: range, picture: whole.picture, pictureKey: whole.pictureKey, variants: segments,
      parts: Dictionary(pictures) { first, _ in first })
  }

  /// Frames of the captions of each language that cuts cells at them; of none where too few burn theirs in.
  func planCuts(_ variants: [Variant]) -> [String: [Range<Int>]] {
    let languages = Set(variants.filter(\.mayBeCut).map(\.words.language))
    guard languages.count >= TextCuts.leastLanguages else { return [:] }
    return Dictionary(uniqueKeysWithValues: languages.map { ($0, (input.texts[$0]?.captions ?? []).map(\.range)) })
  }

  /// A cell or a part of one, and what its segments have in common.
  private struct Part {
    let frames: Range<Int>
    let picture: PictureSpec
    let pictureKey: Digest
    private var forms: [Int: SegmentForm] = [:]
    private var written: [Variant.Words: (texts: [TextSlice], bytes: [UInt8])] = [:]

    init(_ frames: Range<Int>, _ picture: PictureSpec) {
      (self.frames, self.picture) = (frames, picture)
      pictureKey = picture.key
    }

    /// - Parameter texts: what the variant's words show in these frames; asked for once for all its sizes.
    mutating func segment(_ variant: Variant, _ build: Digest, texts: () -> [TextSlice]) -> Plan.Segment {
      let words = written[variant.words] ?? encoded(texts())
      written[variant.words] = words
      let spec = SegmentSpec(
        picture: pictureKey, scaling: variant.scaling, texts: words.texts, encoder: variant.encoder, count: frames.count, build: build)
      let form = forms[variant.rank] ?? SegmentForm(spec)
      forms[variant.rank] = form
      let key = words.texts.isEmpty ? form.plain : form.key(texts: words.bytes)
      return Plan.Segment(key: key, spec: spec, frames: frames)
    }

    private func encoded(_ texts: [TextSlice]) -> (texts: [TextSlice], bytes: [UInt8]) { (texts, CanonicalEncoder.bytes(of: texts)) }
  }
}
