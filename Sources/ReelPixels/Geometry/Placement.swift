package import ReelCore

/// Where a picture is drawn, and how it is sampled.
package struct Placement: Hashable, Sendable {
  package enum Filter: String, Hashable, Sendable, CaseIterable {
    case nearest, bilinear
    /// Catmull-Rom: a = -0.5 in Keys, "Cubic convolution interpolation", 1981.
    case bicubic
    /// Three lobes. Pictures that are turned are sampled by the bicubic instead.
    case lanczos
  }

  /// What of the picture is drawn, in its pixels.
  package struct Crop: Hashable, Sendable {
    package var left: Double
    package var top: Double
    package var right: Double
    package var bottom: Double

    package init(left: Double, top: Double, right: Double, bottom: Double) {
      (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
    }

    package init(_ size: Size) { self.init(left: 0, top: 0, right: Double(size.width), bottom: Double(size.height)) }

    package var width: Double { right - left }
    package var height: Double { bottom - top }
  }

  package enum Fit: Hashable, Sendable { case cover, contain, stretch }

  /// Pixels of the picture to pixels of the canvas.
  package var map: Affine
  /// `nil` is all of it.
  package var crop: Crop?
  package var filter: Filter
  /// 0...256.
  package var opacity: Int

  package init(map: Affine, crop: Crop? = nil, filter: Filter = .bicubic, opacity: Int = 256) {
    precondition((0...256).contains(opacity), "opacity \(opacity) is not in 0...256")
    self.map = map
    self.crop = crop
    self.filter = filter
    self.opacity = opacity
  }

  /// The map that brings a part of a picture onto the canvas.
  ///
  /// - Parameters:
  ///   - centerX: the point of the part, in its widths, that `cover` brings to the middle, as far as the canvas stays covered.
  ///   - centerY: the same in its heights.
  package static func fitting(_ crop: Crop, canvas: Size, fit: Fit, centerX: Double = 0.5, centerY: Double = 0.5) -> Affine {
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    let (byWidth, byHeight) = (width / crop.width, height / crop.height)
    let toOrigin = Affine.translation(-crop.left, -crop.top)
    if fit == .stretch { return toOrigin.then(.scale(byWidth, byHeight)) }
    let scale = fit == .cover ? max(byWidth, byHeight) : min(byWidth, byHeight)
    func start(_ side: Double, _ length: Double, _ center: Double) -> Double {
      if fit == .contain { return (side - length) / 2 }
      return min(0, max(side - length, side / 2 - length * center))
    }
    return toOrigin.then(.scale(scale, scale))
      .then(.translation(start(width, crop.width * scale, centerX), start(height, crop.height * scale, centerY)))
  }
}
