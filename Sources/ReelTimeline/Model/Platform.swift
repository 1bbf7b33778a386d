/// Where an episode is watched, and what of the picture the players' own buttons and words leave free.
public enum Platform: String, Hashable, Sendable, Codable, CaseIterable {
  case tiktok, reels, shorts
  /// Facebook's and Instagram's advertisements.
  case metaAds = "meta-ads"
  /// Free on all of them.
  case everywhere

  /// What is covered at each side, in pixels of 1080x1920.
  public struct Covered: Hashable, Sendable {
    public var top: Int
    public var bottom: Int
    public var left: Int
    public var right: Int
  }

  /// Of the figures in use the most careful. Only Meta states its own, in the Ads Guide (14, 35 and 6 %); those of the others are
  /// measured by third parties, which differ by a third.
  public var covered: Covered {
    switch self {
    case .tiktok: Covered(top: 150, bottom: 484, left: 60, right: 140)
    case .reels: Covered(top: 220, bottom: 480, left: 90, right: 120)
    case .shorts: Covered(top: 288, bottom: 480, left: 60, right: 108)
    case .metaAds: Covered(top: 269, bottom: 672, left: 65, right: 65)
    case .everywhere: Covered(top: 290, bottom: 672, left: 90, right: 140)
    }
  }
}
