package import ReelCore

/// Reads what a finished MP4 file says of every sample, sharing no code with the writer, because it is how the writer is checked.
///
/// Input may be hostile: nothing outside a box or the file is read, nothing recurses, memory stays in proportion to the size of the
/// file, and whatever does not add up is a ``ReelError`` that names the box. Samples of fragments are read like those of a table.
package enum MP4Reader {
  /// Hands out `count` bytes at `offset` from the start of the file; never asked for what lies behind its end.
  package typealias Bytes = (_ offset: Int64, _ count: Int) throws -> [UInt8]

  /// What no file of ours comes near, and what keeps a hostile one small.
  enum Limit {
    static let boxes = 1 << 16
    static let movieBytes: Int64 = 1 << 29
    static let samples = 1 << 22
    static let tracks = 1000
  }

  package static func read(path: String) throws -> MP4File {
    let source = try FileBytes(path: path)
    return try read(byteCount: source.byteCount, name: path) { try source.read($0, $1) }
  }

  /// Reads a file that is open; its position is neither used nor moved.
  /// - Parameter name: for messages.
  package static func read(descriptor: Int32, name: String) throws -> MP4File {
    let source = try FileBytes(borrowing: descriptor, name: name)
    return try read(byteCount: source.byteCount, name: name) { try source.read($0, $1) }
  }

  package static func read(byteCount: Int64, name: String, bytes: Bytes) throws -> MP4File {
    do {
      return try parse(byteCount, bytes)
    } catch var error as ReelError where error.kind == .invalid || error.kind == .unsupported {
      error.file = name
      throw error
    }
  }

  /// The digest of the bytes of samples, one after another, as they stand in the file.
  package static func digest(of samples: some Sequence<MP4File.Sample>, path: String) throws -> Digest {
    let source = try FileBytes(path: path)
    return try digest(of: samples) { try source.read($0, $1) }
  }

  package static func digest(of samples: some Sequence<MP4File.Sample>, bytes: Bytes) throws -> Digest {
    let sha = SHA256()
    func update(_ range: Range<Int64>) throws {
      var position = range.lowerBound
      while position < range.upperBound {
        let count = min(1 << 20, Int(range.upperBound - position))
        try bytes(position, count).withUnsafeBytes(sha.update)
        position += Int64(count)
      }
    }
    var pending: Range<Int64> = 0..<0
    for sample in samples {
      if sample.offset != pending.upperBound {
        try update(pending)
        pending = sample.offset..<sample.offset
      }
      pending = pending.lowerBound..<sample.offset + Int64(sample.size)
    }
    try update(pending)
    return sha.finish()
  }

  private static func parse(_ byteCount: Int64, _ bytes: Bytes) throws -> MP4File {
    let boxes = try topBoxes(byteCount, bytes)
    func payload(_ type: FourCC) throws -> BoxReader? {
      let found = boxes.filter { $0.box.type == type }
      guard found.count <= 1 else { throw ReelError(.invalid, "the file holds \(found.count) boxes '\(type)'") }
      guard let (box, header) = found.first else { return nil }
      let count = box.range.upperBound - box.range.lowerBound - header
      guard count <= Limit.movieBytes else { throw ReelError(.invalid, "'\(type)' has \(count) bytes") }
      return BoxReader(try bytes(box.range.lowerBound + header, Int(count)), path: "\(type)")
    }
    guard var type = try payload("ftyp") else { throw ReelError(.invalid, "the file holds no box 'ftyp', so it is not MP4") }
    guard let movie = try payload("moov") else { throw ReelError(.invalid, "the file holds no box 'moov'") }
    let major = try type.fourCC()
    try type.skip(4)
    var brands: [FourCC] = []
    while type.remaining > 0 { brands.append(try type.fourCC()) }
    let media = boxes.filter { $0.box.type == "mdat" }.map { $0.box.range.lowerBound + $0.header..<$0.box.range.upperBound }
    var file = MP4File(
      byteCount: byteCount, majorBrand: major, brands: brands, boxes: boxes.map(\.box), timescale: 0, duration: 0, tracks: [],
      metadata: MP4Metadata())
    let defaults = try readMovie(movie, media, into: &file)
    for (box, header) in boxes where box.type == "moof" {
      guard let defaults else { throw ReelError(.invalid, "the file has fragments, and its 'moov' no box 'mvex'") }
      let count = box.range.upperBound - box.range.lowerBound - header
      guard count <= Limit.movieBytes else { throw ReelError(.invalid, "'moof' has \(count) bytes") }
      let body = BoxReader(try bytes(box.range.lowerBound + header, Int(count)), path: "moof")
      try FragmentReader(body, start: box.range.lowerBound, media: media, defaults: defaults).read(into: &file)
    }
    return file
  }

  private static func topBoxes(_ byteCount: Int64, _ bytes: Bytes) throws -> [(box: MP4File.Box, header: Int64)] {
    var found: [(MP4File.Box, Int64)] = []
    var position: Int64 = 0
    while position < byteCount {
      let left = byteCount - position
      guard found.count < Limit.boxes else { throw ReelError(.invalid, "the file has more than \(Limit.boxes) boxes") }
      guard left >= 8 else { throw ReelError(.invalid, "the file ends with \(left) bytes that are no box") }
      var reader = BoxReader(try bytes(position, Int(min(16, left))), path: "file")
      var size = Int64(try reader.u32())
      let type = try reader.fourCC()
      if size == 1 { size = try reader.i64() }
      let header = Int64(reader.position)
      if size == 0 { size = left }
      guard size >= header, size <= left else {
        throw ReelError(.invalid, "the box '\(type)' at byte \(position) claims \(size) bytes, and \(left) are left in the file")
      }
      found.append((MP4File.Box(type: type, range: position..<position + size), header))
      position += size
    }
    return found
  }

  /// - Returns: what fragments are made with, by track, where the movie goes on in fragments.
  private static func readMovie(
    _ movie: BoxReader, _ media: [Range<Int64>], into file: inout MP4File
  ) throws -> [Int: FragmentReader.Defaults]? {
    let parts = try movie.children(["mvhd", "mvex", "udta"])
    var header = try parts.required("mvhd", in: movie)
    let wide = try header.version(atMost: 1).version == 1
    try header.skip(wide ? 16 : 8)
    file.timescale = try header.u32()
    file.duration = try header.time(wide: wide)
    guard file.timescale > 0 else { throw header.malformed("has a timescale of 0") }
    if let userData = parts["udta"] { file.metadata = try metadata(userData) }

    var sampleLimit = Int(min(Int64(Limit.samples), file.byteCount))
    var cursor = movie
    while let (type, body) = try cursor.next() {
      guard type == "trak" else { continue }
      let number = file.tracks.count + 1
      guard number <= Limit.tracks else { throw movie.malformed("holds more than \(Limit.tracks) tracks") }
      do {
        let track = try TrackReader(body, media: media, fileSize: file.byteCount, sampleLimit: sampleLimit).track()
        sampleLimit -= track.samples.count
        file.tracks.append(track)
      } catch var error as ReelError {
        error.message = "track \(number): \(error.message)"
        throw error
      }
    }
    return try parts["mvex"].map(FragmentReader.defaults)
  }

  /// Titles and comments; what other programs put beside them is theirs.
  private static func metadata(_ userData: BoxReader) throws -> MP4Metadata {
    var result = MP4Metadata()
    guard var meta = try userData.children(["meta"], padding: 4)["meta"] else { return result }
    _ = try meta.version(atMost: 0)
    guard let list = try meta.children(["ilst"])["ilst"] else { return result }
    let items = try list.children(["©nam", "©cmt"])
    func text(_ type: FourCC) throws -> String? {
      guard let item = items[type], var data = try item.children(["data"])["data"] else { return nil }
      let kind = try data.u32()
      try data.skip(4)
      guard kind == 1 else { throw data.malformed("is of kind \(kind), not UTF-8 text") }
      return String(decoding: data.rest(), as: UTF8.self)
    }
    result.title = try text("©nam")
    result.comment = try text("©cmt")
    return result
  }
}
