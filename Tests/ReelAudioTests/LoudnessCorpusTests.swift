import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

private let media = ProcessInfo.processInfo.environment["REELFX_MEDIA"]

/// Real recordings, where there are some: our figures against libebur128's and those of ffmpeg's filter.
@Suite(.enabled(if: media != nil)) struct LoudnessCorpusTests {
  private static let files: [String] = {
    guard let media, let all = FileManager.default.enumerator(atPath: "\(media)/audio") else { return [] }
    return all.compactMap { $0 as? String }.filter { ["wav", "mp3", "flac", "m4a"].contains(($0 as NSString).pathExtension) }.sorted()
  }()

  @Test func thereAreFiles() { #expect(Self.files.count >= 4) }

  @Test(arguments: files) func agreesWithLibebur128AndFFmpeg(file: String) throws {
    let samples = try decoded("\(media ?? "")/audio/\(file)")
    let (ours, theirs, filter) = (facts(samples), try libraryLoudness(samples), try ffmpegLoudness(samples))
    let integrated = try #require(ours.integrated)
    #expect(abs(integrated - theirs.integrated) < 0.01)
    #expect(abs(integrated - filter.integrated) <= 0.06)
    // Windows of 3 s that begin with every second, in the library, with every tenth of one here and in the filter.
    if let range = ours.range {
      #expect(abs(range - filter.range) <= 0.3)
      #expect(abs(range - theirs.range) <= 1)
    }
    let peak = try #require(ours.truePeak)
    #expect(peak >= theirs.truePeak - 0.001 && peak <= theirs.truePeak + 0.3)
    #expect(abs(peak - filter.truePeak) <= 0.3)
  }
}
