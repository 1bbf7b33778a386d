import ReelCore
import ReelPlan
import Testing

/// What is told of two specs that differ.
@Suite struct SpecChangeTests {
  private func said(_ old: SpecTree, _ new: SpecTree) -> [String] {
    SpecChange.between(old, new).map { "\($0.path) \($0.from ?? "none") -> \($0.to ?? "none")" }
  }

  private func list(_ items: [String]) -> SpecTree { .map(["list": .list(items.map { .leaf($0) })]) }

  @Test func fieldsInTheOrderOfTheirPaths() {
    let old = SpecTree.map(["b": .leaf("1"), "a": .map(["z": .leaf("2"), "y": .leaf("3")]), "c": .leaf("4")])
    let new = SpecTree.map(["b": .leaf("5"), "a": .map(["z": .leaf("6"), "y": .leaf("3")]), "d": .leaf("7")])
    #expect(said(old, new) == ["a.z 2 -> 6", "b 1 -> 5", "c 4 -> none", "d none -> 7"])
    #expect(said(old, old).isEmpty)
  }

  @Test func anItemPutInOrTakenOutIsOneChange() {
    #expect(said(list(["a", "b", "c"]), list(["a", "x", "b", "c"])) == ["list[1] none -> x"])
    #expect(said(list(["a", "b", "c"]), list(["a", "c"])) == ["list[1] b -> none"])
    #expect(said(list(["a", "b", "c"]), list(["a", "x", "c"])) == ["list[1] b -> x"])
    #expect(said(list(["a", "a"]), list(["a", "a", "a"])) == ["list[2] none -> a"])
    #expect(said(list(["a", "b"]), list([])) == ["list[0] a -> none", "list[1] b -> none"])
    #expect(said(list(["a", "b"]), list(["x", "y", "z"])) == ["list[0] a -> x", "list[1] b -> y", "list[2] none -> z"])
  }

  private let build = SpecTree(BuildIdentity(architecture: "test", libraries: ["libx264": "164"]))
  private let encoder = VideoEncoderSettings(
    encoder: "libx264", size: Size(width: 1080, height: 1920), rate: FrameRate(Rational(30)), preset: "veryfast", crf: 21, profile: "high",
    level: 40, gop: 60, bFrames: 3, referenceFrames: 1)

  private func picture(_ source: String) -> SpecTree {
    SpecTree(
      PictureSpec(
        canvas: Size(width: 1080, height: 1920), background: [0, 0, 0], count: 60,
        shots: [
          ShotSlice(source: PictureSource(digest: digest(source), stream: 0), fitting: .cover, span: 0..<60, frames: Array(30..<90))
        ],
        transitions: [], overlays: []))
  }

  private func segment(
    _ source: String = "a", dialogues: [String]? = nil, header: String = "PlayResX: 1080", crf: Double = 21, scaling: Scaling? = nil
  ) -> SpecTree {
    var encoder = encoder
    encoder.crf = crf
    let texts = dialogues.map { lines in
      let events = lines.map { "Dialogue: 2,0:00:00.00,0:00:00.00,Caption,,0,0,0,,\($0)\n" }
      let script = "[Script Info]\n\(header)\n[Events]\n" + events.joined()
      return [
        TextSlice(
          group: TextGroup(start: 7, count: 40, script: script, events: lines.map { _ in 0..<40 }, fonts: [digest("font")]),
          canvas: Size(width: 1080, height: 1920), span: 5..<45, first: 0)
      ]
    }
    return SpecTree(
      SegmentSpec(picture: digest(source), scaling: scaling, texts: texts ?? [], encoder: encoder, count: 60, build: digest("build")),
      picture: picture(source), build: build)
  }

