/// Brings the shots of a scene together: for each a ``ColorCorrection`` that takes its mean colour to the target's.
///
/// A camera's exposure and the colour of light are factors, so each channel gets a gain; what a gain in whole steps leaves over becomes
/// an offset. Contrast is left alone: shots of one scene show different things.
package enum ShotMatch {
  package enum Target: Hashable, Sendable {
    case shot(Int)
    /// The median of the scene's mean colours, channel by channel.
    case median
  }

  /// No correction goes further.
  package enum Limits {
    /// Of luma, in stops: see ``GradeSpec/exposure``.
    package static let stops = 0.75
    /// How far a channel's mean moves against luma, in codes of limited range.
    package static let cast = 20.0
    /// Mean colours that differ by less, in codes, are equal.
    package static let deadZone = 1.0
  }

  /// - Parameters:
  ///   - strength: 0...1, the share of the way that each shot goes.
  /// - Returns: one for each shot, in order; the target's own is the identity.
  package static func solve(shots: [ColorStatistics], target: Target, strength: Double = 1) -> [ColorCorrection] {
    precondition((0...1).contains(strength), "strength \(strength) is not in 0...1")
    guard !shots.isEmpty else { return [] }
    let means = shots.map(\.means)
    let goal: [Double]
    switch target {
    case .shot(let index): goal = means[index]
    case .median: goal = (0..<3).map { channel in median(means.map { $0[channel] }) }
    }
    return means.map { correction(from: $0, to: goal, strength: strength) }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private static func correction(from mean: [Double], to goal: [Double], strength: Double) -> ColorCorrection {
    guard zip(mean, goal).contains(where: { abs($0 - $1) >= Limits.deadZone }) else { return .identity }
    // Next to black there is no factor that could be trusted.
    let ratio = max(luma(goal), 4) / max(luma(mean), 4)
    let most = Exponential.exp2(Limits.stops / 2.4)
    let isExposed = abs(luma(goal) - luma(mean)) < Limits.deadZone
    let exposure = isExposed ? 1 : min(max(1 + strength * (ratio - 1), 1 / most), most)

    // What luma alone leaves over: a colour without luma, as bright as the picture will be. It is shortened as a whole.
    var cast = (0..<3).map { goal[$0] - mean[$0] * ratio }
    let castLuma = luma(cast)
    cast = cast.map { strength * ($0 - castLuma) * exposure / ratio }
    let longest = cast.map(abs).max() ?? 0
    if longest > Limits.cast { cast = cast.map { $0 * Limits.cast / longest } }
    guard longest >= strength * Limits.deadZone, longest > 0 else {
      // One channel for all: greys stay grey.
      let channel = isExposed ? ColorCorrection.Channel() : channel(mean: luma(mean), goal: luma(mean) * exposure, exposure: exposure)
      return ColorCorrection(red: channel, green: channel, blue: channel)
    }
    let channels = (0..<3).map { channel in
      self.channel(mean: mean[channel], goal: mean[channel] * exposure + cast[channel], exposure: exposure)
    }
    return ColorCorrection(red: channels[0], green: channels[1], blue: channels[2])
  }

  /// The gain from `mean` to `goal`, but never far from that of luma, and the offset that is missing then.
  private static func channel(mean: Double, goal: Double, exposure: Double) -> ColorCorrection.Channel {
    let gain = mean < 4 ? exposure : min(max(goal / mean, exposure / 2), exposure * 2)
    let steps = (64 * gain).rounded()
    return ColorCorrection.Channel(gain: Int(steps), offset: Int((2 * (goal - mean * steps / 64)).rounded()))
  }

  private static func luma(_ rgb: [Double]) -> Double { 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2] }
}
