import ReelCore

/// What was done to a shot's colours to bring it to its scene, in numbers.
public struct ColorMatch: Codable, Sendable, Hashable {
  /// The shot's number in the episode, from 0.
  public var shot: Int
  public var scene: String
  /// What red, green and blue are multiplied by.
  public var gains: [Double]
  /// What is added to them then, in codes of limited range (219 from black to white).
  public var offsets: [Double]
  /// Trimmed means of Y', Cb and Cr, in codes: as the source has them, and measured again on what the correction makes of it.
  public var before: [Double]
  public var after: [Double]

  init(shot: Int, scene: String, correction: ColorCorrection, before: ColorStatistics, after: ColorStatistics) {
    self.shot = shot
    self.scene = scene
    gains = (0..<3).map { Double(correction[$0].gain) / 64 }
    offsets = (0..<3).map { Double(correction[$0].offset) / 2 }
    func codes(_ statistics: ColorStatistics) -> [Double] { [statistics.y, statistics.cb, statistics.cr].map { Double($0) / 256 } }
    self.before = codes(before)
    self.after = codes(after)
  }
}
