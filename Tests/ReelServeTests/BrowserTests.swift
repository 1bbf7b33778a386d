import Foundation
import ReelEngine
import ReelServe
import ReelTestSupport
import Testing

/// The page in a browser: what is on screen and what is heard, not what scripts say of it.
@Suite(.serialized, .enabled(if: Browser.isThere, "there is no chromedriver")) struct BrowserTests {
  /// A page that shows the tiny episode: 84 frames at 24 a second, captions from frame 62 to 82.
  private struct Page {
    let fixture: Fixture
    let browser: Browser

    /// - Parameter port: of who serves the page, where that is not the preview.
    init(_ fixture: Fixture, isPhone: Bool = false, port: Int? = nil) throws {
      self.fixture = fixture
      browser = isPhone ? try Browser(width: 390, height: 844, isPhone: true) : try Browser()
      try browser.open("http://127.0.0.1:\(port ?? fixture.port)/")
      try browser.wait(until: "document.documentElement.dataset.ready", within: 30)
    }

    init() throws { try self.init(Fixture()) }

    func seek(_ frame: Int) throws {
      try browser.run("preview.seek(arguments[0])", [frame])
      let drawn = "(({ video }) => !video.seeking && video.readyState >= 2)(preview.player)"
      try browser.wait(until: "document.getElementById('screen').dataset.frame === '\(frame)' && \(drawn)")
    }

    /// The picture as soon as it is what is waited for, and at the latest after ten seconds: what is put into a buffer is drawn a moment later.
    func picture(when isRight: ([UInt8]) -> Bool) throws -> [UInt8] {
      let end = Date(timeIntervalSinceNow: 10)
      while true {
        let shown = try picture()
        if isRight(shown) || Date() > end { return shown }
      }
    }

    /// R, G, B of the picture that the media element shows.
    func picture() throws -> [UInt8] {
      let text: String = try browser.evaluate(
        """
        const video = preview.player.video, canvas = document.createElement("canvas");
        canvas.width = video.videoWidth;
        canvas.height = video.videoHeight;
        const context = canvas.getContext("2d");
        context.drawImage(video, 0, 0);
        const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
        let text = "";
        for (let i = 0; i < data.length; i += 1) if (i % 4 !== 3) text += String.fromCharCode(data[i]);
        return btoa(text);
        """)
      return [UInt8](Data(base64Encoded: text) ?? Data())
    }

    /// The frames of the segment that has `frame`, decoded by ffmpeg, and the number of the first.
    func decoded(around frame: Int, language: String = "en") throws -> (first: Int, pictures: [[UInt8]]) {
      let outputs = try fixture.episode()["outputs"].array
      let output = try #require(outputs.first { $0["language"].string == language })["picture"]
      let segment = try #require(output["segments"].array.last { $0["start"].int <= frame })
      let bytes = try [output["init"].string, segment["url"].string].flatMap { try fixture.get($0).body }
      let file = try fixture.folder.write("segment-\(UUID().uuidString).mp4", Data(bytes))
      return (segment["start"].int, try pictures(file, count: segment["frames"].int))
    }

    /// What `reelfx frame --draft` draws.
    func reference(_ frame: Int, language: String = "en") async throws -> [UInt8] {
      let project = try await fixture.engine.open(fixture.document, selection: Selection(draft: true))
      let png = try await fixture.engine.frame(project, at: try fixture.engine.time("\(frame)f", in: project), language: language)
      return try pictures(try fixture.folder.write("frame-\(UUID().uuidString).png", Data(png)), count: 1)[0]
    }

    private func pictures(_ file: String, count: Int) throws -> [[UInt8]] {
      let scale = file.hasSuffix(".png") ? "format=rgb24" : "scale=in_color_matrix=bt709:in_range=tv:flags=accurate_rnd,format=rgb24"
      let raw = [UInt8](try ffmpeg(["-i", file, "-vf", scale, "-f", "rawvideo", "-"]))
      let size = raw.count / count
      return (0..<count).map { Array(raw[$0 * size..<($0 + 1) * size]) }
    }

    /// What the console has of errors; the network's are among them.
    func errors() throws -> [Browser.Message] { try browser.console().filter { ["SEVERE", "WARNING"].contains($0.level) } }
  }

  /// The mean of the distances of all samples.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Double {
    guard a.count == b.count, !a.isEmpty else { return .infinity }
    return Double(zip(a, b).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }) / Double(a.count)
  }

  @Test func aSeekShowsTheVeryFrame() async throws {
    let page = try Page()
    for frame in [0, 1, 23, 24, 40, 61, 83, 47] {
      try page.seek(frame)
      let (first, pictures) = try page.decoded(around: frame)
      let shown = try page.picture { Self.distance($0, pictures[frame - first]) < 3 }
      let distances = pictures.map { Self.distance(shown, $0) }
      let nearest = distances.indices.min { distances[$0] < distances[$1] }
      #expect(nearest == frame - first, "frame \(frame) of \(distances)")
      #expect(distances[frame - first] < 3)
      #expect(Self.distance(shown, try await page.reference(frame)) < 12)
    }
    // The keys that editors know: a frame, a second, a shot.
    for (keys, frame) in [(["\u{E014}"], 48), (["\u{E012}", "\u{E012}"], 46), (["["], 36), (["]"], 36), (["\u{E011}"], 0)] {
      for key in keys { try page.browser.press(key) }
      try page.browser.wait(until: "document.getElementById('screen').dataset.frame === '\(frame)'")
    }
    #expect(try page.errors().isEmpty)
  }

  /// The second of three pieces is held up behind its first six frames, then cut off, and comes whole when it is asked for again.
  @Test func aPieceIsShownWhileItComes() async throws {
    let page = try Page()
    try page.browser.wait(until: "(({ player }) => player.has(83) && player.requests.running.size === 0)(preview)")
    let (first, pictures) = try page.decoded(around: 26)
    let end = first + pictures.count
    #expect(first == 24 && end > 30)
    try page.browser.run(
      """
      const { player } = preview, { api } = player.requests;
      globalThis.gate = new Promise((resolve) => { globalThis.cut = resolve; });
      player.requests.api = {
        async *parts(url, signal) {
          if (!url.startsWith("video/24/")) return yield* api.parts(url, signal);
          const parts = [];
          for await (const part of api.parts(url, signal)) parts.push(part);
          const all = new Uint8Array(await new Blob(parts).arrayBuffer());
          const second = all.findIndex((_, at) => at > 8 && String.fromCharCode(...all.slice(at + 4, at + 8)) === "moof");
          yield all.slice(0, second);
          await globalThis.gate;
          player.requests.api = api;
          throw new Error("cut off by the test");
        },
      };
      player.requests.kept.delete([...player.requests.kept.keys()].find((url) => url.startsWith("video/24/")));
      await player.pictureTrack.drop(arguments[0] / 24, arguments[1] / 24);
      """, [first, end])
    // The element has drawn it, and calls its seek unfinished until it has more.
    try page.browser.run("preview.seek(26)")
    try page.browser.wait(until: "preview.player.shown === 26 && document.getElementById('screen').dataset.frame === '26'")
    let there: [Bool] = try page.browser.evaluate("return arguments[0].map((frame) => preview.player.has(frame))", [[24, 29, 30, end - 1]])
    #expect(there == [true, true, false, false])
    try page.browser.run("globalThis.cut()")
    try page.browser.wait(until: "(({ player }) => player.has(\(end - 1)) && !player.pictureTrack.coming)(preview)")
    try page.seek(end - 1)
    let whole = try page.picture { Self.distance($0, pictures[end - 1 - first]) < 3 }
    #expect(Self.distance(whole, pictures[end - 1 - first]) < 3)
    #expect(try page.errors().isEmpty)
  }

  @Test func pictureAndSoundRunToTheEnd() throws {
    let page = try Page()
    try page.browser.wait(until: "document.documentElement.dataset.sound === '1'", within: 20)
    try page.browser.press(" ")
    try page.browser.wait(until: "Number(document.getElementById('screen').dataset.frame) > 20")
    let heard: Int = try page.browser.evaluate("return preview.player.video.webkitAudioDecodedByteCount")
    try page.browser.wait(until: "document.getElementById('screen').dataset.frame === '83' && preview.player.speed === 0")
    let all: Int = try page.browser.evaluate("return preview.player.video.webkitAudioDecodedByteCount")
    #expect(heard > 0 && all > heard)
    #expect(try page.browser.evaluate("return document.getElementById('timecode').textContent") == "00:00:03:11")
    #expect(try page.errors().isEmpty)
  }

  @Test func anExportPlaysFromAnyServer() async throws {
    let fixture = try Fixture()
    _ = try await PreviewExport.write(
      fixture.engine, .init(document: fixture.document), to: fixture.folder.file("cut"), told: { _ in })
    let server = try StaticServer(fixture.folder.file("cut"))
    let page = try Page(fixture, port: server.port)
    try page.browser.wait(until: "document.documentElement.dataset.sound === '1'", within: 20)
    try page.seek(70)
    let (first, pictures) = try page.decoded(around: 70)
    let shown = try page.picture { Self.distance($0, pictures[70 - first]) < 3 }
    #expect(Self.distance(shown, pictures[70 - first]) < 3)
    try page.seek(40)
    try page.browser.press(" ")
    try page.browser.wait(until: "document.getElementById('screen').dataset.frame === '83' && preview.player.speed === 0")
    #expect(try page.errors().isEmpty)
  }

  /// Noise is heard from 0.5 s to 1.3 s in English, from 1.5 s to 2.3 s in Spanish.
  @Test func anotherLanguageIsSeenAndHeard() async throws {
    let page = try Page()
    try page.browser.wait(until: "document.documentElement.dataset.sound === '1'", within: 20)
    try page.seek(70)
    let english = try await page.reference(70), spanish = try await page.reference(70, language: "es")
    let before = try page.picture { Self.distance($0, english) < Self.distance($0, spanish) }
    #expect(Self.distance(before, english) < Self.distance(before, spanish))
    let (early, late) = try loudness(page)
    #expect(early > 2 * late, "\(early), \(late)")
    try page.seek(70)
    try page.browser.run(
      "const list = document.getElementById('language'); list.value = 'es'; list.dispatchEvent(new Event('change', { bubbles: true }))")
    let isThere = "player.has(70) && !player.replaces && player.hasSound && player.sound.init.includes(preview.output.sound.key)"
    try page.browser.wait(until: "(({ player }) => \(isThere))(preview)", within: 20)
    try page.seek(71)
    try page.seek(70)
    let after = try page.picture { Self.distance($0, spanish) < Self.distance($0, english) }
    #expect(Self.distance(after, spanish) < Self.distance(after, english))
    let (earlyThen, lateThen) = try loudness(page)
    #expect(lateThen > 2 * earlyThen, "\(earlyThen), \(lateThen)")
    #expect(try page.errors().isEmpty)
  }

  /// Plays from the start, and measures what is heard above 3 kHz, where the shots' tone is not, around 0.9 s and around 1.9 s.
  private func loudness(_ page: Page) throws -> (early: Double, late: Double) {
    try page.browser.run(
      """
      if (!globalThis.meter) {
        const context = new AudioContext(), analyser = context.createAnalyser();
        context.createMediaElementSource(preview.player.video).connect(analyser);
        analyser.connect(context.destination);
        analyser.fftSize = 2048;
        globalThis.meter = { context, analyser };
      }
      meter.context.resume();
      meter.values = [0, 0];
      meter.counts = [0, 0];
      const bins = new Float32Array(meter.analyser.frequencyBinCount);
      clearInterval(meter.timer);
      meter.timer = setInterval(() => {
        const time = preview.player.video.currentTime, place = time > 0.7 && time < 1.2 ? 0 : time > 1.7 && time < 2.2 ? 1 : -1;
        if (place < 0) return;
        meter.analyser.getFloatFrequencyData(bins);
        const high = bins.slice(Math.floor((3000 / meter.context.sampleRate) * meter.analyser.fftSize));
        meter.values[place] += high.reduce((sum, level) => sum + 10 ** (level / 20), 0);
        meter.counts[place] += 1;
      }, 20);
      preview.seek(0);
      preview.run(1);
      """)
    try page.browser.wait(until: "meter.counts[0] > 0 && meter.counts[1] > 0 && preview.player.shown > 60", within: 15)
    try page.browser.run("preview.run(0)")
    let means: [Double] = try page.browser.evaluate("return meter.values.map((value, index) => value / Math.max(1, meter.counts[index]))")
    return (means[0], means[1])
  }

  @Test func anEditIsSeenAtOnceAndAMistakeIsTold() async throws {
    let page = try Page()
    // Until what is rendered ahead is there: an edit while a cut is being watched comes when the machine is idle.
    try page.browser.wait(until: "[...preview.segments.values()].filter((segment) => segment.stored).length >= 3", within: 20)
    try page.seek(70)
    let before = try page.picture()
    var shown = before
    var slowest = 0.0
    for words in ["Other words", "Hello again", "Last words"] {
      let began = Date(), old = shown
      // As editors save: at once, or there would be a moment without words.
      try Data(Fixture.subtitles(words).utf8).write(to: page.fixture.folder.url.appendingPathComponent("en.srt"), options: .atomic)
      repeat { shown = try page.picture() } while Self.distance(shown, old) < 0.2 && Date().timeIntervalSince(began) < 10
      slowest = max(slowest, Date().timeIntervalSince(began))
      try page.browser.wait(until: "preview.player.has(70) && !preview.player.replaces && preview.player.requests.running.size === 0")
    }
    // On an idle machine it takes a second; other tests may be at work beside this one.
    #expect(slowest < 10, "\(slowest) s")
    let after = try await page.reference(70)
    let (first, pictures) = try page.decoded(around: 70)
    shown = try page.picture { Self.distance($0, pictures[70 - first]) < 3 }
    #expect(Self.distance(shown, after) < Self.distance(before, after))
    #expect(Self.distance(shown, pictures[70 - first]) < 3)
    #expect(try page.browser.evaluate("return document.getElementById('screen').dataset.frame") == "70")
    #expect(try page.errors().isEmpty)

    try page.fixture.folder.write("episode.yaml", Fixture.text.replacingOccurrences(of: "b.mp4", with: "c.mp4"))
    try page.browser.wait(until: "!document.getElementById('banner').hidden")
    let told: String = try page.browser.evaluate("return document.getElementById('panel-problems').textContent")
    #expect(told.contains("cannot be found") && told.contains("episode.yaml:6") && told.contains("shots[1].source"), "\(told)")
    let announced: String = try page.browser.evaluate("return document.getElementById('announce').textContent")
    #expect(announced.hasPrefix("1 error"), "\(announced)")
    #expect(Self.distance(try page.picture { Self.distance($0, pictures[70 - first]) < 3 }, pictures[70 - first]) < 3)
    try page.fixture.folder.write("episode.yaml", Fixture.text)
    try page.browser.wait(until: "document.getElementById('banner').hidden")
    #expect(try page.errors().isEmpty)
  }

  /// Every control has a name and can be reached by the keyboard alone.
  @Test func whoeverCannotSeeOrPointFindsEverything() throws {
    let page = try Page()
    let controls: Set = ["button", "slider", "combobox", "checkbox", "tab", "textbox", "link", "switch", "spinbutton", "image", "region"]
    let nodes = try page.browser.accessibleNodes().filter { controls.contains($0.role) }
    #expect(nodes.count > 15 && nodes.allSatisfy { !$0.name.isEmpty }, "\(nodes)")
    #expect(nodes.contains { $0.role == "slider" } && nodes.contains { $0.role == "combobox" && $0.name.contains("anguage") }, "\(nodes)")
    let reachable: [String] = try page.browser.evaluate(
      """
      return [...document.querySelectorAll("button, select, [role=slider], [role=tab]")]
        .filter((part) => part.checkVisibility() && !part.disabled && part.tabIndex < 0 && part.getAttribute("aria-selected") !== "false")
        .map((part) => part.id || part.textContent);
      """)
    #expect(reachable.isEmpty, "not reached by the tab key: \(reachable)")
    for _ in 0..<3 { try page.browser.press("\u{E004}") }
    let focused: String = try page.browser.evaluate("return document.activeElement?.id ?? ''")
    #expect(!focused.isEmpty)
  }

  /// 618 frames at 30 a second, in four languages.
  @Test func theSampleIsWatched() async throws {
    let page = try Page(Fixture(sample: "episode.yaml"))
    try page.browser.wait(until: "document.documentElement.dataset.sound === '1'", within: 60)
    for (language, frame) in [("en", 170), ("ar", 430)] {
      try page.browser.run(
        "const list = document.getElementById('language'); list.value = arguments[0]; list.dispatchEvent(new Event('change', { bubbles: true }))",
        [language])
      let isThere = "player.plan.sound.includes(output.sound.key) && player.hasSound && !player.replaces"
      try page.browser.wait(until: "(({ player, output }) => output.language === '\(language)' && \(isThere))(preview)", within: 60)
      try page.seek(frame)
      let (first, pictures) = try page.decoded(around: frame, language: language)
      let shown = try page.picture { Self.distance($0, pictures[frame - first]) < 3 }
      #expect(Self.distance(shown, pictures[frame - first]) < 3, "\(language) \(frame)")
      #expect(Self.distance(shown, try await page.reference(frame, language: language)) < 12)
    }
    let heard: Int = try page.browser.evaluate("return preview.player.video.webkitAudioDecodedByteCount")
    try page.browser.press(" ")
    try page.browser.wait(until: "preview.player.shown > 460", within: 60)
    #expect(try page.browser.evaluate("return preview.player.video.webkitAudioDecodedByteCount", as: Int.self) > heard)
    #expect(try page.errors().isEmpty)
  }

  @Test func twoDocumentsStandSideBySideOnAPhoneToo() throws {
    let page = try Page(Fixture(comparing: Fixture.text.replacingOccurrences(of: "b.mp4", with: "a.mp4")), isPhone: true)
    try page.browser.press("w")
    try page.browser.run("preview.seek(60)")
    try page.browser.wait(until: "(({ frame, other }) => frame === '60' && other === '60')(document.getElementById('screen').dataset)")
    let layout: [Int] = try page.browser.evaluate(
      """
      const parts = [...document.querySelectorAll("button, select, canvas, .screen")].filter((part) => part.checkVisibility());
      const outside = parts.filter((part) => { const box = part.getBoundingClientRect(); return box.left < -1 || box.right > innerWidth + 1; });
      const nameless = parts.filter((part) => part.matches("button") && !(part.ariaLabel || part.textContent.trim()));
      return [parts.length, outside.length, nameless.length, document.documentElement.scrollWidth - innerWidth];
      """)
    #expect(layout[0] > 10 && layout[1] == 0 && layout[2] == 0 && layout[3] <= 0, "\(layout)")
    try page.browser.run("document.getElementById('tab-shots').click()")
    let isSeen: Bool = try page.browser.evaluate("return document.getElementById('panel-shots').checkVisibility()")
    #expect(isSeen)
    #expect(try page.errors().isEmpty)
  }
}
