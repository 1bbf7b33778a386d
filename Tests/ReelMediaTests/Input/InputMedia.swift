import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport

/// Small moving pictures made by ffmpeg, and what ffmpeg says they decode to.
enum InputMedia {
  static func source(_ size: String = "96x64", rate: String = "25", seconds: Double = 2) -> [String] {
    ["-f", "lavfi", "-i", "testsrc2=size=\(size):rate=\(rate):duration=\(seconds)"]
  }

  /// Alpha that differs in every pixel and frame.
  static let movingAlpha = "format=yuva420p,geq=lum='p(X,Y)':cb='p(X,Y)':cr='p(X,Y)':a='mod(X*4+Y+N*8,256)'"

  /// SHA-256 of each decoded frame, by the ffmpeg program.
  static func hashes(_ path: String, stream: Int = 0, decoder: [String] = []) throws -> [String] {
    let output = try ffmpeg(
      ["-noautorotate"] + decoder
        + ["-i", path, "-map", "0:\(stream)", "-vsync", "passthrough", "-f", "framehash", "-hash", "SHA256", "-"])
    return String(decoding: output, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
      .compactMap { $0.split(separator: ",").last?.trimmingCharacters(in: .whitespaces) }
  }

  /// When each frame is shown, in ticks from the first, by ffprobe.
  static func starts(_ path: String, stream: Int = 0) throws -> [Int64] {
    let result = try run([
      "ffprobe", "-v", "error", "-select_streams", "\(stream)", "-show_entries", "frame=best_effort_timestamp", "-of", "csv=p=0", path,
    ])
    let stamps = result.text.split(whereSeparator: { $0 == "\n" || $0 == "," }).compactMap { Int64($0) }
    return stamps.map { $0 - (stamps.first ?? 0) }
  }

  static func starts(of index: FrameIndex) -> [Int64] {
    index.runs.flatMap { run in (0..<run.count).map { run.start + Int64($0) * run.step } }
  }
}

/// The error a call ends in, or `nil`.
func reelError(_ body: () throws -> Void) -> ReelError? {
  do {
    try body()
    return nil
  } catch {
    return error as? ReelError
  }
}
