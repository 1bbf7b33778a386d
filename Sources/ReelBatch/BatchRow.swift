public import ReelCore

/// One line of a batch: an episode and what it is rendered with.
public struct BatchRow: Sendable, Hashable {
  /// The line of the table, from 1; of a folder's documents, their number.
  public var line: Int
  /// The document, as it is opened.
  public var document: String
  /// Replace variables of the document.
  public var variables: [String: String]
  /// What names of files and folders may ask for besides.
  package var places: [String: String]
  /// Shell pattern over `delivery/language/rendition`; `nil` is the batch's own.
  public var only: String?
  /// Where its outputs go.
  public var out = ""
  /// What is wrong with the line itself.
  public var problems: [Problem] = []

  init(line: Int, document: String, variables: [String: String] = [:], places: [String: String] = [:], only: String? = nil) {
    (self.line, self.document, self.variables, self.places, self.only) = (line, document, variables, places, only)
  }

  /// What `${name}` stands for in names of files and folders.
  var names: [String: String] { places.merging(variables) { $1 } }
}
