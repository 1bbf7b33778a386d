import ReelCore

extension MP4Track {
  /// Everything the box writer relies on. A failure is a bug of the caller, except for a language it was handed.
  func validate(number: Int) throws {
    func require(_ condition: Bool, _ problem: @autoclosure () -> String) throws {
      if !condition { throw ReelError(.failed, "track \(number) cannot be written: \(problem())") }
    }
    let count = samples.count
    try require((1...Int(UInt32.max)).contains(timescale), "a timescale of \(timescale)")
    try require(count > 0, "no samples")
    try require(samples.durations.count == count, "\(samples.durations.count) durations for \(count) samples")
    try require([0, count].contains(samples.compositionOffsets.count), "\(samples.compositionOffsets.count) composition offsets")
    try require([0, count].contains(samples.isSync.count), "\(samples.isSync.count) sync flags for \(count) samples")
    for index in 0..<count {
      try require((0...Int(UInt32.max)).contains(samples.sizes[index]), "sample \(index) of \(samples.sizes[index]) bytes")
      try require((1...Int(Int32.max)).contains(samples.durations[index]), "sample \(index) lasts \(samples.durations[index]) ticks")
    }
    for (index, offset) in samples.compositionOffsets.enumerated() {
      try require(Int32(exactly: offset) != nil, "sample \(index) has a composition offset of \(offset)")
    }
    try require((0...Int(Int32.max)).contains(reorderDelay), "a reorder delay of \(reorderDelay) ticks")
    if let edit {
      try require(
        edit.mediaTime >= 0 && edit.duration > 0 && edit.mediaTime <= samples.duration - edit.duration,
        "its edit presents \(edit.duration) ticks from \(edit.mediaTime) of \(samples.duration)")
    }
    if let rollDistance { try require(Int16(exactly: rollDistance) != nil, "a roll distance of \(rollDistance)") }
    switch media {
    case .video(let video):
      try require((1...65535).contains(video.size.width) && (1...65535).contains(video.size.height), "a size of \(video.size)")
      try require(!video.configuration.isEmpty, "no decoder configuration")
    case .audio(let audio):
      try require((1...65535).contains(audio.channels) && audio.sampleRate > 0, "\(audio.channels) channels at \(audio.sampleRate) Hz")
      try require((1..<1000).contains(audio.configuration.count), "an AudioSpecificConfig of \(audio.configuration.count) bytes")
    }
    _ = try LanguageCode.code(forTag: language)
  }
}
