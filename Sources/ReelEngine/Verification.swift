import ReelCore
import ReelMedia
import ReelMux
import ReelPlan
import ReelRender

/// Reads a finished file back and holds it against the plan and what was written: every frame's time, the lengths, the tags, every
/// byte, and where the file itself says each sample lies.
struct Verification {
  let output: Plan.Output
  let plan: Plan
  /// `nil` without sound.
  let track: TrackFacts?

  func check(_ path: String, _ written: Assembler.Written) throws {
    let file = try MP4Reader.read(path: path)
    guard file.isFastStart else { throw fault(path, "moov does not stand before mdat") }
    let (video, audio) = (file.tracks.filter { $0.handler == "vide" }, file.tracks.filter { $0.handler == "soun" })
    guard video.count == (output.picture == nil ? 0 : 1), audio.count == (output.sound == nil ? 0 : 1),
      file.tracks.count == video.count + audio.count
    else { throw fault(path, "there are \(video.count) pictures and \(audio.count) sounds among \(file.tracks.count) tracks") }
    for (track, picture) in zip(video, [output.picture].compactMap(\.self)) { try checkVideo(track, picture, path) }
    for (track, sound) in zip(audio, [output.sound].compactMap(\.self)) { try checkAudio(track, sound, file, path) }
    for (track, samples) in zip(video + audio, written.samples) {
      guard track.samples.map({ $0.offset..<$0.offset + Int64($0.size) }) == samples else {
        throw fault(path, "the \(track.handler) samples do not lie where they were written")
      }
    }
    guard try SourceFile.digest(of: path) == written.digest else { throw fault(path, "its bytes are not those that were written") }
  }

  private func fault(_ path: String, _ found: String) -> ReelError {
    ReelError(
      .failed, "the finished file does not read back as it was planned: \(found)", file: path, hint: "this is a fault of the engine")
  }

  private func checkVideo(_ track: MP4File.Track, _ picture: Plan.Output.Picture, _ path: String) throws {
    guard track.samples.count == plan.length else { throw fault(path, "\(track.samples.count) frames for \(plan.length)") }
    let tick = Rational(1, Int64(track.timescale))
    let shown = track.samples.map(\.pts).sorted()
    for (index, pts) in shown.enumerated() where Time(ticks: pts, of: tick) != plan.rate.start(ofFrame: index + output.container.start) {
      throw fault(path, "frame \(index) is shown at \(Time(ticks: pts, of: tick)), off the grid")
    }
    // A movie of fragments does not say how long it is: its samples do.
    let duration = track.samples.reduce(0) { $0 + Int64($1.duration) }
    guard output.container != .movie || track.duration == duration, Time(ticks: duration, of: tick) == plan.rate.start(ofFrame: plan.length)
    else {
      throw fault(path, "the picture lasts \(Time(ticks: duration, of: tick))")
    }
    let starts = Set(picture.parts.map(\.frames.lowerBound))
    for (index, sample) in track.samples.enumerated() where sample.isSync != starts.contains(index) {
      throw fault(path, "sample \(index) is \(sample.isSync ? "" : "not ")a key frame")
    }
    guard case .video(let media)? = track.media, media.codec == picture.codec, media.size == picture.encoder.size,
      media.color == picture.encoder.color
    else {
      throw fault(path, "codec, size or colour tags differ")
    }
  }

  private func checkAudio(_ track: MP4File.Track, _ sound: Plan.Output.Sound, _ file: MP4File, _ path: String) throws {
    guard track.edits.isEmpty == (sound.encoder.dropsPriming == true) else {
      throw fault(path, "there are \(track.edits.count) edits of the sound")
    }
    let presented = track.edits.reduce(0) { $0 + $1.duration }
    let length =
      track.edits.isEmpty
      ? Time(ticks: track.samples.reduce(0) { $0 + Int64($1.duration) }, of: Rational(1, Int64(track.timescale)))
      : Time(ticks: presented, of: Rational(1, Int64(file.timescale)))
    guard length == Time(samples: Int64(self.track?.length ?? 0), rate: sound.encoder.sampleRate) else {
      throw fault(path, "the sound lasts \(length)")
    }
    let begin = plan.rate.start(ofFrame: output.container.start).samples(rate: sound.encoder.sampleRate)
    guard track.edits.first != nil || track.samples.first?.pts == begin else {
      throw fault(path, "the sound begins at \(track.samples.first?.pts ?? 0)")
    }
    guard output.container == .movie || track.loudness == self.track.flatMap({ MP4Track.Loudness($0.delivered) }) else {
      throw fault(path, "it says another loudness than was measured")
    }
    guard track.language == output.language else { throw fault(path, "the sound's language is \(track.language ?? "not set")") }
  }
}
