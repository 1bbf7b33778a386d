import CFFmpeg
import ReelCore

extension VideoFacts {
  /// What the first decoded picture says, completed by its stream.
  init(
    of frame: UnsafeMutablePointer<AVFrame>, stream: UnsafeMutablePointer<AVStream>, in demuxer: Demuxer, frames: FrameIndex
  ) throws(ReelError) {
    let format = AVPixelFormat(frame.pointee.format)
    let aspect = av_guess_sample_aspect_ratio(demuxer.context, stream, frame)
    let color: ColorDescription
    do {
      color = try ColorDescription(of: frame, fallback: try ColorDescription(of: stream.pointee.codecpar))
    } catch {
      throw error.on(demuxer.path)
    }
    self.init(
      stream: Int(stream.pointee.index), codec: String(cString: avcodec_get_name(stream.pointee.codecpar.pointee.codec_id)),
      codedSize: Size(width: Int(frame.pointee.width), height: Int(frame.pointee.height)),
      sampleAspect: aspect.num > 0 && aspect.den > 0 ? Rational(aspect) : Rational(1), pixelFormat: format.name,
      bitDepth: format.bitDepth, hasAlpha: format.hasAlpha, color: color, frames: frames)
  }
}

extension ReelError {
  /// The same error, on a file.
  func on(_ file: String) -> ReelError {
    var error = self
    error.file = error.file ?? file
    return error
  }
}
