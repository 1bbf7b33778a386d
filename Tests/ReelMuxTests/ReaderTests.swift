import Foundation
import ReelCore
import ReelMux
import ReelTestSupport
import Testing

@Suite struct ReaderTests {
  /// ffprobe applies edit lists and shifts decoding times; sizes, keys, steps and byte positions are comparable as they are.
  @Test func readsWhatFFmpegWrote() throws {
    let folder = try TemporaryDirectory()
    let path = try Remuxed.source(.init(languages: ["en", "de"]), in: folder)
    let file = try MP4Reader.read(path: path)
    #expect(file.tracks.map(\.codec) == ["avc1", "mp4a", "mp4a"])
    for (stream, track) in file.tracks.enumerated() {
      let packets = try Packet.all(path, stream: "\(stream)")
      let shift = Int(try #require(track.edits.first?.mediaTime))
      #expect(track.samples.map { Int($0.pts) - shift } == packets.map(\.pts))
      #expect(track.samples.map { Int($0.dts) - shift } == packets.map(\.dts))
      #expect(track.samples.map(\.size) == packets.map(\.size))
      #expect(track.samples.map(\.isSync) == packets.map(\.isKey))
      let entries = try run([
        "ffprobe", "-v", "error", "-select_streams", "\(stream)", "-show_entries", "packet=pos", "-of", "csv=p=0", path,
      ]).text.split(whereSeparator: \.isWhitespace).compactMap { Int64($0.prefix { $0 != "," }) }
      #expect(track.samples.map(\.offset) == entries)
    }
    guard case .video(let video) = file.tracks[0].media else { throw ReelError(.failed, "no video") }
    #expect(video.size == Size(width: 144, height: 256) && video.color == .bt709 && video.configuration.first == 1)
    guard case .audio(let audio) = file.tracks[1].media else { throw ReelError(.failed, "no audio") }
    #expect(audio.sampleRate == 48000 && audio.channels == 2 && audio.configuration.prefix(2) == [0x11, 0x90])
  }

  @Test func digestsAreOfTheSamplesBytes() throws {
    let file = try Remuxed(.init(frames: 30, samples: 30000))
    let read = try MP4Reader.read(path: file.path)
    let original = try MP4Reader.read(path: file.original)
    for (ours, theirs) in zip(read.tracks, original.tracks) {
      let data = try Data(contentsOf: URL(fileURLWithPath: file.original))
      let bytes = theirs.samples.flatMap { data[Int($0.offset)..<Int($0.offset) + $0.size] }
      #expect(try MP4Reader.digest(of: ours.samples, path: file.path) == Digest.of(bytes))
    }
    #expect(try MP4Reader.digest(of: [], path: file.path) == Digest.of([UInt8]()))
  }

  @Test func verificationNamesTheFirstDifference() throws {
    let file = try Remuxed(.init(frames: 30, samples: 30000), metadata: MP4Metadata(title: "T"))
    let read = try MP4Reader.read(path: file.path)
    try read.verify(file.layout, tracks: file.tracks, metadata: file.metadata)
    func difference(_ change: (inout [MP4Track]) -> Void) -> String? {
      var tracks = file.tracks
      change(&tracks)
      do {
        try read.verify(file.layout, tracks: tracks, metadata: file.metadata)
        return nil
      } catch { return (error as? ReelError)?.message }
    }
    let lead = "the finished file is not what was to be written: "
    #expect(difference { $0[1].language = "en" } == lead + "track 2, language: es-419 instead of en")
    #expect(difference { $0[0].samples.compositionOffsets[7] += 1 }?.hasPrefix(lead + "track 1, sample 7: ") == true)
    #expect(difference { $0[1].samples.sizes[3] += 1 }?.hasPrefix(lead + "track 2, sample 3: ") == true)
    #expect(difference { $0[1].edit?.duration -= 1 } == lead + "track 2, seconds presented: 5/8 instead of 29999/48000")
    #expect(difference { $0[1].edit = nil } == lead + "track 2, edits: 1 instead of 0")
    #expect(difference { $0.removeLast() } == lead + "tracks: 2 instead of 1")
    #expect(throws: ReelError.self) { try read.verify(file.layout, tracks: file.tracks, metadata: MP4Metadata()) }
  }

  @Test func aTornFileIsRefused() throws {
    let file = try Remuxed(.init(frames: 30, samples: 30000))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file.path))
    for length in [0, 7, 31, 400, file.layout.header.count, bytes.count - 1] {
      let torn = file.folder.file("torn.mp4")
      try bytes.prefix(length).write(to: URL(fileURLWithPath: torn))
      let error = #expect(throws: ReelError.self) { try MP4Reader.read(path: torn) }
      #expect(error?.file == torn && error?.kind == .invalid, "\(length): \(String(describing: error))")
    }
    let error = #expect(throws: ReelError.self) { try MP4Reader.read(path: file.folder.file("absent.mp4")) }
    #expect(error?.kind == .missing)
  }

  @Test func fragmentsOfAnotherWriter() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("fragments.mp4")
    try ffmpeg([
      "-f", "lavfi", "-i", "testsrc2=s=64x64:r=25:d=2", "-f", "lavfi", "-i", "sine=duration=2", "-c:v", "libx264", "-g", "20", "-c:a",
      "aac",
      "-movflags", "frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets", path,
    ])
    let file = try MP4Reader.read(path: path)
    for (track, stream) in zip(file.tracks, ["v", "a"]) {
      let packets = try Packet.shifted(path, stream: stream)
      #expect(track.samples.map(\.size) == packets.map(\.size) && track.samples.map(\.isSync) == packets.map(\.isKey))
      let first = track.samples[0]
      #expect(track.samples.map { Int($0.dts - first.dts) } == packets.map(\.dts))
      #expect(track.samples.map { Int($0.pts - first.pts) } == packets.map(\.pts))
    }
    let other = folder.file("other.mp4")
    try ffmpeg(["-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", other])
    #expect(throws: ReelError(.unsupported, "'moof/traf/tfhd' places samples other than from its 'moof'", file: other)) {
      try MP4Reader.read(path: other)
    }
  }

  @Test func aSmallFileCannotAskForMuchMemory() throws {
    let layout = try MP4Layout(tracks: [try Synthetic.audio(packets: 4, length: 3000)])
    var bytes = Synthetic.file(layout)
    let table = try #require(bytes.indices.first { Array(bytes[$0..<min($0 + 4, bytes.count)]) == Array("stsz".utf8) })
    bytes.replaceSubrange(table + 8..<table + 16, with: [0, 0, 0, 1, 255, 255, 255, 255])
    let wanted = ReelError(
      .invalid, "track 1: 'moov/trak/mdia/minf/stbl/stsz' promises 4294967295 samples, more than the file can hold", file: "memory")
    #expect(throws: wanted) { try Synthetic.read(bytes) }
  }

  /// Seeded mutations of whole files: each is read, or refused with an error that names the file. None crashes or hangs.
  @Test(arguments: [1, 2, 3, 4] as [UInt64], [false, true]) func mutationsNeverCrash(seed: UInt64, fragmented: Bool) throws {
    var rng = SeededRNG(seed: seed)
    let tracks = [try Synthetic.video(frames: 16, size: 10), try Synthetic.audio(packets: 20, length: 19000)]
    let layout = try MP4Layout(tracks: tracks, metadata: MP4Metadata(title: "T", comment: "C"))
    let original = fragmented ? try Synthetic.fragments(tracks[0]) : Synthetic.file(layout)
    let header = fragmented ? original.count : layout.header.count
    let interesting: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF]
    var refused = 0
    for _ in 0..<1500 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &rng) {
        let place = Int.random(in: 0..<header, using: &rng)
        switch Int.random(in: 0..<4, using: &rng) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &rng)
        case 1: for offset in 0..<min(4, header - place) { bytes[place + offset] = interesting.randomElement(using: &rng)! }
        case 2: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &rng)
        default: bytes.removeSubrange(place..<min(place + Int.random(in: 1...40, using: &rng), bytes.count))
        }
        if bytes.count < header { break }
      }
      do {
        let file = try Synthetic.read(bytes)
        #expect(file.tracks.reduce(0) { $0 + $1.samples.count } <= bytes.count)
        for track in file.tracks {
          #expect(track.samples.allSatisfy { $0.offset >= 0 && $0.offset + Int64($0.size) <= bytes.count })
        }
      } catch let error as ReelError {
        #expect(error.file == "memory")
        refused += 1
      }
    }
    #expect(refused > 200, "seed \(seed), fragmented: \(fragmented)")
  }

  /// Real files, where the environment names a folder of them.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["REELFX_MEDIA"] != nil)) func corpus() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["REELFX_MEDIA"])
    let files = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
    for name in files where name.hasSuffix(".mp4") || name.hasSuffix(".m4a") || name.hasSuffix(".mov") {
      let path = folder + "/" + name
      do {
        let file = try MP4Reader.read(path: path)
        let counts = try run([
          "ffprobe", "-v", "error", "-ignore_editlist", "1", "-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0",
          path,
        ])
        let wanted = counts.text.split(whereSeparator: \.isWhitespace).compactMap { Int($0.prefix { $0 != "," }) }
        #expect(file.tracks.map(\.samples.count) == wanted, "\(path)")
      } catch let error as ReelError {
        #expect(error.file == path)
        print(error)  // which files are refused, and why, is for whoever runs the corpus to read
      }
    }
  }
}
