import ReelCore
import ReelPlan
import Testing

/// Every field is in the key, but for those named harmless here.
@Suite struct KeyTests {
  static let harmless: Set<String> = ["TextGroup.start"]

  private static var color: ShotColor {
    var grade = GradeSpec()
    (grade.exposure, grade.temperature, grade.tint, grade.contrast, grade.saturation) = (1, 20, -10, 1.25, 0.5)
    (grade.lift, grade.gamma, grade.gain) = (PerChannel(0.1, 0.2, 0.3), PerChannel(1, 1.5, 2), PerChannel(1, 2, 3))
    let correction = ColorCorrection(red: .init(gain: 60, offset: 1), green: .init(gain: 64, offset: -2), blue: .init(gain: 70, offset: 3))
    return ShotColor(correction: correction, grade: grade, lut: digest("cube"), strength: 0.75)
  }

  private let picture = PictureSpec(
    canvas: Size(width: 1080, height: 1920), background: [1, 2, 255], count: 60,
    shots: [
      ShotSlice(
        source: PictureSource(digest: digest("a"), stream: 0), fitting: .cover, span: 0..<30, frames: [3, 4, 4], shares: [0, 128, 0],
        placement: PlacementSpec(
          x: .frames([1, 2]), y: .constant(3), scale: .constant(1.5), rotate: .constant(4), opacity: .constant(0.5),
          anchorX: .constant(0.25), anchorY: .constant(0.75), centerX: .constant(0.4), centerY: .constant(0.6), cropLeft: .constant(0.1),
          cropTop: .constant(0.2), cropRight: .constant(0.3), cropBottom: .constant(0.45), filter: "lanczos"),
        color: Self.color,
        effects: [
          EffectSlice(
            type: "grain", parameters: ["amount": .number(.frames([0.5, 1]))], span: 2..<9, first: 4, duration: 20,
            rate: FrameRate(Rational(24)), seed: 7)
        ]),
      ShotSlice(
        source: PictureSource(digest: digest("b"), stream: 1), fitting: .contain, span: 15..<60, frames: [0, 7], shares: [1, 2],
        placement: PlacementSpec(
          x: .frames([1, 2]), y: .constant(3), scale: .constant(1.5), rotate: .constant(4), opacity: .constant(0.5),
          anchorX: .constant(0.25), anchorY: .constant(0.75), centerX: .constant(0.4), centerY: .constant(0.6), cropLeft: .constant(0.1),
          cropTop: .constant(0.2), cropRight: .constant(0.3), cropBottom: .constant(0.45), filter: "lanczos"),
        color: Self.color,
        effects: [
          EffectSlice(
            type: "grain", parameters: ["amount": .number(.frames([0.5, 1]))], span: 2..<9, first: 4, duration: 20,
            rate: FrameRate(Rational(24)), seed: 7)
        ]),
    ],
    transitions: [
      TransitionSlice(
        type: "wipe", parameters: ["softness": .number(.constant(0.1)), "edge": .choice("glow")], from: 0, to: 1, span: 15..<30, first: 2,
        duration: 40)
    ],
    overlays: [
      OverlaySlice(
        source: PictureSource(digest: digest("logo"), stream: 0), x: .constant(-3), y: .frames([80, 81]),
        size: Size(width: 300, height: 200),
        scale: .constant(2), rotate: .constant(3), anchorX: .constant(0.1), anchorY: .constant(0.2), opacity: .constant(0.25),
        blend: "screen", premultiplied: true,
        mask: MaskSpec(
          source: PictureSource(digest: digest("mask"), stream: 0), shape: "ellipse", x: 1, y: 2, width: 30, height: 40, radius: 5,
          feather: 6, invert: true), maskFrames: [7, 8, 9],
        key: ColorKeySpec(color: [0, 255, 1], similarity: 0.2, smoothness: 0.1, spill: 0.5),
        filter: "bilinear", span: 8..<20, frames: [5, 6, 0])
    ],
    effects: [
      EffectSlice(
        type: "letterbox", parameters: ["color": .color([1, 2, 3])], span: 0..<60, first: 0, duration: 60, rate: FrameRate(Rational(30)),
        seed: 0)
    ])

  private let segment = SegmentSpec(
    picture: digest("picture"),
    scaling: Scaling(
      canvas: Size(width: 1080, height: 1920), size: Size(width: 540, height: 960), fitting: .stretch, background: [0, 128, 255]),
    texts: [
      TextSlice(
        group: TextGroup(start: 100, count: 40, script: "[Script Info]", events: [0..<20, 10..<40], fonts: [digest("f"), digest("g")]),
        canvas: Size(width: 1080, height: 1920), span: 5..<45, first: 3)
    ],
    encoder: VideoEncoderSettings(
      encoder: "libx264", size: Size(width: 540, height: 960), rate: FrameRate(Rational(30000, 1001)), preset: "veryfast", crf: 21.5,
      profile: "high", level: 31, gop: 60, bFrames: 3, referenceFrames: 2, maxRate: 600_000),
    count: 60, build: digest("build"))

  private static let ducking = Ducking(
    depth: -12, attack: Time(Rational(3, 20)), release: Time(Rational(2)), hold: Time(Rational(1, 4)), lookAhead: Time(Rational(1, 9)))

