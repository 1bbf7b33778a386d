import Foundation
import ReelCore
import ReelTestSupport
import ReelTimeline
import Testing

/// What stores and platforms fill in of a delivery, and where a document of one's own stands against it.
@Suite struct ProfileTests {
  private func load(_ deliver: String, canvas: String = "", in folder: TemporaryDirectory? = nil) -> LoadedEpisode {
    let text = "reelfx: 1\n\(canvas)shots: [{ source: a.png, duration: 5 }]\ndeliver: \(deliver)\n"
    return EpisodeDocument.load(text: text, file: folder?.file("e.yaml") ?? "e.yaml", catalogue: catalogue)
  }

  private func deliveries(_ deliver: String, in folder: TemporaryDirectory? = nil) throws -> [Delivery] {
    let loaded = load(deliver, in: folder)
    return try #require(loaded.episode, "\(loaded.problems)").deliveries
  }

  @Test(arguments: ["tiktok", "reels", "facebook", "shorts", "hls-app", "archive", "meta-ads", "everywhere"])
  func whatComesWithTheProgramIsRight(name: String) throws {
    for canvas in ["", "canvas: { width: 1920, height: 1080, fps: 25 }\n", "canvas: { width: 720, height: 720 }\n"] {
      let loaded = load("[{ profile: \(name) }]", canvas: canvas)
      #expect(loaded.problems.isEmpty, "\(loaded.problems)")
      let profile = try #require(loaded.episode?.deliveries.first?.profile)
      #expect(profile.name == name && !profile.title.isEmpty && !profile.sources.isEmpty && profile.date == "2026-10")
    }
  }

  @Test func itFillsInWhatIsNotSaid() throws {
    let found = try deliveries(
      "[{ name: a, profile: reels }, { name: b, profile: reels, edit_list: on, encoder: { gop: 1, audio_bitrate: null } }]")
    #expect(found.map(\.editList) == [false, true])
    #expect(found.map(\.encoder.gop) == [Rational(2), Rational(1)] && found.map(\.encoder.audio) == ["aac", "aac"])
    #expect(found.map(\.encoder.audioBitRate) == [128_000, nil], "null takes away what a profile says")
    #expect(found.map(\.loudness.target) == [-14, -14])
    #expect(found[0].profile?.limits.maxFileSize == 300_000_000 && found[0].profile?.limits.maxDuration == Time(Rational(900)))
    #expect(found[0].profile?.covered?.bottom == 480)
    let app = try deliveries("[{ profile: hls-app }]")[0]
    #expect(app.package == .hls && app.subtitles == .sidecar && !app.editList)
    #expect(app.renditions.map(\.name) == ["540p", "360p", "432p", "720p", "1080p"])
    #expect(app.renditions.map(\.maxRate) == [2_000_000, 365_000, 730_000, 3_000_000, 6_000_000])
    #expect(app.renditions[3].size == Size(width: 720, height: 1280))
  }

  @Test func oneBesideTheDocumentGoesFirst() throws {
    let folder = try TemporaryDirectory()
    let head = "title: Ours\ndate: 2026-11\nsources: [a contract]\n"
    try folder.write("profiles/tiktok.yaml", head + "deliver: { encoder: { crf: 30 } }\n")
    try folder.write("profiles/store.yaml", head + "limits: { max_file_size: 20M }\n")
    let found = try deliveries("[{ name: a, profile: tiktok }, { name: b, profile: store }, { name: c, profile: shorts }]", in: folder)
    #expect(found.map(\.profile?.title) == ["Ours", "Ours", "YouTube Shorts"])
    #expect(found.map(\.encoder.crf) == [30, 21, 21] && found[1].profile?.limits.maxFileSize == 20_000_000)
  }

  /// Once, and in the file where it is, however many deliveries take it.
  @Test func whatIsWrongInOneIsToldWhereItStands() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("profiles/store.yaml")
    try folder.write("profiles/store.yaml", "title: Ours\ndate: soon\nsources: []\nlimits: { max_fps: 999 }\ncolour: red\n")
    let told = load("[{ name: a, profile: store }, { name: b, profile: store }]", in: folder).problems.map(\.description)
    #expect(
      told == [
        "\(path):2: error: date: date 'soon' must be a year and a month as 2026-10 (got soon)",
        "\(path):3: error: sources: sources must have at least 1 item; leave it out for the default",
        "\(path):4: error: limits.max_fps: max_fps 999 must be 1...120 (got 999)",
        "\(path):5: error: colour: unknown key 'colour' (got red); known: title, date, sources, safe_area, limits, deliver",
      ])
    try folder.write("profiles/store.yaml", "title: Ours\ndate: 2026-11\nsources: [x]\ndeliver: { encoder: { crf: 99 } }\n")
    #expect(
      load("[{ profile: store }]", in: folder).problems.map(\.description)
        == ["\(path):4: error: deliver.encoder.crf: crf 99 must be 0...63 (got 99)"])
  }
}
