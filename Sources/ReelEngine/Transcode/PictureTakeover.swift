import ReelCore
import ReelMedia
import ReelPlan
import ReelTimeline

/// A master's picture, held against what an output asks for: whether its packets can be taken over as they are.
struct PictureTakeover {
  /// Seconds between key frames that every player and platform takes.
  private static let longestGOP = 5

  /// Why it has to be encoded anew; empty where it need not be.
  private(set) var reasons: [String] = []
  /// Frames of each GOP.
  private(set) var cells: [Range<Int>] = []
  /// What its packets would have been encoded with.
  private(set) var settings: VideoEncoderSettings

  private let planned: VideoEncoderSettings
  private let rate: FrameRate
  private let limits: Profile.Limits?

  /// - Parameters:
  ///   - planned: what it is encoded with otherwise.
  ///   - length: frames of the output.
  init(
    of source: StampedSource, _ video: VideoFacts, as planned: VideoEncoderSettings, rate: FrameRate, length: Int, limits: Profile.Limits?
  ) throws {
    self.planned = planned
    self.rate = rate
    self.limits = limits
    settings = planned
    judge(video, length)
    if reasons.isEmpty { try judge(CodedStream(path: source.files[0], stream: video.stream), video) }
  }

  // MARK: As it is described

  private mutating func judge(_ video: VideoFacts, _ length: Int) {
    let codecs = Set((limits?.video ?? [planned.encoder]).compactMap(Self.codec))
    if !codecs.contains(video.codec) { reasons.append("it is \(video.codec), not \(codecs.sorted().joined(separator: " or "))") }
    if video.pixelFormat != "yuv420p" { reasons.append("its samples are \(video.pixelFormat), not yuv420p") }
    if video.orientation != .upright || video.sampleAspect != Rational(1) { reasons.append("it is stored turned or stretched") }
    if video.codedSize != planned.size { reasons.append("it is \(video.codedSize), not \(planned.size)") }
    if !Self.isStandard(video.color) { reasons.append("its colours are not tagged as BT.709 in limited range") }
    if video.frames.count != length || !isSteady(video.frames) { reasons.append("its frames are not on the grid of \(rate) a second") }
  }

  /// The codec of an encoder's name.
  private static func codec(_ encoder: String) -> String? { ["libx264": "h264", "libx265": "hevc"][encoder] }

  private static func isStandard(_ color: ColorDescription) -> Bool {
    color.matrix == .bt709 && color.range == .limited && [.bt709, .unspecified].contains(color.primaries)
      && [.bt709, .unspecified].contains(color.transfer)
  }

  /// Whether every frame begins where the grid has it, as exactly as its container can say.
  private func isSteady(_ frames: FrameIndex) -> Bool {
    var index = 0
    for run in frames.runs {
      for number in 0..<run.count {
        let start = Rational(run.start + Int64(number) * run.step) * frames.timeBase
        let off = start - rate.start(ofFrame: index).seconds
        if off > frames.timeBase || Rational(0) - off > frames.timeBase { return false }
        index += 1
      }
    }
    return true
  }

  // MARK: As it is coded

  private mutating func judge(_ stream: CodedStream, _ video: VideoFacts) throws {
    // `lengthSizeMinusOne` of ISO/IEC 14496-15, 5.3.3.1.2 and 8.3.3.1.2: lengths have four bytes in what is written.
    let at = video.codec == "hevc" ? 21 : 4
    guard stream.configuration.count > at, stream.configuration[0] == 1, stream.configuration[at] & 3 == 3 else {
      return reasons.append("its container keeps it in another form than MP4 does")
    }
    if !stream.isProgressive { reasons.append("it is interlaced") }
    var (stamps, sizes, starts): ([Int64], [Int], [Int]) = ([], [], [])
    while let packet = try stream.next() {
      guard packet.isShown, let pts = packet.pts else { return reasons.append("an edit list cuts into its GOPs") }
      if packet.hasParameterSets { return reasons.append("its parameter sets change on the way") }
      if packet.isReset { starts.append(stamps.count) }
      stamps.append(pts)
      sizes.append(packet.bytes.count)
    }
    let order = stamps.indices.sorted { stamps[$0] < stamps[$1] }
    var shown = [Int](repeating: 0, count: stamps.count)
    for (place, index) in order.enumerated() { shown[index] = place }
    let delay = shown.enumerated().map { $0.offset - $0.element }.max() ?? 0
    cells = zip(starts, starts.dropFirst() + [stamps.count]).map { $0..<$1 }
    // Where a picture is shown before the key frame it follows, the GOP is open.
    let isClosed = cells.allSatisfy { cell in cell.allSatisfy { cell.contains(shown[$0]) } && shown[cell.lowerBound] == cell.lowerBound }
    if starts.first != 0 || !isClosed || starts.count != video.frames.entryPoints.count { reasons.append("its GOPs are not closed") }
    if delay > 2 { reasons.append("its pictures are decoded \(delay) frames ahead") }
    judgeRates(sizes)
    settings = VideoEncoderSettings(
      encoder: VideoEncoderSettings.copied + video.codec, size: video.codedSize, rate: rate, preset: "", crf: 0, profile: "",
      level: Int(stream.configuration[video.codec == "hevc" ? 12 : 3]), gop: cells.map(\.count).max() ?? 0, bFrames: delay,
      referenceFrames: 0)
  }

  private mutating func judgeRates(_ sizes: [Int]) {
    func bitRate(_ frames: Range<Int>) -> Int {
      let seconds = rate.start(ofFrame: frames.count).seconds.approximate
      return Int((Double(sizes[frames].reduce(0, +) * 8) / seconds).rounded())
    }
    if let longest = cells.map(\.count).max(), rate.start(ofFrame: longest) > Time(Rational(Int64(Self.longestGOP))) {
      reasons.append("its key frames are up to \(longest) frames apart")
    }
    if let most = limits?.maxVideoBitRate, let peak = cells.map(bitRate).max(), peak > most {
      reasons.append("a GOP has \(peak) b/s, for at most \(most)")
    }
    if let most = planned.maxRate, case let mean = bitRate(sizes.indices), mean > most {
      reasons.append("it has \(mean) b/s, for at most \(most)")
    }
  }
}
