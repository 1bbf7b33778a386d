import ReelCore
import ReelTimeline

/// A cell as every variant has it, before equal segments are joined.
struct DraftCell {
  var frames: Range<Int>
  var picture: PictureSpec
  var pictureKey: Digest
  /// Of each variant, in their order: the segments that its frames are joined from.
  var variants: [[Plan.Segment]]

  /// Each key once, in the order of the variants.
  var cell: Plan.Cell {
    var seen = Set<Digest>()
    return Plan.Cell(
      frames: frames, picture: picture, pictureKey: pictureKey,
      segments: variants.flatMap { $0 }.filter { seen.insert($0.key).inserted })
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
    _ range: Range<Int>, overlays: [PlacedOverlay], variants: [Variant], words: [Variant.Words: [TextGroup]]
  ) -> DraftCell {
    let cuts = cuts(range, variants)
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
    return DraftCell(frames: range, picture: whole.picture, pictureKey: whole.pictureKey, variants: segments)
  }

  /// The parts of a cell of each language that burns its captions in; none where too few do.
  private func cuts(_ range: Range<Int>, _ variants: [Variant]) -> [String: [Range<Int>]] {
    let languages = Set(variants.filter(\.mayBeCut).map(\.words.language))
    guard languages.count >= TextCuts.leastLanguages else { return [:] }
    var cuts: [String: [Range<Int>]] = [:]
    for language in languages {
      let written = (input.texts[language]?.captions ?? []).map(\.range).filter { $0.overlaps(range) }
      cuts[language] = TextCuts.parts(of: range.count, written: written.map { $0.clamped(to: range).relative(to: range.lowerBound) })
    }
    return cuts
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
      return Plan.Segment(key: key, spec: spec, frames: frames, picture: picture)
    }

    private func encoded(_ texts: [TextSlice]) -> (texts: [TextSlice], bytes: [UInt8]) { (texts, CanonicalEncoder.bytes(of: texts)) }
  }
}
