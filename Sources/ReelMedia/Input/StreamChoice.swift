import CFFmpeg
import ReelCore

/// Which streams of a file the engine uses: the container's default picture stream, the largest where several are; the default sound
/// stream, else the first. A cover picture is not a clip.
struct StreamChoice {
  private(set) var video: Int?
  private(set) var audio: Int?
  private(set) var remarks: [String] = []

  /// - Throws: `invalid` when there is neither picture nor sound, `unsupported` when FFmpeg cannot decode what there is.
  init(_ demuxer: Demuxer) throws(ReelError) {
    let streams = (0..<demuxer.streamCount).map(demuxer.stream)
    let pictures = streams.filter { $0.isPicture }
    let sounds = streams.filter { $0.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO }
    guard !pictures.isEmpty || !sounds.isEmpty else {
      throw ReelError(
        .invalid, "there is neither a picture nor a sound in the file", file: demuxer.path, hint: "make or fetch it again")
    }
    let preferred = pictures.filter(\.isDefault)
    video = (preferred.isEmpty ? pictures : preferred).max { $0.area < $1.area || ($0.area == $1.area && $0.number > $1.number) }?.number
    let audible = sounds.filter(\.isDecodable)
    if let first = sounds.first, audible.isEmpty { throw Self.undecodable(first, demuxer) }
    audio = (audible.first(where: \.isDefault) ?? audible.first)?.number
    if let video, !demuxer.stream(video).isDecodable { throw Self.undecodable(demuxer.stream(video), demuxer) }
    remark("picture", pictures, used: video)
    remark("sound", sounds, used: audio)
  }

  private mutating func remark(_ what: String, _ streams: [UnsafeMutablePointer<AVStream>], used: Int?) {
    guard let used, streams.count > 1 else { return }
    let others = streams.map(\.number).filter { $0 != used }.map(String.init).joined(separator: ", ")
    remarks.append("of \(streams.count) \(what) streams, stream \(used) is used; not used: \(others)")
  }

  private static func undecodable(_ stream: UnsafeMutablePointer<AVStream>, _ demuxer: Demuxer) -> ReelError {
    let parameters = stream.pointee.codecpar.pointee
    let name = String(cString: avcodec_get_name(parameters.codec_id))
    let isKnown = avcodec_find_decoder(parameters.codec_id) != nil
    return ReelError(
      isKnown ? .invalid : .unsupported,
      isKnown
        ? "nothing can be decoded from stream \(stream.number) (\(name))" : "FFmpeg has no decoder for stream \(stream.number) (\(name))",
      file: demuxer.path, detail: LogTail.take(),
      hint: isKnown ? "the file is damaged or unfinished; make or fetch it again" : "convert it first")
  }
}

extension UnsafeMutablePointer<AVStream> {
  fileprivate var number: Int { Int(pointee.index) }
  fileprivate var isDefault: Bool { pointee.disposition & AV_DISPOSITION_DEFAULT != 0 }
  fileprivate var area: Int { Int(pointee.codecpar.pointee.width) * Int(pointee.codecpar.pointee.height) }

  fileprivate var isPicture: Bool {
    pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_VIDEO
      && pointee.disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS) == 0
  }

  /// True when there is a decoder, and what it needs to know was found.
  fileprivate var isDecodable: Bool {
    let parameters = pointee.codecpar.pointee
    guard avcodec_find_decoder(parameters.codec_id) != nil else { return false }
    return parameters.codec_type == AVMEDIA_TYPE_AUDIO ? parameters.sample_rate > 0 : parameters.width > 0
  }
}
