import ReelCore

/// HTTP Live Streaming: RFC 8216 and Apple's authoring rules for VOD. Rule numbers are those of the authoring specification.
extension StreamingPackage {
  private static let (sounds, words) = ("sound", "words")

  /// Every playlist with its path; the multivariant one, named `name`, is the first.
  package func playlists(named name: String) throws -> [(path: String, text: String)] {
    var result = [(name, try multivariant())]
    for picture in pictures {
      result.append((picture.stream.path(ending: "m3u8"), Self.media(picture.stream)))
      result.append((picture.stream.path(ending: "iframes.m3u8"), Self.iFrames(picture.stream)))
    }
    for sound in sounds { result.append((sound.stream.path(ending: "m3u8"), Self.media(sound.stream))) }
    for words in words { result.append((words.path.replacingEnding("m3u8"), words.playlist(duration))) }
    return result
  }

  // MARK: What there is

  private func multivariant() throws -> String {
    var lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for (index, sound) in sounds.enumerated() { lines.append(sound.rendition(Self.sounds, isDefault: index == 0)) }
    lines += words.map { $0.rendition(Self.words) }
    for picture in inOrder { lines += [try variant(picture), picture.stream.path(ending: "m3u8")] }
    lines += try inOrder.map(iFrameVariant)
    return lines.joined(separator: "\n") + "\n"
  }

  /// The first is what a player begins with: the one nearest to 2000 kb/s (rule 1.32), then from the cheapest up.
  private var inOrder: [Picture] {
    let rising = pictures.sorted { $0.stream.averageBandwidth < $1.stream.averageBandwidth }
    guard let first = rising.indices.min(by: { Self.distance(rising[$0]) < Self.distance(rising[$1]) }) else { return [] }
    return [rising[first]] + rising[..<first] + rising[(first + 1)...]
  }

  private static func distance(_ picture: Picture) -> Int64 { abs(picture.stream.averageBandwidth - 2_000_000) }

  /// BANDWIDTH is the greatest sum of peaks of anything that can be played together (rule 9.13), and measured.
  private func variant(_ picture: Picture) throws -> String {
    let streams = sounds.map(\.stream)
    let codecs = try [picture.stream.track.codecString()] + Self.unique(try streams.map { try $0.track.codecString() })
    let average = picture.stream.averageBandwidth + (streams.map(\.averageBandwidth).max() ?? 0)
    let peak = picture.stream.peakBandwidth + (streams.map(\.peakBandwidth).max() ?? 0)
    var attributes = [
      "AVERAGE-BANDWIDTH=\(average)", "BANDWIDTH=\(max(average, peak))", "CODECS=\"\(codecs.joined(separator: ","))\"",
      "RESOLUTION=\(picture.resolution)", "FRAME-RATE=\(Time(picture.rate.perSecond).formatted(decimals: 3))", "VIDEO-RANGE=SDR",
      "CLOSED-CAPTIONS=NONE",
    ]
    if !sounds.isEmpty { attributes.append("AUDIO=\"\(Self.sounds)\"") }
    if !words.isEmpty { attributes.append("SUBTITLES=\"\(Self.words)\"") }
    return "#EXT-X-STREAM-INF:" + attributes.joined(separator: ",")
  }

  private func iFrameVariant(_ picture: Picture) throws -> String {
    let fragments = picture.stream.layout.fragments
    let costs = fragments.map { (Rational($0.firstSampleEnd * 8) / picture.stream.seconds($0.duration)).ceil }
    let bytes = fragments.reduce(0) { $0 + $1.firstSampleEnd }
    let average = (Rational(bytes * 8) / picture.stream.seconds(fragments.reduce(0) { $0 + $1.duration })).ceil
    return "#EXT-X-I-FRAME-STREAM-INF:"
      + [
        "AVERAGE-BANDWIDTH=\(average)", "BANDWIDTH=\(costs.max() ?? 0)", "CODECS=\"\(try picture.stream.track.codecString())\"",
        "RESOLUTION=\(picture.resolution)", "VIDEO-RANGE=SDR", "URI=\"\(picture.stream.path(ending: "iframes.m3u8"))\"",
      ].joined(separator: ",")
  }

