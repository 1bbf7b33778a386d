import ReelCore
import ReelMedia

/// Frames of one source by number, whatever the source is made of. Not thread-safe.
final class PictureReader {
  private enum Medium {
    case clip(VideoReader)
    case files([String])
  }

  let digest: Digest
  let facts: VideoFacts
  private let medium: Medium
  /// The frame given out last, and its number: output frames often share one.
  private var last: (index: Int, frame: Frame)?
  /// Frames before the one that was asked for last, when they are asked for backwards.
  private var held: (first: Int, frames: [Frame])?
  /// Memory for the pictures of files, used again along a sequence.
  private var pool: FramePool?
  /// How many are held: decoding backwards begins anew at an entry point for every so many.
  private static let heldFrames = 16

  /// - Parameter threads: of a clip's decoder.
  init(_ source: SourceTable.Source, threads: Int = 1, purpose: VideoReader.Purpose = .show) throws {
    guard let facts = source.facts.video, let file = source.files.first else {
      throw ReelError(.failed, "a source without pictures was planned as a picture", file: source.files.first)
    }
    self.facts = facts
    digest = source.facts.digest
    medium =
      source.facts.kind == .clip
      ? .clip(try VideoReader(path: file, facts: facts, threads: threads, purpose: purpose)) : .files(source.files)
  }

  /// The number of the frame given out last; -1 before the first.
  var position: Int { last?.index ?? -1 }

  func frame(_ index: Int) throws -> Frame {
    if let last, last.index == index { return last.frame }
    let frame: Frame
    if let held, index >= held.first, index < held.first + held.frames.count {
      frame = held.frames[index - held.first]
    } else {
      let isBackwards = last.map { index < $0.index } ?? false
      held = nil
      switch medium {
      case .files(let files):
        frame = try StillReader.read(path: files[index], pool: pool)
        if pool == nil, files.count > 1, let format = frame.format, format == .rgba8 || format == .gbrp16 {
          pool = try FramePool(size: frame.size, format: format, color: .sRGB)
        }
      case .clip(let reader) where isBackwards:
        let first = max(0, index - Self.heldFrames + 1)
        let frames = try (first...index).map { try reader.frame(at: $0) }
        held = (first, frames)
        frame = frames[index - first]
      case .clip(let reader): frame = try reader.frame(at: index)
      }
    }
    last = (index, frame)
    return frame
  }
}
