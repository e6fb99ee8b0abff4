#include "core/memory/outline.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "core/model/names.h"

namespace skein::memory {
namespace {

constexpr NameTable<Level, 3> levelNames{
    {{Level::Document, "document"}, {Level::Section, "section"}, {Level::Paragraph, "paragraph"}}};

}  // namespace

std::string_view levelName(Level level) { return nameIn(levelNames, level); }
std::optional<Level> levelFromName(std::string_view name) { return valueIn(levelNames, name); }

std::vector<OutlineNode> outlineOf(const std::vector<Atom>& atoms) {
    std::vector<OutlineNode> nodes;
    const auto file = std::find_if(atoms.begin(), atoms.end(), [](const Atom& a) { return a.kind == AtomKind::File; });
    if (file == atoms.end()) return nodes;
    nodes.push_back({&*file, 0, {}, file->lines, 1});
    std::map<std::pair<std::size_t, std::string_view>, std::size_t> latest;  // by parent and title
    for (const auto& atom : atoms) {
        if (&atom == &*file) continue;
        std::size_t parent = 0;
        for (const auto& title : atom.ancestors)
            if (const auto found = latest.find({parent, title}); found != latest.end()) parent = found->second;
        const auto number = nodes.size();
        nodes.push_back({&atom, parent, {}, atom.lines, 1});
        nodes[parent].parts.push_back(number);
        // Parts of a long text and tables bear its title; only what names something can hold others.
        if (atom.kind != AtomKind::Paragraph && atom.kind != AtomKind::Table) latest[{parent, atom.title}] = number;
    }
    for (auto number = nodes.size(); number-- > 1;) {  // parts come after what holds them
        auto& parent = nodes[nodes[number].parent];
        parent.atoms += nodes[number].atoms;
        parent.lines.first = std::min(parent.lines.first, nodes[number].lines.first);
        parent.lines.last = std::max(parent.lines.last, nodes[number].lines.last);
    }
    return nodes;
}

std::size_t nodeAt(const std::vector<OutlineNode>& outline, std::size_t node, Level level) {
    if (level == Level::Document) return 0;
    if (level == Level::Paragraph) return node;
    for (auto at = node; at != 0; at = outline[at].parent)
        if (outline[at].atom->kind == AtomKind::Section || !outline[at].parts.empty()) return at;
    return node;
}

}  // namespace skein::memory
