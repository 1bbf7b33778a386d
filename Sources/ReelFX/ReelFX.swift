/// The library: load a document, look at it, render it, read the report. Everything the command `reelfx` does goes through here.
@_exported public import ReelCore
@_exported public import ReelEngine

/// The version of the library and of the command.
public enum ReelFX {
  public static let version = "0.1.0"
}
