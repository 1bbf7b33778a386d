import Foundation
public import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan
import ReelRender
import ReelText

/// A contact sheet: the cut at a glance.
public struct ContactSheet: Sendable {
  public enum Format: String, Sendable, CaseIterable {
    case png
    case jpeg = "jpg"
  }

  public struct Options: Sendable {
    /// Of the output that is shown; `nil` takes the first one.
    public var language: String?
    /// A tile each so much time; `nil` is a tile for each shot, its middle frame.
    public var every: Time?
    /// `nil` makes the sheet about as wide as high.
    public var columns: Int?
    /// Of a tile's picture, in pixels; `nil` gives its shorter side 270.
    public var width: Int?
    public var format: Format

    public init(
      language: String? = nil, every: Time? = nil, columns: Int? = nil, width: Int? = nil, format: Format = .png
    ) {
      (self.language, self.every, self.columns, self.width, self.format) = (language, every, columns, width, format)
    }
  }

  /// One picture of it.
  public struct Tile: Sendable, Encodable {
    /// On the episode's grid, from 0.
    public var frame: Int
    /// From 1, as the document has them.
    public var shot: Int
    /// As timecode, which is also how the tile is labelled.
    public var time: String
    /// Of its picture's left top corner.
    public var x: Int
    public var y: Int
  }

  public var file: [UInt8]
  public var size: Size
  /// Of a tile's picture.
  public var tileSize: Size
  public var columns: Int
  public var tiles: [Tile]
}

extension Engine {
  /// The cut as it will be rendered, in one picture: tiles in rows, each labelled with its shot and its time.
  ///
  /// A tile's pixels are those of ``frame(_:at:language:)``, scaled; at the output's own width they are the same.
  /// - Throws: ``ReelError`` `invalid` for options out of range, and whatever rendering throws.
  public func sheet(_ project: Project, _ options: ContactSheet.Options = ContactSheet.Options()) async throws -> ContactSheet {
    try await Workers.detached("reelfx-sheet") {
      try SheetMaker(stills: try self.stills(project), fonts: try self.fontBook(beside: project.document), options: options).make()
    }
  }
}

/// Lays a contact sheet out and draws it.
private struct SheetMaker {
  let stills: Stills
  let fonts: FontBook
  let options: ContactSheet.Options

  /// A grey that Y'CbCr has too: strips of words are drawn in it.
  private static let background: [UInt8] = [24, 24, 24]
  private static let shortSide = 270
  private static let widths = 80...8192
  /// Of a side: what viewers and JPEG still take.
  private static let longestSide = 65500

  private var plan: Plan { stills.plan }

  private struct Layout {
    var tile: Size
    var strip: Int
    var gap: Int
    var columns: Int
    var count: Int

    var rows: Int { (count + columns - 1) / columns }
    var size: Size { Size(width: columns * (tile.width + gap) + gap, height: rows * (tile.height + strip + gap) + gap) }

    func place(_ index: Int) -> (x: Int, y: Int) {
      (gap + index % columns * (tile.width + gap), gap + index / columns * (tile.height + strip + gap))
    }
  }

  func make() throws -> ContactSheet {
    let output = try stills.output(in: options.language)
    let pictures = try numbers().map { number in
      guard let still = plan.still(number, of: output) else {
        throw ReelError(.failed, "the plan has no picture for frame \(number)", hint: "this is a fault of the engine")
      }
      return still
    }
    let layout = try layout(of: pictures, output)
    let labels = try Dictionary(uniqueKeysWithValues: pictures.map { ($0.frame, try label(of: $0.frame, layout)) })
    var paths: [Digest: String] = [:]
    for label in labels.values { paths.merge(label.fonts) { first, _ in first } }
    let kernels = stills.kernels
    let tiles = try stills.map(pictures, held: layout.size.area * 4 / pictures.count) { [rate = plan.rate, paths] in
      TilePainter(size: layout.tile, strip: layout.strip, kernels: kernels, fonts: paths, rate: rate)
    } _: { frame, still, painter in
      (picture: try painter.tile(frame), label: try painter.label(labels[still.frame]?.groups ?? [], background: Self.background))
    }
    var draft = try FramePool(size: layout.size, format: .rgba8, color: .sRGB).draft()
    draft.withPicture { target in
      kernels.fill(target, rgb: Self.background)
      for (index, tile) in tiles.enumerated() {
        let (x, y) = layout.place(index)
        tile.picture.withPicture { kernels.place($0, into: target, x: x, y: y) }
        tile.label.withPicture { kernels.place($0, into: target, x: x, y: y + layout.tile.height) }
      }
    }
    let sheet = draft.freeze()
    return ContactSheet(
      file: try options.format == .png ? PNGFile.encode(sheet) : JPEGFile.encode(sheet), size: layout.size, tileSize: layout.tile,
      columns: layout.columns,
      tiles: pictures.enumerated().map { index, still in
        let (x, y) = layout.place(index)
        return ContactSheet.Tile(frame: still.frame, shot: shot(at: still.frame), time: plan.rate.timecode(of: still.frame), x: x, y: y)
      })
  }

