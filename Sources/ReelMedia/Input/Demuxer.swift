import CFFmpeg
import ReelCore

/// An open media file as a row of packets. Only packets of the streams asked for come out.
///
/// Thread-safety: unsafe; one thread at a time.
final class Demuxer {
  let path: String
  let context: UnsafeMutablePointer<AVFormatContext>
  private let packet: UnsafeMutablePointer<AVPacket>

  /// What the engine reads. Playlists and scripts are not here: they name other files, whose bytes no digest would cover.
  private static let formats =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,ogg,wav,w64,aiff,caf,mp3,aac,flac,ac3,eac3,amr,au,asf,mxf,nut,ivf,obu,dv,"
    + "h264,hevc,m4v,mjpeg,yuv4mpegpipe,gif,apng,png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe"

  /// Opens a file and finds its streams.
  ///
  /// - Parameters:
  ///   - isKnown: the file was described before, and is opened to be decoded: MP4 and its relatives then say all that a decoder
  ///     needs in their header, and the frames that FFmpeg decodes to describe a stream, 30 ms of them at 1080p, are not decoded again. Nor
  ///     are they where there is nothing but H.264 or HEVC: what is said of such a picture is asked of a decoder, not of the stream.
  ///   - isPCM: its sound was found to be plain samples before, and is not searched for another codec again.
  /// - Throws: what ``SourceFile/require(_:)`` throws; `invalid` for bytes no demuxer understands.
  init(path: String, isKnown: Bool = false, isPCM: Bool = false) throws(ReelError) {
    LogTail.install()
    LogTail.clear()
    try SourceFile.require(path)
    self.path = path
    packet = try check(av_packet_alloc(), "av_packet_alloc", "open the file", Place(file: path))
    do {
      context = try Self.open(path, isKnown: isKnown, isPCM: isPCM)
    } catch {
      var packet: UnsafeMutablePointer<AVPacket>? = packet
      av_packet_free(&packet)
      throw error
    }
  }

  deinit {
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&packet)
    var context: UnsafeMutablePointer<AVFormatContext>? = context
    // Closing a context leaves bytes alone that it did not open.
    var bytes: UnsafeMutablePointer<AVIOContext>? = self.context.pointee.pb
    avformat_close_input(&context)
    avio_closep(&bytes)
  }

  private static func open(
    _ path: String, isKnown: Bool, isPCM: Bool
  ) throws(ReelError) -> UnsafeMutablePointer<AVFormatContext> {
    var options: OpaquePointer?
    defer { av_dict_free(&options) }
    av_dict_set(&options, "format_whitelist", formats, 0)
    // A medium may name files and addresses of its own: only this file is opened.
    av_dict_set(&options, "protocol_whitelist", "file", 0)
    // Opened by us and without a name, so that the bytes alone say what the file is: by its ending, a JPEG would go to `image2`,
    // which reads numbered files.
    var bytes: UnsafeMutablePointer<AVIOContext>?
    try check(
      avio_open2(&bytes, "file:" + path, AVIO_FLAG_READ, nil, &options), "avio_open2", "open the file", Place(file: path), kind: .invalid)
    if isPCM || isWave(bytes) {
      // FFmpeg looks through the first 32 packets of a WAV file for DTS or AC-3 that may hide in it. 4 are enough to find them.
      av_dict_set(&options, "max_probe_packets", isPCM ? "1" : "8", 0)
    }
    var opened = avformat_alloc_context()
    opened?.pointee.pb = bytes
    let result = avformat_open_input(&opened, nil, nil, &options)
    guard result >= 0, let context = opened else {
      avio_closep(&bytes)
      throw failure(
        result, "avformat_open_input", "read this as a picture, clip or sound", Place(file: path), kind: .invalid,
        hint: "the file is damaged, unfinished or not a medium; make or fetch it again")
    }
    let isMP4 = strcmp(context.pointee.iformat.pointee.name, "mov,mp4,m4a,3gp,3g2,mj2") == 0
    if isMP4, isKnown || hasPicturesAlone(context) { return context }
    let found = avformat_find_stream_info(context, nil)
    if found < 0 {
      avformat_close_input(&opened)
      avio_closep(&bytes)
      throw failure(found, "avformat_find_stream_info", "find the streams of the file", Place(file: path), kind: .invalid)
    }
    return context
  }

  /// Whether all streams are H.264 or HEVC whose parameter sets stand in the header.
  private static func hasPicturesAlone(_ context: UnsafeMutablePointer<AVFormatContext>) -> Bool {
    (0..<Int(context.pointee.nb_streams)).allSatisfy { number in
      guard let parameters = context.pointee.streams[number]?.pointee.codecpar.pointee else { return false }
      return [AV_CODEC_ID_H264, AV_CODEC_ID_HEVC].contains(parameters.codec_id) && parameters.extradata_size > 0 && parameters.width > 0
    }
  }

  /// Whether the file begins as a WAV file does. Leaves the reading where it was.
  private static func isWave(_ bytes: UnsafeMutablePointer<AVIOContext>?) -> Bool {
    var head = [UInt8](repeating: 0, count: 12)
    let count = avio_read(bytes, &head, CInt(head.count))
    let start: CInt = 0  // SEEK_SET
    return avio_seek(bytes, 0, start) == 0 && count == 12 && head[8...].elementsEqual("WAVE".utf8)
  }

  /// The container's short name: `mov,mp4,m4a,3gp,3g2,mj2`.
  var container: String { context.pointee.iformat.map { String(cString: $0.pointee.name) } ?? "" }

  /// - Precondition: `index` is in `0..<streamCount`.
  func stream(_ index: Int) -> UnsafeMutablePointer<AVStream> {
    guard index >= 0, index < streamCount, let stream = context.pointee.streams[index] else { preconditionFailure("stream \(index)") }
    return stream
  }

  var streamCount: Int { Int(context.pointee.nb_streams) }

  /// From now on only packets of these streams come out.
  func select(_ streams: Set<Int>) {
    for i in 0..<streamCount { stream(i).pointee.discard = streams.contains(i) ? AVDISCARD_DEFAULT : AVDISCARD_ALL }
  }

  /// The next packet, lent until the next call; `nil` at the end of the file.
  func next() throws(ReelError) -> UnsafeMutablePointer<AVPacket>? {
    while true {
      av_packet_unref(packet)
      let code = av_read_frame(context, packet)
      if code == reel_averror_eagain { continue }
      if code == reel_averror_eof {
        if let io = context.pointee.pb, io.pointee.error < 0, io.pointee.error != reel_averror_eof {
          throw failure(io.pointee.error, "av_read_frame", "read the file", Place(file: path), kind: .failed)
        }
        return nil
      }
      try check(code, "av_read_frame", "read the file", Place(file: path))
      // Streams that turn up on the way were never selected.
      if stream(Int(packet.pointee.stream_index)).pointee.discard != AVDISCARD_ALL { return packet }
    }
  }

  /// Goes to a key frame at or before a time stamp of `stream`, as far as the container can tell.
  ///
  /// - Returns: false when the container cannot.
  func seek(stream: Int, to stamp: Int64) -> Bool { av_seek_frame(context, CInt(stream), stamp, AVSEEK_FLAG_BACKWARD) >= 0 }
}
