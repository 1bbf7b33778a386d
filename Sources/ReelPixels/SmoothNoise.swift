/// A number in -1...1 that wanders smoothly: random values one apart under cubic B-splines, which have no corners and no stops.
struct SmoothNoise {
  let random: CounterHash

  subscript(place: Double) -> Double {
    let cell = place.rounded(.down)
    let t = place - cell
    let rest = 1 - t
    // The basis functions of the uniform cubic B-spline; they are positive and sum up to 1.
    let first = rest * rest * rest / 6
    let last = t * t * t / 6
    let second = 2.0 / 3 - t * t * (2 - t) / 2
    let third = 1 - first - second - last
    let index = Int(cell)
    return first * value(index - 1) + second * value(index) + third * value(index + 1) + last * value(index + 2)
  }

  private func value(_ index: Int) -> Double { random[index].signed }
}
