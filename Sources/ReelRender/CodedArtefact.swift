import Foundation
package import ReelCore

/// Coded samples with what was measured while making them: the payload of a segment or a track in the store.
///
/// Layout: `RFXA`, format version, length of the header, the header as JSON with sorted keys, the samples' bytes end to end. Integers
/// are 32 bits, little-endian.
package struct CodedArtefact<Facts: Codable & Sendable>: Sendable {
  package var configuration: [UInt8]
  package var samples: [CodedSample]
  package var facts: Facts
  /// Samples of encoder delay at the front of a track; 0 for pictures.
  package var priming: Int

  package init(configuration: [UInt8], samples: [CodedSample], facts: Facts, priming: Int = 0) {
    self.configuration = configuration
    self.samples = samples
    self.facts = facts
    self.priming = priming
  }

  private struct Header: Codable {
    var configuration: [UInt8]
    var sizes: [Int]
    var presentations: [Int]
    var durations: [Int]
    var keys: [Int]
    var priming: Int
    var facts: Facts
  }

  private static var magic: [UInt8] { Array("RFXA".utf8) }
  private static var version: UInt32 { 1 }

  package func serialized() throws -> [UInt8] {
    let header = Header(
      configuration: configuration, sizes: samples.map(\.bytes.count), presentations: samples.map(\.presentation),
      durations: samples.map(\.duration), keys: samples.indices.filter { samples[$0].isKey }, priming: priming, facts: facts)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = [UInt8](try encoder.encode(header))
    var bytes = Self.magic
    bytes.reserveCapacity(12 + json.count + header.sizes.reduce(0, +))
    for value in [Self.version, UInt32(json.count)] {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
    }
    bytes += json
    for sample in samples { bytes += sample.bytes }
    return bytes
  }

  package init(serialized bytes: [UInt8]) throws {
    func integer(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
    guard bytes.count >= 12, Array(bytes[0..<4]) == Self.magic, integer(4) == Int(Self.version), 12 + integer(8) <= bytes.count else {
      throw ReelError(.failed, "an artefact in the store is not one this version wrote", hint: "run reelfx store verify")
    }
    let body = 12 + integer(8)
    let header = try JSONDecoder().decode(Header.self, from: Data(bytes[12..<body]))
    guard header.sizes.allSatisfy({ $0 >= 0 }), body + header.sizes.reduce(0, +) == bytes.count,
      header.sizes.count == header.presentations.count, header.sizes.count == header.durations.count
    else {
      throw ReelError(.failed, "an artefact in the store contradicts itself", hint: "run reelfx store verify")
    }
    let keys = Set(header.keys)
    var offset = body
    samples = []
    samples.reserveCapacity(header.sizes.count)
    for index in header.sizes.indices {
      let end = offset + header.sizes[index]
      samples.append(
        CodedSample(
          bytes: Array(bytes[offset..<end]), presentation: header.presentations[index], duration: header.durations[index],
          isKey: keys.contains(index)))
      offset = end
    }
    configuration = header.configuration
    facts = header.facts
    priming = header.priming
  }
}

package typealias CodedSegment = CodedArtefact<SegmentFacts>
package typealias CodedTrack = CodedArtefact<TrackFacts>
