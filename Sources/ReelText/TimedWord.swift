package import ReelCore

/// When a word of a cue is said.
package struct TimedWord: Hashable, Sendable {
  /// Where the word stands in ``Cue/plain``, in bytes of UTF-8.
  package var range: Range<Int>
  package var start: Time
  package var end: Time

  package init(_ range: Range<Int>, start: Time, end: Time) {
    self.range = range
    self.start = start
    self.end = end
  }
}
