package import ReelCore

/// One finished picture that is looked at by itself: what its pixels depend on.
package struct StillSpec: Hashable, Sendable, Codable {
  /// Key of the composited pictures of its cell.
  package var picture: Digest
  /// Its number in the cell.
  package var index: Int
  /// How the canvas becomes `size`; `nil` when they are one size.
  package var scaling: Scaling?
  package var size: Size
  /// What is written on it, bottom to top.
  package var texts: [TextSlice]

  package init(picture: Digest, index: Int, scaling: Scaling?, size: Size, texts: [TextSlice]) {
    self.picture = picture
    self.index = index
    self.scaling = scaling
    self.size = size
    self.texts = texts.filter { $0.span.contains(index) }
  }
}

extension Plan {
  /// A still and where the plan has the picture that it is drawn from.
  package struct Still: Sendable {
    /// On the episode's grid.
    package var frame: Int
    package var cell: Int
    package var spec: StillSpec
  }

  /// Frame `number` as an output shows it; `nil` outside the episode, and of an output without a picture.
  package func still(_ number: Int, of output: Output) -> Still? {
    guard let part = output.picture?.parts.first(where: { $0.frames.contains(number) }) else { return nil }
    let cell = cells[part.cell]
    guard let segment = cell.segments.first(where: { $0.key == part.key }) else { return nil }
    let spec = segment.spec
    return Still(
      frame: number, cell: part.cell,
      spec: StillSpec(
        picture: cell.pictureKey, index: number - cell.frames.lowerBound, scaling: spec.scaling, size: spec.encoder.size,
        texts: spec.texts.map { $0.moved(by: segment.frames.lowerBound) }))
  }

  /// Frame `number` of the canvas, without any words; `nil` outside the episode.
  package func canvasStill(_ number: Int) -> Still? {
    guard let index = cells.firstIndex(where: { $0.frames.contains(number) }) else { return nil }
    let place = number - cells[index].frames.lowerBound
    return Still(
      frame: number, cell: index,
      spec: StillSpec(picture: cells[index].pictureKey, index: place, scaling: nil, size: canvas, texts: []))
  }

  /// Number of the shot a frame shows, counting from 0; of two that overlap the one that comes.
  package func shot(at number: Int) -> Int? { shots.lastIndex { $0.frames.contains(number) } }
}
