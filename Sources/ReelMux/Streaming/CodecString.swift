import ReelCore

extension MP4Track {
  /// What players are told before they load anything: RFC 6381, with the forms of ISO/IEC 14496-15 annex E.
  ///
  /// - Throws: ``ReelError`` of kind `failed` for a configuration that is not what its codec says.
  package func codecString() throws -> String {
    switch media {
    case .video(let video): try video.codecString()
    case .audio(let audio): try audio.codecString()
    }
  }
}

extension MP4Track.Video {
  fileprivate func codecString() throws -> String {
    switch codec {
    case .avc1:
      guard configuration.count >= 4 else { throw Self.damaged("avcC") }
      return "avc1." + configuration[1...3].map { $0.twoDigits }.joined()
    case .hvc1:
      guard configuration.count >= 13 else { throw Self.damaged("hvcC") }
      let (space, tier, profile) = (configuration[1] >> 6, configuration[1] >> 5 & 1, configuration[1] & 31)
      let compatibility: UInt32 = configuration[2...5].reduce(0) { $0 << 8 | UInt32($1) }
      // Bits in reverse, and zero bytes at the end left out.
      var reversed: UInt32 = 0
      for bit in 0..<32 where compatibility >> bit & 1 == 1 { reversed |= 1 << UInt32(31 - bit) }
      var constraints = Array(configuration[6...11])
      while constraints.last == 0 { constraints.removeLast() }
      var parts = [["", "A", "B", "C"][Int(space)] + "\(profile)"]
      parts.append(String(reversed, radix: 16, uppercase: true))
      parts.append((tier == 1 ? "H" : "L") + "\(configuration[12])")
      parts += constraints.map { String($0, radix: 16, uppercase: true) }
      return "hvc1." + parts.joined(separator: ".")
    case .vp09:
      // VP Codec ISO Media File Format Binding, "Codecs Parameter String".
      guard configuration.count >= 7 else { throw Self.damaged("vpcC") }
      func digits(_ value: UInt8) -> String { (value < 10 ? "0" : "") + "\(value)" }
      return "vp09.\(digits(configuration[4])).\(digits(configuration[5])).\(digits(configuration[6] >> 4))"
    }
  }

  private static func damaged(_ box: String) -> ReelError { ReelError(.failed, "the '\(box)' of a video track is too short") }
}

extension MP4Track.Audio {
  /// `mp4a.40.` and the audio object type, the first five bits of the AudioSpecificConfig. Opus and FLAC have their sample entry alone.
  fileprivate func codecString() throws -> String {
    if codec != .mp4a { return codec == .opus ? "Opus" : "fLaC" }
    guard let type = configuration.first.map({ $0 >> 3 }), (1..<31).contains(type) else {
      throw ReelError(.failed, "an AudioSpecificConfig does not say what it is")
    }
    return "mp4a.40.\(type)"
  }
}

extension UInt8 {
  fileprivate var twoDigits: String { (self < 16 ? "0" : "") + String(self, radix: 16) }
}
