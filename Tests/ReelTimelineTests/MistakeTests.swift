import ReelCore
import ReelTimeline
import Testing

/// One mistake, and all that is said about it.
struct Mistake: Sendable, CustomTestStringConvertible {
  var text: String
  var said: [String]
  var testDescription: String { said.first ?? "" }

  init(_ text: String, _ said: String...) {
    self.text = text
    self.said = said
  }
}

@Suite struct MistakeTests {
  @Test(arguments: inDocuments + inTimes + inShots + inTransitions) func picture(_ mistake: Mistake) {
    #expect(said(mistake.text) == mistake.said)
    #expect(load(mistake.text).episode == nil)
  }

  @Test(arguments: elsewhere + inDeliveries + inWords) func others(_ mistake: Mistake) {
    #expect(said(mistake.text) == mistake.said)
    #expect(load(mistake.text).episode == nil)
  }

  static let inDocuments = [
    Mistake("", "e.yaml:1: error: the document is empty"),
    Mistake("- a", "e.yaml:1: error: the document must be a map that begins with reelfx: 1, not a list"),
    Mistake("hello", "e.yaml:1: error: the document must be a map that begins with reelfx: 1, not text (got hello)"),
    Mistake(
      "reelfx: 2\nshots: []\nfoo: 1",
      "e.yaml:1: error: reelfx: reelfx 2 is not a version this program reads (got 2); it reads 1"),
    Mistake(
      "reelfx: one\nshots: [{ source: a.mp4 }]",
      "e.yaml:1: error: reelfx: reelfx must be 1, the version of the format that this program reads, not text (got one)"),
    Mistake(
      "shots: [{ source: a.mp4 }]", "e.yaml:1: error: reelfx: reelfx is required; 1, the version of the format that this program reads"),
    Mistake("reelfx: 1", "e.yaml:1: error: shots: shots is required; a list (shot), at least 1"),
    Mistake("reelfx: 1\nshots: []", "e.yaml:2: error: shots: shots must have at least 1 item; leave it out for the default"),
    Mistake("reelfx: 1\nshots: a.mp4", "e.yaml:2: error: shots: shots must be a list, not text (got a.mp4)"),
    Mistake(
      "reelfx: 1\nshots:\n  - a.mp4",
      "e.yaml:3: error: shots[0]: shots[0] must be a map of source, in, duration, speed, retime, reverse, fit, fps, scene, "
        + "match, cast, gain, speech, transform, grade, effects, transition, pan, eq, reverb, not text (got a.mp4)"),
    Mistake("reelfx: 1\nshots:\n  - duration: 1\n", "e.yaml:3: error: shots[0].source: source is required; the path of a file"),
    Mistake(shot() + "overlay: []", "e.yaml:4: error: overlay: unknown key 'overlay'; did you mean 'overlays'?"),
    Mistake(
      shot() + "zzz: 3",
      "e.yaml:4: error: zzz: unknown key 'zzz' (got 3); known: reelfx, extends, vars, id, title, canvas, intro, shots, outro, "
        + "scenes, overlays, effects, texts, audio, languages, captions, deliver"),
    Mistake(
      shot() + "id: a/b",
      "e.yaml:4: error: id: id 'a/b' must be text, 1...100 characters, no /\\:*?\"<>| or control characters, no '.' first (got a/b)"),
    Mistake(shot() + "title: 5", "e.yaml:4: error: title: title must be text, not a number (got 5); write it in quotes"),
    Mistake(shot() + "title: { english: x }", "e.yaml:4: error: title.english: 'english' is not a language tag (got english)"),
    // Everything at once, by line.
    Mistake(
      "reelfx: 1\nid: 7\nshots:\n  - source: a.mp4\n    fit: covers\n    duration: 0\n  - sauce: b.mp4\n",
      "e.yaml:2: error: id: id must be text, not a number (got 7); write it in quotes",
      "e.yaml:5: error: shots[0].fit: fit 'covers' is not one of cover, contain, blur, stretch (got covers); did you mean 'cover'?",
      "e.yaml:6: error: shots[0].duration: duration 0 must be above 0 and at most 86400 s (got 0)",
      "e.yaml:7: error: shots[1].sauce: unknown key 'sauce' (got b.mp4); did you mean 'source'?",
      "e.yaml:7: error: shots[1].source: source is required; the path of a file"),
  ]