  private let track = TrackSpec(
    mix: MixSpec(
      length: 480_000,
      clips: [
        MixClip(
          bus: .music,
          source: SoundSource(
            digest: digest("m"), stream: 1, stretch: Stretch(offset: 3, count: 50_000, length: 49_000), pair: .centre),
          offset: 7, start: 100, count: 48000, loops: true, gain: -6.5,
          fadeIn: 30, fadeOut: 40, curve: .power, ducking: Self.ducking, overlap: 20,
          automation: MixCurve([.init(at: 3, value: -4), .init(at: 9, value: 1)]),
          pan: MixPan(position: MixCurve([.init(at: 2, value: 0.25)]), isMono: false),
          equalizer: [EqualizerBand(.peak, frequency: 900, gain: 3, q: 2)],
          reverb: ReverbSend(room: .hall, level: -12, isAlone: true), speakers: .centre),
        MixClip(
          bus: .shots,
          source: SoundSource(digest: digest("s"), stream: 2, stretch: Stretch(offset: 4, count: 60, length: 50), pair: .surround),
          offset: 9,
          start: 200, count: 300, gain: 1.5, fadeIn: 1,
          fadeOut: 2, ducking: Self.ducking, overlap: 21, automation: MixCurve([.init(at: 4, value: -5)]),
          pan: MixPan(position: .constant(-1), isMono: true), equalizer: [EqualizerBand(.lowShelf, frequency: 90, gain: -3)],
          reverb: ReverbSend(room: .car, level: -3, isAlone: false), speakers: .surround),
      ], loudness: LoudnessTarget(integrated: -14, truePeak: -1.5, dialogue: -13), declick: 144, layout: .surround),
    encoder: AudioEncoderSettings(encoder: "aac", bitRate: 128_000, sampleRate: 48000, channels: 2, dropsPriming: false),
    build: digest("build"))

  @Test func everyFieldOfAPicture() throws { try flip(picture, least: 110) { $0.key } }
  @Test func everyFieldOfASegment() throws { try flip(segment, least: 35) { $0.key } }
  @Test func everyFieldOfAStill() throws {
    let still = StillSpec(
      picture: digest("picture"), index: 7, scaling: segment.scaling, size: Size(width: 540, height: 960), texts: segment.texts)
    #expect(still.texts == segment.texts)
    try flip(still, least: 18) { CanonicalEncoder.digest($0) }
  }
  @Test func everyFieldOfATrack() throws { try flip(track, least: 60) { $0.key } }
  @Test func everyFieldOfABuild() throws {
    try flip(BuildIdentity(architecture: "x86_64", libraries: ["libx264": "164", "libass": "0.17.1"]), least: 4) { $0.digest }
  }

  /// Changes every leaf, and every list and map, of the value's encoded form: each other value has another key.
  private func flip<Value: Codable & Hashable>(_ value: Value, least: Int, key: (Value) -> Digest) throws {
    let tree = try JSONTree(value)
    expectWhole(value, tree, "\(Value.self)")
    #expect(key(try tree.decoded(as: Value.self)) == key(value))
    var trees: [Digest: JSONTree] = [key(value): tree]
    var leaves = 0
    for change in tree.changes() {
      var differs = false
      for candidate in change.candidates where !differs {
        guard let other = try? candidate.decoded(as: Value.self) else { continue }
        let whole = try JSONTree(other)
        if whole == tree { continue }
        differs = true
        let before = trees.updateValue(whole, forKey: key(other))
        #expect(before == nil || before == whole, "\(Value.self)\(change.path) does not reach the key")
      }
      if change.isLeaf {
        leaves += 1
        #expect(differs, "no other value was found for \(Value.self)\(change.path)")
      }
    }
    #expect(leaves >= least, "\(leaves) leaves")
  }

  /// Every stored property has a value here and stands in the encoded form: none is left out by its `CodingKeys` or by being `nil`.
  private func expectWhole(_ value: Any, _ tree: JSONTree, _ path: String) {
    let mirror = Mirror(reflecting: value)
    switch (mirror.displayStyle, tree) {
    case (.optional, _):
      if let some = mirror.children.first { expectWhole(some.value, tree, path) } else { Issue.record("\(path) is nil in the sample") }
    case (.struct, .map(let entries)):
      for child in mirror.children {
        let name = "\(type(of: value)).\(child.label ?? "")"
        if Self.harmless.contains(name) { continue }
        if let entry = child.label.flatMap({ entries[$0] }) {
          expectWhole(child.value, entry, "\(path).\(child.label ?? "")")
        } else if Mirror(reflecting: child.value).displayStyle == .optional {
          Issue.record("\(path).\(child.label ?? "") is nil in the sample")
        } else {
          Issue.record("\(name) is not encoded, so it is in no key")
        }
      }
    case (.collection, .list(let items)):
      #expect(!items.isEmpty, "\(path) is empty in the sample")
      for (child, item) in zip(mirror.children, items) { expectWhole(child.value, item, path + "[]") }
    default: break
    }
  }

  @Test func whereATextStandsIsNotInTheKey() {
    var moved = segment
    moved.texts[0].group.start = 7
    #expect(moved != segment && moved.key == segment.key)
  }

  @Test func aKeyIsTheSameInEveryProcess() {
    // Of the layout that CanonicalEncoder documents; another value means that every store in use is lost.
    let spec = PictureSpec(
      canvas: Size(width: 2, height: 4), background: [0, 0, 0], count: 1,
      shots: [ShotSlice(source: PictureSource(digest: Digest.of("a"), stream: 0), fitting: .cover, span: 0..<1, frames: [0])],
      transitions: [], overlays: [])
    #expect(spec.key.hex == "0a07ea4a159bbc09fa9fb73369eacf40ee7fb4a728865d9a2b32f7fcac974a65")
  }
}
