import CReelKernels
import ReelCore

/// Pictures in, pictures out, on memory that is lent: the operations of the compositor, at one level of instructions.
///
/// A value is a pointer to a constant table: copy it freely, use it from any thread. The views must be what they say
/// (a wrong format or size is a mistake of the caller and traps), and memory that is written must not be shared with another thread.
package struct Kernels: Sendable {
  nonisolated(unsafe) let table: UnsafePointer<reel_kernels>  // static constant data

  /// - Parameter limit: no better than this. A level this processor does not have gives the scalar one: see ``level``.
  package static func best(limit: KernelLevel? = nil) -> Kernels {
    Kernels(table: reel_kernels_get(limit?.cLevel ?? reel_kernels_available()))
  }

  /// The level in use.
  package var level: KernelLevel { KernelLevel(table.pointee.level) }
}

extension PlaneView {
  var c: reel_plane { reel_plane(base: base, stride: stride) }
}

extension MutablePlaneView {
  var c: reel_target { reel_target(base: base, stride: stride) }
}

/// Both are `format`, in one size.
func expect(_ format: PixelFormat, _ view: PictureView, _ target: MutablePictureView) {
  precondition(
    view.format == format && target.format == format && view.size == target.size,
    "\(view.format) \(view.size) into \(target.format) \(target.size), for \(format)")
}
