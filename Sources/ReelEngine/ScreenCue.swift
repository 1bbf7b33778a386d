/// Words to be read, and the frames at which they are.
package struct ScreenCue: Hashable, Sendable {
  package var frames: Range<Int>
  /// As it is written, lines ending with `\n`.
  package var text: String
  /// The line of the subtitle file that gives its times, from 1; 0 for a text of the dialogue.
  package var line: Int
}
