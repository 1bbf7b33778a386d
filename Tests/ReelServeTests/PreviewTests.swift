import Foundation
import ReelCore
import ReelEngine
import ReelRender
import ReelStore
import ReelTestSupport
import Testing

import ReelServe

@Suite struct PreviewTests {
  /// What the `mdat` boxes of fragments hold.
  private func payload(_ fragment: [UInt8]) -> [UInt8] {
    var (payload, place): ([UInt8], Int) = ([], 0)
    while place + 8 <= fragment.count {
      let size = fragment[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      if fragment[place + 4..<place + 8].elementsEqual("mdat".utf8) { payload += fragment[place + 8..<place + size] }
      place += size
    }
    return payload
  }

  @Test func whatIsHandedOutIsWhatADraftRenderMakes() async throws {
    let fixture = try Fixture()
    let engine = try Engine(Engine.Options(store: fixture.folder.file("other"), jobs: 1, memory: 2 << 30))
    let project = try await engine.open(fixture.document, selection: Selection(draft: true))
    let report = try await engine.render(project, to: fixture.folder.file("out")).report
    let episode = try fixture.episode()
    #expect(episode["frames"].int == 84 && episode["rate"]["num"].int == 24)
    #expect(episode["outputs"].array.map { $0["language"].string } == ["en", "es"])
    for (output, file) in zip(episode["outputs"].array, report.outputs) {
      let picture = output["picture"]
      var movie = try fixture.get(picture["init"].string).body
      var next = 0
      for segment in picture["segments"].array {
        let answer = try fixture.get(segment["url"].string)
        let key = try #require(Digest(hex: segment["key"].string))
        let made = try CodedSegment(serialized: try #require(try engine.store.get(key)))
        #expect(answer.status == 200 && payload(answer.body) == made.samples.flatMap(\.bytes))
        #expect(answer.fields["cache-control"] == "public, max-age=31536000, immutable")
        #expect(segment["start"].int == next && segment["frames"].int == made.samples.count)
        next += segment["frames"].int
        movie += answer.body
      }
      #expect(next == 84)
      // Decoded by others, pictures and their times are those of the file.
      let path = try fixture.folder.write("watched.mp4", Data(movie))
      let decoded = ["-map", "0:v", "-f", "framehash", "-hash", "sha256", "-"]
      #expect(
        try ffmpeg(["-copyts", "-i", path] + decoded) == ffmpeg(["-i", fixture.folder.file("out/\(file.path)")] + decoded))

      let track = try fixture.json(output["sound"]["url"].string)
      let key = try #require(Digest(hex: output["sound"]["key"].string))
      let made = try CodedTrack(serialized: try #require(try engine.store.get(key)))
      let fragments = try track["segments"].array.map { try fixture.get($0["url"].string).body }
      #expect(fragments.flatMap(payload) == made.samples.flatMap(\.bytes))
      #expect(track["priming"].int == made.priming && track["samples"].int == 168_000)
      #expect(abs(track["loudness"].double - (try #require(made.facts.delivered.integrated))) < 1e-9)
      #expect(track["segments"].array.reduce(0) { $0 + $1["samples"].int } == made.priming + 168_000)
    }
  }

  /// What is encoded first is the mix, unless the encoder lifts its peaks above the ceiling.
  @Test(arguments: [true, false]) func aMixIsHeardWhileItIsMade(_ isFirst: Bool) throws {
    let loud = "loudness: { target: -6, true_peak: -0.1 }, encoder: { gop: 1.0, audio_bitrate: 32k }"
    let fixture = try Fixture(isFirst ? Fixture.text : Fixture.text.replacingOccurrences(of: "encoder: { gop: 1.0 }", with: loud))
    let sound = try fixture.episode()["outputs"][0]["sound"]
    let first = try fixture.json(sound["first"].string)
    #expect(first["isFirst"].bool && first["loudness"].isNull)
    let heard = try first["segments"].array.map { try fixture.get($0["url"].string) }
    let whole = try fixture.json(sound["url"].string)
    let kept = try whole["segments"].array.map { try fixture.get($0["url"].string).body }
    #expect(whole["isFirst"].bool == isFirst)
    #expect(heard.allSatisfy { $0.status == 200 && $0.fields["cache-control"] == "no-store" })
    #expect((heard.map(\.body) == kept) == isFirst)
    for field in ["codec", "priming", "samples", "sampleRate"] { #expect(first[field].description == whole[field].description) }
    #expect(first["segments"].array.map { $0["start"].int } == whole["segments"].array.map { $0["start"].int })
    #expect(try fixture.get(first["init"].string).body == fixture.get(whole["init"].string).body)
    // What was heard first is there for as long as it may be played.
    #expect(try first["segments"].array.map { try fixture.get($0["url"].string).body } == heard.map(\.body))
    #expect(try fixture.get("sound/\(sound["key"].string)/first-9.m4s").status == 410)
  }

  @Test func whatIsThereIsTold() throws {
    let fixture = try Fixture()
    let episode = try fixture.episode()
    #expect(episode["valid"].bool && episode["live"].bool)
    #expect(episode["problems"].array.allSatisfy { $0["severity"].string == "warning" }, "\(episode["problems"])")
    #expect(episode["document"].string == "episode.yaml" && episode["id"].string == "tiny")
    let shots = episode["shots"].array
    #expect(shots.map { $0["source"].string } == ["a.mp4", "b.mp4"])
    #expect(shots.map { $0["start"].int } == [0, 36] && shots.map { $0["frames"].int } == [48, 48])
    #expect(shots[1]["transition"].int == 12 && shots[1]["transitionType"].string == "dissolve")
    let english = episode["outputs"][0]
    #expect(english["size"]["width"].int == 540 && english["size"]["height"].int == 960)
    #expect(english["picture"]["codec"].string.hasPrefix("avc1."))
    #expect(english["cues"][0]["start"].int == 62 && english["cues"][0]["end"].int == 83)
    #expect(english["cues"][0]["text"].string == "Hello")
    #expect(english["dialogue"][0]["source"].string == "line.wav" && english["dialogue"][0]["fit"].string == "natural")
    // Languages share what has no words in it.
    let keys = (0..<2).map { episode["outputs"][$0]["picture"]["segments"].array.map { $0["key"].string } }
    #expect(Set(keys[0]).intersection(keys[1]).count == keys[0].count - 1)
  }

  @Test func stillsAreThoseOfTheCommand() async throws {
    let fixture = try Fixture()
    let episode = try fixture.episode()
    for (query, draft) in [("", true), ("&full=1", false)] {
      let project = try await fixture.engine.open(fixture.document, selection: Selection(draft: draft))
      let picture = try await fixture.engine.frame(project, at: Time(Rational(65, 24)), language: "es")
      // Written faster, and so not in the same bytes.
      let shown = try fixture.get("frame?at=65&output=1" + query).body
      let paths = try [("a.png", shown), ("b.png", picture)].map { try fixture.folder.write($0, Data($1)) }
      let pixels = try paths.map { try run(["ffmpeg", "-v", "error", "-i", $0, "-f", "rawvideo", "-pix_fmt", "rgba", "-"]).output }
      #expect(pixels[0] == pixels[1] && !pixels[0].isEmpty)
    }
    let thumbnail = try fixture.get(episode["shots"][1]["thumb"].string)
    let path = try fixture.folder.write("thumb.jpg", Data(thumbnail.body))
    let probed = try run(["ffprobe", "-v", "error", "-show_entries", "stream=width,height,codec_name", "-of", "csv=p=0", path]).text
    #expect(probed == "mjpeg,90,160\n")
    #expect(thumbnail.fields["cache-control"] == "public, max-age=31536000, immutable")
    #expect(try fixture.get("thumb/66.jpg").fields["cache-control"] == "no-store")
    let waveform = try fixture.json("sound/\(episode["outputs"][0]["sound"]["key"].string)/waveform.json")
    #expect(waveform["version"].int == 2 && waveform["sample_rate"].int == 48000 && waveform["length"].int == 329)
  }

  @Test func whatIsNotThereIsToldApart() throws {
    let fixture = try Fixture()
    let episode = try fixture.episode()
    let key = String(repeating: "0", count: 64)
    let segment = episode["outputs"][0]["picture"]["segments"][0]
    for (path, status) in [
      ("video/0/\(key).m4s", 410), ("video/1/\(segment["key"].string).m4s", 410), ("video/init/\(key).mp4", 410),
      ("sound/\(key)/track.json", 410), ("sound/\(key)/waveform.json", 410), ("frame?at=84", 410), ("frame?at=0&output=9", 410),
      ("thumb/84.jpg", 410), ("frame", 400), ("frame?at=-1", 400), ("frame?at=99999999999999999999", 400), ("video/0/x.m4s", 404),
      ("video/00/\(key).m4s", 404), ("thumb/01.jpg", 404), ("other/api/episode.json", 404), ("page/nothing.js", 404), ("api", 404),
    ] {
      let answer = try fixture.get(path)
      #expect(answer.status == status, "\(path): \(answer.text)")
      let problem = JSON(try JSONSerialization.jsonObject(with: Data(answer.body)))
      #expect(problem["status"].int == status && !problem["error"].string.isEmpty && answer.fields["cache-control"] == "no-store")
    }
    let page = try fixture.get("")
    #expect(page.status == 200 && page.fields["content-type"] == "text/html; charset=utf-8")
    #expect(page.fields["content-security-policy"]?.contains("default-src 'self'") == true)
    #expect(page.fields["access-control-allow-origin"] == nil)
    let folder = repositoryRoot.appendingPathComponent("Sources/ReelServe/Page")
    #expect(try Set(Page.names) == Set(FileManager.default.contentsOfDirectory(atPath: folder.path)))
    for name in Page.names {
      #expect(try Data(fixture.get("page/" + name).body) == Data(contentsOf: folder.appendingPathComponent(name)))
    }
  }
}
