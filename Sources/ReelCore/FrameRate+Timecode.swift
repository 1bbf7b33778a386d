extension FrameRate {
  /// Where a frame stands as documents and commands take it, `00:00:12:08`: hours, minutes, seconds and frames, without frames that are
  /// dropped (SMPTE ST 12-1).
  public func timecode(of frame: Int) -> String {
    let nominal = max(1, Int(perSecond.rounded))
    func digits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let seconds = frame / nominal
    return [seconds / 3600, seconds / 60 % 60, seconds % 60, frame % nominal].map(digits).joined(separator: ":")
  }
}
