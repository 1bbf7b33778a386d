import ReelCore

extension EffectMoment {
  /// From the start of what the effect belongs to to the start of the frame.
  var seconds: Double {
    let second = rate.perSecond
    return Double(frame) * Double(second.denominator) / Double(second.numerator)
  }
}
