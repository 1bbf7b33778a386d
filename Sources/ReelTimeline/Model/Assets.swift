public import ReelCore

/// Pictures that stores and players show of an episode, beside a delivery's files. No captions are drawn into them.
public struct Assets: Hashable, Sendable {
  public var cover: Cover?
  public var thumbnails: Thumbnails?
  public var sprites: Sprites?
  public var animation: Animation?

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

  /// Places of an episode that are shown by themselves.
  public enum Moments: Hashable, Sendable {
    /// So many of the best, each in a shot of its own.
    case best(Int)
    /// At these times.
    case at([Time])
  }

  /// Pictures to choose a cover or a store's thumbnail from.
  public struct Thumbnails: Hashable, Sendable {
    /// `nil` takes the three best, or as many as there are shots.
    public var of: Moments?
    /// Of one, in pixels.
    public var width = 480
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

  /// A few short pieces that move, without sound, again and again.
  public struct Animation: Hashable, Sendable {
    /// `nil` takes the three best, or as many as there are shots.
    public var of: Moments?
    /// How long each piece is.
    public var each = Time(Rational(1))
    /// Pictures a second.
    public var fps = 10
    /// In pixels.
    public var width = 320
    public var origin: Origin

    public init(origin: Origin) { self.origin = origin }
  }
}
