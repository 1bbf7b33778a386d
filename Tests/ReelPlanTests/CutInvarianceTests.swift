import ReelCore
import ReelPlan
import ReelTimeline
import Testing

/// Where an episode is cut into cells changes nothing that is seen.
@Suite struct CutInvarianceTests {
  /// All that one output frame is made of.
  private struct Seen: Hashable {
    struct Layer: Hashable {
      var source: PictureSource
      var frame: Int
      var look: [String]
    }
    struct Mix: Hashable {
      var transition: String
      var from: PictureSource
      var to: PictureSource
      var moment: Int
      var duration: Int
    }
    struct Text: Hashable {
      var script: String
      var moment: Int
    }
    var shots: [Layer]
    var mixes: [Mix]
    var overlays: [Layer]
    var texts: [Text]
  }

  private func seen(_ plan: Plan) -> [Seen] {
    plan.cells.flatMap { cell in
      (0..<cell.frames.count).map { frame in
        let picture = cell.picture
        return Seen(
          shots: picture.shots.filter { $0.span.contains(frame) }.map {
            .init(source: $0.source, frame: $0.frames[frame - $0.span.lowerBound], look: [$0.fitting.rawValue])
          },
          mixes: picture.transitions.filter { $0.span.contains(frame) }.map {
            .init(
              transition: $0.type, from: picture.shots[$0.from].source, to: picture.shots[$0.to].source,
              moment: $0.first + frame - $0.span.lowerBound, duration: $0.duration)
          },
          overlays: picture.overlays.filter { $0.span.contains(frame) }.map {
            .init(
              source: $0.source, frame: $0.frames[frame - $0.span.lowerBound], look: ["\($0.x) \($0.y) \($0.size) \($0.opacity)", $0.blend])
          },
          texts: cell.segments[0].spec.texts.filter { $0.span.contains(frame) }.map {
            .init(script: $0.group.script, moment: $0.first + frame - $0.span.lowerBound)
          })
      }
    }
  }

  private func fixture(_ front: Int = 0) throws -> Fixture {
    var fixture = try Fixture(
      """
      shots:
        - { source: front.png, duration: \(max(front, 8))f }
        - { source: a.mp4, in: 0.3, duration: 3.1, speed: 0.7 }
        - { source: b.mkv, duration: 5f, transition: { type: dissolve, duration: 3f } }
        - { source: c.mp4, duration: 4, fit: contain, transition: { type: wipe, duration: 2f } }
        - { source: d.png, duration: 2.5, transition: { type: wipe, duration: 1.7 } }
      overlays:
        - { source: logo.mov, loop: true, start: \(max(front, 8) + 10)f, opacity: 0.5 }
        - { source: badge.png, start: \(max(front, 8) + 33)f, end: \(max(front, 8) + 77)f, x: 9 }
      languages: { es: {} }
      """,
      [
        "front.png": still("front"), "a.mp4": clip("a", 300, rate: Rational(24000, 1001)),
        "b.mkv": clip("b", milliseconds(60, rate: Rational(60))), "c.mp4": clip("c", 400, rate: Rational(50)), "d.png": still("d"),
        "logo.mov": clip("logo", 11, rate: Rational(12)), "badge.png": still("badge"),
      ])
    fixture.texts["es"] = PlannedText(
      captions: [(20, 50), (95, 61)].map { start, count in
        TextGroup(start: start + max(front, 8), count: count, script: "at \(start)", events: [0..<count], fonts: [])
      }, sidecars: [:])
    return fixture
  }

  private func plan(gop: Int, front: Int = 0) throws -> Plan {
    var fixture = try fixture(front)
    fixture.episode.deliveries[0].encoder.gop = Rational(Int64(gop), 30)
    return try fixture.plan()
  }

  @Test func everyGOPShowsTheSame() throws {
    let long = try plan(gop: 60)
    let wanted = seen(long)
    #expect(wanted.count == long.length && wanted.allSatisfy { !$0.shots.isEmpty && $0.shots.count <= 2 })
    #expect(wanted.filter { !$0.mixes.isEmpty }.count == 3 + 2 + 51)
    #expect(wanted.allSatisfy { $0.mixes.isEmpty == ($0.shots.count == 1) })
    for gop in [8, 13, 30, 59, 600] {
      let plan = try plan(gop: gop)
      #expect(plan.cells.map(\.frames) != long.cells.map(\.frames))
      #expect(seen(plan) == wanted, "GOP of \(gop) frames")
    }
  }

  @Test func everyFirstCellShowsTheSame() throws {
    let wanted = seen(try plan(gop: 30)).dropFirst(8)
    for front in [9, 17, 31, 100] { #expect(Array(seen(try plan(gop: 30, front: front)).dropFirst(front)) == Array(wanted)) }
  }
}
