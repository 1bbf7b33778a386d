import Foundation
public import ReelCore
import ReelMedia
import ReelPlan
import ReelRender
import ReelTimeline
import Synchronization

extension Engine {
  /// What a file, or a numbered sequence such as `shots/%04d.png`, is.
  ///
  /// - Parameter rate: of a sequence.
  public func probe(_ path: String, rate: FrameRate = FrameRate(Rational(30))) async throws -> MediaFacts {
    try await Workers.detached("reelfx-probe") { try self.library.source(path: path, rate: rate).facts }
  }

  /// A place in an episode as its document would write it: seconds (`2.5`), frames (`75f`) or timecode (`00:00:02:15`), the two at the
  /// canvas's rate.
  ///
  /// - Throws: ``ReelError`` `invalid` when the text is none of these, and all errors of the project when it has any.
  public func time(_ text: String, in project: Project) throws -> Time { try Time(written: text, rate: try project.requirePlan().rate) }

  /// Whether ``time(_:in:)`` could read the text for a document of some rate.
  public static func isTime(_ text: String) -> Bool { (try? Time(written: text, rate: FrameRate(Rational(1000)))) != nil }

  /// One finished picture of an output, before encoding, as a PNG file: what a render would show at that time.
  ///
  /// - Parameters:
  ///   - time: seconds into the episode; the frame that is on screen then.
  ///   - language: of the output; `nil` takes the first one, whatever its language.
  /// - Throws: ``ReelError`` `invalid` when the time is outside the episode, and whatever rendering throws.
  public func frame(_ project: Project, at time: Time, language: String? = nil) async throws -> [UInt8] {
    let kept = Mutex<[UInt8]>([])
    try await frames(project, at: [time], language: language) { picture in kept.withLock { $0 = picture.png } }
    return kept.withLock { $0 }
  }

  /// A finished picture.
  public struct Picture: Sendable {
    /// On the episode's grid, from 0.
    public var frame: Int
    public var png: [UInt8]
  }

  /// Several finished pictures, each as ``frame(_:at:language:)`` gives it, drawn by several workers: a source is opened once for all
  /// that is near in it.
  ///
  /// - Parameters:
  ///   - times: of which two may name one frame; it is drawn once.
  ///   - each: is handed every picture as soon as it is drawn, in any order, on any thread.
  public func frames(
    _ project: Project, at times: [Time], language: String? = nil, each: @escaping @Sendable (Picture) throws -> Void
  ) async throws {
    try await Workers.detached("reelfx-frame") {
      let stills = try self.stills(project)
      let output = try stills.output(in: language)
      var seen = Set<Int>()
      let wanted = try times.map { try stills.still(at: $0, of: output) }.filter { seen.insert($0.frame).inserted }
      _ = try stills.map(wanted, tool: {}) { frame, still, _ in
        try each(Picture(frame: still.frame, png: try PNGFile.encode(frame)))
      }
    }
  }

  func stills(_ project: Project) throws -> Stills {
    Stills(project: project, plan: try project.requirePlan(), kernels: kernels, options: options)
  }
}
