/// A change of a shot's colours, in the order of its fields but for the table, which comes last.
public struct Grade: Hashable, Sendable {
  /// A `.cube` file.
  public var lut: FileReference?
  /// How much of the look-up table's result is used, 0...1.
  public var strength = 1.0
  /// Stops.
  public var exposure = 0.0
  /// Around middle grey.
  public var contrast = 1.0
  public var saturation = 1.0
  /// Warmer above 0, -100...100.
  public var temperature = 0.0
  /// Towards magenta above 0, towards green below, -100...100.
  public var tint = 0.0
  /// Of red, green and blue: moves the dark end.
  public var lift = [0.0, 0, 0]
  /// Bends the middle; above 1 is brighter.
  public var gamma = [1.0, 1, 1]
  /// Moves the bright end.
  public var gain = [1.0, 1, 1]

  public init() {}

  /// Whether it changes nothing.
  public var isNeutral: Bool {
    var rest = self
    if strength == 0 { rest.lut = nil }
    rest.strength = 1
    return rest == Grade()
  }
}
