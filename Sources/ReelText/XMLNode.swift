/// A part of an XML document: an element or a stretch of text.
enum XMLNode {
  case element(XMLElement)
  case text(String)
}

/// An element with what is in it. Names are without their prefixes.
struct XMLElement {
  struct Attribute {
    var name: String
    /// The namespace's name; empty where the attribute has no prefix.
    var namespace: String
    var value: String
  }

  var name: String
  var namespace: String
  var attributes: [Attribute]
  var children: [XMLNode] = []
  /// The line its tag begins on, from 1.
  var line: Int

  /// The first attribute of this name, whatever its namespace: files often have the wrong one.
  subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

  var elements: some Sequence<XMLElement> {
    children.lazy.compactMap { if case .element(let element) = $0 { element } else { nil } }
  }

  /// All text inside, at any depth.
  var text: String {
    children.map { child in
      switch child {
      case .element(let element): element.text
      case .text(let text): text
      }
    }.joined()
  }
}
