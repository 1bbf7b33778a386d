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

  init(_ source: SourceTable.Source) throws {
    guard let facts = source.facts.video, let file = source.files.first else {
      throw ReelError(.failed, "a source without pictures was planned as a picture", file: source.files.first)
    }
    self.facts = facts
    digest = source.facts.digest
    medium = source.facts.kind == .clip ? .clip(try VideoReader(path: file, facts: facts)) : .files(source.files)
  }

  /// The number of the frame given out last; -1 before the first.
  var position: Int { last?.index ?? -1 }

  func frame(_ index: Int) throws -> Frame {
    if let last, last.index == index { return last.frame }
    let frame =
      switch medium {
      case .clip(let reader): try reader.frame(at: index)
      case .files(let files): try StillReader.read(path: files[index])
      }
    last = (index, frame)
    return frame
  }
}
