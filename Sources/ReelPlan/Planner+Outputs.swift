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
    guard let standard = Self.standard(choice, rendition, rate) else {
      report(delivery.origin, "\(rendition.size) at \(rate) frames a second is above every level of \(choice.video)", nil)
      return nil
    }
    if standard.references == 0 {
      checkVP9(choice, rendition, delivery)
    } else if choice.crf > 51 {
      report(delivery.origin, "encoder.crf: \(choice.video) has qualities from 0 to 51", "\(choice.crf)", hint: "21 is the default")
    }
    return VideoEncoderSettings(
      encoder: choice.video, size: rendition.size, rate: rate, preset: choice.preset, crf: choice.crf,
      profile: standard.profile, level: standard.level, gop: gop, bFrames: standard.bFrames, referenceFrames: standard.references,
      maxRate: rendition.maxRate)
  }

  /// What VP9 does not have here.
  private mutating func checkVP9(_ choice: EncoderChoice, _ rendition: Rendition, _ delivery: Delivery) {
    if choice.crf != choice.crf.rounded() || choice.crf < 1 {
      report(delivery.origin, "encoder.crf: \(choice.video) has whole qualities from 1 to 63", "\(choice.crf)", hint: "32 is usual")
    }
    if rendition.maxRate != nil {
      report(
        delivery.origin, "\(choice.video) has no bit rate cap that holds for any row of segments", nil,
        hint: "leave video_bitrate out, or use libx264 or libx265")
    }
    if delivery.package == .hls {
      report(
        delivery.origin, "a package has pictures of libx264 or libx265, not of \(choice.video)", nil, hint: "deliver them as package: mp4")
    }
  }

  private struct Standard {
    var profile: String
    var level: Int
    var bFrames = 0
    /// 0 where the encoder chooses.
    var references = 0
  }

  /// What an encoder's standard asks for: of B-frames and references what the presets ask for, and no more than the level's buffer holds.
  private static func standard(_ choice: EncoderChoice, _ rendition: Rendition, _ rate: FrameRate) -> Standard? {
    switch choice.video {
    case "libvpx-vp9": VP9Level.least(for: rendition.size, rate: rate).map { Standard(profile: "profile0", level: $0) }
    case "libx265":
      HEVCLevel.least(for: rendition.size, rate: rate, maxRate: rendition.maxRate).map { level in
        let references = ["veryfast": 2, "faster": 2, "fast": 3, "medium": 3, "slow": 4, "slower": 5, "veryslow": 5][choice.preset] ?? 1
        let bFrames = ["ultrafast": 3, "superfast": 3, "slower": 8, "veryslow": 8][choice.preset] ?? 4
        return Standard(profile: "main10", level: level.level, bFrames: bFrames, references: min(references, level.references))
      }
    default:
      H264Level.least(for: rendition.size, rate: rate).map { level in
        let references = ["faster": 2, "fast": 2, "medium": 3, "slow": 5, "slower": 8, "veryslow": 16][choice.preset] ?? 1
        let bFrames = ["ultrafast": 0, "veryslow": 8][choice.preset] ?? 3
        return Standard(profile: "high", level: level.level, bFrames: bFrames, references: min(references, level.references))
      }
    }
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
    var output = Plan.Output(
      delivery: delivery.name, language: language, rendition: rendition, path: path, container: container, picture: picture, sound: sound,
      tags: tags, limits: delivery.profile?.limits, key: build)
    output.key = output.key(build: build)
    return output
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

extension Plan.Output {
  /// What a file's bytes depend on.
  private struct Key: Encodable {
    var segments: [Digest]
    var track: Digest?
    var container: Container
    var tags: Plan.Tags
    var build: Digest
  }

  func key(build: Digest) -> Digest {
    CanonicalEncoder.digest(Key(segments: segments, track: sound?.track, container: container, tags: tags, build: build))
  }
}
