import ReelCore
import ReelTimeline
import Testing

@Suite struct DocumentTests {
  @Test func wordsAreReadWithAllTheyCanSay() throws {
    let document = """
      reelfx: 1
      shots: [{ source: a.mp4 }]
      texts:
        - { text: "All", start: 1, end: 2 }
        - text: { en: Title, pt-BR: Título }
          look: lower-third
          x: [{ at: 0, value: 10 }, { at: 1, value: 20, ease: out }]
          scale: 2
          style: { color: "#102030", lines: 3, in: { type: slide, duration: 0.4 } }
      languages:
        en: { subtitles: a.ttml, encoding: windows-1252, second: pt-BR, forced: f.srt, captions: { size: 50, case: upper } }
        pt-BR: {}
      captions: { look: karaoke, smallest_size: 40, box: lines, box_opacity: 0.5, highlight: "#ff0000", align: left, anchor: top, x: 0.1 }
      deliver: [{ profile: meta-ads }]
      """
    let episode = try episode(document)
    #expect(episode.texts.map(\.texts) == [["": "All"], ["en": "Title", "pt-BR": "Título"]])
    let second = episode.texts[1]
    #expect(second.look == .lowerThird && second.start == .zero && second.end == nil && second.scale == .constant(2))
    let keys = [
      Keyframe(at: .zero, value: 10), Keyframe(at: Time(Rational(1)), value: 20, ease: .bezier(x1: 0, y1: 0, x2: 0.58, y2: 1)),
    ]
    #expect(second.x == .keyframes(keys) && second.y == nil)
    #expect(second.style.color == Color(red: 16, green: 32, blue: 48) && second.style.lines == 3)
    #expect(second.style.enter?.type == .slide && second.style.enter?.duration == Time(Rational(2, 5)) && second.style.leave == nil)
    let en = episode.languages[0]
    #expect(en.subtitles?.written == "a.ttml" && en.encoding == "windows-1252" && en.second == "pt-BR" && en.forced?.written == "f.srt")
    #expect(en.captions?.size == 50 && en.captions?.letterCase == .upper && en.captions?.look == nil)
    let captions = episode.captions
    #expect(captions.look == .karaoke && captions.smallestSize == 40 && captions.box == .lines && captions.boxOpacity == 0.5)
    #expect(captions.highlight == Color(red: 255, green: 0, blue: 0) && captions.alignment == .left && captions.anchor == .top)
    #expect(captions.x == 0.1 && captions.y == nil && captions.font == nil)
    #expect(episode.deliveries[0].profile?.name == "meta-ads")
  }

  @Test func theSmallestDocumentHasAllDefaults() throws {
    let episode = try episode("reelfx: 1\nshots: [{ source: a.mp4 }]", file: "shows/s01e01.yaml")
    #expect(episode.id == "s01e01")
    #expect(episode.titles == [:])
    #expect(episode.canvas == Canvas(size: Size(width: 1080, height: 1920), rate: FrameRate(Rational(30)), background: .black))
    #expect(episode.overlays.isEmpty && episode.languages.isEmpty)
    let shot = try #require(episode.shots.first)
    let origin = Origin(file: "shows/s01e01.yaml", line: 2, path: "shots[0]")
    let source = Origin(file: "shows/s01e01.yaml", line: 2, path: "shots[0].source")
    #expect(shot == Shot(source: FileReference(path: "shows/a.mp4", written: "a.mp4", origin: source), origin: origin))
    #expect(shot.in == .zero && shot.duration == nil && shot.speed.isNatural && shot.fit == .cover && shot.rate == nil)
    #expect(shot.gain == 0 && !shot.speech && shot.scene == nil && shot.cast.isEmpty)
    #expect(episode.audio.shotsGain == 0)
    #expect(episode.audio.loudness?.target == -14 && episode.audio.loudness?.truePeak == -1.5)
    #expect(episode.captions == Captions() && episode.texts.isEmpty)
    #expect(episode.deliveries.count == 1)
    let delivery = episode.deliveries[0]
    #expect(delivery.name == "main" && delivery.languages.isEmpty && delivery.subtitles == .burn && delivery.package == .mp4)
    #expect(delivery.renditions == [Rendition(name: "1080p", size: Size(width: 1080, height: 1920))])
    let encoder = delivery.encoder
    #expect(encoder.video == "libx264" && encoder.preset == "veryfast" && encoder.crf == 21 && encoder.gop == Rational(2))
    #expect(encoder.audioBitRate == nil && encoder.standardAudioBitRate == 128_000 && encoder.audioLayout == .stereo)
    #expect(episode.files.map(\.path) == ["shows/a.mp4"])
  }

