import ReelMedia

/// Pictures of a cell, each kept until as many have taken it as want it.
struct HeldPictures {
  private var wanted: [Int]
  private var frames: [Frame?]
  private var left = 0

  init(count: Int) {
    wanted = Array(repeating: 0, count: count)
    frames = Array(repeating: nil, count: count)
  }

  /// Nobody wants any more.
  var isEmpty: Bool { left == 0 }

  func has(_ index: Int) -> Bool { frames[index] != nil }

  func isWanted(_ index: Int) -> Bool { wanted[index] > 0 }

  mutating func want(_ range: Range<Int>) {
    for index in range { wanted[index] += 1 }
    left += range.count
  }

  mutating func put(_ frame: Frame, at index: Int) { frames[index] = frame }

  /// `nil` where nobody has put it.
  mutating func take(_ index: Int) -> Frame? {
    guard let frame = frames[index] else { return nil }
    wanted[index] -= 1
    left -= 1
    if wanted[index] == 0 { frames[index] = nil }
    return frame
  }
}
