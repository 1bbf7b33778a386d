package import ReelCore

extension Plan {
  /// A master's picture whose packets are taken over as they are: each GOP is an artefact.
  package struct Copy: Sendable {
    package var source: Digest
    package var parts: [Output.Picture.Part]
  }

  /// Of the one output there is, what is not encoded.
  package struct Takeover: Sendable {
    package struct Picture: Sendable {
      package var source: Digest
      /// Frames of each GOP.
      package var cells: [Range<Int>]
      /// What its packets would have been encoded with.
      package var settings: VideoEncoderSettings

      package init(source: Digest, cells: [Range<Int>], settings: VideoEncoderSettings) {
        self.source = source
        self.cells = cells
        self.settings = settings
      }
    }

    package var picture: Picture?
    /// The name of the track, and what it would have been encoded with.
    package var sound: (key: Digest, settings: AudioEncoderSettings)?

    package init(picture: Picture? = nil, sound: (key: Digest, settings: AudioEncoderSettings)? = nil) {
      self.picture = picture
      self.sound = sound
    }
  }

  /// Names a part of a source that is taken over as it is.
  private struct CopyKey: Encodable {
    var kind: String
    var version = 1
    var source: Digest
    /// Frames, or samples.
    var range: Range<Int>
    /// What measured it: its facts are kept with it.
    var build: Digest
  }

  /// The name of a master's sound up to a length in samples.
  package static func copyKey(ofSound source: Digest, length: Int, build: Digest) -> Digest {
    CanonicalEncoder.digest(CopyKey(kind: "copied sound", source: source, range: 0..<length, build: build))
  }

  /// The same plan with streams taken over.
  ///
  /// - Precondition: it has one output, a file of one shot.
  package func taking(_ takeover: Takeover, build: Digest) -> Plan {
    precondition(outputs.count == 1 && shots.count == 1 && !cells.isEmpty, "a plan of one master and one file")
    var plan = self
    if let picture = takeover.picture {
      let parts = picture.cells.enumerated().map { index, frames in
        let key = CopyKey(kind: "copied picture", source: picture.source, range: frames, build: build)
        return Output.Picture.Part(frames: frames, key: CanonicalEncoder.digest(key), cell: index)
      }
      plan.copies = [Copy(source: picture.source, parts: parts)]
      plan.cells = picture.cells.map { Cell(frames: $0, picture: cells[0].picture, pictureKey: cells[0].pictureKey, segments: []) }
      plan.outputs[0].picture = Output.Picture(parts: parts, encoder: picture.settings, captionsOffScreen: [])
    }
    if let sound = takeover.sound {
      plan.tracks = []
      plan.outputs[0].sound?.track = sound.key
      plan.outputs[0].sound?.encoder = sound.settings
    }
    plan.outputs[0].key = plan.outputs[0].key(build: build)
    return plan
  }
}