  static let inTimes = [
    Mistake(shot("duration: -1"), "e.yaml:4: error: shots[0].duration: duration -1 must be above 0 and at most 86400 s (got -1)"),
    Mistake(shot("in: -0.5"), "e.yaml:4: error: shots[0].in: in -0.5 must be 0...86400 s (got -0.5)"),
    Mistake(shot("in: 90000"), "e.yaml:4: error: shots[0].in: in 90000 must be 0...86400 s (got 90000)"),
    Mistake(shot("in: 9000000f"), "e.yaml:4: error: shots[0].in: in 9000000f must be 0...86400 s (got 9000000f)"),
    Mistake(shot("in: 12345678901"), "e.yaml:4: error: shots[0].in: in '12345678901' must be 0...86400 s (got 12345678901)"),
    Mistake(
      shot("duration: 0.30000000000000004"),
      "e.yaml:4: error: shots[0].duration: duration '0.30000000000000004' has more than 6 decimals (got 0.30000000000000004); "
        + "round it to microseconds, or count frames (75f)"),
    Mistake(
      shot("in: 00:00:01;12"),
      "e.yaml:4: error: shots[0].in: in '00:00:01;12' is drop-frame timecode, which is not read (got 00:00:01;12); "
        + "write it with ':' or in seconds"),
    Mistake(
      shot("in: 00:00:61:12"),
      "e.yaml:4: error: shots[0].in: in '00:00:61:12' must have minutes and seconds below 60 and frames below 30 (got 00:00:61:12)"),
    Mistake(
      shot("in: 00:00:01:30"),
      "e.yaml:4: error: shots[0].in: in '00:00:01:30' must have minutes and seconds below 60 and frames below 30 (got 00:00:01:30)"),
    Mistake(
      shot("in: 1:02"),
      "e.yaml:4: error: shots[0].in: in '1:02' is not a timecode (got 1:02); write hours:minutes:seconds:frames as 00:00:02:15"),
    Mistake(shot("in: 1e1"), "e.yaml:4: error: shots[0].in: in '1e1' has an exponent, which a time may not (got 1e1); write it out"),
    Mistake(
      shot("in: [1]"),
      "e.yaml:4: error: shots[0].in: in must be a time as seconds (2.5), frames (75f) or timecode (00:00:02:15), not a list"),
    Mistake(
      shot("in: 5s"),
      "e.yaml:4: error: shots[0].in: in '5s' must be a time as seconds (2.5), frames (75f) or timecode (00:00:02:15) (got 5s)"),
    Mistake(
      shot("in: 1.5f"),
      "e.yaml:4: error: shots[0].in: in '1.5f' must be a time as seconds (2.5), frames (75f) or timecode (00:00:02:15) (got 1.5f)"),
    Mistake(
      shot("in: true"),
      "e.yaml:4: error: shots[0].in: in must be a time as seconds (2.5), frames (75f) or timecode (00:00:02:15), not true or false "
        + "(got true)"
    ),
  ]

