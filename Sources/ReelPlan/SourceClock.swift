import ReelCore
import ReelTimeline

/// Which moment of its source a shot shows at each of its frames. Counted from the shot's start, whatever cell asks.
struct SourceClock {
  private let start: Time
  private let rate: FrameRate
  /// Frames of the shot, when it runs backwards.
  private let reversed: Int?
  private let pace: Pace

  private enum Pace {
    case steady(Rational)
    /// Seconds of source from the shot's start to that of each of its frames, and past the last.
    case ramp([Double])
  }

  init(start: Time, speed: Speed, reverse: Bool, count: Int, rate: FrameRate) {
    self.start = start
    self.rate = rate
    reversed = reverse ? count : nil
    switch speed {
    case .steady(let value): pace = .steady(rate.frameDuration * value)
    case .ramp(let keyframes):
      let frame = rate.frameDuration.approximate
      let course = Keyframed.keyframes(keyframes)
      var offsets = [0.0]
      offsets.reserveCapacity(count + 1)
      for index in 0..<count {
        let middle = Time(Rational(Int64(2 * index + 1), 2) * rate.frameDuration)
        offsets.append(offsets[index] + course.value(at: middle) * frame)
      }
      pace = .ramp(offsets)
    }
  }

  /// A source that runs as it is.
  init(rate: FrameRate) { self.init(start: .zero, speed: .steady(Rational(1)), reverse: false, count: 0, rate: rate) }

  /// Seconds of source that one frame lasts, where it is steady; else one frame of the canvas.
  var step: Rational {
    if case .steady(let step) = pace { step } else { rate.frameDuration }
  }

  /// Seconds of source shown in all.
  func length(of count: Int) -> Time { offset(twice: 2 * count) }

  /// The moment in the middle of a frame: what the frame is taken to show.
  func middle(of frame: Int) -> Time {
    start + (reversed.map { length(of: $0) - offset(twice: 2 * frame + 1) } ?? offset(twice: 2 * frame + 1))
  }

  /// The moment a frame begins; backwards, the moment it ends.
  func beginning(of frame: Int) -> Time {
    start + (reversed.map { length(of: $0) - offset(twice: 2 * frame + 2) } ?? offset(twice: 2 * frame))
  }

  /// - Parameter twice: half frames from the shot's start.
  private func offset(twice: Int) -> Time {
    switch pace {
    case .steady(let step): return Time(Rational(Int64(twice), 2) * step)
    case .ramp(let offsets):
      let (low, high) = (offsets[twice / 2], offsets[min((twice + 1) / 2, offsets.count - 1)])
      return Time(Rational(Int64(((low + high) / 2 * 1e6).rounded()), 1_000_000))
    }
  }
}

extension FrameIndex {
  /// The frame shown at a time and the share of the one after it, in 1/256. A share that a rounded stamp alone may make is none.
  func mixture(at time: Time) -> (frame: Int, share: Int) {
    let found = frame(before: time + Time(Rational(1, 1_000_000)))
    guard found + 1 < count else { return (found, 0) }
    let (begin, end) = (start(of: found), start(of: found + 1))
    let share = Int(((time - begin).seconds.approximate / (end - begin).seconds.approximate * 256).rounded())
    if share <= 8 { return (found, 0) }
    return share >= 248 ? (found + 1, 0) : (found, share)
  }
}
