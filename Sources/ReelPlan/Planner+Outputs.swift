import ReelCore
import ReelTimeline

/// One video that some delivery wants: a rendition in a language.
struct Variant {
  var delivery: Delivery
  var language: String?
  var rendition: Rendition
  var scaling: Scaling?
  var encoder: VideoEncoderSettings
  /// Equal for variants that differ in their language alone; counts from 0.
  var rank: Int

  /// Whose words are drawn, and which of them.
  struct Words: Hashable {
    /// Empty for none.
    var language: String
    var mode: SubtitleMode
  }

  var words: Words { Words(language: language ?? "", mode: delivery.subtitles) }

  /// Whether its captions are drawn, and its cells need not be whole: a package's streams are cut as one, and under a cap a short
  /// segment is a poor one.
  var mayBeCut: Bool { delivery.package == .mp4 && delivery.subtitles.burns && encoder.maxRate == nil }
}

extension Planner {
  /// A delivery without languages makes one output that has none.
  func languages(of delivery: Delivery) -> [String?] {
    delivery.languages.isEmpty ? [nil] : delivery.languages.map(Optional.init)
  }

  mutating func planVariants(gop: Int) -> [Variant] {
    var variants: [Variant] = []
    var rank = 0
    for delivery in episode.deliveries where delivery.package != .stems {
      for rendition in delivery.renditions {
        guard let encoder = encoderSettings(delivery, rendition, gop: gop) else { continue }
        for language in languages(of: delivery) {
          variants.append(
            Variant(
              delivery: delivery, language: language, rendition: rendition, scaling: scaling(to: rendition, of: delivery),
              encoder: encoder, rank: rank))
        }
        rank += 1
      }
    }
    return variants
  }

  private mutating func scaling(to rendition: Rendition, of delivery: Delivery) -> Scaling? {
    let canvas = episode.canvas.size
    guard rendition.size != canvas else { return nil }
    // An even size may miss the aspect by less than two pixels: that is no other aspect.
    let exact = Rational(Int64(canvas.height)) * Rational(Int64(rendition.size.width), Int64(canvas.width))
    let off = exact - Rational(Int64(rendition.size.height))
    let sameAspect = off < Rational(2) && Rational(-2) < off
    if !sameAspect && rendition.fit == nil {
      report(
        delivery.origin, "rendition \(rendition.name) (\(rendition.size)) has another aspect than the canvas (\(canvas)) and states no fit",
        nil, hint: "add fit: cover, contain or stretch to the rendition")
    }
    return Scaling(
      canvas: canvas, size: rendition.size, fitting: rendition.fit.map(fitting) ?? .stretch, background: background)
  }

  /// The rendition's encoder, every field pinned by the rendition and never by a cell.
  private mutating func encoderSettings(_ delivery: Delivery, _ rendition: Rendition, gop: Int) -> VideoEncoderSettings? {
    let choice = delivery.encoder
    let isHEVC = choice.video == "libx265"
    guard
      let level = isHEVC
        ? HEVCLevel.least(for: rendition.size, rate: rate, maxRate: rendition.maxRate) : H264Level.least(for: rendition.size, rate: rate)
    else {
      report(delivery.origin, "\(rendition.size) at \(rate) frames a second is above every \(isHEVC ? "H.265" : "H.264") level", nil)
      return nil
    }
    // What the presets ask for, and no more than the level's buffer holds.
    let references: Int
    let bFrames: Int
    if isHEVC {
      references = ["veryfast": 2, "faster": 2, "fast": 3, "medium": 3, "slow": 4, "slower": 5, "veryslow": 5][choice.preset] ?? 1
      bFrames = ["ultrafast": 3, "superfast": 3, "slower": 8, "veryslow": 8][choice.preset] ?? 4
    } else {
      references = ["faster": 2, "fast": 2, "medium": 3, "slow": 5, "slower": 8, "veryslow": 16][choice.preset] ?? 1
      bFrames = ["ultrafast": 0, "veryslow": 8][choice.preset] ?? 3
    }
    return VideoEncoderSettings(
      encoder: choice.video, size: rendition.size, rate: rate, preset: choice.preset, crf: choice.crf,
      profile: isHEVC ? "main10" : "high", level: level.level, gop: gop, bFrames: bFrames,
      referenceFrames: min(references, level.references), maxRate: rendition.maxRate)
  }

  /// Files of picture and sound, in the order of their deliveries.
  func planMovies(cells: [DraftCell], variants: [Variant], tracks: [String: [String?: Plan.Track]]) -> [Plan.Output] {
    variants.enumerated().compactMap { index, variant in
      guard variant.delivery.package == .mp4, let track = tracks[variant.delivery.name]?[variant.language] else { return nil }
      let name = ([episode.id] + [variant.language, variant.rendition.name].compactMap { $0 }).joined(separator: ".")
      return output(
        variant.delivery, variant.language, variant.rendition.name, path: "\(variant.delivery.name)/\(name).mp4", container: .movie,
        picture: picture(index, variant, cells), sound: sound(track))
    }
  }

  /// - Parameter number: of the variant.
  func picture(_ number: Int, _ variant: Variant, _ cells: [DraftCell]) -> Plan.Output.Picture {
    return Plan.Output.Picture(
      parts: cells.flatMap { $0.variants[number] }, encoder: variant.encoder,
      captionsOffScreen: variant.delivery.subtitles.burns ? input.texts[variant.language ?? ""]?.offScreen ?? [] : [])
  }

  func sound(_ track: Plan.Track) -> Plan.Output.Sound {
    Plan.Output.Sound(
      track: track.key, encoder: track.spec.encoder, loudness: track.spec.mix.loudness, isHeard: !track.spec.mix.clips.isEmpty)
  }

  func output(
    _ delivery: Delivery, _ language: String?, _ rendition: String, path: String, container: Plan.Output.Container,
    picture: Plan.Output.Picture? = nil, sound: Plan.Output.Sound? = nil
  ) -> Plan.Output {
    // A stream says its language, and of what it is a stream is in the playlist's name: another title makes no other bytes.
    let tags = Plan.Tags(
      title: container == .movie ? episode.title(in: language) ?? episode.id : "", episode: episode.id, language: language)
    let key = OutputKey(
      segments: picture?.parts.map(\.key) ?? [], track: sound?.track, container: container, tags: tags, build: build)
    return Plan.Output(
      delivery: delivery.name, language: language, rendition: rendition, path: path, container: container, picture: picture, sound: sound,
      tags: tags, limits: delivery.profile?.limits, key: CanonicalEncoder.digest(key))
  }

  /// What an output file's bytes depend on.
  private struct OutputKey: Encodable {
    var segments: [Digest]
    var track: Digest?
    var container: Plan.Output.Container
    var tags: Plan.Tags
    var build: Digest
  }

  func planSidecars() -> [Plan.Sidecar] {
    episode.deliveries.filter { $0.package == .mp4 && ($0.subtitles == .sidecar || $0.subtitles == .both) }.flatMap { delivery in
      delivery.languages.flatMap { language in
        (input.texts[language]?.sidecars ?? [:]).sorted { $0.key < $1.key }.map { ending, text in
          Plan.Sidecar(
            delivery: delivery.name, language: language, path: "\(delivery.name)/\(episode.id).\(language).\(ending)", text: text)
        }
      }
    }
  }
}
