package import ReelCore

/// The part of a shot that one cell shows.
package struct ShotSlice: Hashable, Sendable, Codable {
  package var source: PictureSource
  package var fitting: Fitting
  /// Where in the cell it is seen.
  package var span: Range<Int>
  /// The source's frame for each frame of `span`.
  package var frames: [Int]
  /// How much of the frame after that is mixed in, in 1/256, for each frame of `span`; empty when nothing is mixed.
  package var shares: [Int]
  /// `nil` where fitting alone places it.
  package var placement: PlacementSpec?
  /// `nil` where its colours stay.
  package var color: ShotColor?
  package var effects: [EffectSlice]

  package init(
    source: PictureSource, fitting: Fitting, span: Range<Int>, frames: [Int], shares: [Int] = [], placement: PlacementSpec? = nil,
    color: ShotColor? = nil, effects: [EffectSlice] = []
  ) {
    self.source = source
    self.fitting = fitting
    self.span = span
    self.frames = frames
    self.shares = shares
    self.placement = placement
    self.color = color
    self.effects = effects
  }
}

/// Where a fitted picture stands over the frames of a span. Lengths in canvas pixels, points and crops in fractions of the canvas or
/// the picture, rotation in degrees clockwise.
package struct PlacementSpec: Hashable, Sendable, Codable {
  package var x: Course
  package var y: Course
  package var scale: Course
  package var rotate: Course
  package var opacity: Course
  package var anchorX: Course
  package var anchorY: Course
  package var centerX: Course
  package var centerY: Course
  package var cropLeft: Course
  package var cropTop: Course
  package var cropRight: Course
  package var cropBottom: Course
  /// A case of `SamplingFilter`.
  package var filter: String

  package init(
    x: Course, y: Course, scale: Course, rotate: Course, opacity: Course, anchorX: Course, anchorY: Course, centerX: Course,
    centerY: Course, cropLeft: Course, cropTop: Course, cropRight: Course, cropBottom: Course, filter: String
  ) {
    self.x = x
    self.y = y
    self.scale = scale
    self.rotate = rotate
    self.opacity = opacity
    self.anchorX = anchorX
    self.anchorY = anchorY
    self.centerX = centerX
    self.centerY = centerY
    self.cropLeft = cropLeft
    self.cropTop = cropTop
    self.cropRight = cropRight
    self.cropBottom = cropBottom
    self.filter = filter
  }
}

/// The change of a shot's colours, in this order.
package struct ShotColor: Hashable, Sendable, Codable {
  /// What brings it to its scene.
  package var correction: ColorCorrection
  package var grade: GradeSpec
  /// Of the `.cube` file's bytes.
  package var lut: Digest?
  /// How much of the look-up table's result is used.
  package var strength: Double

  package init(correction: ColorCorrection = .identity, grade: GradeSpec = .neutral, lut: Digest? = nil, strength: Double = 1) {
    self.correction = correction
    self.grade = grade
    self.lut = lut
    self.strength = strength
  }

  package var isNeutral: Bool { self == ShotColor() }
}
