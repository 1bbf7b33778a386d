/// The places a sound can be put into.
public enum ReverbRoom: String, Hashable, Sendable, Codable, CaseIterable {
  case room, hall, cathedral, bathroom, car
}

/// How much of a clip is sent to a room.
package struct ReverbSend: Hashable, Sendable, Codable {
  package var room: ReverbRoom
  /// dB; at 0 the room is as loud as the clip itself.
  package var level: Double
  /// Whether the room alone is heard, because the clip itself is heard from other loudspeakers; `nil` is no.
  package var isAlone: Bool?

  package init(room: ReverbRoom, level: Double, isAlone: Bool? = nil) {
    self.isAlone = isAlone
    self.room = room
    self.level = level
  }
}
