import Foundation
import ReelCore
import ReelMux
import ReelPlan

/// Playlists and manifests, written from the finished files they name.
extension Render {
  func writePackages() throws {
    for package in plan.packages {
      for (path, text) in try texts(of: package) where FileManager.default.contents(atPath: place(path)) != Data(text.utf8) {
        try PartFile.save(text, to: place(path))
      }
    }
  }

  /// Playlists of an earlier render are written anew, as the report is: what they said is in the files they name. Anything else in their
  /// place is not ours to replace.
  func requireReplaceablePackages() throws {
    for package in plan.packages {
      for path in package.texts {
        guard let found = FileManager.default.contents(atPath: place(path)), found.range(of: Data(Plan.Package.mark.utf8)) == nil,
          !mayReplace(path)
        else {
          continue
        }
        throw ReelError(
          .cannotWrite, "is in the way: it exists and was not written by reelfx", file: place(path), hint: "use --overwrite to replace it")
      }
    }
  }

  /// With their paths relative to the output folder.
  private func texts(of package: Plan.Package) throws -> [(path: String, text: String)] {
    let prefix = package.folder + "/"
    func stream(_ path: String) throws -> StreamingPackage.Stream {
      var stream = try finishedStream(path)
      stream.path = String(path.dropFirst(prefix.count))
      return stream
    }
    let streaming = try StreamingPackage(
      pictures: package.pictures.map { StreamingPackage.Picture(stream: try stream($0), rate: plan.rate) },
      sounds: package.sounds.map { sound in
        .init(stream: try stream(sound.path), language: sound.language, name: Self.name(of: sound.language))
      },
      words: package.words.map { words in
        .init(
          path: String(words.path.dropFirst(prefix.count)), language: words.language ?? "", name: Self.name(of: words.language),
          isForced: words.isForced)
      }, duration: plan.rate.start(ofFrame: plan.length))
    let master = String(package.playlist.dropFirst(prefix.count))
    var texts = try streaming.playlists(named: master)
    for index in texts.indices {
      texts[index].text.replace("#EXTM3U\n", with: "#EXTM3U\n## \(Plan.Package.mark)\n", maxReplacements: 1)
    }
    let manifest = try streaming.manifest().replacing("?>\n", with: "?>\n<!-- \(Plan.Package.mark) -->\n", maxReplacements: 1)
    texts.append((String(package.manifest.dropFirst(prefix.count)), manifest))
    return texts.map { (prefix + $0.path, $0.text) }
  }

  /// A stream as its finished file has it.
  private func finishedStream(_ path: String) throws -> StreamingPackage.Stream {
    let file = try MP4Reader.read(path: place(path))
    guard let output = plan.outputs.first(where: { $0.path == path }), case .fragments(let groups, _) = output.container,
      let found = file.tracks.first, let track = MP4Track(found), let first = found.samples.first
    else { throw ReelError(.failed, "the finished stream does not read back", file: place(path), hint: "this is a fault of the engine") }
    let layout = try StreamCuts(plan: plan, groups: groups).layout(of: track, from: first.dts)
    guard layout.byteCount == file.byteCount,
      layout.fragments.map(\.offset) == file.boxes.filter({ $0.type == "moof" }).map(\.range.lowerBound)
    else { throw ReelError(.failed, "the finished stream is cut at other places than were planned", file: place(path)) }
    return StreamingPackage.Stream(path: path, track: track, layout: layout)
  }

  /// What speakers of a language call it.
  private static func name(of language: String?) -> String {
    guard let language else { return "Original" }
    let name = Locale(identifier: language).localizedString(forIdentifier: language) ?? language
    return name.prefix(1).uppercased() + name.dropFirst()
  }
}

extension Plan.Package {
  var playlist: String { folder + "/master.m3u8" }
  var manifest: String { folder + "/manifest.mpd" }
  /// Everything that is written for it: playlists and the manifest.
  var texts: [String] {
    func path(_ file: String, _ ending: String) -> String { (file as NSString).deletingPathExtension + ending }
    return [playlist, manifest] + pictures.flatMap { [path($0, ".m3u8"), path($0, ".iframes.m3u8")] }
      + (sounds + words).map { path($0.path, ".m3u8") }
  }

  /// Stands in what was written for a package.
  fileprivate static let mark = "written by reelfx"
}

extension MP4Track {
  /// A track of a file that was read; `nil` for one whose codec is not known.
  fileprivate init?(_ found: MP4File.Track) {
    guard let media = found.media else { return nil }
    let isPicture = found.handler == "vide"
    self.init(
      media: media, timescale: found.timescale, language: found.language,
      samples: MP4SampleTable(
        sizes: found.samples.map(\.size), durations: found.samples.map(\.duration),
        compositionOffsets: isPicture ? found.samples.map { Int($0.pts - $0.dts) } : [],
        isSync: isPicture ? found.samples.map(\.isSync) : []),
      rollDistance: found.rollDistance, loudness: found.loudness, reorderDelay: Int(found.reorderDelay ?? 0))
  }
}
