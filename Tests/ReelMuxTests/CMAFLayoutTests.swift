import Foundation
import ReelCore
import ReelMux
import ReelTestSupport
import Testing

/// Fragmented files of what the ffmpeg CLI encoded, read back by our reader and by ffmpeg.
@Suite struct CMAFLayoutTests {
  /// Sixty frames in GOPs of 20, and sound from its first packet on.
  private static let recipe = Remuxed.Recipe(hasEditList: false)
  private static let cuts = [0..<20, 20..<40, 40..<60]
  private static let groups = [0..<2, 2..<3]

  private struct Written {
    let remuxed: Remuxed
    let layout: CMAFLayout
    let path: String
    let bytes: Data
    let samples: [MP4File.Sample]

    init(track index: Int, cuts: [Range<Int>], groups: [Range<Int>]) throws {
      remuxed = try Remuxed(CMAFLayoutTests.recipe)
      layout = try CMAFLayout(track: remuxed.tracks[index], fragments: cuts, segments: groups)
      samples = try MP4Reader.read(path: remuxed.original).tracks[index].samples
      let source = try Data(contentsOf: URL(fileURLWithPath: remuxed.original))
      var out = Data(layout.initialization + layout.index)
      for fragment in layout.fragments {
        try #require(Int64(out.count) == fragment.offset)
        out.append(contentsOf: fragment.header)
        for sample in samples[fragment.samples] { out.append(source[Int(sample.offset)..<Int(sample.offset) + sample.size]) }
        try #require(Int64(out.count) == fragment.offset + fragment.byteCount)
      }
      try #require(Int64(out.count) == layout.byteCount)
      bytes = out
      path = remuxed.folder.file("fragments.mp4")
      try out.write(to: URL(fileURLWithPath: path))
    }
  }

  @Test func picturesAreReadBack() throws {
    let written = try Written(track: 0, cuts: Self.cuts, groups: Self.groups)
    let file = try MP4Reader.read(path: written.path)
    let whole = try MP4Reader.read(path: written.remuxed.path).tracks[0]
    let track = try #require(file.tracks.first)
    #expect(file.tracks.count == 1 && track.edits.isEmpty && track.timescale == whole.timescale && track.media == whole.media)
    #expect(track.samples.map(\.pts) == whole.samples.map(\.pts) && track.samples.map(\.dts) == whole.samples.map(\.dts))
    #expect(track.samples.map(\.isSync) == whole.samples.map(\.isSync))
    #expect(
      try MP4Reader.digest(of: track.samples, path: written.path) == MP4Reader.digest(of: written.samples, path: written.remuxed.original))
    #expect(try Packet.shifted(written.path, stream: "v") == Packet.shifted(written.remuxed.path, stream: "v:0"))
    #expect(try frames(written.path) == frames(written.remuxed.path))
    #expect(written.layout.segments.map(\.start) == [0, 40 * 512] && written.layout.segments.map(\.duration) == [40 * 512, 20 * 512])
  }

  @Test func soundIsReadBack() throws {
    let count = 95  // packets of 1024 for two seconds and the encoder's own delay
    let written = try Written(track: 1, cuts: [0..<40, 40..<count], groups: [0..<1, 1..<2])
    let (parts, table) = (try Packet.all(written.path, stream: "a"), try Packet.all(written.remuxed.path, stream: "a"))
    #expect(parts.map(\.pts) == table.map(\.pts) && parts.map(\.size) == table.map(\.size) && parts.dropFirst() == table.dropFirst())
    func samples(_ path: String) throws -> Data { try ffmpeg(["-i", path, "-map", "0:a", "-f", "f32le", "-"]) }
    let (ours, whole) = (try samples(written.path), try samples(written.remuxed.path))
    #expect(ours == whole && ours.count > 90000 * 8)
    let track = try MP4Reader.read(path: written.path).tracks[0]
    #expect(track.language == "es-419" && track.samples.count == count)
  }

  /// What a player asks for: the initialization and one segment, or one fragment's first sample, and nothing before it.
  @Test func everySegmentStandsAlone() throws {
    let written = try Written(track: 0, cuts: Self.cuts, groups: Self.groups)
    let all = try frames(written.path)
    func part(_ range: Range<Int64>) throws -> String {
      let path = written.remuxed.folder.file("part.mp4")
      try (Data(written.layout.initialization) + written.bytes[Int(range.lowerBound)..<Int(range.upperBound)]).write(
        to: URL(fileURLWithPath: path))
      return path
    }
    let last = written.layout.segments[1]
    #expect(try frames(part(last.offset..<last.offset + last.byteCount)) == Array(all[40...]))
    let begins = try [written.path, part(last.offset..<last.offset + last.byteCount)].map { try Packet.all($0, stream: "v")[0].pts }
    #expect(begins[1] - begins[0] == 40 * 512)
    let second = written.layout.fragments[1]
    #expect(try frames(part(second.offset..<second.offset + second.firstSampleEnd)) == [all[20]])
  }

  /// The index, by a reader that knows nothing else of the file.
  @Test func theIndexLeadsToEverySegment() throws {
    let written = try Written(track: 0, cuts: Self.cuts, groups: Self.groups)
    let index = written.layout.index
    func u32(_ at: Int) -> Int { index[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    #expect(u32(0) == index.count && Array(index[4..<8]) == Array("sidx".utf8) && u32(12) == 1 && u32(16) == 15360)
    #expect(Array(index[36..<40]) == [0, 0, 0, 2])
    var offset = Int64(written.layout.initialization.count + index.count)
    for (number, segment) in written.layout.segments.enumerated() {
      let at = 40 + 12 * number
      #expect(offset == segment.offset && Int64(u32(at)) == segment.byteCount && Int64(u32(at + 4)) == segment.duration)
      #expect(u32(at + 8) == 0x9000_0000)
      #expect(written.bytes[Int(offset) + 4..<Int(offset) + 8] == Data("moof".utf8))
      offset += segment.byteCount
    }
    #expect(offset == Int64(written.bytes.count))
  }

  @Test func whatCannotBePlayedInPartsIsRefused() throws {
    let track = try Synthetic.video()
    func refusal(_ track: MP4Track, _ cuts: [Range<Int>], _ groups: [Range<Int>]) -> String? {
      #expect(throws: ReelError.self) { try CMAFLayout(track: track, fragments: cuts, segments: groups) }?.message
    }
    let lead = "a track cannot be written in fragments: "
    #expect(refusal(track, [0..<20], [0..<1]) == lead + "40 samples are cut at [0]")
    #expect(refusal(track, [0..<20, 20..<40], [0..<1]) == lead + "2 fragments are grouped at [0]")
    #expect(refusal(track, [0..<18, 18..<40], [0..<2]) == lead + "fragment 1 begins with no key frame")
    #expect(refusal(try Synthetic.audio(), [0..<63], [0..<1]) == lead + "it has an edit list")
  }

  private func frames(_ path: String) throws -> [String] {
    let text = try ffmpeg(["-i", path, "-map", "0:v", "-f", "framemd5", "-"])
    return String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { String($0.split(separator: ",").last ?? "").trimmingCharacters(in: .whitespaces) }
  }
}
