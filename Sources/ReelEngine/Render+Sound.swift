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
      } else if !mayReplace(stem.path) {
        throw inTheWay(stem.path)
      }
    }
    return current
  }

  /// Paths of drawings that already stand complete at their place; anything else in the way stops the render before it begins.
  func existingWaveforms(_ receipts: Receipts) throws -> Set<String> {
    var current: Set<String> = []
    for waveform in plan.waveforms where FileManager.default.fileExists(atPath: place(waveform.path)) {
      let known: Waveform.Receipt? = try receipts.report(waveform.key, at: place(waveform.path))
      guard known != nil || mayReplace(waveform.path) else { throw inTheWay(waveform.path) }
      if known != nil { current.insert(waveform.path) }
    }
    return current
  }

  func writeStems(_ stems: [Plan.Stem], _ receipts: Receipts) throws -> [String: Report.Stem] {
    let writer = StemWriter(sounds: sounds, isCancelled: { [stop] in stop.isDraining })
    let reports = try share.map(stems) { stem in
      let report = try writer.write(stem, to: self.place(stem.path)) { try receipts.remember($0, key: stem.key) }
      self.tell(.output(path: stem.path, current: false))
      return report
    }
    return Dictionary(zip(stems.map(\.path), reports)) { $1 }
  }

  /// - Parameter current: paths of those that need not be drawn again.
  func writeWaveforms(except current: Set<String>, _ receipts: Receipts) throws {
    for waveform in plan.waveforms where !current.contains(waveform.path) {
      // The outputs may be current, and the track long evicted.
      if try !store.contains(waveform.track), let track = plan.tracks.first(where: { $0.key == waveform.track }) {
        try production.render(track)
      }
      guard let bytes = try store.get(waveform.track) else {
        throw ReelError(.failed, "a track vanished from the store as soon as it was written", hint: "is the store being deleted?")
      }
      let text = try Waveform.json(CodedTrack(serialized: bytes), waveform.encoder)
      try receipts.remember(Waveform.Receipt(text), key: waveform.key)
      try PartFile.save(text, to: place(waveform.path))
    }
  }
}

/// A track as a drawing.
enum Waveform {
  /// What is known of a finished one.
  struct Receipt: Receipted {
    var bytes: Int
    var digest: String
    var withoutPlace: Self { self }

    init(_ text: String) {
      bytes = text.utf8.count
      digest = Digest.of(text).hex
    }
  }

  static func json(_ track: CodedTrack, _ settings: AudioEncoderSettings) throws -> String {
    var peaks = WaveformPeaks()
    try AudioDecoderCheck.decode(
      track.samples, configuration: track.configuration, settings: settings, priming: track.priming, length: track.facts.length
    ) { peaks.add($0, frames: $1, channels: settings.channels) }
    peaks.finish()
    return peaks.json(sampleRate: settings.sampleRate)
  }
}