  private static func unique(_ texts: [String]) -> [String] {
    var seen = Set<String>()
    return texts.filter { seen.insert($0).inserted }
  }

  // MARK: What a player loads

  private static func media(_ stream: Stream) -> String {
    list(stream, isIFrames: false, stream.layout.segments.map { ($0.start, $0.start + $0.duration, $0.offset, $0.byteCount) })
  }

  /// The first picture of every fragment, with the `moof` before it (rule 6.10).
  private static func iFrames(_ stream: Stream) -> String {
    list(stream, isIFrames: true, stream.layout.fragments.map { ($0.start, $0.start + $0.duration, $0.offset, $0.firstSampleEnd) })
  }

  private typealias Entry = (start: Int64, end: Int64, offset: Int64, byteCount: Int64)

  private static func list(_ stream: Stream, isIFrames: Bool, _ entries: [Entry]) -> String {
    // A duration rounds to no more than the target (RFC 8216, 4.3.3.1), which is the same for pictures and sounds (rules 7.5 and 8.2).
    let target = entries.map { stream.seconds($0.end - $0.start).rounded }.reduce(isIFrames ? 1 : 6, max)
    var lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:\(target)", "#EXT-X-PLAYLIST-TYPE:VOD"]
    lines.append(isIFrames ? "#EXT-X-I-FRAMES-ONLY" : "#EXT-X-INDEPENDENT-SEGMENTS")
    let file = stream.path.lastPart
    lines.append("#EXT-X-MAP:URI=\"\(file)\",BYTERANGE=\"\(stream.layout.initialization.count)@0\"")
    for entry in entries {
      // Ends minus beginnings, both rounded: the sum is exact, however many there are.
      let (start, end) = (micro(stream.seconds(entry.start)), micro(stream.seconds(entry.end)))
      lines.append("#EXTINF:\(Time(Rational(end - start, 1_000_000)).formatted(decimals: 6)),")
      lines += ["#EXT-X-BYTERANGE:\(entry.byteCount)@\(entry.offset)", file]
    }
    return (lines + ["#EXT-X-ENDLIST"]).joined(separator: "\n") + "\n"
  }

  private static func micro(_ seconds: Rational) -> Int64 { (seconds * Rational(1_000_000)).rounded }
}

extension StreamingPackage.Picture {
  var size: Size {
    if case .video(let video) = stream.track.media { video.size } else { Size(width: 0, height: 0) }
  }

  fileprivate var resolution: String { "\(size.width)x\(size.height)" }
}

extension StreamingPackage.Sound {
  var channels: Int {
    if case .audio(let audio) = stream.track.media { audio.channels } else { 0 }
  }

  fileprivate func rendition(_ group: String, isDefault: Bool) -> String {
    let attributes = [
      "TYPE=AUDIO", "GROUP-ID=\"\(group)\"", "NAME=\"\(name)\"", "LANGUAGE=\"\(language ?? "zxx")\"", "DEFAULT=\(isDefault ? "YES" : "NO")",
      "AUTOSELECT=YES", "CHANNELS=\"\(channels)\"", "URI=\"\(stream.path(ending: "m3u8"))\"",
    ]
    return "#EXT-X-MEDIA:" + attributes.joined(separator: ",")
  }
}

extension StreamingPackage.Words {
  fileprivate func rendition(_ group: String) -> String {
    let attributes = [
      "TYPE=SUBTITLES", "GROUP-ID=\"\(group)\"", "NAME=\"\(name)\"", "LANGUAGE=\"\(language)\"", "DEFAULT=NO", "AUTOSELECT=YES",
      "FORCED=\(isForced ? "YES" : "NO")", "URI=\"\(path.replacingEnding("m3u8"))\"",
    ]
    return "#EXT-X-MEDIA:" + attributes.joined(separator: ",")
  }

  /// The file as one segment.
  fileprivate func playlist(_ duration: Time) -> String {
    let lines = [
      "#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:\(max(1, duration.seconds.ceil))", "#EXT-X-PLAYLIST-TYPE:VOD",
      "#EXTINF:\(duration.formatted(decimals: 6)),", path.lastPart, "#EXT-X-ENDLIST",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