  static let inShots = [
    Mistake(shot("durration: 3"), "e.yaml:4: error: shots[0].durration: unknown key 'durration' (got 3); did you mean 'duration'?"),
    Mistake(shot("speed: 0"), "e.yaml:4: error: shots[0].speed: speed 0 must be 0.05...20 times, at most 3 decimals (got 0)"),
    Mistake(
      shot("speed: 1.0001"), "e.yaml:4: error: shots[0].speed: speed 1.0001 must be 0.05...20 times, at most 3 decimals (got 1.0001)"),
    Mistake(shot("speed: fast"), "e.yaml:4: error: shots[0].speed: speed must be a number, not text (got fast)"),
    Mistake(
      shot("fit: covr"),
      "e.yaml:4: error: shots[0].fit: fit 'covr' is not one of cover, contain, blur, stretch (got covr); did you mean 'cover'?"),
    Mistake(
      shot("gain: loud"),
      "e.yaml:4: error: shots[0].gain: gain must be a list (keyframe), at least 1 or a number, -96...24 dB or off, not text (got loud)"),
    Mistake(shot("gain: 99"), "e.yaml:4: error: shots[0].gain: gain 99 must be -96...24 dB (got 99)"),
    Mistake(
      shot("gain: .inf"),
      "e.yaml:4: error: shots[0].gain: gain must be a list (keyframe), at least 1 or a number, -96...24 dB or off, not text (got .inf)"),
    Mistake(
      shot("gain: true"),
      "e.yaml:4: error: shots[0].gain: gain must be a list (keyframe), at least 1 or a number, -96...24 dB or off, not true or false "
        + "(got true)"
    ),
    Mistake(shot("gain: { a: 1 }"), "e.yaml:4: error: shots[0].gain: gain must be a number, not a map"),
    Mistake(shot("speech: yes"), "e.yaml:4: error: shots[0].speech: speech must be true or false, not text (got yes)"),
    Mistake(
      shot("fps: 0"),
      "e.yaml:4: error: shots[0].fps: fps 0 must be frames per second as 30 or \"30000/1001\", 1...240, denominator at most 1001 (got 0)"),
    Mistake(
      shot("fps: 1/0"),
      "e.yaml:4: error: shots[0].fps: fps '1/0' must be frames per second as 30 or \"30000/1001\", 1...240, denominator at most "
        + "1001 (got 1/0)"
    ),
    Mistake(shot("scene: 5"), "e.yaml:4: error: shots[0].scene: scene must be text, not a number (got 5); write it in quotes"),
    Mistake(shot("scene: ''"), "e.yaml:4: error: shots[0].scene: scene '' must be text, not empty (got )"),
    Mistake(shot("cast: mia"), "e.yaml:4: error: shots[0].cast: cast must be a list, not text (got mia)"),
    Mistake(shot("cast: [mia, [1]]"), "e.yaml:4: error: shots[0].cast[1]: cast[1] must be text, not a list"),
    Mistake(
      document("shots: [{ source: \"http://x/y.mp4\" }]"),
      "e.yaml:2: error: shots[0].source: source 'http://x/y.mp4' must be the path of a file (got http://x/y.mp4); "
        + "fetch it first: only files are read"),
    Mistake(
      shot("transform: { scale: [{ at: 1, value: 1 }, { at: 1, value: 1 }] }"),
      "e.yaml:4: error: shots[0].transform.scale[1]: keyframes must be in order of time: 1.000s comes after 1.000s"),
    Mistake(
      shot("transform: { scale: [{ at: 1 }] }"),
      "e.yaml:4: error: shots[0].transform.scale[0].value: value is required; a number, in the limits of the field"),
    Mistake(
      shot("transform: { opacity: [{ at: 1, value: 2, ease: inout }] }"),
      "e.yaml:4: error: shots[0].transform.opacity[0].value: value 2 must be 0...1 (got 2)",
      "e.yaml:4: error: shots[0].transform.opacity[0].ease: ease 'inout' is not linear, ease, in, out, in-out, hold or "
        + "cubic-bezier(x1, y1, x2, y2) with x1, x2 in 0...1 and y1, y2 in -10...10 (got inout); did you mean 'in-out'?"),
    Mistake(
      shot("speed: [{ at: 0, value: 1 }, { at: 1, value: 0 }]"),
      "e.yaml:3: error: shots[0].duration: a shot whose speed moves must say its duration; add duration: 5"),
    Mistake(
      shot("match: maybe"),
      "e.yaml:4: error: shots[0].match: match 'maybe' must be one of on, off, target (got maybe)"),
    Mistake(
      shot("grade: { lift: [0, 1], gamma: 20 }", "effects: [{ type: glow }, { radius: 1 }]"),
      "e.yaml:4: error: shots[0].grade.lift: lift must have at least 3 items; leave it out for the default",
      "e.yaml:4: error: shots[0].grade.gamma: gamma 20 must be 0.25...4 (got 20)",
      "e.yaml:5: error: shots[0].effects[0].type: type 'glow' is not one of blur (got glow)",
      "e.yaml:5: error: shots[0].effects[1].type: type is required; one of blur"),
    Mistake(
      shot("transform: { opacity: [] }"),
      "e.yaml:4: error: shots[0].transform.opacity: opacity must have at least 1 item; leave it out for the default"),
    Mistake(
      shot("grade: { lut: a.txt }"),
      "e.yaml:4: error: shots[0].grade.lut: lut 'a.txt' must be the path of a file that ends in .cube (got a.txt)"),
  ]

