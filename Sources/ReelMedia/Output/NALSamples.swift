import ReelCore

/// Samples of H.264 and H.265: units with lengths instead of start codes, without the parameter sets, which stand in the sample entry.
struct NALSamples<Sets: NALFormat>: CodedFormat {
  let sets: Sets
  var bits = 8
  var reorderDelay: Int?

  var configurationRecord: [UInt8] { sets.configurationRecord }
  var headerNALs: [[UInt8]] { sets.all }

  func sample(_ packet: [UInt8], number: Int) throws -> (bytes: [UInt8], isKey: Bool) {
    let units = AnnexB.units(of: packet).map { (role: Sets.role(of: $0), bytes: $0) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(packet.count + 4 * units.count)
    for unit in units where unit.role != .dropped {
      guard unit.role != .leading else { throw ReelError(.failed, "picture \(number) of a segment is shown before its key frame") }
      if unit.role == .parameterSet {
        guard sets.all.contains(where: { $0.elementsEqual(unit.bytes) }) else {
          throw ReelError(.failed, "picture \(number) of a segment carries parameter sets of its own")
        }
        continue
      }
      let length = UInt32(unit.bytes.count)
      for shift: UInt32 in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
      bytes += unit.bytes
    }
    return (bytes, units.contains { $0.role == .key })
  }
}
