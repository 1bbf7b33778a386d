import ReelAudio
import ReelCore
import ReelEngine
import ReelPlan
import ReelRender
import ReelStore

/// The sound of an episode and nothing of its pictures: reads the document, decodes, mixes, masters, and encodes unless told not to.
///
/// `sound.py` runs it against ffmpeg and takes its CPU time.
@main struct Sound {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { throw ReelError(.invalid, "usage: Sound DOCUMENT STORE [--without-encoder]") }
    let encodes = !arguments.contains("--without-encoder")
    let engine = try Engine(Engine.Options(store: arguments[2], jobs: 1, memory: 2 << 30))
    let project = try await engine.open(arguments[1])
    let tracks = try project.requirePlan().tracks
    guard let build = tracks.first?.spec.build else { return }
    let sounds = project.sounds(in: engine.store, build: build)
    for track in tracks {
      if encodes {
        let coded = try TrackRenderer.render(track.spec) { try sounds.sound($0) }
        _ = try engine.store.put(track.key, try coded.serialized())
        print(track.language ?? "-", coded.facts)
      } else {
        var read: [SoundSource: any SoundReading] = [:]
        for clip in track.spec.mix.clips where read[clip.source] == nil { read[clip.source] = try sounds.sound(clip.source) }
        var master = try Master(spec: track.spec.mix, mixer: Mixer(spec: track.spec.mix, sounds: read))
        print(track.language ?? "-", try master.deliver { _, _ in })
      }
    }
  }
}
