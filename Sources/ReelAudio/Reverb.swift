import ReelCore

/// A room: eight delay lines that feed each other through a Householder matrix (J. O. Smith, "Physical Audio Signal Processing", feedback
/// delay networks), behind two all-pass diffusers a channel.
///
/// Every sample depends on the samples that went in since the start alone. At level 0 dB, noise comes out as loud as it went in.
struct Reverb {
  private static let lines = 8

  private let design: ReverbDesign
  private let level: Float
  /// One vector for each moment: what all lines take in.
  private var ring: [SIMD8<Float>]
  private var write = 0
  private var low = SIMD8<Float>.zero
  private var entries: (left: Entry, right: Entry)

  init(_ room: ReverbRoom) { self.init(ReverbDesign.all[room] ?? ReverbDesign(room), level: ReverbDesign.levels[room] ?? 1) }

  init(_ design: ReverbDesign, level: Float) {
    self.design = design
    self.level = level
    ring = Array(repeating: .zero, count: design.ringSize)
    entries = (Entry(design, channel: 0), Entry(design, channel: 1))
  }

  mutating func reset() {
    for index in ring.indices { ring[index] = .zero }
    (write, low) = (0, .zero)
    entries = (Entry(design, channel: 0), Entry(design, channel: 1))
  }

  /// Adds the room's answer to `frames` samples, left and right in turn.
  mutating func add(_ input: UnsafePointer<Float>, frames: Int, to output: UnsafeMutablePointer<Float>) {
    let (delays, gains, damping, mask, level) = (design.delays, design.gains, design.damping, ring.count - 1, level)
    var (low, write) = (low, write)
    ring.withUnsafeMutableBufferPointer { ring in
      for i in 0..<frames {
        let left = entries.left.next(input[2 * i])
        let right = entries.right.next(input[2 * i + 1])
        var late = SIMD8<Float>.zero
        for line in 0..<Self.lines { late[line] = ring[(write &- delays[line]) & mask][line] }
        // Air and walls take away the highs more and more.
        low += (late - low) * damping
        let heard = low * gains
        let halves = heard.lowHalf + heard.highHalf
        let quarters = halves.lowHalf + halves.highHalf
        ring[write] = heard - SIMD8(repeating: (quarters.x + quarters.y) * 0.25) + SIMD8(left, right, left, right, left, right, left, right)
        write = (write + 1) & mask
        output[2 * i] += (heard[0] - heard[2] + heard[4] - heard[6]) * level
        output[2 * i + 1] += (heard[1] - heard[3] + heard[5] - heard[7]) * level
      }
    }
    (self.low, self.write) = (low, write)
  }

  /// One channel's way in: a delay before the first reflection, a high-pass that keeps rumble out, and two diffusers.
  private struct Entry {
    private let highPass: Float
    private var rumble: Float = 0
    private var delay: [Float]
    private var first: [Float]
    private var second: [Float]
    private var positions = SIMD3<Int>.zero

    init(_ design: ReverbDesign, channel: Int) {
      highPass = design.highPass
      delay = Array(repeating: 0, count: design.preDelay)
      first = Array(repeating: 0, count: design.diffusion[2 * channel])
      second = Array(repeating: 0, count: design.diffusion[2 * channel + 1])
    }

    mutating func next(_ sample: Float) -> Float {
      rumble += (sample - rumble) * highPass
      let delayed = delay[positions.x]
      delay[positions.x] = sample - rumble
      positions.x = positions.x + 1 == delay.count ? 0 : positions.x + 1
      let once = Self.diffuse(delayed, &first, &positions.y)
      return Self.diffuse(once, &second, &positions.z)
    }

    private static func diffuse(_ x: Float, _ line: inout [Float], _ position: inout Int) -> Float {
      let delayed = line[position]
      let v = x + delayed * 0.6
      line[position] = v
      position = position + 1 == line.count ? 0 : position + 1
      return delayed - v * 0.6
    }
  }
}
