import CFFmpeg
import ReelCore

/// How much of each channel of a recording is heard from each loudspeaker.
///
/// Stereo after ITU-R BS.775-3, annex 4, table 2, for stereo from 3/2: front unchanged, centre and surround at -3 dB (1/sqrt 2), the
/// low-frequency channel left out. A channel behind the listener goes to both sides at -6 dB, which is -3 dB of the -3 dB each side of a
/// surround pair has. Nothing is scaled down afterwards, so that speech in the centre keeps its level whatever stands beside it: the mix is
/// in float, and its limiter sees the sum. One channel alone goes to both sides unchanged, as every player does it: a mono voice recorded
/// at -20 dBFS reads -20 dBFS on each side.
///
/// In 5.1 every channel goes to the loudspeaker of its name, and what has none to the nearest, such that 5.1 brought to stereo by the same
/// rules is what the recording is in stereo.
enum ChannelMatrix {
  /// For each channel in order, its gain at each loudspeaker of `target`.
  ///
  /// - Throws: `unsupported` for a layout with a channel that has no place around a listener.
  static func gains(_ layout: AVChannelLayout, to target: SoundLayout, _ place: Place) throws(ReelError) -> [[Double]] {
    var layout = layout
    let count = Int(layout.nb_channels)
    if count == 1 { return [[1, 1] + [Double](repeating: 0, count: target.channels - 2)] }
    var gains: [[Double]] = []
    for index in 0..<count {
      let channel = av_channel_layout_channel_from_index(&layout, UInt32(index))
      guard let gain = target == .stereo ? stereo(channel) : surround(channel) else {
        throw ReelError(
          .unsupported, "cannot mix the layout '\(name(layout))' down to \(target.rawValue)\(place.words)", file: place.file,
          hint: "convert the sound to \(target.rawValue) first")
      }
      gains.append(gain)
    }
    return gains
  }

  /// Left, right.
  private static func stereo(_ channel: AVChannel) -> [Double]? {
    let half = 0.5.squareRoot()
    switch channel {
    case AV_CHAN_FRONT_LEFT, AV_CHAN_STEREO_LEFT, AV_CHAN_WIDE_LEFT, AV_CHAN_FRONT_LEFT_OF_CENTER: return [1, 0]
    case AV_CHAN_FRONT_RIGHT, AV_CHAN_STEREO_RIGHT, AV_CHAN_WIDE_RIGHT, AV_CHAN_FRONT_RIGHT_OF_CENTER: return [0, 1]
    case AV_CHAN_FRONT_CENTER: return [half, half]
    case AV_CHAN_SIDE_LEFT, AV_CHAN_BACK_LEFT, AV_CHAN_SURROUND_DIRECT_LEFT, AV_CHAN_TOP_FRONT_LEFT, AV_CHAN_TOP_BACK_LEFT,
      AV_CHAN_TOP_SIDE_LEFT:
      return [half, 0]
    case AV_CHAN_SIDE_RIGHT, AV_CHAN_BACK_RIGHT, AV_CHAN_SURROUND_DIRECT_RIGHT, AV_CHAN_TOP_FRONT_RIGHT, AV_CHAN_TOP_BACK_RIGHT,
      AV_CHAN_TOP_SIDE_RIGHT:
      return [0, half]
    case AV_CHAN_BACK_CENTER, AV_CHAN_TOP_CENTER, AV_CHAN_TOP_FRONT_CENTER, AV_CHAN_TOP_BACK_CENTER: return [0.5, 0.5]
    case AV_CHAN_LOW_FREQUENCY, AV_CHAN_LOW_FREQUENCY_2: return [0, 0]
    default: return nil
    }
  }

  /// Left, right, centre, low frequencies, left and right surround.
  private static func surround(_ channel: AVChannel) -> [Double]? {
    let half = 0.5.squareRoot()
    switch channel {
    case AV_CHAN_FRONT_CENTER: return [0, 0, 1, 0, 0, 0]
    case AV_CHAN_TOP_FRONT_CENTER: return [0, 0, half, 0, 0, 0]
    case AV_CHAN_LOW_FREQUENCY, AV_CHAN_LOW_FREQUENCY_2: return [0, 0, 0, 1, 0, 0]
    case AV_CHAN_SIDE_LEFT, AV_CHAN_BACK_LEFT, AV_CHAN_SURROUND_DIRECT_LEFT, AV_CHAN_TOP_BACK_LEFT, AV_CHAN_TOP_SIDE_LEFT:
      return [0, 0, 0, 0, 1, 0]
    case AV_CHAN_SIDE_RIGHT, AV_CHAN_BACK_RIGHT, AV_CHAN_SURROUND_DIRECT_RIGHT, AV_CHAN_TOP_BACK_RIGHT, AV_CHAN_TOP_SIDE_RIGHT:
      return [0, 0, 0, 0, 0, 1]
    case AV_CHAN_BACK_CENTER, AV_CHAN_TOP_BACK_CENTER: return [0, 0, 0, 0, half, half]
    // What is left stands in front or above: as in stereo.
    default: return stereo(channel).map { $0 + [0, 0, 0, 0] }
    }
  }

  /// FFmpeg's name, `5.1(side)`.
  static func name(_ layout: AVChannelLayout) -> String {
    var layout = layout
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      guard av_channel_layout_describe(&layout, buffer.baseAddress, buffer.count) > 0, let text = buffer.baseAddress else { return "?" }
      return String(cString: text)
    }
  }
}
