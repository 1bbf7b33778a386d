import ReelCore

/// Joins the tables of one `stbl` into samples, and holds them against each other and against the media data.
struct SampleReader {
  static let tables: Set<FourCC> = ["stts", "ctts", "stss", "stsc", "stsz", "stz2", "stco", "co64"]

  private let boxes: [FourCC: BoxReader]
  private let stbl: BoxReader
  private let media: [Range<Int64>]
  private let limit: Int

  init(_ boxes: [FourCC: BoxReader], parent: BoxReader, media: [Range<Int64>], limit: Int) {
    self.boxes = boxes
    stbl = parent
    self.media = media
    self.limit = limit
  }

  func samples() throws -> [MP4File.Sample] {
    let sizes = try self.sizes()
    let offsets = try self.offsets(sizes)
    let durations = try expanded("stts", count: sizes.count) { try $0.u32() }
    let composition = boxes["ctts"] == nil ? nil : try compositionOffsets(count: sizes.count)
    let sync = try syncFlags(count: sizes.count)
    var time: Int64 = 0
    return (0..<sizes.count).map { index in
      defer { time += Int64(durations[index]) }
      return MP4File.Sample(
        offset: offsets[index], size: sizes[index], dts: time, pts: time + Int64(composition?[index] ?? 0), duration: durations[index],
        isSync: sync?[index] ?? true)
    }
  }

  private func sizes() throws -> [Int] {
    guard boxes["stz2"] == nil else { throw ReelError(.unsupported, "'\(stbl.path)' has compact sample sizes") }
    var box = try boxes.required("stsz", in: stbl)
    _ = try box.version(atMost: 0)
    let constant = try box.u32()
    let count = constant > 0 ? try box.u32() : try box.count(ofSize: 4)
    guard count <= limit else { throw box.malformed("promises \(count) samples, more than the file can hold") }
    return try constant > 0 ? Array(repeating: constant, count: count) : (0..<count).map { _ in try box.u32() }
  }

  /// Where each sample stands: `stsc` says how many are in a chunk, `stco` or `co64` where the chunk is.
  private func offsets(_ sizes: [Int]) throws -> [Int64] {
    let chunks = try chunkOffsets()
    var box = try boxes.required("stsc", in: stbl)
    _ = try box.version(atMost: 0)
    let runs = try (0..<box.count(ofSize: 12)).map { _ in
      (first: try box.u32() - 1, perChunk: try box.u32(), entry: try box.u32())
    }
    guard runs.allSatisfy({ $0.entry == 1 }) else { throw ReelError(.unsupported, "'\(stbl.path)' has several sample entries") }
    guard (runs.first?.first ?? 0) == 0, zip(runs, runs.dropFirst()).allSatisfy({ $0.first < $1.first }) else {
      throw box.malformed("does not rise from chunk 1")
    }
    var result: [Int64] = []
    result.reserveCapacity(sizes.count)
    for (index, run) in runs.enumerated() {
      let end = index + 1 < runs.count ? runs[index + 1].first : chunks.count
      guard run.first < end, end <= chunks.count, run.perChunk > 0 else {
        throw box.malformed("has a run of chunks \(run.first + 1) to \(end) of \(run.perChunk) samples, with \(chunks.count) chunks")
      }
      for chunk in run.first..<end { try place(chunks[chunk], run.perChunk, sizes, into: &result) }
    }
    guard result.count == sizes.count else {
      throw box.malformed("places \(result.count) samples in chunks, and there are \(sizes.count)")
    }
    return result
  }

  private func place(_ chunk: Int64, _ count: Int, _ sizes: [Int], into offsets: inout [Int64]) throws {
    guard count <= sizes.count - offsets.count else {
      throw stbl.malformed("has chunks for more than \(sizes.count) samples")
    }
    guard let room = mediaData(holding: chunk) else {
      throw stbl.malformed("puts sample \(offsets.count) at byte \(chunk), outside the media data")
    }
    var position = chunk
    for _ in 0..<count {
      let index = offsets.count
      guard Int64(sizes[index]) <= room.upperBound - position else {
        throw stbl.malformed("puts sample \(index) of \(sizes[index]) bytes at byte \(position), beyond the media data")
      }
      offsets.append(position)
      position += Int64(sizes[index])
    }
  }

  /// The last `mdat` that begins at or before `offset`, unless it ends before; they are in file order.
  private func mediaData(holding offset: Int64) -> Range<Int64>? {
    var (low, high) = (0, media.count)
    while low < high {
      let middle = (low + high) / 2
      if media[middle].lowerBound <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0, offset <= media[low - 1].upperBound else { return nil }
    return media[low - 1]
  }

  private func chunkOffsets() throws -> [Int64] {
    guard boxes["stco"] == nil || boxes["co64"] == nil else { throw stbl.malformed("has both 'stco' and 'co64'") }
    let wide = boxes["co64"] != nil
    var box = try boxes.required(wide ? "co64" : "stco", in: stbl)
    _ = try box.version(atMost: 0)
    return try (0..<box.count(ofSize: wide ? 8 : 4)).map { _ in try box.time(wide: wide) }
  }

  private func compositionOffsets(count: Int) throws -> [Int] {
    guard var box = boxes["ctts"] else { return [] }
    let signed = try box.version(atMost: 1).version == 1
    return try expanded("ctts", count: count) { signed ? try $0.i32() : try $0.u32() }
  }

  /// A table of runs as one value a sample.
  private func expanded(_ type: FourCC, count: Int, _ value: (inout BoxReader) throws -> Int) throws -> [Int] {
    var box = try boxes.required(type, in: stbl)
    _ = try box.version(atMost: 1)
    var result: [Int] = []
    result.reserveCapacity(count)
    for _ in 0..<(try box.count(ofSize: 8)) {
      let length = try box.u32()
      guard length <= count - result.count else { throw box.malformed("is for more than \(count) samples") }
      result.append(contentsOf: repeatElement(try value(&box), count: length))
    }
    guard result.count == count else { throw box.malformed("is for \(result.count) of \(count) samples") }
    return result
  }

  private func syncFlags(count: Int) throws -> [Bool]? {
    guard var box = boxes["stss"] else { return nil }
    _ = try box.version(atMost: 0)
    var flags = Array(repeating: false, count: count)
    var last = 0
    for _ in 0..<(try box.count(ofSize: 4)) {
      let number = try box.u32()
      guard number > last, number <= count else { throw box.malformed("names sample \(number) after \(last), of \(count)") }
      flags[number - 1] = true
      last = number
    }
    return flags
  }
}
