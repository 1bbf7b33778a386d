import ReelCore

extension BoxWriter {
  mutating func track(
    _ track: MP4Track, number: Int, isAlternative: Bool, _ clock: MovieClock, _ chunks: [MP4Layout.Chunk], _ wideOffsets: Bool
  ) throws {
    try box("trak") {
      $0.trackHeader(track, number: number, isAlternative: isAlternative, duration: clock.presented(track))
      if let edit = track.edit { $0.editList(edit, duration: clock.presented(track)) }
      try $0.media(track, duration: track.samples.duration) { $0.sampleTable(track, chunks, wideOffsets) }
    }
  }

  mutating func media(_ track: MP4Track, duration: Int64, _ sampleTable: (inout BoxWriter) -> Void) throws {
    try box("mdia") {
      try $0.mediaHeader(track, duration: duration)
      $0.handler(track)
      $0.box("minf") {
        if track.isAudio { $0.fullBox("smhd") { $0.zeros(4) } } else { $0.fullBox("vmhd", flags: 1) { $0.zeros(8) } }
        $0.box("dinf") {
          $0.fullBox("dref") {
            $0.u32(1)
            $0.fullBox("url ", flags: 1) { _ in }  // the media is in this file
          }
        }
        sampleTable(&$0)
      }
    }
  }

  /// Tracks of one kind are one alternate group, of which the first is enabled.
  mutating func trackHeader(_ track: MP4Track, number: Int, isAlternative: Bool, duration: Int64) {
    let wide = duration > Int64(UInt32.max)
    fullBox("tkhd", version: wide ? 1 : 0, flags: isAlternative ? 2 : 3) {
      $0.time(0, wide: wide)  // creation
      $0.time(0, wide: wide)  // modification
      $0.u32(number)
      $0.zeros(4)
      $0.time(duration, wide: wide)
      $0.zeros(8)
      $0.u16(0)  // layer
      $0.u16(track.isAudio ? 1 : 0)  // alternate group
      $0.u16(track.isAudio ? 0x100 : 0)  // volume
      $0.zeros(2)
      $0.unityMatrix()
      if case .video(let video) = track.media {
        $0.u32(video.size.width << 16)
        $0.u32(video.size.height << 16)
      } else {
        $0.zeros(8)
      }
    }
  }

  private mutating func editList(_ edit: MP4Track.Edit, duration: Int64) {
    let wide = duration > Int64(UInt32.max) || edit.mediaTime > Int64(Int32.max)
    box("edts") {
      $0.fullBox("elst", version: wide ? 1 : 0) {
        $0.u32(1)
        $0.time(duration, wide: wide)
        $0.time(edit.mediaTime, wide: wide)
        $0.u32(0x1_0000)  // normal speed
      }
    }
  }

  /// `mdhd` has room for three letters; the whole tag stands in `elng`.
  private mutating func mediaHeader(_ track: MP4Track, duration: Int64) throws {
    let wide = duration > Int64(UInt32.max)
    let code = try LanguageCode.code(forTag: track.language)
    fullBox("mdhd", version: wide ? 1 : 0) {
      $0.time(0, wide: wide)  // creation
      $0.time(0, wide: wide)  // modification
      $0.u32(track.timescale)
      $0.time(duration, wide: wide)
      $0.u16(Int(LanguageCode.pack(code)))
      $0.u16(0)
    }
    if let language = track.language { fullBox("elng") { $0.cString(language) } }
  }

  private mutating func handler(_ track: MP4Track) {
    fullBox("hdlr") {
      $0.u32(0)
      $0.fourCC(track.isAudio ? "soun" : "vide")
      $0.zeros(12)
      $0.cString(track.name ?? (track.isAudio ? "Sound" : "Video"))
    }
  }
}
