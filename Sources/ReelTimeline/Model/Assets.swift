public import ReelCore

/// Pictures that stores and players show of an episode, beside a delivery's files. No captions are drawn into them.
public struct Assets: Hashable, Sendable {
  public var cover: Cover?
  public var sprites: Sprites?

  public init() {}

  /// The picture an episode is found by.
  public struct Cover: Hashable, Sendable {
    /// `nil` takes the best of the shots' middle frames.
    public var at: Time?
    /// Whether the episode's title is drawn on it.
    public var title = false
    /// Changes of how the title looks.
    public var style = Captions()
    public var origin: Origin

    public init(origin: Origin) { self.origin = origin }
  }

  /// Small pictures that players show over their time line.
  public struct Sprites: Hashable, Sendable {
    /// How long each stands for.
    public var every = Time(Rational(1))
    /// Of one, in pixels.
    public var width = 160
    public var origin: Origin

    public init(origin: Origin) { self.origin = origin }
  }
}
