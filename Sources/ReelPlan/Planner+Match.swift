package import ReelCore
package import ReelTimeline

extension Planner {
  /// The shots whose colours have to be measured: those of scenes in which at least two are to be matched.
  package static func matched(_ episode: Episode) -> [Int] {
    scenes(of: episode).flatMap(\.members).sorted()
  }

  private struct SceneShots {
    var name: String
    /// Numbers in the episode, rising.
    var members: [Int]
  }

  private static func scenes(of episode: Episode) -> [SceneShots] {
    var scenes: [SceneShots] = []
    for (number, shot) in episode.shots.enumerated() {
      guard let name = shot.scene, shot.match != .off else { continue }
      if let at = scenes.firstIndex(where: { $0.name == name }) {
        scenes[at].members.append(number)
      } else {
        scenes.append(SceneShots(name: name, members: [number]))
      }
    }
    return scenes.filter { $0.members.count > 1 }
  }

  /// Brings the shots of each scene to one of them, or to their median.
  mutating func matchShots() {
    // Where a shot could not be placed there are errors, and numbers that no longer fit.
    guard placed.count == episode.shots.count else { return }
    for scene in Self.scenes(of: episode) {
      let members = scene.members.filter { input.statistics[$0] != nil }
      let choice = episode.scenes.first { $0.name == scene.name } ?? Scene(name: scene.name)
      let targets = members.filter { episode.shots[$0].match == .target }
      if targets.count > 1 {
        report(
          episode.shots[targets[1]].origin, "two shots of the scene '\(scene.name)' say match: target", nil,
          hint: "one shot is what the others are brought to")
      }
      let target: ShotMatch.Target =
        if let named = targets.first, let at = members.firstIndex(of: named) { .shot(at) } else if choice.target == .median { .median } else
        { .shot(0) }
      let corrections = ShotMatch.solve(
        shots: members.compactMap { input.statistics[$0] }, target: target, strength: choice.strength)
      for (number, correction) in zip(members, corrections) { placed[number].correction = correction }
    }
  }

  /// Evenly spread frames of its source by which a shot's colours are measured, as many as its length makes worth while.
  package static func sample(of shot: Shot, facts: VideoFacts, rate: FrameRate) -> [Int] {
    if facts.frames.count == 1 { return [0] }
    let clock = SourceClock(start: shot.in, speed: shot.speed, reverse: false, count: shot.duration?.frames(rate) ?? 0, rate: rate)
    let end = shot.duration.map { min(shot.in + clock.length(of: $0.frames(rate)), facts.frames.duration) } ?? facts.frames.duration
    let length = end - shot.in
    guard length > .zero else { return [] }
    let frames = (0..<sampledFrames).map { index in
      facts.frames.frame(before: shot.in + length * Rational(Int64(2 * index + 1), Int64(2 * sampledFrames)))
    }
    return Array(Set(frames)).sorted()
  }

  private static let sampledFrames = 5
}
