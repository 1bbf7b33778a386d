import ReelCore
import ReelEngine
import ReelPlan
import Testing

/// What is rendered next: two languages of ten pieces of ten frames, of which every third begins a shot; in the second language the sixth
/// is its own.
@Suite struct PreviewOrderTests {
  private typealias Place = PreviewOrder.Place

  private static let outputs = (0..<2).map { output in
    (0..<10).map { PreviewOutput.Piece(frames: $0 * 10..<$0 * 10 + 10, key: key($0, output), cell: $0) }
  }

  private static func key(_ index: Int, _ output: Int = 0) -> Digest { Digest.of(output == 1 && index == 5 ? "own" : "\(index)") }

  private func order(missing: Set<Int> = Set(0..<10), output: Int = 0, frame: Int = 0) -> PreviewOrder {
    PreviewOrder(
      outputs: Self.outputs, leadIn: (0..<10).map { $0 % 3 * 10 }, missing: Set(missing.flatMap { [Self.key($0), Self.key($0, 1)] }),
      output: output, frame: frame)
  }

  /// All pieces as one worker takes them.
  private func all(_ order: PreviewOrder) -> [Int] {
    var (order, taken): (PreviewOrder, [Place]) = (order, [])
    while let next = order.take(after: taken.last) {
      taken.append(next)
      order.finish(order[next].key)
    }
    return taken.map(\.index)
  }

  private func place(_ index: Int, _ output: Int = 0) -> Place { Place(output: output, index: index) }

  @Test func fromWhereOneLooksToTheEndAndOn() {
    #expect(all(order()) == Array(0..<10))
    #expect(all(order(frame: 57)) == [5, 6, 7, 8, 9, 0, 1, 2, 3, 4])
    #expect(all(order(missing: [2, 3, 7])) == [3, 2, 7])
    #expect(all(order(missing: [])) == [])
    #expect(all(PreviewOrder()) == [])
  }

  @Test func aSecondWorkerBeginsWhereAShotDoes() {
    var order = order()
    #expect(order.take(after: nil) == place(0))
    #expect(order.take(after: nil) == place(3))
    order.finish(Self.key(0))
    #expect(order.take(after: place(0)) == place(1))
    order.finish(Self.key(3))
    #expect(order.take(after: place(3)) == place(4))
  }

  @Test func whatIsWaitedForGoesFirst() {
    var order = order()
    #expect(order.take(after: nil) == place(0))
    order.ask(place(7))
    order.ask(place(8))
    #expect(order.isPressing && order.frame == 80)
    #expect(order.take(after: place(0)) == place(7))
    #expect(order.take(after: place(0)) == place(8))
    #expect(order.isAwaited && !order.isPressing)
    order.finish(Self.key(7))
    order.finish(Self.key(8))
    #expect(!order.isAwaited)
    // Then on from where one looks, and behind the end from the beginning.
    #expect(order.take(after: place(8)) == place(9))
    #expect(order.distance(Self.key(9)) == 1 && order.distance(Self.key(1)) == 3)
  }

  @Test func aJumpGoesBeforeWhatOneHasLeft() {
    var order = order()
    for index in [0, 1] { order.ask(place(index)) }
    #expect(order.jumpedTo == Self.key(0))
    #expect(order.take(after: nil) == place(0))
    // Elsewhere, with what follows there; that those before are not wanted any more is not known yet.
    for index in [6, 7] { order.ask(place(index)) }
    #expect(order.jumpedTo == Self.key(6))
    #expect(order.take(after: place(0)) == place(6))
    #expect(order.take(after: nil) == place(1))
    // What is played on to is no jump.
    order.finish(Self.key(6))
    order.finish(Self.key(0))
    #expect(order.jumpedTo == nil)
    order.ask(place(3))
    #expect(order.jumpedTo == Self.key(3))
    order.forget(place(3))
    #expect(order.jumpedTo == nil)
  }

  @Test func languagesShareWhatHasNoWords() {
    var order = order(missing: [4, 5])
    order.ask(place(5, 1))
    #expect(order.take(after: nil) == place(5, 1))
    order.finish(Self.key(5, 1))
    #expect(order.take(after: nil) == place(4, 1))
    order.finish(Self.key(4))
    // The other language's own is rendered when it is looked at.
    #expect(order.take(after: nil) == nil)
    order.ask(place(6))
    #expect(order.take(after: nil) == place(6))
    #expect(order.take(after: nil) == place(5))
  }

  @Test func whoeverLeavesIsForgotten() {
    var order = order()
    for index in [0, 1, 2] { order.ask(place(index)) }
    #expect(order.take(after: nil) == place(0))
    for index in [0, 1, 2] { order.forget(place(index)) }
    order.ask(place(8))
    #expect(!order.isAwaited(Self.key(0)) && order.isPressing)
    #expect(order.take(after: nil) == place(8))
    #expect(order.distance(Self.key(0)) == 2 && order.distance(Self.key(5, 1)) == .max)
  }

  @Test func whatWasGivenUpOrLostIsTakenAgain() {
    var order = order(missing: [4])
    #expect(order.take(after: nil) == place(4))
    #expect(order.take(after: nil) == nil)
    order.release(Self.key(4))
    #expect(order.take(after: nil) == place(4))
    order.finish(Self.key(4))
    #expect(order.take(after: nil) == nil && !order.isMissing(Self.key(4)))
    order.ask(place(4))
    #expect(order.isMissing(Self.key(4)) && order.take(after: nil) == place(4))
    order.hold(Self.key(4))
    order.ask(place(4))
    order.forget(place(4))
    #expect(order.isAwaited, "another one still waits")
    order.forget(place(4))
    #expect(!order.isAwaited)
  }
}
