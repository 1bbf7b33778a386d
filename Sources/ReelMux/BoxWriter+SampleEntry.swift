import ReelCore

extension BoxWriter {
  mutating func sampleEntry(_ track: MP4Track) {
    let rate = BitRate(track.samples, timescale: track.timescale)
    switch track.media {
    case .video(let video): videoEntry(video, rate)
    case .audio(let audio): audioEntry(audio, rate)
    }
  }

  private mutating func videoEntry(_ video: MP4Track.Video, _ rate: BitRate) {
    let (entry, configuration): (FourCC, FourCC) =
      switch video.codec {
      case .avc1: ("avc1", "avcC")
      case .hvc1: ("hvc1", "hvcC")
      case .vp09: ("vp09", "vpcC")
      }
    box(entry) {
      $0.zeros(6)
      $0.u16(1)  // data reference
      $0.zeros(16)
      $0.u16(video.size.width)
      $0.u16(video.size.height)
      $0.u32(0x48_0000)  // 72 dpi across
      $0.u32(0x48_0000)  // and down
      $0.zeros(4)
      $0.u16(1)  // frames in a sample
      $0.zeros(32)  // the compressor's name stays empty: it would tie bytes to a library's version
      $0.u16(24)  // colour, no alpha
      $0.u16(0xFFFF)
      $0.box(configuration) { $0.raw(video.configuration) }
      $0.box("colr") {
        $0.fourCC("nclx")
        $0.u16(video.color.primaries.rawValue)
        $0.u16(video.color.transfer.rawValue)
        $0.u16(video.color.matrix.rawValue)
        $0.u8(video.color.range == .full ? 0x80 : 0)
      }
      $0.box("pasp") {
        $0.u32(1)
        $0.u32(1)
      }
      $0.bitRate(rate)
    }
  }

  private mutating func audioEntry(_ audio: MP4Track.Audio, _ rate: BitRate) {
    let entry: FourCC =
      switch audio.codec {
      case .mp4a: "mp4a"
      case .opus: "Opus"
      case .flac: "fLaC"
      }
    box(entry) {
      $0.zeros(6)
      $0.u16(1)  // data reference
      $0.zeros(8)
      $0.u16(audio.channels)
      $0.u16(audio.codec == .flac ? 24 : 16)  // bits; of what has none 16, by convention
      $0.zeros(4)
      $0.u32(audio.sampleRate < 65536 ? audio.sampleRate << 16 : 0)  // 16.16; higher rates stand in the configuration only
      switch audio.codec {
      case .mp4a: $0.fullBox("esds") { $0.elementaryStream(audio, rate) }
      case .opus: $0.box("dOps") { $0.raw(OpusHeader.specificBox(audio.configuration)) }
      case .flac:
        $0.fullBox("dfLa") {
          $0.u8(0x80)  // the last block, of type STREAMINFO
          $0.u8(audio.configuration.count >> 16)
          $0.u16(audio.configuration.count)
          $0.raw(audio.configuration)
        }
      }
      $0.bitRate(rate)
    }
  }

  private mutating func bitRate(_ rate: BitRate) {
    box("btrt") {
      $0.u32(rate.buffer)
      $0.u32(rate.maximum)
      $0.u32(rate.average)
    }
  }

  /// ES_Descriptor, ISO/IEC 14496-1 7.2.6.5, with the fixed SLConfigDescriptor of 14496-14.
  private mutating func elementaryStream(_ audio: MP4Track.Audio, _ rate: BitRate) {
    let specific = descriptor(5, audio.configuration)
    var decoder = BoxWriter()
    decoder.u8(0x40)  // MPEG-4 audio
    decoder.u8(0x15)  // an audio stream, not upstream
    decoder.u8(rate.buffer >> 16)
    decoder.u16(rate.buffer)
    decoder.u32(rate.maximum)
    decoder.u32(rate.average)
    raw(descriptor(3, [0, 0, 0] + descriptor(4, decoder.bytes + specific) + descriptor(6, [2])))
  }

  /// A descriptor with its length in four bytes of seven bits, the form every reader knows.
  private func descriptor(_ tag: UInt8, _ body: [UInt8]) -> [UInt8] {
    let n = body.count
    return [tag, 0x80 | UInt8(n >> 21 & 127), 0x80 | UInt8(n >> 14 & 127), 0x80 | UInt8(n >> 7 & 127), UInt8(n & 127)] + body
  }
}