  /// Which frames are shown.
  private func numbers() throws -> [Int] {
    guard let every = options.every else { return plan.shots.map { ($0.frames.lowerBound + $0.frames.upperBound) / 2 } }
    guard every.seconds * plan.rate.perSecond >= Rational(1) else {
      throw ReelError(.invalid, "a tile every \(every) is more than one a frame", hint: "there are \(plan.rate) frames a second")
    }
    let count = Int((plan.rate.start(ofFrame: plan.length).seconds / every.seconds).ceil)
    guard count <= 10_000 else {
      throw ReelError(.invalid, "a tile every \(every) makes \(count), and a sheet holds 10000", hint: "take fewer")
    }
    return (0..<count).map { Int((every.seconds * Rational(Int64($0)) * plan.rate.perSecond).floor) }
  }

  private func layout(of pictures: [Plan.Still], _ output: Plan.Output) throws -> Layout {
    guard let whole = output.picture?.encoder.size else { throw ReelError(.failed, "an output without a picture is shown") }
    let width = options.width ?? min(whole.width, whole.width * Self.shortSide / whole.shortSide)
    guard Self.widths.contains(width), width <= whole.width || options.width == nil else {
      throw ReelError(
        .invalid, "a tile \(width) wide is outside \(Self.widths.lowerBound)...\(min(Self.widths.upperBound, whole.width))",
        hint: "the output is \(whole)")
    }
    let tile = Size(width: width, height: max(1, (2 * width * whole.height + whole.width) / (2 * whole.width)))
    let strip = max(14, width * 11 / 100) & ~1
    let square = (Double(pictures.count * (tile.height + strip)) / Double(tile.width)).squareRoot()
    let columns = min(options.columns ?? max(1, Int(square.rounded())), pictures.count)
    let layout = Layout(tile: tile, strip: strip, gap: max(4, width / 32), columns: columns, count: pictures.count)
    guard columns > 0, max(layout.size.width, layout.size.height) <= Self.longestSide else {
      throw ReelError(
        .invalid, "the sheet would be \(layout.size), and a side is at most \(Self.longestSide)",
        hint: "take fewer tiles, narrower ones or another number of columns")
    }
    // The tiles, the sheet, and the file it becomes.
    guard layout.size.area * 4 * 3 <= stills.options.memory else {
      throw ReelError(
        .invalid, "the sheet would be \(layout.size), which does not fit into \(stills.options.memory) bytes of memory",
        hint: "take fewer tiles or narrower ones, or give more --memory")
    }
    return layout
  }

  private func shot(at frame: Int) -> Int { (plan.shot(at: frame) ?? 0) + 1 }

  /// `3 · 00:00:12:08`, on one line of the strip.
  private func label(of frame: Int, _ layout: Layout) throws -> TextLayout.Result {
    let canvas = Size(width: layout.tile.width, height: layout.strip)
    // Digits of Noto Sans are 0.42 of its height wide: a label of 15 characters takes 6.3 heights.
    var style = CaptionStyle(
      weight: 600, size: min(Double(layout.strip) * 0.9, Double(layout.tile.width) / 7), outline: 0, y: 0.5, canvas: canvas)
    (style.anchor, style.maxLines, style.margin, style.smallestSize) = (.middle, 1, 0.01, 4)
    let words = "\(shot(at: frame)) · \(plan.rate.timecode(of: frame))"
    let result = TextLayout.screenText(
      words, style: style, motion: TextMotion(), language: nil, origin: (stills.project.document, 0, ""), frames: 0..<1,
      rate: plan.rate, fonts: fonts)
    let errors = result.problems.filter { $0.severity == .error }
    guard errors.isEmpty else {
      throw ReelError(errors.kind ?? .failed, "the labels of the sheet cannot be drawn", file: stills.project.document, problems: errors)
    }
    return result
  }
}
