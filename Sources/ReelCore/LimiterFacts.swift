/// How much a limiter did.
public struct LimiterFacts: Hashable, Sendable, Codable {
  /// The most it took away, dB above 0; 0 when it had nothing to do.
  public var reduction: Double
  /// For how long it took away 0.1 dB or more.
  public var seconds: Double
  /// LU by which it made the whole softer.
  public var loudness: Double
  /// dBTP it was set to: the ceiling, or below it by what encoding adds.
  public var ceiling: Double?

  public init(reduction: Double = 0, seconds: Double = 0, loudness: Double = 0, ceiling: Double? = nil) {
    self.reduction = reduction
    self.seconds = seconds
    self.loudness = loudness
    self.ceiling = ceiling
  }
}
