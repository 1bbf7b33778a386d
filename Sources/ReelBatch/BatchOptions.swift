/// What a batch is asked for.
public struct BatchOptions: Sendable {
  /// A file in CSV or JSON lines, or a folder with documents below it.
  public var table: String
  /// Where a row's document is, for a table that does not say; may ask for `${column}`.
  public var document: String?
  /// Folder of the outputs; may ask for `${column}`, and for the document's `${name}` and `${folder}`.
  public var out: String
  /// Replace variables of all documents; a row's own go first.
  public var variables: [String: String] = [:]
  /// Shell pattern over `delivery/language/rendition`, of rows that do not say their own.
  public var only: String?
  public var draft = false
  /// Whether warnings are errors.
  public var strict = false
  /// Whether files are replaced that no batch with this manifest has made.
  public var overwrite = false
  /// Whether the first row that fails ends the batch, before it begins where that is known before.
  public var failFast = false
  /// `nil` is `batch.jsonl` in the folder that all outputs lie in.
  public var manifest: String?
  /// Where the report for people is written; `nil` is beside the manifest.
  public var page: String?
  /// Where figures for scraping are written, again and again; `nil` is nowhere.
  public var metrics: String?

  public init(table: String, out: String) { (self.table, self.out) = (table, out) }
}
