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
  @Test func dump() {
    let texts = [
      "", "- a", "a: [", "reelfx: 1\nreelfx: 1", "reelfx: 2\nshots: []\nfoo: 1", "reelfx: 1", document("shots: []"),
      shot("durration: 3"), shot("duration: -1"), shot("duration: 0"), shot("duration: 1.1234567"), shot("in: 00:00:01;12"), shot("in: 00:00:61:12"), shot("in: 00:00:01:30"),
      shot("in: 1e1"), shot("in: [1]"), shot("in: abc"), shot("in: 90000"), shot("in: 1:2"), shot("speed: 0"), shot("speed: fast"), shot("speed: 1.0001"), shot("fit: blur"), shot("fit: covr"), shot("gain: loud"), shot("gain: 99"), shot("gain: true"), shot("speech: yes"), shot("fps: 0"), shot("fps: 29.97"), shot("fps: 1/0"), shot("scene: 5"), shot("cast: mia"), shot("cast: [mia, [1]]"),
      shot("transform: { scale: 2 }"), shot("transform: { scale: [{ at: 1, value: 1}, {at: 1, value: 1}] }"), shot("transform: { scale: [{ at: 1}] }"), shot("transform: { opacity: [] }"), shot("grade: { lut: a.txt }"), shot("grade: { exposure: 1 }"), shot("transition: dissolve"), shot("transition: { type: disolve, duration: 1 }"), shot("transition: { duration: 1 }"), shot("transition: { type: wipe }"), shot("transition: { type: wipe, duration: 1, angle: 361, edge: soft, color: red, softnes: 1 }"), shot("transition: { type: dissolve, duration: 1 }"),
      shot("source: b.mp4"), shot("\tx: 1"), "reelfx: 1\nshots:\n  - duration: 1\n", shot() + "canvas: { width: 7, height: 99999, fps: 200, background: red }", shot() + "canvas:\n  background: #ff0000\n", shot() + "id: a/b", shot() + "title: 5", shot() + "title: { english: x }", shot() + "languages: { spanish-: { } , es: , en: {subtitles: a.txt} }", shot() + "deliver: []", shot() + "deliver: [ {name: a, languages: [es]}, {name: A, profile: tiktok, package: hls, renditions: [1080p, 1081p, 720, 1080p, {width: 1080, height: 1080}, {width: 720, height: 1280, fit: blur, video_bitrate: 6X}]} ]", shot() + "deliver: [ { encoder: { video: x265, crf: 60, gop: 0, audio_bitrate: 1k, preset: slower } } ]",
      shot("scene: ${nope}"), document("vars: { a: \"${b}\", b: \"${a}\", c: [1] }\nid: ${a}\nshots: [{source: \"${c}\"}]"), shot("scene: ${"), shot("scene: *x"), shot("source: http://x/y.mp4"), shot() + "extends: nowhere.yaml", shot() + "captions: { look: karaoke, weight: 700, size: 2, y: 2 }", shot() + "overlays: [ { source: a.png, start: 3, end: 2, blend: multiply, opacity: 2 } ]", shot() + "audio: { loudness: { target: 0 }, music: [ { gain: 0 } ], shots: { gain: no } }", shot() + "audio: { loudness: no }", shot("scene: !foo x"), shot("? [a]\n    : b"),
    ]
    for text in texts {
      print("-----\n\(text)\n=>")
      for line in said(text) { print("   ", line) }
    }
  }
}
