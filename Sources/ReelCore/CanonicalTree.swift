/// A value as ``CanonicalEncoder`` sees it: everything that is in its key, and nothing else.
package indirect enum CanonicalTree: Hashable, Sendable {
  case nothing
  case truth(Bool)
  case number(Int)
  case real(Double)
  case text(String)
  case list([CanonicalTree])
  case map([String: CanonicalTree])
}
