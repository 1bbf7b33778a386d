public import ReelCore

/// One episode as its document describes it: validated in itself, not yet against its media.
public struct Episode: Hashable, Sendable {
  /// Names outputs.
  public var id: String
  /// By language tag; the tag is `""` when the document gives one title for all.
  public var titles: [String: String] = [:]
  public var canvas = Canvas()
  /// Intro, shots and outro, one after another.
  public var shots: [Shot] = []
  /// From the lowest to the topmost.
  public var overlays: [Overlay] = []
  /// Over everything but captions, in the order they are applied.
  public var effects: [EffectUse] = []
  /// Above the picture and its effects, below the captions; the last one topmost.
  public var texts: [ScreenText] = []
  /// Those the document says something about.
  public var scenes: [Scene] = []
  public var audio = Soundtrack()
  /// Sorted by tag.
  public var languages: [Language] = []
  public var captions = Captions()
  /// At least one.
  public var deliveries: [Delivery] = []
  /// Every file the document names, once each, in the order of the document.
  public var files: [FileReference] = []

  public init(id: String) { self.id = id }

  /// The title in a language, else that of all languages, else the English one, else any; `nil` when the document has none.
  package func title(in language: String?) -> String? {
    language.flatMap { titles[$0] } ?? titles[""] ?? titles["en"] ?? titles.min { $0.key < $1.key }?.value
  }
}

/// The picture everything is composited on.
public struct Canvas: Hashable, Sendable {
  public var size: Size
  public var rate: FrameRate
  /// Behind `contain` and behind alpha.
  public var background: Color

  public init(size: Size = Size(width: 1080, height: 1920), rate: FrameRate = FrameRate(Rational(30)), background: Color = .black) {
    self.size = size
    self.rate = rate
    self.background = background
  }
}
