import Foundation
public import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan
import ReelRender
import ReelStore
import ReelTimeline

extension Engine {
  /// Looks at a finished master, and decides what of it a profile takes as it is.
  ///
  /// - Parameters:
  ///   - path: a video file.
  ///   - profile: of the store or platform it is for: one of the engine's, or a file in `profiles` beside the master.
  /// - Returns: what to render; ask ``Project/isValid`` first.
  /// - Throws: ``ReelError`` `missing` when there is no such file, `invalid` when it is no clip, `unsupported` without a frame rate.
  public func transcode(_ path: String, profile: String) async throws -> Transcode {
    try await Workers.detached("reelfx-open") { try self.look(at: path, profile: profile) }
  }

  private func look(at path: String, profile: String) throws -> Transcode {
    let source = try library.source(path: path, rate: FrameRate(Rational(30)))
    let document = MasterDocument(path: path, profile: profile, facts: source.facts)
    let draft = EpisodeDocument.load(text: try document.text(within: Profile.Limits()), file: document.file, catalogue: pixelCatalogue)
    let limits = draft.episode?.deliveries.first?.profile?.limits ?? Profile.Limits()
    var loader = ProjectLoader(library: library, fontBook: fontBook, build: build, kernels: kernels)
    let project = try loader.load(text: try document.text(within: limits), file: document.file)
    guard project.isValid, let plan = project.plan, let output = plan.outputs.first else {
      return Transcode(project: project, picture: nil, sound: nil)
    }
    guard plan.outputs.count == 1, output.container == .movie else {
      let why = ["\(profile) is a package, whose streams are cut together"]
      return Transcode(
        project: project, picture: .init(because: why), sound: source.facts.audio.map { _ in .init(because: why) })
    }
    return try take(source, plan, output, project)
  }

  private func take(_ source: StampedSource, _ plan: Plan, _ output: Plan.Output, _ project: Project) throws -> Transcode {
    var takeover = Plan.Takeover()
    var (picture, sound): (Transcode.Stream?, Transcode.Stream?) = (nil, nil)
    if let video = source.facts.video, let planned = output.picture {
      let found = try PictureTakeover(
        of: source, video, as: planned.encoder, rate: plan.rate, length: plan.length, limits: output.limits)
      picture = .init(because: found.reasons)
      if found.reasons.isEmpty { takeover.picture = .init(source: source.facts.digest, cells: found.cells, settings: found.settings) }
    }
    if let audio = source.facts.audio, let planned = output.sound {
      let length = Int(plan.rate.start(ofFrame: plan.length).samples(rate: 48000))
      let found = try SoundTakeover(of: source, audio, as: planned, length: length, limits: output.limits)
      sound = .init(because: found.reasons)
      if let track = found.track {
        let key = Plan.copyKey(ofSound: source.facts.digest, length: length, build: build.digest)
        _ = try store.put(key, try track.serialized())
        takeover.sound = (key, found.settings)
      }
    }
    try source.checkUnchanged()
    return Transcode(project: project.replacing(plan.taking(takeover, build: build.digest)), picture: picture, sound: sound)
  }
}
