/// Where a shot's picture stands on the canvas; times count from the shot's start.
public struct Transform: Hashable, Sendable {
  /// Canvas pixels from where `fit` puts it.
  public var x = Keyframed.constant(0)
  public var y = Keyframed.constant(0)
  public var scale = Keyframed.constant(1)
  /// Degrees, clockwise.
  public var rotate = Keyframed.constant(0)
  public var opacity = Keyframed.constant(1)
  /// The point of the canvas that scale and rotation leave where it is, in fractions of its size.
  public var anchorX = Keyframed.constant(0.5)
  public var anchorY = Keyframed.constant(0.5)
  /// The point of the picture that `fit: cover` keeps in the middle, in fractions of its size, as far as the picture reaches.
  public var centerX = Keyframed.constant(0.5)
  public var centerY = Keyframed.constant(0.5)
  public var crop = Crop()
  public var filter = SamplingFilter.bicubic

  public init() {}

  /// Whether it changes nothing.
  public var isNeutral: Bool {
    x.isAlways(0) && y.isAlways(0) && scale.isAlways(1) && rotate.isAlways(0) && opacity.isAlways(1) && centerX.isAlways(0.5)
      && centerY.isAlways(0.5) && crop.isNeutral
  }
}

/// What is cut away at each side, in fractions of the picture's width or height.
public struct Crop: Hashable, Sendable {
  public var left = Keyframed.constant(0)
  public var top = Keyframed.constant(0)
  public var right = Keyframed.constant(0)
  public var bottom = Keyframed.constant(0)

  public init() {}

  public var isNeutral: Bool { left.isAlways(0) && top.isAlways(0) && right.isAlways(0) && bottom.isAlways(0) }
}

/// How a picture is sampled between its pixels.
public enum SamplingFilter: String, Hashable, Sendable, Codable, CaseIterable { case nearest, bilinear, bicubic, lanczos }
