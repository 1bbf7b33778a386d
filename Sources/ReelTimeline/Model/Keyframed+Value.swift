package import ReelCore

extension Keyframed {
  /// The value at a time from the start of what it belongs to.
  package func value(at time: Time) -> Double {
    switch self {
    case .constant(let value): return value
    case .keyframes(let keyframes):
      guard let next = keyframes.firstIndex(where: { $0.at > time }) else { return keyframes.last?.value ?? 0 }
      if next == 0 { return keyframes[0].value }
      let (from, to) = (keyframes[next - 1], keyframes[next])
      let progress = (time - from.at).seconds.approximate / (to.at - from.at).seconds.approximate
      return from.value + (to.value - from.value) * to.ease.value(at: progress)
    }
  }

  /// The values at the starts of `count` frames, the first of them `first` frames after the start of what it belongs to.
  package func course(first: Int, count: Int, rate: FrameRate) -> Course {
    if case .constant(let value) = self { return .constant(value) }
    return Course((first..<first + count).map { value(at: rate.start(ofFrame: $0)) })
  }
}
