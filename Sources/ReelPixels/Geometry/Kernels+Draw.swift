import CReelKernels
package import ReelCore

extension Kernels {
  /// Draws a yuv420p8 picture onto another where an affine map puts it: sampled once, its edges smooth, over what is there.
  ///
  /// An identity, or a map by whole pixels (even ones for chroma), copies bit for bit. Shrinking filters first, so that fine patterns
  /// fade and do not flicker. A map that flattens the picture draws nothing.
  package func draw(_ picture: PictureView, _ placement: Placement, onto target: MutablePictureView, scratch: Scratch) {
    precondition(picture.format == .yuv420p8 && target.format == .yuv420p8, "\(picture.format) onto \(target.format)")
    guard placement.opacity > 0, placement.isVisible(picture.size) else { return }
    if !placement.map.isUpright {
      let (turned, placement) = shrunk(picture, placement, scratch: scratch)
      for plane in 0..<3 {
        let map = plane == 0 ? PlaneMap(full: placement, size: turned.size) : PlaneMap(half: placement, size: turned.size)
        drawTurned(turned[plane], 1, map, placement, onto: target[plane], scratch: scratch)
      }
      return
    }
    let crop = placement.crop ?? .init(picture.size)
    drawUpright(
      picture, placement, columns: placement.map.columns(crop.left, crop.right), rows: placement.map.rows(crop.top, crop.bottom),
      onto: target, scratch: scratch)
  }

  /// All planes, upright, between edges of the target.
  ///
  /// - Parameter squeeze: what the filter is widened for, where that is less than the map's own scale.
  func drawUpright(
    _ picture: PictureView, _ placement: Placement, columns: ClosedRange<Double>, rows: ClosedRange<Double>,
    squeeze: (x: Double, y: Double) = (1, 1), onto target: MutablePictureView, scratch: Scratch
  ) {
    for plane in 0..<3 {
      let isFull = plane == 0
      let across =
        isFull
        ? Coverage(full: columns, count: target.size.width, .init("columns"), scratch: scratch)
        : Coverage(half: columns, count: target.size.width, sited: true, .init("columns"), scratch: scratch)
      let down =
        isFull
        ? Coverage(full: rows, count: target.size.height, .init("rows"), scratch: scratch)
        : Coverage(half: rows, count: target.size.height, sited: false, .init("rows"), scratch: scratch)
      let map = isFull ? PlaneMap(full: placement, size: picture.size) : PlaneMap(half: placement, size: picture.size)
      drawUpright(picture[plane], 1, map, placement, across, down, squeeze: squeeze, onto: target[plane], scratch: scratch)
    }
  }

  /// A premultiplied rgba8 picture where an affine map puts it, as a layer of what it covers; `nil` when it is not on the canvas.
  ///
  /// Opacity is left to the compositing of the layer.
  package func layer(
    of picture: PictureView, _ placement: Placement, canvas: Size, keepsColor: Bool, scratch: Scratch
  ) -> Layer? {
    precondition(picture.format == .rgba8, "a layer is made from rgba8, not from \(picture.format)")
    guard placement.isVisible(picture.size) else { return nil }
    let (picture, placement) = placement.map.isUpright ? (picture, placement) : shrunk(picture, placement, scratch: scratch)
    let bounds = placement.bounds(of: picture.size, on: canvas)
    guard !bounds.x.isEmpty, !bounds.y.isEmpty else { return nil }
    let size = Size(width: bounds.x.count, height: bounds.y.count)
    let target = scratch.picture(.init("layer"), .rgba8, size)
    for y in 0..<size.height { target[0].row(y).update(repeating: 0, count: target[0].width) }
    var moved = placement
    moved.map = moved.map.then(.translation(-Double(bounds.x.lowerBound), -Double(bounds.y.lowerBound)))
    moved.opacity = 256
    let map = PlaneMap(full: moved, size: picture.size)
    if moved.map.isUpright {
      let crop = map.crop
      drawUpright(
        picture[0], 4, map, moved,
        Coverage(full: moved.map.columns(crop.left, crop.right), count: size.width, .init("columns"), scratch: scratch),
        Coverage(full: moved.map.rows(crop.top, crop.bottom), count: size.height, .init("rows"), scratch: scratch), onto: target[0],
        scratch: scratch)
    } else {
      drawTurned(picture[0], 4, map, moved, onto: target[0], scratch: scratch)
    }
    return Layer(
      premultiplied: target.reading, x: bounds.x.lowerBound, y: bounds.y.lowerBound, keepsColor: keepsColor, kernels: self)
  }
}

extension Placement {
  /// Whether it covers more than nothing. Sides below 1/256 of a pixel, or heights above them, cover no sample by a step of coverage, and
  /// a filter as wide as such a map asks for would have no end.
  func isVisible(_ size: Size) -> Bool {
    let crop = crop ?? Crop(size)
    let (across, down) = (map.sides.x * crop.width, map.sides.y * crop.height)
    let area = abs(map.determinant) * crop.width * crop.height
    return min(across, down) >= 1.0 / 256 && area >= max(across, down) / 256
  }

  /// The pixels of the canvas that it may touch.
  func bounds(of size: Size, on canvas: Size) -> (x: Range<Int>, y: Range<Int>) {
    let crop = crop ?? Crop(size)
    let corners = [(crop.left, crop.top), (crop.right, crop.top), (crop.left, crop.bottom), (crop.right, crop.bottom)].map {
      map.apply($0.0, $0.1)
    }
    func range(_ values: [Double], _ count: Int) -> Range<Int> {
      // Half a pixel is what a smooth edge reaches beyond the edge itself.
      let margin = map.isUpright ? 0 : 0.5
      let low = (values.min() ?? 0) - margin
      let high = (values.max() ?? 0) + margin
      let first = Int(min(max(low.rounded(.down), 0), Double(count)))
      return first..<max(first, Int(min(max(high.rounded(.up), 0), Double(count))))
    }
    return (range(corners.map(\.x), canvas.width), range(corners.map(\.y), canvas.height))
  }
}
