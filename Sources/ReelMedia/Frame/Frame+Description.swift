import CFFmpeg
package import ReelCore

extension Frame {
  /// The same pixels under another description of their colour. Nothing is converted: for pictures that carry no tags, or others that
  /// mean the same.
  package func described(as color: ColorDescription) throws(ReelError) -> Frame {
    let copy = try check(av_frame_clone(raw), "av_frame_clone", "describe a picture of \(size)")
    color.tag(copy)
    return Frame(adopting: copy, format: format, color: color)
  }
}