  @Test func everyFieldIsRead() throws {
    let episode = try episode(everything)
    #expect(episode.id == "s01e01")
    #expect(episode.titles == ["en": "The Return", "es": "El regreso"])
    #expect(episode.canvas.rate.perSecond == Rational(30000, 1001))
    #expect(episode.canvas.background == Color(red: 0x10, green: 0x20, blue: 0xAB))
    #expect(episode.shots.map(\.source.written) == ["intro.mp4", "shots/01.mp4", "shots/02/%04d.png", "outro.png"])
    #expect(episode.shots.map(\.origin.path) == ["intro[0]", "shots[0]", "shots[1]", "outro[0]"])
    let shot = episode.shots[1]
    #expect(shot.in == Time(Rational(1, 8)) && shot.duration == Time(Rational(150 * 1001, 30000)) && shot.speed == .steady(Rational(5, 4)))
    #expect(shot.fit == .contain && shot.scene == "kitchen" && shot.cast == ["mia", "leo"] && shot.gain == nil && shot.speech)
    #expect(episode.shots[2].rate == FrameRate(Rational(12)) && episode.shots[2].gain == -6)
    #expect(episode.shots[2].transition?.type == "dissolve" && episode.shots[2].transition?.parameters == [:])
    let wipe = try #require(episode.shots[3].transition)
    #expect(wipe.duration == Time(Rational(1, 2)))
    #expect(
      wipe.parameters == [
        "angle": .number(.constant(90)), "edge": .choice("glow"), "color": .color(Color(red: 255, green: 0, blue: 0)),
        "softness": .number(
          .keyframes([Keyframe(at: .zero, value: 0), Keyframe(at: Time(Rational(1, 4)), value: 1, ease: Ease("in-out") ?? .linear)])),
      ])
    let overlay = episode.overlays[0]
    #expect(
      overlay.rate == FrameRate(Rational(30)) && overlay.loop && overlay.start == Time(Rational(1)) && overlay.end == Time(Rational(10)))
    #expect(
      overlay.x == .constant(740) && overlay.y == .constant(-80.5) && overlay.width == 300 && overlay.opacity == .constant(0.5)
        && overlay.blend == "normal")
    #expect(episode.audio.shotsGain == -6 && episode.audio.loudness == nil)
    let music = episode.audio.music[0]
    #expect(music.gain == -8 && music.loop && music.fadeIn == Time(Rational(1, 2)) && music.fadeOut == Time(Rational(1)))
    #expect(music.duck?.depth == -12 && music.duck?.attack == Time(Rational(3, 20)) && music.duck?.release == Time(Rational(1)))
    #expect(episode.audio.effects[0].start == Time(Rational(16, 5)) && episode.audio.effects[0].gain == 3)
    #expect(episode.languages.map(\.tag) == ["en", "es", "zh-Hans"])
    #expect(episode.languages[1].subtitles?.written == "subs/es.srt")
    let line = try #require(episode.languages[1].dialogue.first)
    #expect(line.start == Time(Rational(1, 2)) && line.end == Time(Rational(22, 5)) && line.speaker == "mia" && line.text == "¿Dónde?")
    #expect(line.gain == -1.5 && line.origin.path == "languages.es.dialogue[0]")
    #expect(episode.captions.look == .boxed && episode.captions.weight == "bold" && episode.captions.font == "Noto Serif")
    let social = episode.deliveries[0]
    #expect(social.languages == ["es", "en"] && social.subtitles == .both)
    #expect(
      social.renditions == [
        Rendition(name: "1080p", size: Size(width: 1080, height: 1920)), Rendition(name: "480p", size: Size(width: 480, height: 854)),
        Rendition(name: "square", size: Size(width: 720, height: 720), fit: .contain, maxRate: 2_500_000),
        Rendition(name: "540x960", size: Size(width: 540, height: 960), maxRate: 600_000),
      ])
    #expect(social.encoder.preset == "slow" && social.encoder.crf == 18.5 && social.encoder.gop == Rational(8, 5))
    #expect(social.encoder.audioBitRate == 192_000 && social.loudness == LoudnessChoice())
    #expect(episode.deliveries[1].name == "archive" && episode.deliveries[1].languages == ["es", "zh-Hans", "en"])
    #expect(
      episode.files.map(\.written) == [
        "intro.mp4", "shots/01.mp4", "shots/02/%04d.png", "outro.png", "logo/%04d.png", "music.wav", "sfx/door.wav", "subs/es.srt",
        "dub/es/01.wav",
      ])
  }

  @Test(arguments: [
    ("2.5", Rational(5, 2)), (".5", Rational(1, 2)), ("0", Rational(0)), ("3.333333", Rational(3_333_333, 1_000_000)),
    ("86400", Rational(86400)), ("75f", Rational(75 * 1001, 30000)), ("0f", Rational(0)),
    ("00:00:02:15", Rational(75 * 1001, 30000)), ("00:01:00:00", Rational(1800 * 1001, 30000)),
    ("01:00:00:29", Rational(108029 * 1001, 30000)),
    ("\"2.5\"", Rational(5, 2)), ("+1", Rational(1)),
  ])
  func timesAreExact(text: String, seconds: Rational) throws {
    let episode = try episode(shot("in: \(text)") + "canvas: { fps: 30000/1001 }")
    #expect(episode.shots[0].in.seconds == seconds)
  }

  @Test func theCanvasIsKnownWhereverItStands() throws {
    let episode = try episode(shot("in: 12f") + "deliver: [{ renditions: [720p] }]\ncanvas: { width: 1920, height: 1080, fps: 24 }")
    #expect(episode.shots[0].in.seconds == Rational(1, 2))
    #expect(episode.deliveries[0].renditions == [Rendition(name: "720p", size: Size(width: 1280, height: 720))])
  }

  @Test(arguments: [
    "en", "en-US", "es-419", "zh-Hans", "zh-cmn-Hans-CN", "sl-rozaj-biske", "de-1996", "en-a-bbb-x-a", "x-mine", "fil", "PT-br",
  ])
  func languageTags(_ tag: String) throws {
    #expect(try episode(shot() + "languages: { \(tag): {} }").languages.map(\.tag) == [tag])
  }

  @Test(arguments: [
    "e", "english", "en_US", "en-", "-en", "en--US", "1en", "en-U", "en-US-GB", "x", "x-", "en-x", "en-a", "é", "en-abcdefghi",
  ])
  func noLanguageTags(_ tag: String) throws {
    let problems = load(shot() + "languages: { \(tag): {} }").problems
    #expect(problems.map(\.path) == ["languages.\(tag)"])
  }

  @Test func namesAreThoseOfTheirOwnSystem() throws {
    #expect(try episode(shot() + "id: 短剧 第1集").id == "短剧 第1集")
    #expect(load("reelfx: 1\nshots: [{ source: a.mp4 }]", file: ".yaml").problems.map(\.path) == ["id"])
    #expect(try episode("reelfx: 1\nshots: [{ source: /a.mp4 }]", file: "x").shots[0].source.path == "/a.mp4")
    #expect(try episode("reelfx: 1\nshots: [{ source: a.mp4 }]", file: "/d/x.json").shots[0].source.path == "/d/a.mp4")
  }

  @Test func nullIsTheSameAsLeavingOut() throws {
    let episode = try episode(shot("duration: null", "gain: ~", "cast:") + "intro: null\naudio: { loudness: null }")
    #expect(episode.shots[0].gain == 0 && episode.audio.loudness?.target == -14)
  }
}

