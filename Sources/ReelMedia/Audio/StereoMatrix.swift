import CFFmpeg
import ReelCore

/// How much of each channel of a layout is heard left and right.
///
/// ITU-R BS.775-3, annex 4, table 2 for stereo from 3/2: front unchanged, centre and surround at -3 dB (1/sqrt 2), the low-frequency
/// channel left out. A channel behind the listener goes to both sides at -6 dB, which is -3 dB of the -3 dB each side of a surround
/// pair has. Nothing is scaled down afterwards, so that speech in the centre keeps its level whatever stands beside it: the mix is in
/// float, and its limiter sees the sum. One channel alone goes to both sides unchanged, as every player does it: a mono voice recorded
/// at -20 dBFS reads -20 dBFS on each side.
enum StereoMatrix {
  /// Left and right gain for each channel in order.
  ///
  /// - Throws: `unsupported` for a layout with a channel that has no place around a listener.
  static func gains(_ layout: AVChannelLayout, _ place: Place) throws(ReelError) -> [(left: Double, right: Double)] {
    var layout = layout
    let count = Int(layout.nb_channels)
    if count == 1 { return [(1, 1)] }
    var gains: [(left: Double, right: Double)] = []
    for index in 0..<count {
      let channel = av_channel_layout_channel_from_index(&layout, UInt32(index))
      guard let gain = gain(channel) else {
        throw ReelError(
          .unsupported, "cannot mix the layout '\(name(layout))' down to stereo\(place.words)", file: place.file,
          hint: "convert the sound to stereo first")
      }
      gains.append(gain)
    }
    return gains
  }

  private static func gain(_ channel: AVChannel) -> (left: Double, right: Double)? {
    let half = 0.5.squareRoot()
    switch channel {
    case AV_CHAN_FRONT_LEFT, AV_CHAN_STEREO_LEFT, AV_CHAN_WIDE_LEFT, AV_CHAN_FRONT_LEFT_OF_CENTER: return (1, 0)
    case AV_CHAN_FRONT_RIGHT, AV_CHAN_STEREO_RIGHT, AV_CHAN_WIDE_RIGHT, AV_CHAN_FRONT_RIGHT_OF_CENTER: return (0, 1)
    case AV_CHAN_FRONT_CENTER: return (half, half)
    case AV_CHAN_SIDE_LEFT, AV_CHAN_BACK_LEFT, AV_CHAN_SURROUND_DIRECT_LEFT, AV_CHAN_TOP_FRONT_LEFT, AV_CHAN_TOP_BACK_LEFT,
      AV_CHAN_TOP_SIDE_LEFT:
      return (half, 0)
    case AV_CHAN_SIDE_RIGHT, AV_CHAN_BACK_RIGHT, AV_CHAN_SURROUND_DIRECT_RIGHT, AV_CHAN_TOP_FRONT_RIGHT, AV_CHAN_TOP_BACK_RIGHT,
      AV_CHAN_TOP_SIDE_RIGHT:
      return (0, half)
    case AV_CHAN_BACK_CENTER, AV_CHAN_TOP_CENTER, AV_CHAN_TOP_FRONT_CENTER, AV_CHAN_TOP_BACK_CENTER: return (0.5, 0.5)
    case AV_CHAN_LOW_FREQUENCY, AV_CHAN_LOW_FREQUENCY_2: return (0, 0)
    default: return nil
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
