/// How subtitles look where no ASS file says it.
public struct Captions: Hashable, Sendable {
  public enum Look: String, Hashable, Sendable, Codable, CaseIterable { case clean, boxed, karaoke, pop, cinematic }

  public var font = "Noto Sans"
  public var weight = "regular"
  /// As ASS measures it on the canvas: ascent and descent, in pixels.
  public var size = 64.0
  /// Canvas pixels.
  public var outline = 4.0
  /// 1 - bottom margin / canvas height.
  public var y = 0.78
  public var look = Look.clean
  public var origin: Origin

  public init(origin: Origin = Origin(file: "", line: 0, path: "captions")) { self.origin = origin }
}
