package import ReelCore

extension MP4Track {
  /// How loud a track is, as a player may be told: in the steps of ISO/IEC 23003-4.
  package struct Loudness: Hashable, Sendable {
    /// Quarters of a dB above -57.75 LUFS: 0...255.
    let program: Int
    /// 32nds of a dB below 20 dBTP: 1...4095, and 0 for not known.
    let truePeak: Int

    init(program: Int, truePeak: Int) {
      self.program = program
      self.truePeak = truePeak
    }

    /// - Returns: `nil` where no loudness was measured, or one outside what can be said (-57.75 to 6 LUFS).
    package init?(_ measured: LoudnessFacts) {
      guard let integrated = measured.integrated, case let program = Int(((integrated + 57.75) * 4).rounded()), 0...255 ~= program else {
        return nil
      }
      self.program = program
      truePeak = measured.truePeak.map { min(4095, max(1, Int(((20 - $0) * 32).rounded()))) } ?? 0
    }
  }
}

extension BoxWriter {
  /// `udta` with a `ludt` of one `tlou` (ISO/IEC 14496-12, 12.2.7): the whole program, by ITU-R BS.1770-4, accurate.
  mutating func loudness(_ loudness: MP4Track.Loudness) {
    box("udta") {
      $0.box("ludt") {
        $0.fullBox("tlou") {
          $0.u16(0)  // of no downmix, with no dynamic range control
          // Sample peak: not said. Then what the true peak was measured with.
          let system = loudness.truePeak == 0 ? 0 : 0x23
          $0.u8(0)
          $0.u8(loudness.truePeak >> 8)
          $0.u8(loudness.truePeak)
          $0.u8(system)
          $0.u8(1)  // measurements
          for byte in [1, loudness.program, 0x23] { $0.u8(byte) }
        }
      }
    }
  }
}

extension TrackReader {
  /// `nil` where none of the whole program is said.
  func loudness(_ userData: BoxReader?) throws -> MP4Track.Loudness? {
    guard let userData, let ludt = try userData.children(["ludt"])["ludt"], var box = try ludt.children(["tlou"])["tlou"],
      try box.version(atMost: 1).version == 0
    else { return nil }
    try box.skip(2)
    let peaks = try box.u8() << 16 | box.u8() << 8 | box.u8()
    try box.skip(1)
    for _ in 0..<(try box.u8()) {
      let (method, value) = (try box.u8(), try box.u8())
      try box.skip(1)
      if method == 1 { return MP4Track.Loudness(program: value, truePeak: peaks & 0xFFF) }
    }
    return nil
  }
}
