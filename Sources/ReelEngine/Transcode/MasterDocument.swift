import Foundation
import ReelCore
import ReelTimeline

/// A finished master as the document of an episode of one shot.
struct MasterDocument {
  /// The file.
  let path: String
  let profile: String
  let facts: MediaFacts

  /// The name of the document that would stand beside the master: where profiles of one's own are looked for.
  var file: String { path + ".yaml" }

  private var name: String { ((path as NSString).lastPathComponent as NSString).deletingPathExtension }

  /// - Parameter limits: what the profile takes, once it is known.
  func text(within limits: Profile.Limits) throws -> String {
    guard let video = facts.video, facts.kind == .clip else {
      throw ReelError(.invalid, "is no clip, and only a clip can be transcoded", file: path, hint: "name a video file")
    }
    guard let rate = InitialCut.rate(of: facts) else {
      throw ReelError(
        .unsupported, "has no usual frame rate: \(video.frames.count) frames in \(video.frames.duration) s", file: path,
        hint: "write a document with canvas.fps for it, and render that")
    }
    let size = Self.even(video.displaySize)
    return """
      reelfx: 1
      id: \(YAMLScalar.written(Self.plain(name)))
      canvas: { width: \(size.width), height: \(size.height), fps: "\(Self.rate(rate, within: limits))" }
      shots: [ { source: \(YAMLScalar.written(Self.plain((path as NSString).lastPathComponent))) } ]
      deliver:
        - { name: \(YAMLScalar.written(profile)), profile: \(YAMLScalar.written(profile))\(Self.renditions(size, within: limits)) }

      """
  }

  /// `$${` is a plain `${`.
  private static func plain(_ text: String) -> String { text.replacingOccurrences(of: "${", with: "$${") }

  private static func even(_ size: Size) -> Size { Size(width: size.width / 2 * 2, height: size.height / 2 * 2) }

  /// As it is, or as many times it as the profile asks for, or a whole part of it that the profile takes.
  private static func rate(_ rate: Rational, within limits: Profile.Limits) -> Rational {
    let (least, most) = (limits.minRate ?? 0, limits.maxRate ?? .infinity)
    var chosen = rate
    for factor in 2...8 where chosen.approximate < least { chosen = rate * Rational(Int64(factor)) }
    for factor in 2...8 where chosen.approximate > most { chosen = rate / Rational(Int64(factor)) }
    return chosen
  }

  /// Smaller where the profile takes no picture of this size: the largest it does, in the same shape.
  private static func renditions(_ size: Size, within limits: Profile.Limits) -> String {
    let (width, height) = (limits.maxWidth ?? size.width, limits.maxHeight ?? size.height)
    guard size.width > width || size.height > height else { return "" }
    let scale = min(Rational(Int64(width), Int64(size.width)), Rational(Int64(height), Int64(size.height)))
    func side(_ length: Int) -> Int { Int((Rational(Int64(length)) * scale / Rational(2)).floor) * 2 }
    let smaller = Size(width: side(size.width), height: side(size.height))
    let name = "\(min(smaller.width, smaller.height))p"
    return ", renditions: [ { name: \(name), width: \(smaller.width), height: \(smaller.height) } ]"
  }
}
