import Foundation
public import ReelCore
package import ReelPlan
package import ReelPixels
package import ReelRender
package import ReelTimeline

/// An episode document with its media looked at: everything that can be known before a frame is rendered.
///
/// Thread-safety: a value; safe.
public struct Project: Sendable {
  /// The document, as the caller named it.
  public let document: String
  /// Everything wrong or doubtful, errors and warnings, in the order of the document.
  public internal(set) var problems: [Problem]
  /// The episode compiled; `nil` when there are errors.
  package private(set) var plan: Plan?
  package let sources: SourceTable
  /// Path of every font the texts are drawn with, by the digest of its bytes.
  package let fonts: [Digest: String]
  /// Look-up tables by the digest of their file's bytes.
  package let cubes: [Digest: CubeTable]
  /// What was done to the colours of scenes.
  public let matches: [ColorMatch]
  /// How spoken lines fit into their slots, of every language that has some; empty when the shots have errors.
  public let dialogue: [DialogueFit]
  /// What the document says; `nil` when that cannot be read.
  package let episode: Episode?
  /// What is to be read on screen, by language tag.
  package let cues: [String: [ScreenCue]]
  /// Every file that was looked at, or looked for: the documents and all they name.
  package let files: [String]
  let stamped: [Digest: StampedSource]
  /// What files are called, by the digests of their bytes: for people.
  let names: [Digest: String]

  /// Whether it can be rendered: there is no error among the problems.
  public var isValid: Bool { plan != nil && !problems.contains { $0.severity == .error } }

  /// How long a file is that the document names; `nil` where it has no end, or is not known.
  package func duration(of file: FileReference) -> Time? {
    let facts = stamped.values.first { $0.files.first == file.path }?.facts
    return facts?.audio?.duration ?? facts?.video?.frames.duration
  }

  /// The same project with every warning an error.
  public var strict: Project {
    var project = self
    for index in problems.indices { project.problems[index].severity = .error }
    return project
  }

  /// The same project with its outputs made in another way.
  func replacing(_ plan: Plan) -> Project {
    var project = self
    project.plan = plan
    return project
  }

  /// - Throws: all errors as one ``ReelError``: `missing` when everything that is wrong is a file or a font that is not there.
  package func requirePlan() throws -> Plan {
    let errors = problems.filter { $0.severity == .error }
    guard let plan, errors.isEmpty else {
      throw ReelError(problems.kind ?? .failed, "\(errors.count) problems in the document", file: document, problems: problems)
    }
    return plan
  }
}

/// What of an episode is asked for.
public struct Selection: Sendable, Hashable {
  /// Shell pattern over `delivery/language/rendition`; outputs that do not match are left out. `nil` keeps all.
  public var only: String?
  /// One rendition of 540 pixels' short side in place of every delivery's own.
  public var draft: Bool

  public init(only: String? = nil, draft: Bool = false) {
    self.only = only
    self.draft = draft
  }

  func includes(_ output: Plan.Output) -> Bool { includes("\(output.delivery)/\(output.language ?? "-")/\(output.rendition)") }
  func includes(_ stem: Plan.Stem) -> Bool { includes("\(stem.delivery)/\(stem.language ?? "-")/\(stem.part.rawValue)") }

  private func includes(_ name: String) -> Bool { only.map { fnmatch($0, name, 0) == 0 } ?? true }
}

extension Episode {
  /// The same episode with every delivery at the preview's rendition.
  func draft() -> Episode {
    var episode = self
    let (width, height) = (canvas.size.width, canvas.size.height)
    let short = 540
    func side(_ value: Int) -> Int { Int((Rational(Int64(value * short), Int64(2 * min(width, height)))).rounded) * 2 }
    let size = Size(width: side(width), height: side(height))
    if deliveries.contains(where: { $0.package != .stems }) { episode.deliveries.removeAll { $0.package == .stems } }
    for index in episode.deliveries.indices {
      if episode.deliveries[index].package == .hls { episode.deliveries[index].package = .mp4 }
      episode.deliveries[index].renditions = [Rendition(name: "\(short)p", size: size)]
      // A draft is to be looked at, not to be delivered.
      episode.deliveries[index].profile?.limits = Profile.Limits()
      // What every player and browser has.
      episode.deliveries[index].encoder.video = "libx264"
      if episode.deliveries[index].package != .stems { episode.deliveries[index].encoder.audio = nil }
      episode.deliveries[index].encoder.preset = "ultrafast"
      episode.deliveries[index].encoder.crf = 26
    }
    return episode
  }
}
