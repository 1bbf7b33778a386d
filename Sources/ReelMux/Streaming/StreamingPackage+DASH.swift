import ReelCore

/// MPEG-DASH over the same files: the on-demand profile, in which a player reads the index of each.
extension StreamingPackage {
  package func manifest() throws -> String {
    let seconds = duration.formatted(decimals: 6)
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT\#(seconds)S" minBufferTime="PT2S""#
        + #" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011,urn:mpeg:dash:profile:cmaf:2019">"#,
      #"  <Period id="0" start="PT0S" duration="PT\#(seconds)S">"#,
    ]
    var number = 0
    func set(_ attributes: String, _ body: [String]) {
      lines.append(#"    <AdaptationSet id="\#(number)" \#(attributes)>"#)
      lines += body.map { "      " + $0 }
      lines.append("    </AdaptationSet>")
      number += 1
    }
    let aligned = #"subsegmentAlignment="true" subsegmentStartsWithSAP="1""#
    set(#"contentType="video" mimeType="video/mp4" \#(aligned)"#, try pictures.flatMap { try $0.representation() })
    for (index, sound) in sounds.enumerated() {
      let role = Self.role(index == 0 ? "main" : "dub")
      set(
        #"contentType="audio" mimeType="audio/mp4" lang="\#(Self.escaped(sound.language ?? "zxx"))" \#(aligned)"#,
        [role, "<Label>\(Self.escaped(sound.name))</Label>"] + (try sound.representation()))
    }
    for words in words {
      let path = Self.escaped(words.path)
      set(
        #"contentType="text" mimeType="text/vtt" lang="\#(Self.escaped(words.language))""#,
        [
          Self.role(words.isForced ? "forced-subtitle" : "subtitle"), "<Label>\(Self.escaped(words.name))</Label>",
          #"<Representation id="\#(path)" bandwidth="1000"><BaseURL>\#(path)</BaseURL></Representation>"#,
        ])
    }
    return (lines + ["  </Period>", "</MPD>"]).joined(separator: "\n") + "\n"
  }

  private static func role(_ value: String) -> String { #"<Role schemeIdUri="urn:mpeg:dash:role:2011" value="\#(value)"/>"# }

  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }
}

extension StreamingPackage.Stream {
  /// - Parameters:
  ///   - attributes: what is said of this kind of stream.
  ///   - body: what stands before its address.
  fileprivate func representation(_ attributes: String, _ body: [String] = []) throws -> [String] {
    let path = StreamingPackage.escaped(path)
    let first = layout.initialization.count
    let index = "\(first)-\(first + layout.index.count - 1)"
    let codecs = try track.codecString()
    // What a presentation calls 0 is where its streams begin.
    let offset = layout.segments.first.map { $0.start } ?? 0
    return [#"<Representation id="\#(path)" bandwidth="\#(peakBandwidth)" codecs="\#(codecs)" \#(attributes)>"#] + body.map { "  " + $0 }
      + [
        "  <BaseURL>\(path)</BaseURL>",
        #"  <SegmentBase timescale="\#(track.timescale)" presentationTimeOffset="\#(offset)" indexRange="\#(index)" indexRangeExact="true"><Initialization range="0-\#(first - 1)"/></SegmentBase>"#,
        "</Representation>",
      ]
  }
}

extension StreamingPackage.Picture {
  fileprivate func representation() throws -> [String] {
    let rate = self.rate.perSecond
    let spoken = rate.denominator == 1 ? "\(rate.numerator)" : "\(rate.numerator)/\(rate.denominator)"
    return try stream.representation(#"width="\#(size.width)" height="\#(size.height)" frameRate="\#(spoken)" sar="1:1""#)
  }
}

extension StreamingPackage.Sound {
  fileprivate func representation() throws -> [String] {
    let scheme = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011"
    return try stream.representation(
      #"audioSamplingRate="\#(stream.track.timescale)""#,
      [#"<AudioChannelConfiguration schemeIdUri="\#(scheme)" value="\#(channels)"/>"#])
  }
}
