import ReelCore

/// Reads one `trak`: what it is. Its samples are read by ``SampleReader``.
struct TrackReader {
  private let trak: BoxReader
  private let media: [Range<Int64>]
  private let fileSize: Int64
  private let sampleLimit: Int

  init(_ trak: BoxReader, media: [Range<Int64>], fileSize: Int64, sampleLimit: Int) {
    self.trak = trak
    self.media = media
    self.fileSize = fileSize
    self.sampleLimit = sampleLimit
  }

  func track() throws -> MP4File.Track {
    let parts = try trak.children(["tkhd", "edts", "mdia", "udta"])
    let mdia = try parts.required("mdia", in: trak)
    let mediaParts = try mdia.children(["mdhd", "elng", "hdlr", "minf"])
    let minf = try mediaParts.required("minf", in: mdia)
    let stbl = try minf.children(["stbl"]).required("stbl", in: minf)
    let tables = try stbl.children(SampleReader.tables.union(["stsd", "cslg"]))

    let header = try trackHeader(try parts.required("tkhd", in: trak))
    let clock = try mediaHeader(try mediaParts.required("mdhd", in: mdia))
    let (handler, name) = try self.handler(try mediaParts.required("hdlr", in: mdia))
    let entry = try SampleEntryReader(try tables.required("stsd", in: stbl), handler: handler)
    let samples = try SampleReader(tables, parent: stbl, media: media, limit: sampleLimit).samples()
    return MP4File.Track(
      id: header.id, isEnabled: header.flags & 1 == 1, alternateGroup: header.group, handler: handler, name: name, codec: entry.codec,
      media: entry.media, pixelAspect: entry.pixelAspect, timescale: clock.timescale, duration: clock.duration,
      presentedDuration: header.duration, languageCode: clock.language, language: try extendedLanguage(mediaParts["elng"]),
      edits: try edits(parts["edts"]), samples: samples, rollDistance: try rollDistance(stbl, sampleCount: samples.count),
      loudness: try loudness(parts["udta"]), reorderDelay: try reorderDelay(tables["cslg"]))
  }

  private func trackHeader(_ box: BoxReader) throws -> (id: Int, flags: Int, duration: Int64, group: Int) {
    var box = box
    let (version, flags) = try box.version(atMost: 1)
    try box.skip(version == 1 ? 16 : 8)
    let id = try box.u32()
    try box.skip(4)
    let duration = try box.time(wide: version == 1)
    try box.skip(10)
    let group = try box.u16()
    return (id, flags, duration, group)
  }

  private func mediaHeader(_ box: BoxReader) throws -> (timescale: Int, duration: Int64, language: String?) {
    var box = box
    let wide = try box.version(atMost: 1).version == 1
    try box.skip(wide ? 16 : 8)
    let timescale = try box.u32()
    guard timescale > 0 else { throw box.malformed("has a timescale of 0") }
    let duration = try box.time(wide: wide)
    let packed = try box.u16()
    let letters = [packed >> 10 & 31, packed >> 5 & 31, packed & 31]
    guard packed >> 15 == 0, letters.allSatisfy({ (1...26).contains($0) }) else { return (timescale, duration, nil) }
    return (timescale, duration, String(decoding: letters.map { UInt8($0 + 0x60) }, as: UTF8.self))
  }

  private func extendedLanguage(_ box: BoxReader?) throws -> String? {
    guard var box else { return nil }
    _ = try box.version(atMost: 0)
    return box.text()
  }

  private func handler(_ box: BoxReader) throws -> (type: FourCC, name: String) {
    var box = box
    _ = try box.version(atMost: 0)
    try box.skip(4)
    let type = try box.fourCC()
    try box.skip(12)
    return (type, box.text())
  }

  private func edits(_ box: BoxReader?) throws -> [MP4File.Edit] {
    guard let box, var list = try box.children(["elst"])["elst"] else { return [] }
    let wide = try list.version(atMost: 1).version == 1
    return try (0..<list.count(ofSize: wide ? 20 : 12)).map { _ in
      let duration = try list.time(wide: wide)
      let start = wide ? try list.i64() : Int64(try list.i32())
      guard start >= -1 else { throw list.malformed("presents media from \(start)") }
      return MP4File.Edit(duration: duration, mediaTime: start < 0 ? nil : start, rate: UInt32(try list.u32()))
    }
  }

  /// The distance of the `roll` group, where one covers every sample.
  private func rollDistance(_ stbl: BoxReader, sampleCount: Int) throws -> Int? {
    var cursor = stbl
    var distances: [Int] = []
    var covered: [(count: Int, group: Int)] = []
    while let (type, found) = try cursor.next() {
      var body = found
      if type == "sgpd" {
        let version = try body.version(atMost: 2).version
        guard try body.fourCC() == "roll", version == 1 else { continue }
        guard try body.u32() == 2 else { throw body.malformed("has 'roll' entries that are not of two bytes") }
        distances += try (0..<body.count(ofSize: 2)).map { _ in try body.i16() }
      } else if type == "sbgp" {
        let version = try body.version(atMost: 1).version
        guard try body.fourCC() == "roll" else { continue }
        if version == 1 { try body.skip(4) }
        covered += try (0..<body.count(ofSize: 8)).map { _ in (try body.u32(), try body.u32()) }
      }
    }
    guard let group = covered.first?.group, distances.indices.contains(group - 1) else { return nil }
    let isWhole = covered.allSatisfy { $0.group == group } && covered.reduce(0) { $0 + $1.count } == sampleCount
    return isWhole ? distances[group - 1] : nil
  }

  private func reorderDelay(_ box: BoxReader?) throws -> Int64? {
    guard var box else { return nil }
    let wide = try box.version(atMost: 1).version == 1
    return wide ? try box.i64() : Int64(try box.i32())
  }
}
