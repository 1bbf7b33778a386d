package import ReelCore

/// A parameter of the catalogue over the frames of a span.
package enum ParameterCourse: Hashable, Sendable, Codable {
  case number(Course)
  case choice(String)
  /// R', G', B'.
  case color([UInt8])
  case image(PictureSource)
}

extension [String: ParameterCourse] {
  /// The values at a frame, counted from the span's first.
  package func values(at index: Int) -> ParameterValues {
    var values = ParameterValues()
    for (name, course) in self {
      switch course {
      case .number(let course): values[name] = .number(course[index])
      case .choice(let choice): values[name] = .choice(choice)
      case .color(let color): values[name] = .color(color)
      case .image: break
      }
    }
    return values
  }

  /// The picture of a parameter that is one.
  package var image: PictureSource? {
    for course in values { if case .image(let source) = course { return source } }
    return nil
  }
}

/// The part of an effect that one cell shows.
package struct EffectSlice: Hashable, Sendable, Codable {
  package var type: String
  /// Over `span`.
  package var parameters: [String: ParameterCourse]
  package var span: Range<Int>
  /// The effect's own frame at the first of `span`, and how many it has in all.
  package var first: Int
  package var duration: Int
  package var rate: FrameRate
  package var seed: Int

  package init(
    type: String, parameters: [String: ParameterCourse], span: Range<Int>, first: Int, duration: Int, rate: FrameRate, seed: Int
  ) {
    self.type = type
    self.parameters = parameters
    self.span = span
    self.first = first
    self.duration = duration
    self.rate = rate
    self.seed = seed
  }
}
