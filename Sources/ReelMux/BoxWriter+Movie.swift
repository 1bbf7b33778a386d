import ReelCore

extension BoxWriter {
  /// The brands whose features are used: `iso6` has signed composition offsets and `roll` groups of version 1.
  mutating func fileType(_ tracks: [MP4Track]) throws {
    let codecs = Set(tracks.compactMap { if case .video(let video) = $0.media { video.codec } else { nil } })
    var brands: [FourCC] = ["isom", "iso6"]
    if codecs.contains(.avc1) { brands.append("avc1") }
    box("ftyp") {
      $0.fourCC("isom")
      $0.u32(0)
      for brand in brands + ["mp42"] { $0.fourCC(brand) }
    }
  }

  mutating func movie(_ tracks: [MP4Track], _ chunks: [MP4Layout.Chunk], _ metadata: MP4Metadata, wideOffsets: Bool) throws {
    let timescale = try MovieClock(tracks)
    try box("moov") {
      $0.movieHeader(timescale: timescale.timescale, duration: timescale.duration, trackCount: tracks.count)
      for (index, track) in tracks.enumerated() {
        let own = chunks.filter { $0.track == index }
        try $0.track(track, number: index + 1, isAlternative: Self.isAlternative(index, tracks), timescale, own, wideOffsets)
      }
      $0.userData(metadata)
    }
  }

  /// True for all but the first track of a kind: players choose one of them.
  private static func isAlternative(_ index: Int, _ tracks: [MP4Track]) -> Bool {
    tracks[..<index].contains { $0.isAudio == tracks[index].isAudio }
  }

  mutating func movieHeader(timescale: Int, duration: Int64, trackCount: Int) {
    let wide = duration > Int64(UInt32.max)
    fullBox("mvhd", version: wide ? 1 : 0) {
      $0.time(0, wide: wide)  // creation
      $0.time(0, wide: wide)  // modification
      $0.u32(timescale)
      $0.time(duration, wide: wide)
      $0.u32(0x1_0000)  // rate 1.0
      $0.u16(0x100)  // volume 1.0
      $0.zeros(10)
      $0.unityMatrix()
      $0.zeros(24)
      $0.u32(trackCount + 1)  // next track
    }
  }

  mutating func unityMatrix() {
    for value in [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000] { u32(value) }
  }

  private mutating func userData(_ metadata: MP4Metadata) {
    let items = [("©nam", metadata.title), ("©cmt", metadata.comment)] as [(FourCC, String?)]
    guard items.contains(where: { $0.1 != nil }) else { return }
    box("udta") {
      $0.fullBox("meta") {
        $0.fullBox("hdlr") {
          $0.u32(0)
          $0.fourCC("mdir")
          $0.fourCC("appl")
          $0.zeros(9)
        }
        $0.box("ilst") {
          for case (let type, let text?) in items {
            $0.box(type) {
              $0.box("data") {
                $0.u32(1)  // UTF-8
                $0.u32(0)  // every country and language
                $0.raw(text.utf8)
              }
            }
          }
        }
      }
    }
  }
}

extension MP4Track {
  var isAudio: Bool {
    if case .audio = media { true } else { false }
  }
}