  static let inTransitions = [
    Mistake(
      second("transition: dissolve"),
      "e.yaml:5: error: shots[1].transition: transition must be a map of type, duration and the type's parameters, not text (got "
        + "dissolve)"),
    Mistake(
      second("transition: { type: disolve, duration: 1 }"),
      "e.yaml:5: error: shots[1].transition.type: type 'disolve' is not one of dissolve, wipe (got disolve); did you mean 'dissolve'?"),
    Mistake(
      second("transition: { duration: 1 }"), "e.yaml:5: error: shots[1].transition.type: type is required; one of dissolve, wipe"),
    Mistake(
      second("transition: { type: wipe }"),
      "e.yaml:5: error: shots[1].transition.duration: duration is required; a time, above 0 and at most 86400 s"),
    Mistake(
      second("transition: { type: wipe, duration: 1, angle: 361, edge: soft, color: red, softnes: 1 }"),
      "e.yaml:5: error: shots[1].transition.softnes: unknown key 'softnes' (got 1); did you mean 'softness'?",
      "e.yaml:5: error: shots[1].transition.angle: angle 361 must be 0...360 degrees (got 361)",
      "e.yaml:5: error: shots[1].transition.edge: edge 'soft' is not one of hard, glow (got soft)",
      "e.yaml:5: error: shots[1].transition.color: color 'red' must be a colour as \"#rrggbb\" in quotes (got red)"),
    Mistake(
      second("transition: { type: dissolve, duration: 1, angle: 3 }"),
      "e.yaml:5: error: shots[1].transition.angle: unknown key 'angle' (got 3); known: type, duration, seed"),
    Mistake(
      shot("transition: { type: dissolve, duration: 1 }"),
      "e.yaml:4: error: shots[0].transition: the first shot has no shot before it to come out of; remove its transition"),
    Mistake(
      second("transition: { type: dissolve, duration: 4 }"),
      "e.yaml:5: error: shots[1].transition.duration: the transition of 4.000s is longer than the shot before, shots[0] of 3.000s; "
        + "shorten the transition or lengthen the shot"),
    Mistake(
      second("duration: 1\n    transition: { type: dissolve, duration: 2 }"),
      "e.yaml:6: error: shots[1].transition.duration: the transition of 2.000s is longer than its shot, shots[1] of 1.000s; "
        + "shorten the transition or lengthen the shot"),
  ]

  static let elsewhere = [
    Mistake(
      shot() + "canvas: { width: 7, height: 99999, fps: 200, background: red }",
      "e.yaml:4: error: canvas.width: width 7 must be even and 16...8192 (got 7)",
      "e.yaml:4: error: canvas.height: height 99999 must be even and 16...8192 (got 99999)",
      "e.yaml:4: error: canvas.fps: fps 200 must be frames per second as 30 or \"30000/1001\", 1...120, denominator at most 1001 (got 200)",
      "e.yaml:4: error: canvas.background: background 'red' must be a colour as \"#rrggbb\" in quotes (got red)"),
    Mistake(
      shot() + "canvas: { width: 99.5 }",
      "e.yaml:4: error: canvas.width: width 99.5 must be a whole number, even and 16...8192 (got 99.5)"),
    Mistake(shot() + "canvas: { width: '1080' }", "e.yaml:4: error: canvas.width: width must be a whole number, not text (got 1080)"),
    // Without quotes the colour is a comment.
    Mistake(
      shot() + "canvas:\n  background: #ff0000\n",
      "e.yaml:5: error: canvas.background: background must be a colour as \"#rrggbb\" in quotes, not nothing"),
    Mistake(
      shot() + "languages: { spanish: {}, es: , en: { subtitles: a.txt } }",
      "e.yaml:4: error: languages.spanish: 'spanish' is not a language tag as BCP 47 has it (es, pt-BR, zh-Hans) (got spanish)",
      "e.yaml:4: error: languages.es: es must be a map of subtitles, forced, encoding, second, captions, dialogue, not nothing",
      "e.yaml:4: error: languages.en.subtitles: subtitles 'a.txt' must be the path of a file that ends in .srt, .vtt, .ass, .ssa, .ttml, "
        + ".dfxp, .xml, .json (got a.txt)"),
    Mistake(
      shot() + "languages: { es: {}, ES: {} }",
      "e.yaml:4: error: languages.ES: the language 'ES' is there twice (got ES); 'es' differs only in case"),
    Mistake(
      shot()
        + "languages:\n  es:\n    dialogue:\n      - { source: 1.wav, start: 2, end: 75f, strat: 3 }\n"
        + "      - { source: 1.wav, start: 2, end: 1 }",
      "e.yaml:7: error: languages.es.dialogue[0].strat: unknown key 'strat' (got 3); did you mean 'start'?",
      "e.yaml:8: error: languages.es.dialogue[1].end: end 1.000s must be after start 2.000s (got 1)"),
    Mistake(
      shot() + "captions: { weight: 700, size: 2, y: 2, look: bxed }",
      "e.yaml:4: error: captions.look: look 'bxed' is not one of clean, boxed, karaoke, pop, cinematic (got bxed); did you mean 'boxed'?",
      "e.yaml:4: error: captions.weight: weight must be one of thin, light, regular, medium, semibold, bold, extrabold, black, not a number "
        + "(got 700)",
      "e.yaml:4: error: captions.size: size 2 must be 8...1000 px (got 2)",
      "e.yaml:4: error: captions.y: y 2 must be 0...1 (got 2)"),
    Mistake(
      shot() + "overlays: [{ source: a.png, start: 3, end: 2 }, { source: a.png, opacity: 2, blend: multipy }]",
      "e.yaml:4: error: overlays[0].end: end 2.000s must be after start 3.000s (got 2)",
      "e.yaml:4: error: overlays[1].opacity: opacity 2 must be 0...1 (got 2)",
      "e.yaml:4: error: overlays[1].blend: blend 'multipy' is not one of normal, multiply (got multipy); did you mean 'multiply'?"),
    Mistake(
      shot() + "audio: { loudness: { target: 0, truepeak: 1 }, music: [{ gain: 0, duck: { depth: 3 } }], shots: { gain: no } }",
      "e.yaml:4: error: audio.shots.gain: gain must be a list (keyframe), at least 1 or a number, -96...24 dB or off, not text (got no)",
      "e.yaml:4: error: audio.music[0].source: source is required; the path of a file",
      "e.yaml:4: error: audio.music[0].duck.depth: depth 3 must be -60...0 dB (got 3)",
      "e.yaml:4: error: audio.loudness.truepeak: unknown key 'truepeak' (got 1); did you mean 'true_peak'?",
      "e.yaml:4: error: audio.loudness.target: target 0 must be -40...-5 LUFS (got 0)"),
    Mistake(shot() + "audio: { loudness: no }", "e.yaml:4: error: audio.loudness: loudness must be a map or off, not text (got no)"),
  ]

