import ReelCore
import ReelMux
import ReelTestSupport
import Testing

@Suite struct LayoutTests {
  @Test func whatIsWrittenIsReadBack() throws {
    let tracks = [try Synthetic.video(), try Synthetic.audio(), try Synthetic.audio(language: "pt-BR")]
    let metadata = MP4Metadata(title: "Überraschung", comment: "s01e01")
    let layout = try MP4Layout(tracks: tracks, metadata: metadata)
    let file = try Synthetic.read(Synthetic.file(layout))
    try file.verify(layout, tracks: tracks, metadata: metadata)
    #expect(file.majorBrand == "isom" && file.brands == ["isom", "iso6", "avc1", "mp42"])
    #expect(file.tracks.map(\.languageCode) == ["und", "eng", "por"])
    #expect(file.tracks.map(\.language) == [nil, "en", "pt-BR"])
    #expect(file.tracks.map(\.isEnabled) == [true, true, false])
    #expect(file.tracks.map(\.alternateGroup) == [0, 1, 1])
    #expect(file.tracks[0].reorderDelay == 1024)
    #expect(file.tracks[0].samples.prefix(5).map(\.pts) == [0, 1536, 512, 1024, 2048])
    #expect(file.tracks[0].samples.prefix(5).map(\.dts) == [0, 512, 1024, 1536, 2048])
    #expect(file.tracks[0].pixelAspect == Rational(1))
    #expect(file.timescale == 384_000 && file.duration == 40 * 512 * 25)
  }

  @Test func beyondFourGigabytesOffsetsAndMediaAreWide() throws {
    let video = try Synthetic.video(frames: 40, size: 200_000_000)
    let layout = try MP4Layout(tracks: [video, try Synthetic.audio()])
    #expect(layout.byteCount > 8_000_000_000)
    let header = layout.header
    let file = try MP4Reader.read(byteCount: layout.byteCount, name: "large") { offset, count in
      (0..<count).map { offset + Int64($0) < header.count ? header[Int(offset) + $0] : 0 }
    }
    try file.verify(layout, tracks: [video, try Synthetic.audio()], metadata: MP4Metadata())
    let end = file.tracks.flatMap(\.samples).map { $0.offset + Int64($0.size) }.max()
    #expect(end == layout.byteCount)
  }

  @Test(arguments: [("30000/1001", 44100), ("24000/1001", 48000), ("2997/100", 48000), ("25/2", 22050)])
  func editsAreExactInTheMovieTimescale(rate: String, sampleRate: Int) throws {
    let tracks = [try Synthetic.video(rate: rate), try Synthetic.audio(length: 63211, rate: sampleRate)]
    let file = try Synthetic.read(Synthetic.file(try MP4Layout(tracks: tracks)))
    #expect(Rational(file.tracks[1].edits[0].duration, Int64(file.timescale)) == Rational(63211, Int64(sampleRate)))
    #expect(Rational(file.tracks[0].presentedDuration, Int64(file.timescale)) == Rational(40) / Rational(rate)!)
  }

  @Test func aRateNoTimescaleHoldsKeepsEditsExactAndHidesNoPicture() throws {
    let tracks = [try Synthetic.video(rate: "299701/10000"), try Synthetic.audio()]
    let file = try Synthetic.read(Synthetic.file(try MP4Layout(tracks: tracks)))
    #expect(Rational(file.tracks[1].edits[0].duration, Int64(file.timescale)) == Rational(63000, 48000))
    let shown = Rational(file.tracks[0].presentedDuration, Int64(file.timescale))
    let exact = Rational(40 * 10000, 299701)
    #expect(shown >= exact && shown < exact + Rational(1, 48000))
  }

  @Test func priming() throws {
    let audio = MP4Track.Audio(configuration: [0x11, 0x90], sampleRate: 48000, channels: 2)
    let removed = try MP4Track.audio(audio, sizes: [9, 9, 9], length: 2500, priming: .removed)
    #expect(removed.samples.durations == [1024, 1024, 452] && removed.edit == nil && removed.rollDistance == nil)
    let described = try MP4Track.audio(audio, sizes: [9, 9, 9, 9], length: 2500, priming: .editList(samples: 1024))
    #expect(described.samples.durations == [1024, 1024, 1024, 452] && described.edit == .init(mediaTime: 1024, duration: 2500))
    #expect(throws: ReelError(.failed, "an audio track of 3 packets of 1024 samples cannot hold 2500 after 1024 of priming")) {
      try MP4Track.audio(audio, sizes: [9, 9, 9], length: 2500, priming: .editList(samples: 1024))
    }
    #expect(throws: ReelError(.failed, "an audio track of 2000 samples has 1072 more in its packets, and no edit list to end it")) {
      try MP4Track.audio(audio, sizes: [9, 9, 9], length: 2000, priming: .removed)
    }
  }

  @Test func seamsAreProven() throws {
    let video = MP4Track.Video(codec: .avc1, configuration: [1], size: Size(width: 2, height: 2), color: .bt709)
    func track(_ presentation: [Int], delay: Int = 2, key: Bool = true) throws {
      _ = try MP4Track.video(
        video, rate: FrameRate(Rational(30)), sizes: presentation.map { _ in 1 }, presentation: presentation,
        isSync: presentation.indices.map { $0 == 0 && key }, reorderDelay: delay)
    }
    try track([0, 3, 1, 2])
    #expect(throws: ReelError(.failed, "frame 1 of a video track is there twice, again in sample 2")) { try track([0, 1, 1]) }
    #expect(throws: ReelError(.failed, "sample 1 of a video track is frame 3 of 3")) { try track([0, 3, 1]) }
    #expect(throws: ReelError(.failed, "the first sample of a video track is not a key frame")) { try track([0, 1], key: false) }
    #expect(throws: ReelError(.failed, "sample 2 of a video track is frame 1, which a reorder delay of 0 frames does not allow")) {
      try track([0, 3, 1, 2], delay: 0)
    }
  }

  @Test func languages() throws {
    func code(_ tag: String?) throws -> String? {
      let layout = try MP4Layout(tracks: [try Synthetic.audio(language: tag)])
      let track = try Synthetic.read(Synthetic.file(layout)).tracks[0]
      #expect(track.language == tag)
      return track.languageCode
    }
    let known = [
      "zh-Hans": "zho", "es-419": "spa", "de": "deu", "fil": "fil", "yue": "yue", "id": "ind", "he": "heb", "ar-EG": "ara", "EN-us": "eng",
    ]
    for (tag, wanted) in known { #expect(try code(tag) == wanted) }
    #expect(try code(nil) == "und")
    let unknown = ReelError(.invalid, "'qq-XX' is not a language an MP4 file can name", hint: "use a BCP 47 tag like es-419 or zh-Hans")
    #expect(throws: unknown) { try code("qq-XX") }
    #expect(throws: ReelError.self) { try code("") }
  }

  @Test func whatTheFormatCannotHoldIsRefused() throws {
    var track = try Synthetic.audio()
    track.samples.sizes[3] = 1 << 33
    #expect(throws: ReelError(.failed, "track 1 cannot be written: sample 3 of 8589934592 bytes")) { try MP4Layout(tracks: [track]) }
    track = try Synthetic.audio()
    track.edit?.duration = 1 << 40
    #expect(throws: ReelError(.failed, "track 1 cannot be written: its edit presents 1099511627776 ticks from 1024 of 64024")) {
      try MP4Layout(tracks: [track])
    }
    #expect(throws: ReelError.self) { try MP4Layout(tracks: []) }
  }
}
