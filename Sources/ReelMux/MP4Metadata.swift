/// What a file says of itself, as `moov/udta/meta/ilst` carries it.
package struct MP4Metadata: Hashable, Sendable {
  /// `©nam`
  package var title: String?
  /// `©cmt`: the engine puts the name of what the file is made from here.
  package var comment: String?

  package init(title: String? = nil, comment: String? = nil) {
    self.title = title
    self.comment = comment
  }
}
