import ReelCore

extension MP4Track {
  /// How a player learns where the sound begins and ends inside its packets.
  package enum Priming: Hashable, Sendable {
    /// The first `samples` an encoder puts out are not the sound; an edit list and a `roll` group say so.
    case editList(samples: Int)
    /// No edit list: the packets begin with the sound itself, and the last one is given its true length.
    case removed
  }

  /// A track of packets of `packetLength` samples each, in ticks of one sample.
  ///
  /// - Parameters:
  ///   - sizes: bytes of each packet.
  ///   - packetLength: samples in a packet: 1024 for AAC-LC, 960 for Opus of 20 ms.
  ///   - length: samples to present, exactly.
  /// - Throws: ``ReelError`` when the packets do not hold `length` samples, or hold a whole packet too many
  ///   where no edit list can hide it.
  package static func audio(
    _ audio: Audio, sizes: [Int], packetLength: Int = 1024, length: Int, priming: Priming, language: String? = nil, name: String? = nil
  ) throws -> MP4Track {
    var durations = Array(repeating: packetLength, count: sizes.count)
    var lead = 0
    if case .editList(let samples) = priming { lead = samples }
    let excess = sizes.count * packetLength - lead - length
    guard length > 0, lead >= 0, excess >= 0 else {
      throw ReelError(
        .failed, "an audio track of \(sizes.count) packets of \(packetLength) samples cannot hold \(length) after \(lead) of priming")
    }
    // The last packet is given its true length also beside an edit list, for readers that do not look at its end.
    if excess < packetLength {
      durations[durations.count - 1] -= excess
    } else if priming == .removed {
      throw ReelError(.failed, "an audio track of \(length) samples has \(excess) more in its packets, and no edit list to end it")
    }
    let edit = priming == .removed ? nil : Edit(mediaTime: Int64(lead), duration: Int64(length))
    return MP4Track(
      media: .audio(audio), timescale: audio.sampleRate, language: language, name: name,
      samples: MP4SampleTable(sizes: sizes, durations: durations), edit: edit, rollDistance: edit == nil ? nil : audio.rollDistance)
  }
}

extension MP4Track.Audio {
  /// Packets to decode before one that is to be heard: one of AAC; of Opus 80 ms, which is four of 20 ms (RFC 7845, 4.6); none of FLAC.
  var rollDistance: Int? {
    switch codec {
    case .mp4a: -1
    case .opus: -4
    case .flac: nil
    }
  }
}
