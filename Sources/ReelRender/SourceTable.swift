package import ReelCore

/// Where content is found on this machine: the only place where a digest meets a path. Never part of a key.
package struct SourceTable: Sendable {
  package struct Source: Sendable {
    /// One file, or the files of a sequence in order.
    package var files: [String]
    package var facts: MediaFacts

    package init(files: [String], facts: MediaFacts) {
      self.files = files
      self.facts = facts
    }
  }

  private var sources: [Digest: Source] = [:]

  package init(_ sources: [Source]) {
    for source in sources { self.sources[source.facts.digest] = source }
  }

  /// The source with these bytes. A plan names only what was probed, so a miss is a fault of the caller.
  package func source(_ digest: Digest) throws -> Source {
    guard let source = sources[digest] else {
      throw ReelError(.failed, "the plan names content \(digest) that no source of this run has")
    }
    return source
  }

  package var all: [Source] { Array(sources.values) }
}