  static let inDeliveries = [
    Mistake(shot() + "deliver: []", "e.yaml:4: error: deliver: deliver must have at least 1 item; leave it out for the default"),
    Mistake(
      shot() + "languages: { es: {}, en: {} }\ndeliver: [{ languages: [en, sp] }]",
      "e.yaml:5: error: deliver[0].languages[1]: language 'sp' is not one of the document's (got sp); known: es, en"),
    Mistake(
      shot() + "deliver: [{ languages: [en] }]",
      "e.yaml:4: error: deliver[0].languages[0]: language 'en' is not one of the document's (got en)"),
    Mistake(
      shot() + "languages: { es: {}, en: {} }\ndeliver: [{ languages: [en, en] }]",
      "e.yaml:5: error: deliver[0].languages[1]: the language 'en' is there twice (got en)"),
    Mistake(
      shot() + "deliver:\n  - name: a\n  - name: A\n",
      "e.yaml:6: error: deliver[1]: the delivery 'A' is there twice (got A); 'a' differs only in case"),
    Mistake(
      shot() + "deliver: [{ renditions: [1080p, 1081p, 720, 9p, { width: 1080, height: 1080 }, { width: 720, video_bitrate: 6X }] }]",
      "e.yaml:4: error: deliver[0].renditions[1]: renditions[1] '1081p' must be a short side as 1080p, even and 16...8192 (got 1081p)",
      "e.yaml:4: error: deliver[0].renditions[2]: renditions[2] must be a short side as 1080p, not a number (got 720)",
      "e.yaml:4: error: deliver[0].renditions[3]: renditions[3] '9p' must be a short side as 1080p, even and 16...8192 (got 9p)",
      "e.yaml:4: error: deliver[0].renditions[4].fit: fit is required: 1080x1080 has another aspect than the canvas (1080x1920); "
        + "cover cuts off, contain leaves borders, stretch distorts",
      "e.yaml:4: error: deliver[0].renditions[5].height: height is required; a whole number, even and 16...8192",
      "e.yaml:4: error: deliver[0].renditions[5].video_bitrate: video_bitrate '6X' must be bits per second as 6000000, 6000k or 6M, "
        + "50k...400000k (got 6X)"),
    Mistake(
      shot() + "deliver: [{ renditions: [720p, 720p] }]",
      "e.yaml:4: error: deliver[0].renditions[1]: the rendition '720p' is there twice (got 720p)"),
    Mistake(
      shot() + "canvas: { width: 200, height: 8192 }\ndeliver: [{ renditions: [720p] }]",
      "e.yaml:5: error: deliver[0].renditions[0]: renditions[0] '720p' is 720x29492, and a side must be at most 8192 (got 720p)"),
    Mistake(
      shot() + "deliver: [{ encoder: { video: x265, crf: 70, gop: 0, audio_bitrate: 1k, preset: slow. } }]",
      "e.yaml:4: error: deliver[0].encoder.video: video 'x265' is not one of libx264, libx265, libvpx-vp9 (got x265)",
      "e.yaml:4: error: deliver[0].encoder.preset: preset 'slow.' is not one of ultrafast, superfast, veryfast, faster, fast, "
        + "medium, slow, "
        + "slower, veryslow (got slow.); did you mean 'slow'?",
      "e.yaml:4: error: deliver[0].encoder.crf: crf 70 must be 0...63 (got 70)",
      "e.yaml:4: error: deliver[0].encoder.gop: gop 0 must be 0.1...10 s, at most 3 decimals (got 0)",
      "e.yaml:4: error: deliver[0].encoder.audio_bitrate: audio_bitrate '1k' must be bits per second as 6000000, 6000k or 6M, "
        + "32k...512k (got 1k)"
    ),
  ]

