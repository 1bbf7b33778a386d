/// What was measured on a sound.
public struct LoudnessFacts: Hashable, Sendable, Codable {
  /// LUFS; `nil` when nothing passes the gate of -70 LUFS, as in silence.
  public var integrated: Double?
  /// dBTP; `nil` for digital silence.
  public var truePeak: Double?
  /// LU (EBU Tech 3342).
  public var range: Double?

  public init(integrated: Double?, truePeak: Double?, range: Double?) {
    self.integrated = integrated
    self.truePeak = truePeak
    self.range = range
  }
}
