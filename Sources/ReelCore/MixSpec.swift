/// One decoded sound: which stream of which bytes, and what part of it at which pace. Decoded to 48 kHz float of two channels.
package struct SoundSource: Hashable, Sendable, Codable {
  package var digest: Digest
  package var stream: Int
  /// `nil` is the whole stream as it is.
  package var stretch: Stretch?
  /// Which two of its channels in 5.1; `nil` is all of them folded down to stereo.
  package var pair: SpeakerPair?

  package init(digest: Digest, stream: Int, stretch: Stretch? = nil, pair: SpeakerPair? = nil) {
    self.pair = pair
    self.digest = digest
    self.stream = stream
    self.stretch = stretch
  }
}

/// A part of a sound played in another time at the same pitch. All in samples at 48 kHz.
package struct Stretch: Hashable, Sendable, Codable {
  /// First sample of the sound.
  package var offset: Int
  /// Samples of the sound.
  package var count: Int
  /// Samples it is played in.
  package var length: Int

  package init(offset: Int, count: Int, length: Int) {
    self.offset = offset
    self.count = count
    self.length = length
  }
}

/// How far, and how fast, a clip steps back while someone speaks.
package struct Ducking: Hashable, Sendable, Codable {
  /// dB, not above 0.
  package var depth: Double
  /// Seconds from full level to `depth`; it is done when the line begins.
  package var attack: Time
  /// Seconds back to full level, from the end of the hold.
  package var release: Time
  /// Seconds it stays down after a line; `nil` is none.
  package var hold: Time?
  /// Seconds before a line at which it begins to fall; `nil` is the attack, so that it is down when the line begins.
  package var lookAhead: Time?

  package init(depth: Double, attack: Time, release: Time, hold: Time? = nil, lookAhead: Time? = nil) {
    self.depth = depth
    self.attack = attack
    self.release = release
    self.hold = hold
    self.lookAhead = lookAhead
  }
}

/// A piece of sound at its place in the mix. All positions are samples at 48 kHz.
package struct MixClip: Hashable, Sendable, Codable {
  /// What it is for: dialogue makes the others duck.
  package enum Bus: String, Sendable, Codable { case shots, music, effects, dialogue }
  /// How a fade moves from nothing to all: `power` keeps the loudness of two unrelated sounds that cross, `linear` is a plain ramp.
  package enum Curve: String, Sendable, Codable { case linear, power }

  package var bus: Bus
  package var source: SoundSource
  /// First sample of the source that is heard.
  package var offset: Int
  /// First sample of the mix it is heard at, from 0.
  package var start: Int
  /// Samples it is heard for. Where the source ends before, it is silent, or begins again at its sample 0 when `loops`.
  package var count: Int
  package var loops: Bool
  /// dB
  package var gain: Double
  package var fadeIn: Int
  package var fadeOut: Int
  package var curve: Curve
  package var ducking: Ducking?
  /// Samples by which the end of a loop overlaps its beginning, crossfading; `nil` is none. At most half the source.
  package var overlap: Int?
  /// dB on top of `gain`, over the clip's own samples.
  package var automation: MixCurve?
  /// `nil` leaves every channel where it is.
  package var pan: MixPan?
  /// In this order, before gain and fades; `nil` is none.
  package var equalizer: [EqualizerBand]?
  /// What goes to a room, after everything else; `nil` is nothing. Rooms answer in front.
  package var reverb: ReverbSend?
  /// Where its two channels are heard from; `nil` is in front.
  package var speakers: SpeakerPair?

  package init(
    bus: Bus, source: SoundSource, offset: Int = 0, start: Int, count: Int, loops: Bool = false, gain: Double = 0, fadeIn: Int = 0,
    fadeOut: Int = 0, curve: Curve = .linear, ducking: Ducking? = nil, overlap: Int? = nil, automation: MixCurve? = nil,
    pan: MixPan? = nil, equalizer: [EqualizerBand]? = nil, reverb: ReverbSend? = nil, speakers: SpeakerPair? = nil
  ) {
    self.speakers = speakers
    self.bus = bus
    self.source = source
    self.offset = offset
    self.start = start
    self.count = count
    self.loops = loops
    self.gain = gain
    self.fadeIn = fadeIn
    self.fadeOut = fadeOut
    self.curve = curve
    self.ducking = ducking
    self.overlap = overlap
    self.automation = automation
    self.pan = pan
    self.equalizer = equalizer
    self.reverb = reverb
  }
}

package struct LoudnessTarget: Hashable, Sendable, Codable {
  /// LUFS, integrated (ITU-R BS.1770-4).
  package var integrated: Double
  /// dBTP, never exceeded.
  package var truePeak: Double
  /// LUFS of the dialogue over speech, equal in all languages; `nil` leaves dialogue and bed as they are to each other.
  package var dialogue: Double?

  package init(integrated: Double, truePeak: Double, dialogue: Double? = nil) {
    self.integrated = integrated
    self.truePeak = truePeak
    self.dialogue = dialogue
  }
}

/// The whole sound of one language: what is heard when, and how loud the sum shall be.
package struct MixSpec: Hashable, Sendable, Codable {
  /// Samples at 48 kHz.
  package var length: Int
  package var clips: [MixClip]
  /// `nil` leaves the sum as it is.
  package var loudness: LoudnessTarget?
  /// The most samples of a fade where a clip would begin or end with a jump; `nil` is no such fades.
  package var declick: Int?
  /// `nil` is stereo.
  package var layout: SoundLayout?

  package init(length: Int, clips: [MixClip], loudness: LoudnessTarget?, declick: Int? = nil, layout: SoundLayout? = nil) {
    self.layout = layout
    self.length = length
    self.clips = clips
    self.loudness = loudness
    self.declick = declick
  }
}
