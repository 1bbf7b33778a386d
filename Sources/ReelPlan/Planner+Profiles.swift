import ReelCore
import ReelTimeline

/// What a store or platform takes, held against what was planned: what is known before rendering is told before it.
extension Planner {
  mutating func checkProfiles(_ variants: [Variant], _ tracks: [String: [String?: Plan.Track]]) {
    for delivery in episode.deliveries {
      guard let profile = delivery.profile else { continue }
      var refusals = refusals(of: profile.limits, delivery)
      for variant in variants where variant.delivery.name == delivery.name {
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
    for (name, value, least, most) in [
      ("wide", encoder.size.width, limits.minWidth, limits.maxWidth), ("high", encoder.size.height, limits.minHeight, limits.maxHeight),
    ] where value < least ?? 0 || value > most ?? .max {
      let range = range(least.map(String.init), most.map(String.init))
      refusals.append(("pictures \(range) pixels \(name), and one is \(encoder.size)", "choose other renditions"))
    }
    return refusals
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
