import Foundation
import ReelCore
import ReelMux
import ReelPlan
import ReelRender

/// Reads a finished file back and holds it against the plan: every frame's time, the lengths, the tags, and the bytes of the pictures.
struct Verification {
  let output: Plan.Output
  let plan: Plan
  let track: TrackFacts

  /// - Parameter video: digest of all video samples in decoding order, as they were meant to be written.
  /// - Returns: the digest of the whole file.
  func check(_ path: String, video expected: Digest) throws -> Digest {
    let file = try MP4Reader.read(path: path)
    guard file.isFastStart else { throw fault(path, "moov does not stand before mdat") }
    guard file.tracks.count == 2, let video = file.tracks.first(where: { $0.handler == "vide" }),
      let audio = file.tracks.first(where: { $0.handler == "soun" })
    else { throw fault(path, "there are \(file.tracks.count) tracks, not a picture and a sound") }
    try checkVideo(video, path)
    try checkAudio(audio, file, path)
    return try checkBytes(path, video: video, expected: expected)
  }

  private func fault(_ path: String, _ found: String) -> ReelError {
    ReelError(
      .failed, "the finished file does not read back as it was planned: \(found)", file: path, hint: "this is a fault of the engine")
  }

  private func checkVideo(_ track: MP4File.Track, _ path: String) throws {
    guard track.samples.count == plan.length else { throw fault(path, "\(track.samples.count) frames for \(plan.length)") }
    let tick = Rational(1, Int64(track.timescale))
    let shown = track.samples.map(\.pts).sorted()
    for (index, pts) in shown.enumerated() where Time(ticks: pts, of: tick) != plan.rate.start(ofFrame: index) {
      throw fault(path, "frame \(index) is shown at \(Time(ticks: pts, of: tick)), off the grid")
    }
    guard Time(ticks: track.duration, of: tick) == plan.rate.start(ofFrame: plan.length) else {
      throw fault(path, "the picture lasts \(Time(ticks: track.duration, of: tick))")
    }
    let starts = Set(plan.cells.map(\.frames.lowerBound))
    for (index, sample) in track.samples.enumerated() where sample.isSync != starts.contains(index) {
      throw fault(path, "sample \(index) is \(sample.isSync ? "" : "not ")a key frame")
    }
    guard case .video(let media)? = track.media, media.size == output.encoder.size, media.color == output.encoder.color else {
      throw fault(path, "size or colour tags differ")
    }
  }

  private func checkAudio(_ track: MP4File.Track, _ file: MP4File, _ path: String) throws {
    let presented = track.edits.reduce(0) { $0 + $1.duration }
    let length = Time(ticks: presented, of: Rational(1, Int64(file.timescale)))
    guard length == Time(samples: Int64(self.track.length), rate: output.audio.sampleRate) else {
      throw fault(path, "the sound lasts \(length)")
    }
    guard track.language == output.language else { throw fault(path, "the sound's language is \(track.language ?? "not set")") }
  }

  private func checkBytes(_ path: String, video: MP4File.Track, expected: Digest) throws -> Digest {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw fault(path, "it cannot be opened again") }
    defer { try? handle.close() }
    let whole = SHA256()
    while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty { data.withUnsafeBytes { whole.update($0) } }
    let pictures = SHA256()
    for sample in video.samples {
      try handle.seek(toOffset: UInt64(sample.offset))
      guard let data = try handle.read(upToCount: sample.size), data.count == sample.size else {
        throw fault(path, "a sample reaches past its end")
      }
      data.withUnsafeBytes { pictures.update($0) }
    }
    guard pictures.finish() == expected else { throw fault(path, "the pictures' bytes are not those that were rendered") }
    return whole.finish()
  }
}
