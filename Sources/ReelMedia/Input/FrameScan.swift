import CFFmpeg
import ReelCore

/// What linear decoding of a stream gives: the truth about files whose packets do not tell.
struct FrameScan {
  /// The first picture.
  let first: UnsafeMutablePointer<AVFrame>
  /// When each picture is shown, as far as the decoder can tell.
  private(set) var stamps: [Int64] = []
  /// Of the last two pictures.
  private var durations: [Int64] = []

  /// Decodes a stream from its start and calls `body` once with the first picture, which is freed afterwards.
  ///
  /// - Parameter all: false stops after the first picture.
  /// - Throws: `invalid` when there is no picture at all, or one that cannot be decoded.
  static func run<R>(
    _ path: String, stream index: Int, all: Bool, _ body: (Self, UnsafeMutablePointer<AVStream>) throws(ReelError) -> R
  ) throws(ReelError) -> R {
    let demuxer = try Demuxer(path: path, isKnown: true)
    guard index < demuxer.streamCount else { throw ReelError(.failed, "the file changed while it was read", file: path) }
    demuxer.select([index])
    let stream = demuxer.stream(index)
    var scan = try all ? nil : firstPicture(of: demuxer, stream)
    defer {
      var first = scan?.first
      av_frame_free(&first)
    }
    if scan == nil { scan = try pictures(of: all ? demuxer : reopened(path, index), index, all: all) }
    guard let scan else {
      throw ReelError(
        .invalid, "no picture can be decoded from\(Place(stream: index).words)", file: path, detail: LogTail.take(),
        hint: "the file is damaged or unfinished; make or fetch it again")
    }
    return try body(scan, stream)
  }

  private static func reopened(_ path: String, _ index: Int) throws(ReelError) -> Demuxer {
    let demuxer = try Demuxer(path: path, isKnown: true)
    demuxer.select([index])
    return demuxer
  }

  /// What the first packet alone decodes to; `nil` when that is nothing. A decoder that is told there is no more gives it at once, where it
  /// would else wait for the pictures that may be shown before it: on most clips this is a third of the work of looking at them.
  private static func firstPicture(of demuxer: Demuxer, _ stream: UnsafeMutablePointer<AVStream>) throws(ReelError) -> FrameScan? {
    // What it looks like is nobody's question.
    let decoder = try Decoder(stream, file: demuxer.path, threads: 1, isSurvey: true)
    guard let packet = try demuxer.next(), (try? decoder.send(packet)) != nil, (try? decoder.send(nil)) != nil,
      case .frame(let frame)? = try? decoder.receive()
    else { return nil }
    return FrameScan(first: frame)
  }

  private static func pictures(of demuxer: Demuxer, _ index: Int, all: Bool) throws(ReelError) -> FrameScan? {
    let decoder = try Decoder(demuxer.stream(index), file: demuxer.path, threads: 1)
    var scan: FrameScan?
    do throws(ReelError) {
      reading: while true {
        let packet = try demuxer.next()
        try decoder.send(packet)
        receiving: while true {
          switch try decoder.receive() {
          case .needsInput: break receiving
          case .end: break reading
          case .frame(let frame):
            if scan == nil { scan = FrameScan(first: frame) }
            scan?.add(frame)
            if frame != scan?.first {
              var frame: UnsafeMutablePointer<AVFrame>? = frame
              av_frame_free(&frame)
            }
            if !all { break reading }
          }
        }
      }
    } catch {
      var first = scan?.first
      av_frame_free(&first)
      throw error
    }
    return scan
  }

  private init(first: UnsafeMutablePointer<AVFrame>) { self.first = first }

  private mutating func add(_ frame: UnsafeMutablePointer<AVFrame>) {
    stamps.append(frame.pointee.best_effort_timestamp)
    durations = durations.suffix(1) + [reel_frame_duration(frame)]
  }

  /// The index of a stream that can be decoded from its start only.
  ///
  /// - Parameter fallback: a frame's length in ticks; it spaces the pictures of a stream without any stamps.
  /// - Throws: `invalid` when two pictures claim one moment, or go back in time.
  func index(timeBase: Rational, fallback: Int64, file: String) throws(ReelError) -> (FrameIndex, origin: Int64) {
    let isStamped = !stamps.contains(reel_nopts)
    let stamps = isStamped ? stamps : stamps.indices.map { Int64($0) * fallback }
    for i in 1..<max(1, stamps.count) where stamps[i] <= stamps[i - 1] {
      throw ReelError(
        .invalid, "frame \(i) is not after frame \(i - 1): both are to be shown at \(Time(ticks: stamps[i], of: timeBase)) or before",
        file: file, hint: "the file's time stamps are damaged; write it anew with another tool")
    }
    let starts = stamps.map { $0 - stamps[0] }
    let end = starts[starts.count - 1] + (isStamped ? FrameIndexer.lastLength(durations, starts, fallback) : fallback)
    return (FrameIndex(timeBase: timeBase, starts: starts, end: end, entryPoints: [0]), stamps[0])
  }
}
