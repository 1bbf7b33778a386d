/// What becomes of a unit that an encoder put into a packet.
enum NALRole {
  /// Part of the picture a decoder can start at, and may forget everything before.
  case key
  /// Part of another picture, or a message that belongs to one.
  case picture
  /// Stands in the sample entry, and never in a sample.
  case parameterSet
  /// Says nothing a reader of a file needs, or what would tie the bytes to a library's version.
  case dropped
  /// A picture that is shown before the key picture it follows: no decoder that starts there could show it.
  case leading
}

/// How units of a format are told apart, and what describes the stream to a file.
protocol NALFormat {
  static func role(of unit: ArraySlice<UInt8>) -> NALRole
  /// The parameter sets as units without start codes, in the order a decoder needs them.
  var all: [[UInt8]] { get }
  /// The payload of the sample entry's configuration box.
  var configurationRecord: [UInt8] { get }
}
