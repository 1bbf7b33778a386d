/// Words to be read, and the frames at which they are.
package struct ScreenCue: Hashable, Sendable {
  package var frames: Range<Int>
  /// As it is written, lines ending with `\n`.
  package var text: String
}
