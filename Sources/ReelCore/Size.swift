/// Width and height in pixels.
public struct Size: Hashable, Sendable, Codable, CustomStringConvertible {
  public var width: Int
  public var height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  public var description: String { "\(width)x\(height)" }
  public var area: Int { width * height }
  public var shortSide: Int { min(width, height) }
  /// Columns and rows exchanged, as by a quarter turn.
  public var transposed: Size { Size(width: height, height: width) }
}