  static let inWords = [
    Mistake(
      shot() + "languages: { en: {}, es: { second: es } }\ntexts:\n  - { text: { en: a, fr: b }, style: { x: 0.5 } }",
      "e.yaml:4: error: languages.es: second 'es' is the language itself; name another language of the document",
      "e.yaml:6: error: texts[0].style.x: style.x is not for a text of the picture (got 0.5); remove it, or say it beside style",
      "e.yaml:6: error: texts[0].text: there are no words for the language 'es'; add es: ...",
      "e.yaml:6: error: texts[0].text.fr: language 'fr' is not one of the document's (got b); known: en, es"),
    Mistake(
      shot() + "texts:\n  - { start: 2, end: 1, text: a }\n  - { text: a, look: titel }",
      "e.yaml:5: error: texts[0].end: end 1.000s must be after start 2.000s (got 1)",
      "e.yaml:6: error: texts[1].look: look 'titel' is not one of title, message, card, lower-third (got titel); did you mean 'title'?"),
    Mistake(
      shot() + "deliver: [{ profile: tiktock }]",
      "e.yaml:4: error: deliver[0].profile: profile 'tiktock' is not one of tiktok, reels, facebook, shorts, hls-app, archive, "
        + "meta-ads, everywhere, and there is no profiles/tiktock.yaml (got tiktock); did you mean 'tiktok'?"),
    Mistake(
      shot() + "deliver: [{ package: hls, edit_list: on }]",
      "e.yaml:4: error: deliver[0].edit_list: a package of hls has no edit lists (got on); leave it out"),
  ]

  @Test func neutralValuesAreAvailable() throws {
    let episode = try episode(
      shot("transform: { x: 0, scale: [{ at: 0, value: 1 }, { at: 2, value: 1 }] }", "grade: { saturation: 1, lut: a.cube, strength: 0 }"))
    #expect(episode.shots[0].transform?.isNeutral == true)
    #expect(episode.shots[0].grade?.isNeutral == true)
  }

  @Test func nearlyABroadcastRateIsAWarning() throws {
    #expect(
      said(shot() + "canvas: { fps: 29.97 }")
        == ["e.yaml:4: warning: canvas.fps: fps 29.97 is not the broadcast rate (got 29.97); write \"30000/1001\" if you mean it"])
    #expect(load(shot() + "canvas: { fps: 29.97 }").episode != nil)
    #expect(said(shot() + "canvas: { fps: 23.976 }").count == 1)
    for rate in ["24", "25", "30", "\"30000/1001\"", "\"24000/1001\"", "12.5", "59.5", "1"] {
      #expect(said(shot() + "canvas: { fps: \(rate) }") == [], "\(rate)")
    }
  }
}

/// Two shots, the first of 3 s; `field` of the second is on line 5.
private func second(_ field: String) -> String {
  document("shots:\n  - { source: a.mp4, duration: 3 }\n  - source: b.mp4\n    \(field)\n")
}
