import CFFmpeg
import Synchronization

/// Which of a library's code paths a codec or converter takes, and the one lock under which that is chosen.
///
/// FFmpeg's codecs pick their functions from `av_get_cpu_flags()` when they are opened. For pictures every path gives the same
/// pixels; float sound is rounded differently by SSE2, AVX and FMA code, so equal inputs would give other bytes on another machine.
/// Sound is therefore opened on the architecture's baseline: the flags are forced for the whole process, the context is opened, and the
/// flags are put back, all under a lock that every opening in the process shares. Converters of pictures are opened under it, too: swscale
/// asks for the flags more than once, and orders a filter's coefficients for another function than the one it takes when they change.
///
/// Limits: a context that picks functions later, for example when its stream changes its channel layout, picks them from whatever
/// the flags are then (``SoundDecoder`` therefore decodes up to the first frame inside the lock). The C library's own `sinf`, `powf` and
/// the like cannot be forced; their path is part of ``LibraryIdentity``. A picture decoder that picks functions on one of its threads
/// while sound is being opened elsewhere picks slow ones, which give the same pixels. Outside x86-64 there is one path, and nothing is
/// forced.
package enum CPUPath {
  /// What this machine does best: pictures, and encoders that are independent of it by themselves.
  case fastest
  /// What every machine of the architecture does: float sound.
  case fixed

  private static let lock = Mutex<Void>(())

  /// Runs `body`, which opens something, on this path. Not recursive. The time is spent with every other opening waiting: open, and leave.
  package func opening<R: Sendable, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
    try Self.lock.withLock { _ throws(E) in
      #if arch(x86_64)
        guard self == .fixed else { return try body() }
        let flags = av_get_cpu_flags()
        av_force_cpu_flags(reel_cpu_baseline)
        defer { av_force_cpu_flags(flags) }
      #endif
      return try body()
    }
  }

  /// The variant of its float functions the GNU C library picks on this processor (sysdeps/x86_64/fpu/multiarch/ifunc-fma4.h).
  static let libmVariant: String = {
    #if arch(x86_64)
      CPUPath.fastest.opening {
        let forced = av_get_cpu_flags()
        av_force_cpu_flags(-1)  // "-1: use the detected flags" (libavutil/cpu.h)
        let flags = av_get_cpu_flags()
        av_force_cpu_flags(forced)
        func has(_ flag: CInt) -> Bool { flags & flag != 0 }
        return has(AV_CPU_FLAG_FMA3) && has(AV_CPU_FLAG_AVX2) ? "fma" : has(AV_CPU_FLAG_FMA4) ? "fma4" : "sse2"
      }
    #else
      return "baseline"
    #endif
  }()
}
