import Foundation
import ReelCore
import ReelMux
import ReelTestSupport

/// A file encoded and written by the ffmpeg CLI, read with our reader, and written again with our writer.
struct Remuxed {
  let folder: TemporaryDirectory
  let original: String
  let path: String
  let tracks: [MP4Track]
  let metadata: MP4Metadata
  let layout: MP4Layout

  struct Recipe {
    var size = "144x256"
    var rate = "30"
    var frames = 60
    var bFrames = 3
    var sampleRate = 48000
    /// Samples of sound; two tones when there are two languages.
    var samples = 96000
    var languages: [String] = ["es-419"]
    var names: [String] = []
    var hasEditList = true
    var codec = "libx264"
  }

  /// Makes H.264 with B-frames in GOPs of 20 and AAC with the ffmpeg CLI.
  static func source(_ recipe: Recipe, in folder: TemporaryDirectory) throws -> String {
    let path = folder.file("original.mp4")
    var arguments = ["-f", "lavfi", "-i", "testsrc2=size=\(recipe.size):rate=\(recipe.rate)"]
    for index in recipe.languages.indices {
      arguments += ["-f", "lavfi", "-i", "sine=frequency=\(330 * (index + 1)):sample_rate=\(recipe.sampleRate)"]
    }
    for index in 0...recipe.languages.count { arguments += ["-map", "\(index)"] }
    arguments += ["-vf", "trim=end_frame=\(recipe.frames)", "-af", "atrim=end_sample=\(recipe.samples)", "-c:v", recipe.codec]
    arguments += ["-preset", "veryfast", "-g", "20", "-bf", "\(recipe.bFrames)", "-b_strategy", "0", "-pix_fmt", "yuv420p"]
    arguments += ["-ac", "2", "-c:a", "aac"]
    arguments += ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
    if recipe.codec == "libx265" { arguments += ["-tag:v", "hvc1", "-x265-params", "log-level=error:open-gop=0"] }
    arguments += ["-movflags", "write_colr", "-movie_timescale", "\(recipe.sampleRate)", path]
    try ffmpeg(arguments)
    return path
  }

  init(_ recipe: Recipe = Recipe(), metadata: MP4Metadata = MP4Metadata()) throws {
    folder = try TemporaryDirectory()
    original = try Self.source(recipe, in: folder)
    let file = try MP4Reader.read(path: original)
    let rate = FrameRate(Rational(recipe.rate)!)
    var language = 0
    var tracks: [MP4Track] = []
    for track in file.tracks {
      switch track.media {
      case .video(let video): tracks.append(try Self.video(track, video, rate))
      case .audio(let audio):
        tracks.append(
          try MP4Track.audio(
            audio, sizes: track.samples.map(\.size), length: recipe.hasEditList ? recipe.samples : track.samples.count * 1024,
            priming: recipe.hasEditList ? .editList(samples: Int(track.edits[0].mediaTime!)) : .removed,
            language: recipe.languages[language], name: recipe.names.isEmpty ? nil : recipe.names[language]))
        language += 1
      case nil: throw ReelError(.failed, "a track of \(track.codec) was not understood")
      }
    }
    self.tracks = tracks
    self.metadata = metadata
    layout = try MP4Layout(tracks: tracks, metadata: metadata)
    path = folder.file("ours.mp4")
    try Self.write(layout, file, from: original, to: path)
  }

  private static func video(_ track: MP4File.Track, _ video: MP4Track.Video, _ rate: FrameRate) throws -> MP4Track {
    let order = track.samples.map(\.pts).sorted()
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    return try MP4Track.video(
      video, rate: rate, sizes: track.samples.map(\.size), presentation: track.samples.map { places[$0.pts]! },
      isSync: track.samples.map(\.isSync), reorderDelay: 2)
  }

  static func write(_ layout: MP4Layout, _ file: MP4File, from source: String, to path: String) throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: source))
    var out = Data(layout.header)
    for chunk in layout.chunks {
      if Int64(out.count) != chunk.offset { throw ReelError(.failed, "a chunk is at \(out.count), not at \(chunk.offset)") }
      for index in chunk.samples {
        let sample = file.tracks[chunk.track].samples[index]
        out.append(bytes[Int(sample.offset)..<Int(sample.offset) + sample.size])
      }
    }
    try out.write(to: URL(fileURLWithPath: path))
  }
}

/// What ffprobe says of each packet of a stream, in file order of the stream.
struct Packet: Equatable {
  var pts: Int
  var dts: Int
  /// 0 where ffprobe does not say it, as of the first packet of sound in fragments.
  var duration: Int
  var isKey: Bool
  var size: Int

  static func all(_ path: String, stream: String) throws -> [Packet] {
    let result = try run([
      "ffprobe", "-v", "error", "-select_streams", stream, "-show_entries", "packet=pts,dts,duration,size,flags", "-of", "csv=p=0",
      path,
    ])
    return result.text.split(separator: "\n").map { line in
      let fields = line.split(separator: ",").map(String.init)
      return Packet(
        pts: Int(fields[0])!, dts: Int(fields[1])!, duration: Int(fields[2]) ?? 0, isKey: fields[4].contains("K"), size: Int(fields[3])!)
    }
  }

  /// Times from those of the first packet on: ffmpeg adds to the presentation times of a fragmented file how far decoding runs ahead.
  static func shifted(_ path: String, stream: String) throws -> [Packet] {
    let all = try self.all(path, stream: stream)
    return all.map { packet in
      var packet = packet
      (packet.pts, packet.dts) = (packet.pts - all[0].pts, packet.dts - all[0].dts)
      return packet
    }
  }
}
