import Foundation
import ReelAudio
import ReelCore
import ReelMedia
import ReelPlan
import ReelRender
import ReelStore

/// Files of sound alone: stems, and drawings of the sound.
extension Render {
  /// Stems that already stand complete at their place; anything else in the way stops the render before it begins.
  func existingStems(_ receipts: Receipts) throws -> [String: Report.Stem] {
    var current: [String: Report.Stem] = [:]
    for stem in plan.stems where FileManager.default.fileExists(atPath: place(stem.path)) {
      if var known: Report.Stem = try receipts.report(stem.key, at: place(stem.path)) {
        (known.path, known.status, known.delivery, known.language) = (stem.path, .current, stem.delivery, stem.language)
        current[stem.path] = known
        tell(.output(path: stem.path, current: true))
      } else if !overwrite {
        throw ReelError(
          .cannotWrite, "is in the way: it exists and is not what this render makes", file: place(stem.path),
          hint: "use --overwrite to replace it, or choose another --out")
      }
    }
    return current
  }

  func writeStems(_ stems: [Plan.Stem], _ receipts: Receipts) throws -> [String: Report.Stem] {
    let writer = StemWriter(sounds: sounds, isCancelled: { [stop] in stop.isDraining })
    let reports = try Workers.map(stems, at: engine.options.jobs) { stem in
      let report = try writer.write(stem, to: self.place(stem.path))
      try receipts.remember(report, key: stem.key)
      self.tell(.output(path: stem.path, current: false))
      return report
    }
    return Dictionary(zip(stems.map(\.path), reports)) { $1 }
  }

  func writeWaveforms() throws {
    for waveform in plan.waveforms {
      // The outputs may be current, and the track long evicted.
      if try !store.contains(waveform.track), let track = plan.tracks.first(where: { $0.key == waveform.track }) { try render(track) }
      guard let bytes = try store.get(waveform.track) else {
        throw ReelError(.failed, "a track vanished from the store as soon as it was written", hint: "is the store being deleted?")
      }
      let text = try Waveform.json(CodedTrack(serialized: bytes), waveform.encoder)
      let path = place(waveform.path)
      if FileManager.default.contents(atPath: path) == Data(text.utf8) { continue }
      guard overwrite || !FileManager.default.fileExists(atPath: path) else {
        throw ReelError(
          .cannotWrite, "is in the way: it exists and draws another sound", file: path, hint: "use --overwrite to replace it")
      }
      try PartFile.save(text, to: path)
    }
  }
}

/// A track as a drawing.
enum Waveform {
  static func json(_ track: CodedTrack, _ settings: AudioEncoderSettings) throws -> String {
    var peaks = WaveformPeaks()
    try AudioDecoderCheck.decode(
      track.samples, configuration: track.configuration, settings: settings, priming: track.priming, length: track.facts.length
    ) { peaks.add($0, frames: $1, channels: settings.channels) }
    peaks.finish()
    return peaks.json(sampleRate: settings.sampleRate)
  }
}