  @Test func segments() {
    #expect(said(segment(), segment(crf: 22.5)) == ["encoder.crf 21 -> 22.5"])
    #expect(
      said(segment("a"), segment("b")) == ["picture.shots[0].source.digest \(digest("a").hex) -> \(digest("b").hex)"])
    let scaling = Scaling(canvas: Size(width: 2, height: 2), size: Size(width: 4, height: 4), fitting: .cover, background: [0, 0, 0])
    #expect(said(segment(), segment(scaling: scaling)) == ["scaling none -> {background, canvas, fitting, size}"])
  }

  /// The words of a script are told apart from how they are drawn.
  @Test func texts() {
    let hi = #"{\an2\pos(540,1500)}{\fnNoto Sans\b400}Hi\Nthere"#
    let ho = #"{\an2\pos(540,1500)}{\fnNoto Sans\b400}Ho \{\Nthere"#
    #expect(said(segment(dialogues: [hi]), segment(dialogues: [ho])) == [#"texts[0].lines[0] "Hi there" -> "Ho { there""#])
    #expect(said(segment(), segment(dialogues: [hi])) == [#"texts[0] none -> "Hi there""#])
    let lower = #"{\an2\pos(540,1600)}{\fnNoto Sans\b400}Hi\Nthere"#
    #expect(
      said(segment(dialogues: [hi]), segment(dialogues: [lower])) == [
        #"texts[0].looks[0] Dialogue: 2,0:00:00.00,0:00:00.00,Caption,,0,0,0,,{\an2\pos(540,1500)}{\fnNoto Sans\b400} -> "#
          + #"Dialogue: 2,0:00:00.00,0:00:00.00,Caption,,0,0,0,,{\an2\pos(540,1600)}{\fnNoto Sans\b400}"#
      ])
    #expect(
      said(segment(dialogues: [hi]), segment(dialogues: [hi], header: "PlayResX: 540"))
        == ["texts[0].header[1] PlayResX: 1080 -> PlayResX: 540"])
    // A box is no words, and a word that is drawn twice, lit and unlit, is told once.
    let box = #"{\an7\pos(0,0)\p1}m 0 0 l 10 0"#
    #expect(
      said(segment(dialogues: [box, hi, hi]), segment(dialogues: [box, ho, ho])) == [#"texts[0].lines[0] "Hi there" -> "Ho { there""#])
  }

  @Test func tracks() {
    func track(_ gains: [Double], _ build: SpecTree? = nil) -> SpecTree {
      let clips = gains.enumerated().map { index, gain in
        MixClip(bus: .music, source: SoundSource(digest: digest("\(index)"), stream: 0), start: 0, count: 9, gain: gain)
      }
      return SpecTree(
        TrackSpec(mix: MixSpec(length: 10, clips: clips, loudness: nil), encoder: AudioEncoderSettings(bitRate: 1), build: digest("b")),
        build: build ?? self.build)
    }
    #expect(said(track([1, 2]), track([1, 3])) == ["mix.clips[1].gain 2 -> 3"])
    #expect(said(track([1]), track([1, 3])) == ["mix.clips[1] none -> \(digest("1").hex)"])
    let newer = SpecTree(BuildIdentity(architecture: "test", libraries: ["libx264": "165"]))
    #expect(said(track([1]), track([1], newer)) == [#"build.libraries.libx264 "164" -> "165""#])
  }

  // MARK: Cells

  private func cells(_ sources: String...) -> [CellMatch] {
    let names = [digest("A").hex: "a.mp4", digest("a").hex: "a.mp4"]
    return sources.map { CellMatch(picture($0), names: names) }
  }

  @Test func cellsFindThemselves() {
    #expect(CellMatch.numbers(cells("a", "b", "c"), in: cells("a", "b", "c")) == [0, 1, 2])
    #expect(CellMatch.numbers(cells("x", "a", "b"), in: cells("a", "b")) == [nil, 0, 1])
    #expect(CellMatch.numbers(cells("a", "x", "y", "b"), in: cells("a", "b")) == [0, nil, nil, 1])
    #expect(CellMatch.numbers(cells("a", "c"), in: cells("a", "b", "c")) == [0, 2])
    #expect(CellMatch.numbers(cells("a"), in: []) == [nil])
  }

  @Test func aCellThatChangedIsComparedWithItself() {
    #expect(CellMatch.numbers(cells("a", "x", "c"), in: cells("a", "b", "c")) == [0, 1, 2])
    // By the file's name, where its bytes are others and something came before it.
    #expect(CellMatch.numbers(cells("x", "y", "A", "c"), in: cells("b", "a", "d", "c")).last == 3)
    #expect(CellMatch.numbers(cells("x", "A", "c"), in: cells("a", "c")) == [nil, 0, 1])
  }
}
