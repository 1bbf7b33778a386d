/// What a running render tells: enough for a bar, a log or a machine.
public enum RenderEvent: Sendable {
  /// Work that begins: what has to be rendered and what is there already.
  case planned(cells: Int, segmentsToRender: Int, segmentsReused: Int, framesToComposite: Int, outputs: Int)
  /// Told for every few frames, and at least every second.
  case progress(RenderProgress)
  /// A file is complete and verified, or was found current.
  case output(path: String, current: Bool)
}

public struct RenderProgress: Sendable {
  public enum Phase: String, Sendable { case rendering, assembling }

  public var phase: Phase
  public var framesDone: Int
  public var framesTotal: Int
  public var segmentsDone: Int
  public var segmentsTotal: Int
  /// Seconds since the render began.
  public var elapsed: Double
  /// Composited frames a second, so far.
  public var framesPerSecond: Double { elapsed > 0 ? Double(framesDone) / elapsed : 0 }
  /// Seconds until rendering is done, by the speed so far; `nil` before there is one.
  public var remaining: Double? {
    framesDone > 0 ? elapsed / Double(framesDone) * Double(framesTotal - framesDone) : nil
  }
}
