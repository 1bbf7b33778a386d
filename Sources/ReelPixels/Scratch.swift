package import ReelCore

/// Working memory that is kept from frame to frame, so that drawing allocates nothing once it is under way. Not thread-safe: one for
/// each compositor.
package final class Scratch {
  /// What a piece of memory is for; two things that are needed at the same time have two names.
  package struct Name: Hashable, Sendable {
    let text: StaticString
    package let index: Int

    package init(_ text: StaticString, _ index: Int = 0) {
      self.text = text
      self.index = index
    }

    package static func == (a: Name, b: Name) -> Bool { a.index == b.index && a.text.utf8Start == b.text.utf8Start }
    package func hash(into hasher: inout Hasher) {
      hasher.combine(text.utf8Start)
      hasher.combine(index)
    }
  }

  private static let alignment = 64
  private var pieces: [Name: UnsafeMutableRawBufferPointer] = [:]
  private var contents: [Name: Contents] = [:]
  private var uses: [Name: Int] = [:]
  private var useCount = 0

  package init() {}

  deinit { for piece in pieces.values { piece.deallocate() } }

  /// At least `count` bytes at an address that is a multiple of 64, with 64 to spare behind them. What is in them is what was left there.
  package func bytes(_ name: Name, _ count: Int) -> UnsafeMutablePointer<UInt8> {
    let needed = count + Self.alignment
    if let piece = pieces[name], piece.count >= needed, let base = piece.baseAddress { return base.assumingMemoryBound(to: UInt8.self) }
    pieces[name]?.deallocate()
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: needed, alignment: Self.alignment)
    piece.initializeMemory(as: UInt8.self, repeating: 0)
    pieces[name] = piece
    guard let base = piece.baseAddress else { preconditionFailure("memory without an address") }
    return base.assumingMemoryBound(to: UInt8.self)
  }

  /// The same for elements of another trivial type.
  package func array<Element: BitwiseCopyable>(_ name: Name, _ count: Int, of: Element.Type) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer(bytes(name, count * MemoryLayout<Element>.stride)).bindMemory(to: Element.self, capacity: count)
  }

  /// What a table or a mask was made from.
  package struct Contents: Hashable, Sendable {
    let size: Size
    let values: SIMD4<Double>

    package init(_ size: Size, _ a: Double, _ b: Double = 0, _ c: Double = 0, _ d: Double = 0) {
      (self.size, values) = (size, SIMD4(a, b, c, d))
    }
  }

  /// Makes what lies under `name` unless it was made from the same before. Nothing else may write there.
  package func keep(_ name: Name, _ made: Contents, _ make: () -> Void) {
    guard contents[name] != made else { return }
    make()
    contents[name] = made
  }

  /// One of `count` names for things of a kind: the one that holds what is made from this, else the one that was asked for least
  /// recently. So several of a kind in one frame are all kept from frame to frame.
  package func name(_ text: StaticString, of count: Int, for made: Contents) -> Name {
    var chosen = Name(text)
    for index in 0..<count {
      let name = Name(text, index)
      if contents[name] == made {
        chosen = name
        break
      }
      if uses[name, default: 0] < uses[chosen, default: 0] { chosen = name }
    }
    useCount += 1
    uses[chosen] = useCount
    return chosen
  }

  /// A picture to draw in.
  package func picture(_ name: Name, _ format: PixelFormat, _ size: Size) -> MutablePictureView {
    func stride(_ plane: Int) -> Int {
      (format.extent(plane: plane, of: size).bytes + Self.alignment - 1) / Self.alignment * Self.alignment
    }
    // Where a plane begins is where those before it end; no list of them is made, because this is done for every frame.
    func offset(_ plane: Int) -> Int {
      var end = 0
      for before in 0..<plane { end += stride(before) * format.extent(plane: before, of: size).rows }
      return end
    }
    let base = bytes(name, offset(format.planeCount))
    return MutablePictureView(format: format, size: size) { plane in
      let extent = format.extent(plane: plane, of: size)
      return MutablePlaneView(base: base + offset(plane), stride: stride(plane), width: extent.bytes, rows: extent.rows)
    }
  }
}
