// A document as a tree: its sections, symbols and paragraphs, each under what holds it. Thread: any; pure.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/model/atom.h"

namespace skein::memory {

/// One atom in its place. The first node of an outline is the document itself.
struct OutlineNode {
    const Atom* atom = nullptr;
    std::size_t parent = 0;          ///< of the document: itself
    std::vector<std::size_t> parts;  ///< in order of lines
    LineRange lines;                 ///< its own and those of its parts
    std::size_t atoms = 1;           ///< itself and all below it
};

/// The tree of one document's current atoms, in the order in which memory gives them: an atom stands under the nearest
/// one before it that its ancestors name. The atoms outlive the outline. Empty for no atoms.
std::vector<OutlineNode> outlineOf(const std::vector<Atom>& atoms);

/// What searches can be asked for.
enum class Level { Document, Section, Paragraph };
std::string_view levelName(Level level);
std::optional<Level> levelFromName(std::string_view name);

/// What stands for a node at a level: the node itself for a paragraph (a symbol, a table, a key), the nearest section
/// or symbol with parts above it, or the document. What no section holds stands for itself.
std::size_t nodeAt(const std::vector<OutlineNode>& outline, std::size_t node, Level level);

}  // namespace skein::memory
