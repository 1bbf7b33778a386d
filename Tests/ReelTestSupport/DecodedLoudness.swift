/// LUFS and dBTP of a file's sound as ffmpeg's `ebur128` measures what it decoded; it weights surrounds and leaves out the low frequencies
/// by the layout's names.
package func decodedLoudness(of file: String) throws -> (integrated: Double, truePeak: Double) {
  let filter = "ebur128=metadata=1:peak=true,ametadata=mode=print:key=lavfi.r128.I:file=-"
  let result = try run(["ffmpeg", "-nostdin", "-hide_banner", "-i", file, "-vn", "-af", filter, "-f", "null", "-"])
  let integrated = result.text.split(separator: "\n").last { $0.hasPrefix("lavfi.r128.I=") }.flatMap { Double($0.dropFirst(13)) }
  let peak = result.errors.split(separator: "\n").last { $0.contains("Peak:") }?.split(separator: " ").compactMap { Double($0) }.first
  guard let integrated, let peak else { throw CommandFailed(description: result.errors) }
  return (integrated, peak)
}
