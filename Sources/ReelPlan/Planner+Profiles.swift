import ReelCore
import ReelTimeline

/// What a store or platform takes, held against what was planned: what is known before rendering is told before it.
extension Planner {
  mutating func checkProfiles(_ variants: [Variant], _ tracks: [String: [String?: Plan.Track]]) {
    for delivery in episode.deliveries {
      guard let profile = delivery.profile else { continue }
      var refusals = refusals(of: profile.limits, delivery)
      let own = variants.filter { $0.delivery.name == delivery.name }
      // A cover is made in the first size.
      if delivery.assets.cover != nil, let size = own.first?.encoder.size { refusals += Self.refusals(of: profile.limits.cover, size) }
      for variant in own {
        refusals += Self.refusals(of: profile.limits, variant.encoder)
      }
      for track in (tracks[delivery.name] ?? [:]).values { refusals += Self.refusals(of: profile.limits, track.spec.encoder) }
      var seen = Set<String>()
      for refusal in refusals where seen.insert(refusal.error).inserted {
        report(delivery.origin, "\(profile.name) takes \(refusal.error)", nil, hint: refusal.hint)
      }
    }
  }

  private typealias Refusal = (error: String, hint: String)

  private func refusals(of limits: Profile.Limits, _ delivery: Delivery) -> [Refusal] {
    var refusals: [Refusal] = []
    let duration = rate.start(ofFrame: length)
    if let least = limits.minDuration, duration < least {
      refusals.append(("no less than \(least), and the episode lasts \(duration)", "lengthen it, or deliver it elsewhere"))
    }
    if let most = limits.maxDuration, duration > most {
      refusals.append(("at most \(most), and the episode lasts \(duration)", "shorten it, or deliver it in parts"))
    }
    let perSecond = rate.perSecond.approximate
    if perSecond < limits.minRate ?? 0 || perSecond > limits.maxRate ?? .infinity {
      let range = Self.range(limits.minRate.map { "\(Int($0.rounded(.up)))" }, limits.maxRate.map { "\(Int($0))" })
      refusals.append(("\(range) frames a second, and the canvas has \(rate)", "set canvas.fps"))
    }
    if limits.editList == false, delivery.editList, delivery.package == .mp4 {
      refusals.append(("no edit lists", "say edit_list: off, or leave it out"))
    }
    return refusals
  }

  private static func refusals(of limits: Profile.Limits, _ encoder: VideoEncoderSettings) -> [Refusal] {
    var refusals: [Refusal] = []
    if let known = limits.video, !known.contains(encoder.encoder) {
      refusals.append(("the picture of \(known.joined(separator: " or ")), and \(encoder.encoder) is asked for", "leave encoder.video out"))
    }
    let sides = sides(of: encoder.size, wide: (limits.minWidth, limits.maxWidth), high: (limits.minHeight, limits.maxHeight))
    return refusals + sides.map { ("pictures \($0), and one is \(encoder.size)", "choose other renditions") }
  }

  private static func refusals(of limits: Profile.Cover, _ size: Size) -> [Refusal] {
    sides(of: size, wide: (limits.minWidth, limits.maxWidth), high: (limits.minHeight, limits.maxHeight)).map {
      ("covers \($0), and this delivery's is \(size)", "name a rendition of such a size first, or make the cover in a delivery of its own")
    }
  }

  /// What is asked of the sides that are not as they should be: `360 to 1080 pixels wide`.
  private static func sides(of size: Size, wide: (least: Int?, most: Int?), high: (least: Int?, most: Int?)) -> [String] {
    [("wide", size.width, wide), ("high", size.height, high)].compactMap { name, value, limits in
      guard value < limits.least ?? 0 || value > limits.most ?? .max else { return nil }
      return "\(range(limits.least.map(String.init), limits.most.map(String.init))) pixels \(name)"
    }
  }

  private static func refusals(of limits: Profile.Limits, _ encoder: AudioEncoderSettings) -> [Refusal] {
    var refusals: [Refusal] = []
    if let known = limits.audio, !known.contains(encoder.encoder) {
      refusals.append(("the sound of \(known.joined(separator: " or ")), and \(encoder.encoder) is asked for", "leave encoder.audio out"))
    }
    if let most = limits.maxChannels, encoder.channels > most {
      refusals.append(("at most \(most) channels, and the sound has \(encoder.channels)", "say audio_layout: stereo"))
    }
    if let most = limits.maxAudioBitRate, encoder.bitRate > most {
      refusals.append(("sound of at most \(most / 1000)k, and \(encoder.bitRate / 1000)k is asked for", "lower encoder.audio_bitrate"))
    }
    return refusals
  }

  /// `23 to 60`, `at most 60`, `23 or more`
  private static func range(_ least: String?, _ most: String?) -> String {
    switch (least, most) {
    case (let least?, let most?): "\(least) to \(most)"
    case (let least?, nil): "\(least) or more"
    case (nil, let most?): "at most \(most)"
    case (nil, nil): "any"
    }
  }
}
