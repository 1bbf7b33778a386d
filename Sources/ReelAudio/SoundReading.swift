/// Samples a second of everything in this module.
package let mixRate = 48_000

/// A decoded sound at 48 kHz that can be read anywhere. Reading the same samples twice gives the same bits.
///
/// Thread-safety: a sound is used by one mixer at a time.
package protocol SoundReading: AnyObject {
  /// Samples per channel.
  var length: Int { get }

  /// Writes samples `sample..<sample + count` to `buffer`, left and right in turn: `2 * count` floats.
  ///
  /// The mixer never asks for anything outside `0..<length`.
  func read(from sample: Int, count: Int, into buffer: UnsafeMutablePointer<Float>) throws
}
