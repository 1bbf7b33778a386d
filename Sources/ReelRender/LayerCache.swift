import ReelCore
import ReelPixels
import ReelPlan
import Synchronization

/// Overlay pictures ready to blend, shared by all workers and bounded by bytes: a looping logo is read and converted once.
package final class LayerCache: Sendable {
  struct Key: Hashable {
    var source: Digest
    var frame: Int
    var size: Size
    var x: Int
    var y: Int
    var premultiplied: Bool
    var mask: MaskSpec?
    var maskFrame: Int?
    var key: ColorKeySpec?
    var keepsColor: Bool
  }

  private struct State {
    var layers: [Key: (layer: Layer, used: Int)] = [:]
    var bytes = 0
    var clock = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  /// - Parameter limit: bytes.
  package init(limit: Int) { self.limit = limit }

  /// The layer under `key`, made by `make` when it is not there. Two workers may make the same one at once; both get equal pixels.
  func layer(_ key: Key, make: () throws -> Layer) throws -> Layer {
    let found = state.withLock { state -> Layer? in
      state.clock += 1
      state.layers[key]?.used = state.clock
      return state.layers[key]?.layer
    }
    if let found { return found }
    let layer = try make()
    state.withLock { insert(layer, key, &$0) }
    return layer
  }

  private func insert(_ layer: Layer, _ key: Key, _ state: inout State) {
    guard state.layers[key] == nil, layer.byteCount <= limit else { return }
    while state.bytes + layer.byteCount > limit, let oldest = state.layers.min(by: { $0.value.used < $1.value.used }) {
      state.bytes -= oldest.value.layer.byteCount
      state.layers[oldest.key] = nil
    }
    state.layers[key] = (layer, state.clock)
    state.bytes += layer.byteCount
  }
}
