import ReelCore
import ReelTimeline

extension Planner {
  struct Packages {
    var outputs: [Plan.Output] = []
    var packages: [Plan.Package] = []
    var sidecars: [Plan.Sidecar] = []
  }

  /// One picture for all languages in every size, and a sound and subtitles for each language.
  ///
  /// - Parameters:
  ///   - cells: with the segment of each variant, in the variants' order.
  mutating func planPackages(cells: [DraftCell], variants: [Variant], tracks: [String: [String?: Plan.Track]]) -> Packages {
    var result = Packages()
    for delivery in episode.deliveries where delivery.package == .hls {
      guard let groups = SegmentGroups.group(cells.map(\.cell.frames), rate: rate) else {
        report(
          delivery.origin, "encoder.gop: a package has segments of less than \(Time(SegmentGroups.limit)), and a cell here is longer", nil,
          hint: "2.0 seconds is usual")
        continue
      }
      let folder = "\(delivery.name)/\(episode.id)"
      let start = variants.filter { $0.delivery.name == delivery.name }.map(\.encoder.reorderDelay).max() ?? 0
      let container = Plan.Output.Container.fragments(groups, start: start)
      let pictures = delivery.renditions.compactMap { rendition -> Plan.Output? in
        let same = variants.indices.filter { variants[$0].delivery.name == delivery.name && variants[$0].rendition.name == rendition.name }
        guard let first = same.first else { return nil }
        requireOnePicture(
          delivery, same.map { variants[$0].language }, cells.map { cell in same.map { cell.variants[$0].map(\.key) } }, cells)
        return output(
          delivery, nil, rendition.name, path: "\(folder)/video/\(rendition.name).mp4", container: container,
          picture: picture(first, variants[first], cells))
      }
      let sounds = languages(of: delivery).compactMap { language in
        tracks[delivery.name]?[language].map { track in
          output(
            delivery, language, "sound", path: "\(folder)/sound/\(language ?? "sound").mp4", container: container,
            sound: sound(track))
        }
      }
      let words = delivery.subtitles == .sidecar || delivery.subtitles == .both ? words(of: delivery, in: folder, from: start) : []
      result.outputs += pictures + sounds
      result.sidecars += words.map { $0.sidecar }
      result.packages.append(
        Plan.Package(
          delivery: delivery.name, folder: folder, pictures: pictures.map(\.path),
          sounds: sounds.map { .init(path: $0.path, language: $0.language) },
          words: words.map { .init(path: $0.sidecar.path, language: $0.sidecar.language, isForced: $0.isForced) }))
    }
    return result
  }

  /// WebVTT alone: what players of packages read.
  private func words(of delivery: Delivery, in folder: String, from start: Int) -> [(sidecar: Plan.Sidecar, isForced: Bool)] {
    delivery.languages.flatMap { language in
      [("vtt", false), ("forced.vtt", true)].compactMap { ending, isForced in
        input.texts[language]?.sidecars[ending].map { text in
          (
            Plan.Sidecar(
              delivery: delivery.name, language: language, path: "\(folder)/words/\(language).\(ending)", text: mapped(text, from: start)),
            isForced
          )
        }
      }
    }
  }

  /// Says at what time of the pictures, in ticks of 90 kHz, the cues' time begins (RFC 8216, 3.5).
  private func mapped(_ vtt: String, from start: Int) -> String {
    let ticks = (rate.start(ofFrame: start).seconds * Rational(90_000)).rounded
    return "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:\(ticks),LOCAL:00:00:00.000\n" + vtt.dropFirst("WEBVTT\n".count)
  }

  private mutating func requireOnePicture(_ delivery: Delivery, _ languages: [String?], _ keys: [[[Digest]]], _ cells: [DraftCell]) {
    for (cell, keys) in zip(cells, keys) {
      guard let other = keys.firstIndex(where: { $0 != keys[0] }) else { continue }
      let names = [languages[0], languages[other]].map { "'\($0 ?? "-")'" }
      report(
        delivery.origin,
        "a package has one picture for all languages, and those of \(names[0]) and \(names[1]) differ at "
          + "\(rate.start(ofFrame: cell.cell.frames.lowerBound))",
        nil, hint: "say subtitles: sidecar; where the picture itself has words in several languages, make a delivery for each")
      return
    }
  }
}
