import ReelCore
import ReelTimeline

/// A mix for two loudspeakers, heard from six.
extension Planner {
  /// Clips of a stereo mix as they are heard in 5.1.
  ///
  /// What has more than two channels stays where it was recorded. A line of one channel is heard from the centre, as loud as from both
  /// sides. All else stays in front. What a clip sends to its room is what it sends in stereo, and the room answers in front: so 5.1 folded
  /// down by BS.775 is the stereo mix, less what only the low-frequency channel has.
  func spread(_ clips: [MixClip]) -> [MixClip] {
    let channels = Dictionary(input.media.values.compactMap { media in media.audio.map { (media.digest, $0.channels) } }) { $1 }
    return clips.flatMap { clip -> [MixClip] in
      let count = channels[clip.source.digest] ?? 2
      // The pairs of a recording at another pace would each be joined where their own waves fit, and drift apart.
      if count > 2, clip.source.stretch == nil { return SpeakerPair.allCases.map { Self.pair($0, of: clip) } + Self.room(of: clip) }
      if count == 1, clip.bus == .dialogue, clip.pan == nil { return [Self.centred(clip)] + Self.room(of: clip) }
      return [clip]
    }
  }

  private static func pair(_ pair: SpeakerPair, of clip: MixClip) -> MixClip {
    var part = clip
    part.source.pair = pair
    part.reverb = nil
    if pair != .front { part.speakers = pair }
    if pair == .centre { part.pan = nil }
    return part
  }

  /// The centre is the left one of its pair: a point moved there has the power that it has between both sides.
  private static func centred(_ clip: MixClip) -> MixClip {
    var part = clip
    part.speakers = .centre
    part.pan = MixPan(position: .constant(-1), isMono: true)
    part.reverb = nil
    return part
  }

  private static func room(of clip: MixClip) -> [MixClip] {
    guard clip.reverb != nil else { return [] }
    var sent = clip
    sent.reverb?.isAlone = true
    return [sent]
  }
}
