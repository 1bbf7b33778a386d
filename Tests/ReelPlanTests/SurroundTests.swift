import Foundation
import ReelCore
import ReelPlan
import ReelTimeline
import Testing

/// What is heard from which loudspeaker of 5.1.
@Suite struct SurroundTests {
  private func recording(_ name: String, channels: Int, seconds: Rational = Rational(1)) -> MediaFacts {
    var audio = sound(seconds: seconds)
    audio.channels = channels
    return MediaFacts(kind: .sound, digest: digest(name), container: "wav", audio: audio)
  }

  private func plan(_ deliver: String) throws -> Plan {
    try Fixture(
      """
      shots: [{ source: p.png, duration: 9 }]
      audio:
        music: [{ source: two.wav, pan: 0.5 }, { source: six.wav, pan: -0.5, reverb: { room: hall } }, { source: one.wav }]
      languages:
        es:
          dialogue:
            - { source: one.wav, reverb: { room: car } }
            - { source: one.wav, start: 2, pan: 0.25 }
            - { source: two.wav, start: 4 }
            - { source: six.wav, start: 5, end: 5.9 }
            - { source: six.wav, start: 7 }
      deliver: \(deliver)
      """,
      ["p.png": still("p")].merging((["one": 1, "two": 2, "six": 6]).map { ("\($0).wav", recording($0, channels: $1)) }) { $1 }
    ).plan()
  }

  @Test func whatIsHeardWhere() throws {
    let mix = try plan("[{ encoder: { audio_layout: 5.1 } }]").mixes[0]
    #expect(mix.layout == .surround)
    struct Heard: Equatable {
      var name: String
      var bus: MixClip.Bus
      var pair: SpeakerPair?
      var speakers: SpeakerPair?
      var pan: Double?
      var room: ReverbRoom?
      var isAlone: Bool?
    }
    let names = Dictionary(uniqueKeysWithValues: ["one", "two", "six"].map { (digest($0), $0) })
    let heard = mix.clips.map {
      Heard(
        name: names[$0.source.digest] ?? "?", bus: $0.bus, pair: $0.source.pair, speakers: $0.speakers,
        pan: $0.pan?.position.points[0].value, room: $0.reverb?.room, isAlone: $0.reverb?.isAlone)
    }
    let due = [
      Heard(name: "two", bus: .music, pan: 0.5),
      Heard(name: "six", bus: .music, pair: .front, pan: -0.5), Heard(name: "six", bus: .music, pair: .centre, speakers: .centre),
      Heard(name: "six", bus: .music, pair: .surround, speakers: .surround, pan: -0.5),
      Heard(name: "six", bus: .music, pan: -0.5, room: .hall, isAlone: true),
      Heard(name: "one", bus: .music),
      Heard(name: "one", bus: .dialogue, speakers: .centre, pan: -1),
      Heard(name: "one", bus: .dialogue, room: .car, isAlone: true),
      Heard(name: "one", bus: .dialogue, pan: 0.25), Heard(name: "two", bus: .dialogue), Heard(name: "six", bus: .dialogue),
      Heard(name: "six", bus: .dialogue, pair: .front), Heard(name: "six", bus: .dialogue, pair: .centre, speakers: .centre),
      Heard(name: "six", bus: .dialogue, pair: .surround, speakers: .surround),
    ]
    #expect(heard == due)
    #expect(mix.clips[10].source.stretch != nil && mix.clips[6].pan?.isMono == true)
  }

  @Test func oneDeliveryIsStereoAndAnotherNot() throws {
    let plan = try plan("[{ name: a }, { name: b, encoder: { audio_layout: \"5.1\" } }, { name: c, encoder: { audio_layout: stereo } }]")
    #expect(plan.tracks.count == 2 && plan.outputs[0].sound?.track == plan.outputs[2].sound?.track)
    #expect(plan.outputs.map(\.sound?.encoder.channels) == [2, 6, 2])
    #expect(plan.outputs.map(\.sound?.encoder.bitRate) == [128_000, 384_000, 128_000])
    // Nothing of 5.1 is in the key of a stereo track.
    let spec = String(decoding: try JSONEncoder().encode(plan.tracks[0].spec), as: UTF8.self)
    for field in ["layout", "speakers", "pair", "isAlone"] { #expect(!spec.contains("\"\(field)\"")) }
    let others = try self.plan(
      "[{ encoder: { audio_layout: 5.1, audio: flac } }, { name: b, encoder: { audio_layout: 5.1, audio_bitrate: 448k } }]")
    #expect(others.outputs.map(\.sound?.encoder.bitRate) == [0, 448_000])
  }

  @Test func stemsHaveTheLayoutOfTheirDelivery() throws {
    let plan = try plan("[{ package: stems, encoder: { audio_layout: 5.1 } }, { name: two, package: stems }]")
    #expect(plan.stems.map(\.mix.layout) == [.surround, .surround, .surround, .surround, nil, nil, nil, nil])
    #expect(Set(plan.stems.map(\.key)).count == 8)
  }
}
