import ReelCore

extension MP4File {
  /// Holds a file that was read back against what was to be written: order, places, sizes and times of every sample, edit lists,
  /// decoder configurations, colour, languages and names. The bytes of samples are for ``MP4Reader/digest(of:path:)``.
  ///
  /// - Parameters:
  ///   - layout: made from the same `tracks` and `metadata`.
  /// - Throws: ``ReelError`` with the first difference.
  package func verify(_ layout: MP4Layout, tracks: [MP4Track], metadata: MP4Metadata) throws {
    try Self.expect(byteCount, layout.byteCount, "bytes")
    try Self.expect(isFastStart, true, "moov before mdat")
    try Self.expect(self.metadata, metadata, "metadata")
    try Self.expect(self.tracks.count, tracks.count, "tracks")
    for (index, pair) in zip(self.tracks, tracks).enumerated() {
      let (found, wanted) = pair
      let at = "track \(index + 1)"
      try Self.expect(found.media, wanted.media, "\(at), codec, configuration, size and colour")
      try Self.expect(found.timescale, wanted.timescale, "\(at), timescale")
      try Self.expect(found.language, wanted.language, "\(at), language")
      try Self.expect(found.languageCode, try LanguageCode.code(forTag: wanted.language), "\(at), language code")
      if let name = wanted.name { try Self.expect(found.name, name, "\(at), name") }
      try Self.expect(found.rollDistance, wanted.rollDistance, "\(at), roll distance")
      try Self.expect(found.duration, wanted.samples.duration, "\(at), duration")
      try verifyEdit(found, wanted, at)
      try Self.verifySamples(found, wanted, layout.chunks.filter { $0.track == index }, at)
    }
  }

  /// Exact in the movie's timescale: nothing rounded away at the end.
  private func verifyEdit(_ found: Track, _ wanted: MP4Track, _ at: String) throws {
    try Self.expect(found.edits.count, wanted.edit == nil ? 0 : 1, "\(at), edits")
    guard let edit = found.edits.first, let wantedEdit = wanted.edit else { return }
    try Self.expect(edit.mediaTime, wantedEdit.mediaTime, "\(at), start of the edit")
    try Self.expect(edit.rate, 0x1_0000, "\(at), speed of the edit")
    try Self.expect(
      Rational(edit.duration, Int64(timescale)), Rational(wantedEdit.duration, Int64(wanted.timescale)), "\(at), seconds presented")
  }

  private static func verifySamples(_ found: Track, _ wanted: MP4Track, _ chunks: [MP4Layout.Chunk], _ at: String) throws {
    let table = wanted.samples
    try expect(found.samples.count, table.count, "\(at), samples")
    var time: Int64 = 0
    for chunk in chunks {
      var offset = chunk.offset
      for index in chunk.samples {
        let size = table.sizes[index]
        let composition = table.compositionOffsets.isEmpty ? 0 : table.compositionOffsets[index]
        let sample = Sample(
          offset: offset, size: size, dts: time, pts: time + Int64(composition), duration: table.durations[index],
          isSync: table.isSync.isEmpty || table.isSync[index])
        try expect(found.samples[index], sample, "\(at), sample \(index)")
        offset += Int64(size)
        time += Int64(table.durations[index])
      }
    }
  }

  private static func expect<T: Equatable>(_ found: T?, _ wanted: T?, _ what: @autoclosure () -> String) throws {
    guard found != wanted else { return }
    func text(_ value: T?) -> String { value.map { "\($0)" } ?? "nothing" }
    throw ReelError(.failed, "the finished file is not what was to be written: \(what()): \(text(found)) instead of \(text(wanted))")
  }
}
