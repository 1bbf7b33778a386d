import ReelCore
import ReelTimeline

/// A cell, and what every variant has of it.
struct DraftCell {
  /// With each segment once, in the order of the variants.
  var cell: Plan.Cell
  /// Of each variant, in their order: what its frames are joined from.
  var variants: [[Plan.Output.Picture.Part]]
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
    _ number: Int, _ range: Range<Int>, overlays: [PlacedOverlay], variants: [Variant], words: [Variant.Words: [TextGroup]],
    captions: [String: [Range<Int>]], forms: [SegmentForm]
  ) -> DraftCell {
    let cuts = captions.mapValues { captions in
      TextCuts.parts(
        of: range.count, written: captions.filter { $0.overlaps(range) }.map { $0.clamped(to: range).relative(to: range.lowerBound) })
    }
    let words = words.mapValues { $0.filter { $0.range.overlaps(range) } }
    let whole = Part(0..<range.count, picture(range, overlays: overlays))
    var parts = [whole.frames: whole]
    var cell = Plan.Cell(frames: range, picture: whole.picture, pictureKey: whole.pictureKey, segments: [])
    var seen = Set<Digest>()
    let drafts = variants.map { variant in
      ((variant.mayBeCut ? cuts[variant.words.language] : nil) ?? [whole.frames]).map { frames in
        let place = frames.relative(to: -range.lowerBound)
        let key = parts[frames, default: Part(frames, picture(place, overlays: overlays))].key(variant, forms[variant.rank]) {
          slices(of: words[variant.words] ?? [], in: place)
        }
        if seen.insert(key).inserted, let part = parts[frames] {
          cell.segments.append(part.segment(key, variant, forms[variant.rank]))
          if frames != whole.frames { cell.parts[part.pictureKey] = part.picture }
        }
        return Plan.Output.Picture.Part(frames: place, key: key, cell: number)
      }
    }
    return DraftCell(cell: cell, variants: drafts)
  }

  /// Frames of the captions of each language that cuts cells at them; of none where too few burn theirs in.
  func planCuts(_ variants: [Variant]) -> [String: [Range<Int>]] {
    let languages = Set(variants.filter(\.mayBeCut).map(\.words.language))
    guard languages.count >= TextCuts.leastLanguages else { return [:] }
    return Dictionary(uniqueKeysWithValues: languages.map { ($0, (input.texts[$0]?.captions ?? []).map(\.range)) })
  }

  /// What all segments of a size and an encoder have in common, by the variants' rank.
  func forms(_ variants: [Variant]) -> [SegmentForm] {
    var forms: [SegmentForm] = []
    for variant in variants where variant.rank == forms.count {
      forms.append(
        SegmentForm(SegmentSpec(picture: build, scaling: variant.scaling, texts: [], encoder: variant.encoder, count: 0, build: build)))
    }
    return forms
  }

  /// A cell or a part of one, and what its segments have in common.
  private struct Part {
    let frames: Range<Int>
    let picture: PictureSpec
    let pictureKey: Digest
    /// Canonical.
    private let bytes: (count: [UInt8], picture: [UInt8])
    private var written: [Variant.Words: (texts: [TextSlice], bytes: [UInt8])] = [:]
    /// Of segments on which nothing is written, by rank.
    private var plain: [Int: Digest] = [:]

    init(_ frames: Range<Int>, _ picture: PictureSpec) {
      (self.frames, self.picture) = (frames, picture)
      pictureKey = picture.key
      bytes = (CanonicalEncoder.bytes(of: frames.count), CanonicalEncoder.bytes(of: pictureKey))
    }

    /// - Parameter texts: what the variant's words show in these frames; asked for once for all its sizes.
    mutating func key(_ variant: Variant, _ form: SegmentForm, texts: () -> [TextSlice]) -> Digest {
      let words = written[variant.words] ?? encoded(texts())
      written[variant.words] = words
      if words.texts.isEmpty, let plain = plain[variant.rank] { return plain }
      let key = form.key(count: bytes.count, picture: bytes.picture, texts: words.bytes)
      if words.texts.isEmpty { plain[variant.rank] = key }
      return key
    }

    func segment(_ key: Digest, _ variant: Variant, _ form: SegmentForm) -> Plan.Segment {
      Plan.Segment(key: key, frames: frames, form: form, picture: pictureKey, texts: written[variant.words]?.texts ?? [])
    }

    private func encoded(_ texts: [TextSlice]) -> (texts: [TextSlice], bytes: [UInt8]) {
      (texts, texts.isEmpty ? SegmentForm.noTexts : CanonicalEncoder.bytes(of: texts))
    }
  }
}
