/// Samples as whole numbers of 24 bits.
package enum PCM24 {
  /// The nearest number, ties to even; what is beyond full scale ends there.
  package static func rounded(_ sample: Float) -> Int32 {
    Int32(min(max(sample * 8_388_608, -8_388_608), 8_388_607).rounded(.toNearestOrEven))
  }
}