/// A document with every field away from its default.
let everything = """
  reelfx: 1
  vars: { hero: mia }
  id: s01e01
  title: { en: The Return, es: El regreso }
  canvas: { width: 1080, height: 1920, fps: "30000/1001", background: "#1020aB" }
  intro: [{ source: intro.mp4, duration: 3 }]
  outro:
    - source: outro.png
      duration: 2
      transition:
        type: wipe
        duration: 0.5
        edge: glow
        color: "#ff0000"
        softness: [{ at: 0, value: 0 }, { at: 0.25, value: 1, ease: in-out }]
  shots:
    - source: shots/01.mp4
      in: 0.125
      duration: 150f
      speed: 1.25
      fit: contain
      scene: kitchen
      cast: ["${hero}", leo]
      gain: off
      speech: true
      transform: { x: 0, y: 0, scale: [{ at: 0, value: 1 }, { at: 2, value: 1, ease: in-out }], rotate: 0, opacity: 1 }
      grade: { strength: 1, exposure: 0, saturation: 1 }
    - { source: "shots/02/%04d.png", fps: 12, gain: -6, transition: { type: dissolve, duration: 15f } }
  overlays:
    - { source: logo/%04d.png, fps: 30, loop: true, start: 1, end: 10, x: 740, y: -80.5, width: 300, opacity: 0.5, blend: normal }
  audio:
    shots: { gain: -6 }
    music: [{ source: music.wav, start: 0, gain: -8, loop: true, fade_in: 0.5, fade_out: 1, duck: { release: 1 } }]
    effects: [{ source: sfx/door.wav, start: 3.2, gain: 3 }]
    loudness: off
  languages:
    es:
      subtitles: subs/es.srt
      dialogue: [{ source: dub/es/01.wav, start: 0.5, end: 4.4, speaker: mia, text: "¿Dónde?", gain: -1.5 }]
    zh-Hans: {}
    en: {}
  captions: { font: Noto Serif, weight: bold, size: 72, outline: 0, y: 0.6, look: boxed }
  deliver:
    - name: social
      languages: [es, en]
      subtitles: both
      renditions:
        - 1080p
        - 480p
        - { name: square, width: 720, height: 720, fit: contain, video_bitrate: 2.5M }
        - { width: 540, height: 960, video_bitrate: 600k }
      package: mp4
      encoder: { video: libx264, preset: slow, crf: 18.5, gop: 1.6, audio_bitrate: 192k }
    - name: archive

  """
