public import ReelCore

/// How words look where no ASS file says it. What is `nil` is as the look has it, or as the captions above say it.
///
/// Measures are canvas pixels unless said otherwise.
public struct Captions: Hashable, Sendable {
  public enum Look: String, Hashable, Sendable, Codable, CaseIterable { case clean, boxed, karaoke, pop, cinematic }
  public enum Box: String, Hashable, Sendable, Codable, CaseIterable { case none, block, lines }
  public enum LetterCase: String, Hashable, Sendable, Codable, CaseIterable {
    case asWritten = "as-written"
    case upper, lower
  }
  public enum Alignment: String, Hashable, Sendable, Codable, CaseIterable { case left, center, right }
  public enum Anchor: String, Hashable, Sendable, Codable, CaseIterable { case top, middle, bottom }

  /// What is not said is taken from here; `nil` is ``Look/clean``.
  public var look: Look?
  public var font: String?
  public var weight: String?
  public var italic: Bool?
  /// As ASS measures it on the canvas: ascent and descent, in pixels.
  public var size: Double?
  /// A text with too many lines is made smaller down to this.
  public var smallestSize: Double?
  public var color: Color?
  public var outline: Double?
  public var outlineColor: Color?
  public var shadow: Double?
  public var shadowColor: Color?
  public var box: Box?
  public var boxColor: Color?
  /// 0...1
  public var boxOpacity: Double?
  public var boxPadding: Double?
  /// Of the word that is said.
  public var highlight: Color?
  /// So many are shown at a time.
  public var words: Int?
  public var letterCase: LetterCase?
  public var spacing: Double?
  public var alignment: Alignment?
  /// Which part of the lines stands at ``y``.
  public var anchor: Anchor?
  /// Share of the canvas's width.
  public var x: Double?
  /// Share of the canvas's height; of the bottom edge, 1 - bottom margin / canvas height.
  public var y: Double?
  /// Kept free on each side, a share of the canvas's width.
  public var margin: Double?
  public var lines: Int?
  public var enter: Appearance?
  public var leave: Appearance?
  public var origin: Origin

  public init(origin: Origin = Origin(file: "", line: 0, path: "captions")) { self.origin = origin }
}

/// How words come or go.
public struct Appearance: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable { case none, fade, pop, slide }

  public var type = Kind.fade
  public var duration = Time(Rational(1, 5))

  public init() {}
}
