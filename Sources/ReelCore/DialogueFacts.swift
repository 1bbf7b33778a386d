/// How loud the dialogue of a finished mix is.
public struct DialogueFacts: Hashable, Sendable, Codable {
  /// LUFS over speech: K-weighted, of the blocks of 400 ms in which someone speaks, without a relative gate.
  public var loudness: Double
  /// LU of the dialogue by itself (EBU Tech 3342); `nil` for less than 3 s.
  public var range: Double?
  /// LUFS it was to have; `nil` when none was asked for.
  public var anchor: Double?
  /// dB by which all that is not dialogue was moved against it from where the document has it.
  public var bedMove: Double

  public init(loudness: Double, range: Double?, anchor: Double?, bedMove: Double) {
    self.loudness = loudness
    self.range = range
    self.anchor = anchor
    self.bedMove = bedMove
  }
}
