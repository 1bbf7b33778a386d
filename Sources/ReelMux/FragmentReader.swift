import ReelCore

/// Reads one `moof`: adds the samples it describes to the tracks they belong to.
struct FragmentReader {
  /// What `trex` says of the samples of a track where a fragment is silent.
  struct Defaults {
    var duration: Int
    var size: Int
    var flags: Int
  }

  /// Leaves room for the durations of as many samples as a file may have.
  private static let latest: Int64 = 1 << 62

  private let moof: BoxReader
  private let start: Int64
  private let media: [Range<Int64>]
  private let defaults: [Int: Defaults]

  /// - Parameters:
  ///   - start: of the box, from the start of the file.
  ///   - media: what `mdat` boxes hold.
  ///   - defaults: by the number of the track.
  init(_ moof: BoxReader, start: Int64, media: [Range<Int64>], defaults: [Int: Defaults]) {
    self.moof = moof
    self.start = start
    self.media = media
    self.defaults = defaults
  }

  static func defaults(_ mvex: BoxReader) throws -> [Int: Defaults] {
    var cursor = mvex
    var result: [Int: Defaults] = [:]
    while let (type, found) = try cursor.next() {
      guard type == "trex" else { continue }
      var body = found
      _ = try body.version(atMost: 0)
      let track = try body.u32()
      guard try body.u32() == 1 else { throw ReelError(.unsupported, "'\(body.path)' has several sample entries") }
      let entry = Defaults(duration: try body.u32(), size: try body.u32(), flags: try body.u32())
      guard result.updateValue(entry, forKey: track) == nil else { throw body.malformed("is there twice for track \(track)") }
    }
    return result
  }

  func read(into file: inout MP4File) throws {
    var cursor = moof
    while let (type, body) = try cursor.next() {
      guard type == "traf" else { continue }
      try readTrack(body, into: &file)
    }
  }

  private func readTrack(_ traf: BoxReader, into file: inout MP4File) throws {
    let parts = try traf.children(["tfhd", "tfdt"])
    var header = try parts.required("tfhd", in: traf)
    let flags = try header.version(atMost: 0).flags
    let number = try header.u32()
    guard let track = file.tracks.firstIndex(where: { $0.id == number }), var defaults = defaults[number] else {
      throw header.malformed("is of track \(number), of which the movie says nothing")
    }
    guard flags & 0x02_0001 == 0x02_0000 else {
      throw ReelError(.unsupported, "'\(header.path)' places samples other than from its 'moof'")
    }
    if flags & 0x2 != 0 { try header.skip(4) }
    if flags & 0x8 != 0 { defaults.duration = try header.u32() }
    if flags & 0x10 != 0 { defaults.size = try header.u32() }
    if flags & 0x20 != 0 { defaults.flags = try header.u32() }
    var clock = try parts.required("tfdt", in: traf)
    var time = try clock.time(wide: try clock.version(atMost: 1).version == 1)
    if let expected = file.tracks[track].samples.last.map({ $0.dts + Int64($0.duration) }), time != expected {
      throw clock.malformed("begins at \(time), and what was before it ends at \(expected)")
    }
    guard time <= Self.latest else { throw clock.malformed("begins at \(time), more than times can be counted on from") }
    var cursor = traf
    var next: Int64?
    while let (type, body) = try cursor.next() {
      guard type == "trun" else { continue }
      try readRun(
        body, defaults, time: &time, next: &next, count: file.tracks.reduce(0) { $0 + $1.samples.count }, &file.tracks[track].samples)
    }
  }

  /// - Parameter next: where the samples of the run before end, from the start of the file.
  private func readRun(
    _ run: BoxReader, _ defaults: Defaults, time: inout Int64, next: inout Int64?, count: Int, _ samples: inout [MP4File.Sample]
  ) throws {
    var run = run
    let (version, flags) = try run.version(atMost: 1)
    let width = 4 * [0x100, 0x200, 0x400, 0x800].count { flags & $0 != 0 }
    let entries = try run.u32()
    guard entries <= MP4Reader.Limit.samples - count else { throw run.malformed("promises \(entries) samples, more than a file may have") }
    var position = next ?? start
    if flags & 0x1 != 0 { position = start + Int64(try run.i32()) }
    let first = flags & 0x4 != 0 ? try run.u32() : nil
    guard width == 0 || entries <= run.remaining / width else {
      throw run.malformed("promises \(entries) samples, and has room for \(run.remaining / width)")
    }
    // Samples without an entry of their own would be as many as anyone likes to claim.
    guard width > 0 || entries <= 1 || defaults.size > 0 else { throw run.malformed("has \(entries) samples without a byte") }
    // Samples of a run follow each other, so all lie in one box.
    let room = media.first { $0.lowerBound <= position && position <= $0.upperBound } ?? 0..<0
    for index in 0..<entries {
      let duration = flags & 0x100 != 0 ? try run.u32() : defaults.duration
      let size = flags & 0x200 != 0 ? try run.u32() : defaults.size
      let own = flags & 0x400 != 0 ? try run.u32() : index == 0 ? first ?? defaults.flags : defaults.flags
      let offset = flags & 0x800 != 0 ? (version == 1 ? try run.i32() : try run.u32()) : 0
      guard position >= room.lowerBound, position + Int64(size) <= room.upperBound else {
        throw run.malformed("puts sample \(samples.count) of \(size) bytes at byte \(position), outside the media data")
      }
      samples.append(
        MP4File.Sample(
          offset: position, size: size, dts: time, pts: time + Int64(offset), duration: duration, isSync: own & 0x1_0000 == 0))
      position += Int64(size)
      time += Int64(duration)
    }
    next = position
  }
}
