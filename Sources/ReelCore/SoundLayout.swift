/// How many loudspeakers a sound is for.
public enum SoundLayout: String, Hashable, Sendable, Codable, CaseIterable {
  /// Left, right.
  case stereo
  /// Left, right, centre, low frequencies, left and right surround, in this order.
  case surround = "5.1"

  public var channels: Int { self == .stereo ? 2 : 6 }
}

/// Two channels of a sound in 5.1, which go through the mix together.
package enum SpeakerPair: String, Hashable, Sendable, Codable, CaseIterable {
  /// Left and right.
  case front
  /// Centre and low frequencies.
  case centre
  /// Left and right surround.
  case surround
}
