/// What the planner must know of a source: measured from its bytes alone, so equal bytes have equal facts.
public struct MediaFacts: Hashable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    /// A file with a video stream, with or without sound.
    case clip
    /// One picture.
    case still
    /// Numbered pictures.
    case sequence
    /// A file with sound only.
    case sound
  }

  public var kind: Kind
  /// Of the file's bytes; of the ordered list of its files' digests for a sequence.
  public var digest: Digest
  /// The container's or picture format's short name: `mov,mp4,m4a,3gp,3g2,mj2`, `png`.
  public var container: String
  public var video: VideoFacts?
  public var audio: AudioFacts?
  /// Things worth telling that do not stop anything: damaged packets, a second video stream that is ignored.
  public var remarks: [String]

  public init(
    kind: Kind, digest: Digest, container: String, video: VideoFacts? = nil, audio: AudioFacts? = nil, remarks: [String] = []
  ) {
    self.kind = kind
    self.digest = digest
    self.container = container
    self.video = video
    self.audio = audio
    self.remarks = remarks
  }
}

/// The video stream the engine uses: the container's default one, else the largest.
public struct VideoFacts: Hashable, Sendable, Codable {
  /// How the stored picture must be turned to be looked at: first mirrored left to right if asked, then turned clockwise.
  public struct Orientation: Hashable, Sendable, Codable {
    public var mirrored: Bool
    /// Clockwise quarter turns, 0...3.
    public var quarterTurns: Int

    public init(mirrored: Bool = false, quarterTurns: Int = 0) {
      self.mirrored = mirrored
      self.quarterTurns = quarterTurns & 3
    }
    public static let upright = Orientation()
  }

  /// The stream's number in its container.
  public var stream: Int
  /// `h264`, `png`
  public var codec: String
  /// As the codec stores it, before orientation and sample aspect.
  public var codedSize: Size
  /// Width of a sample over its height.
  public var sampleAspect: Rational
  public var orientation: Orientation
  /// The library's name for the sample layout, `yuv420p10le`.
  public var pixelFormat: String
  public var bitDepth: Int
  public var hasAlpha: Bool
  /// As tagged; `unspecified` where the file does not say.
  public var color: ColorDescription
  public var frames: FrameIndex

  public init(
    stream: Int, codec: String, codedSize: Size, sampleAspect: Rational = Rational(1), orientation: Orientation = .upright,
    pixelFormat: String, bitDepth: Int, hasAlpha: Bool, color: ColorDescription, frames: FrameIndex
  ) {
    self.stream = stream
    self.codec = codec
    self.codedSize = codedSize
    self.sampleAspect = sampleAspect
    self.orientation = orientation
    self.pixelFormat = pixelFormat
    self.bitDepth = bitDepth
    self.hasAlpha = hasAlpha
    self.color = color
    self.frames = frames
  }

  /// As it is looked at: square samples, upright. The sample aspect widens, or heightens, and never throws rows away.
  public var displaySize: Size {
    var size = codedSize
    if sampleAspect > Rational(1) {
      size.width = max(1, Int((Rational(Int64(size.width)) * sampleAspect).rounded))
    } else if sampleAspect < Rational(1) {
      size.height = max(1, Int((Rational(Int64(size.height)) / sampleAspect).rounded))
    }
    return orientation.quarterTurns % 2 == 1 ? size.transposed : size
  }
}

/// When each frame of a stream is shown, and where decoding may begin.
///
/// Frames are numbered from 0 in presentation order, counting only those that are shown: what an edit list cuts away at the front has
/// no number. Time 0 is the moment frame 0 is shown.
public struct FrameIndex: Hashable, Sendable, Codable {
  /// Seconds in a tick of `starts`.
  public var timeBase: Rational
  /// When each frame begins, in ticks, rising strictly, from 0. Compressed: see ``Run``.
  public var runs: [Run]
  /// The end of the last frame in ticks.
  public var end: Int64
  /// Frames at which a decoder may begin and give exactly what linear decoding gives, rising; always starts with 0.
  public var entryPoints: [Int]

  /// `count` frames, the first at `start`, each `step` ticks after the one before.
  public struct Run: Hashable, Sendable, Codable {
    public var start: Int64
    public var step: Int64
    public var count: Int

    public init(start: Int64, step: Int64, count: Int) {
      self.start = start
      self.step = step
      self.count = count
    }
  }

  /// - Precondition: `starts` rises strictly from 0 and is not empty, and `end` is above its last.
  public init(timeBase: Rational, starts: [Int64], end: Int64, entryPoints: [Int]) {
    precondition(starts.first == 0 && end > starts[starts.count - 1], "frames start at 0 and end after the last")
    self.timeBase = timeBase
    self.end = end
    self.entryPoints = entryPoints
    runs = []
    for start in starts {
      if var last = runs.last, last.count == 1 || start == last.start + last.step * Int64(last.count) {
        if last.count == 1 { last.step = start - last.start }
        precondition(last.step > 0, "frames rise strictly")
        last.count += 1
        runs[runs.count - 1] = last
      } else {
        runs.append(Run(start: start, step: 1, count: 1))
      }
    }
  }

  /// `count` frames at a steady rate, each an entry point: a still, a sequence.
  public init(count: Int, rate: FrameRate) {
    timeBase = rate.frameDuration
    runs = [Run(start: 0, step: 1, count: count)]
    end = Int64(count)
    entryPoints = Array(0..<count)
  }

  public var count: Int { runs.reduce(0) { $0 + $1.count } }
  public var duration: Time { Time(ticks: end, of: timeBase) }

  /// When frame `index` is shown. - Precondition: `index` is in `0..<count`.
  public func start(of index: Int) -> Time {
    var rest = index
    for run in runs {
      if rest < run.count { return Time(ticks: run.start + Int64(rest) * run.step, of: timeBase) }
      rest -= run.count
    }
    preconditionFailure("frame \(index) of \(count)")
  }

  /// The last frame that begins before `time`, or frame 0.
  ///
  /// The planner asks for the middle of an output frame: a stamp that its container rounded (milliseconds in Matroska) still
  /// belongs to the frame it was meant for.
  public func frame(before time: Time) -> Int {
    let ticks = time.seconds / timeBase
    var first = 0
    var found = 0
    for run in runs {
      guard Rational(run.start) < ticks else { break }
      let steps = ((ticks - Rational(run.start)) / Rational(run.step)).ceil - 1
      found = first + min(run.count - 1, Int(steps))
      first += run.count
    }
    return found
  }
}

/// The audio stream the engine uses: the container's default one, else the first.
public struct AudioFacts: Hashable, Sendable, Codable {
  public var stream: Int
  public var codec: String
  public var sampleRate: Int
  public var channels: Int
  /// The library's name for the layout: `stereo`, `5.1`.
  public var layout: String
  /// When the first sample is heard, counted from the first frame of the video (0 in a file with sound only); may be negative.
  public var start: Time
  /// From the first sample to the last.
  public var duration: Time

  public init(stream: Int, codec: String, sampleRate: Int, channels: Int, layout: String, start: Time, duration: Time) {
    self.stream = stream
    self.codec = codec
    self.sampleRate = sampleRate
    self.channels = channels
    self.layout = layout
    self.start = start
    self.duration = duration
  }
}
