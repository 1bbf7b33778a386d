/// How an encoder's packets become the samples of a file, and what describes them there.
protocol CodedFormat {
  /// The payload of the sample entry's configuration box: the same bytes for every segment of a rendition.
  var configurationRecord: [UInt8] { get }
  /// The parameter sets as NAL units without start codes or lengths, in the order a decoder needs them; none where a format has no such units.
  var headerNALs: [[UInt8]] { get }
  /// Of each coded sample.
  var bits: Int { get }
  /// Frames by which decoding runs ahead of presentation; `nil` where the encoder's context says it.
  var reorderDelay: Int? { get }
  /// What of a packet belongs in a sample, and whether a decoder may begin with it and forget everything before.
  ///
  /// - Parameter number: of the picture in its segment, for messages.
  func sample(_ packet: [UInt8], number: Int) throws -> (bytes: [UInt8], isKey: Bool)
}

extension CodedFormat {
  var headerNALs: [[UInt8]] { [] }
}
