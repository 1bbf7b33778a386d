import ReelCore
import ReelEngine
import ReelPlan
import Testing

/// What is rendered next: ten pieces of ten frames, of which every third begins a shot.
@Suite struct PreviewOrderTests {
  private func order(missing: Set<Int> = Set(0..<10), frame: Int = 0) -> PreviewOrder {
    let pieces = (0..<10).map { PreviewOutput.Piece(frames: $0 * 10..<$0 * 10 + 10, key: Digest.of("\($0)"), cell: $0) }
    return PreviewOrder(
      pieces: pieces, leadIn: (0..<10).map { $0 % 3 * 10 }, missing: Set(missing.map { pieces[$0].key }), frame: frame)
  }

  /// All pieces as one worker takes them.
  private func all(_ order: PreviewOrder) -> [Int] {
    var (order, taken): (PreviewOrder, [Int]) = (order, [])
    while let next = order.take(after: taken.last) {
      taken.append(next)
      order.finish(order.pieces[next].key)
    }
    return taken
  }

  @Test func fromWhereOneLooksToTheEndAndOn() {
    #expect(all(order()) == Array(0..<10))
    #expect(all(order(frame: 57)) == [5, 6, 7, 8, 9, 0, 1, 2, 3, 4])
    #expect(all(order(missing: [2, 3, 7])) == [3, 2, 7])
    #expect(all(order(missing: [])) == [])
  }

  @Test func asSecondWorkerBeginsWhereAShotDoes() {
    var order = order()
    #expect(order.take(after: nil) == 0)
    #expect(order.take(after: nil) == 3)
    order.finish(order.pieces[0].key)
    #expect(order.take(after: 0) == 1)
    order.finish(order.pieces[3].key)
    #expect(order.take(after: 3) == 4)
  }

  @Test func whatIsWaitedForGoesFirst() {
    var order = order()
    #expect(order.take(after: nil) == 0)
    order.ask(7)
    order.ask(8)
    #expect(order.isPressing && order.isExpected(7))
    #expect(order.take(after: 0) == 7)
    #expect(order.take(after: 0) == 8)
    #expect(order.isAwaited && !order.isPressing)
    order.finish(order.pieces[7].key)
    order.finish(order.pieces[8].key)
    #expect(!order.isAwaited)
    // Then on from where one looks, and after the end from the beginning.
    #expect(order.take(after: 8) == 9)
    order.finish(order.pieces[9].key)
    #expect(order.distance(order.pieces[9].key) == 1 && order.distance(order.pieces[1].key) == 3)
  }

  @Test func aJumpTakesThePlaceOfWhatWaited() {
    let pieces = (0..<30).map { PreviewOutput.Piece(frames: $0 * 10..<$0 * 10 + 10, key: Digest.of("\($0)"), cell: $0) }
    var order = PreviewOrder(pieces: pieces, leadIn: pieces.map { _ in 0 }, missing: Set(pieces.map(\.key)), frame: 0)
    for piece in [0, 1, 2] { order.ask(piece) }
    #expect(order.take(after: nil) == 0)
    order.ask(20)
    #expect(order.isExpected(0), "a worker is at it")
    #expect(!order.isExpected(1) && !order.isExpected(2) && order.isExpected(20))
    #expect(order.take(after: nil) == 20)
    // A player asks for a few in a row, in any order.
    order.ask(22)
    order.ask(21)
    #expect(order.isExpected(22) && order.isExpected(21))
  }

  @Test func whatWasGivenUpOrLostIsTakenAgain() {
    var order = order(missing: [4])
    #expect(order.take(after: nil) == 4)
    #expect(order.take(after: nil) == nil)
    order.release(order.pieces[4].key)
    #expect(order.take(after: nil) == 4)
    order.finish(order.pieces[4].key)
    #expect(order.take(after: nil) == nil)
    order.ask(4)
    #expect(order.isMissing(4) && order.take(after: nil) == 4)
    order.forget(4)
    #expect(!order.isAwaited && order.isExpected(4), "a worker is at it")
  }
}
