import ReelTimeline
import ReelCore
import Testing
@Test func timing() {
  let c = ContinuousClock()
  print("TIME load", c.measure { for _ in 0..<20 { _ = load(everything) } } / 20)
  print("TIME small", c.measure { for _ in 0..<20 { _ = load("reelfx: 1\nshots: [{source: a}]") } } / 20)
  print("TIME empty", c.measure { for _ in 0..<20 { _ = load("[]") } } / 20)
  print("TIME schema", c.measure { for _ in 0..<20 { _ = Schema.json(catalogue: catalogue) } } / 20)
  let text = document("shots: [" + String(repeating: "1, ", count: 100_000) + "1]")
  print("TIME many", c.measure { _ = load(text) })
}
