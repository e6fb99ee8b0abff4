// Schemas that need themselves: circles of references that no value can ever end. Thread: any; pure. Declared in
// extract_interface.h.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/coherence/extract_config.h"
#include "core/coherence/extract_interface.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxEdges = 20'000;   ///< of one file; what is above is not looked at
constexpr std::size_t maxSteps = 200'000;  ///< of all searches in one file
constexpr std::size_t maxCircles = 50;     ///< that are claimed, of one file

using Path = std::vector<std::string>;

struct Edge {
    std::string to;
    const Atom* atom;
};

struct References {
    std::map<std::string, std::vector<Edge>> edges;
    std::size_t count = 0;
};

Path pathOf(const Atom& atom) {
    Path path = atom.ancestors;
    std::string prefix;
    for (const auto& part : path) prefix += part + ".";
    path.push_back(atom.title.starts_with(prefix) ? atom.title.substr(prefix.size()) : atom.title);
    return path;
}

bool holdsDefinitions(const Path& path, std::size_t at) {
    return path[at] == "$defs" || path[at] == "definitions" ||
           (path[at] == "schemas" && at == 1 && path[0] == "components");
}

/// The schema, or the member of one, that keywords at this path are about: "Tree" or "Tree.child". Empty for what may
/// be left out of a value: items, alternatives, further properties.
std::string placeOf(const Path& path, const std::string& root) {
    std::string place = root;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        if (holdsDefinitions(path, i)) place = path[++i];
        else if (path[i] == "properties") place += "." + path[++i];
        else if (!path[i].starts_with("allOf") && !(i == 0 && path[i] == "components")) return {};
    }
    return place;
}

/// "#/components/schemas/Tree" -> "Tree"; "#" -> the root. Empty for what lies elsewhere or deeper.
std::string targetOf(std::string_view written, const std::string& root) {
    if (written == "#") return root;
    for (const std::string_view start : {"#/components/schemas/", "#/definitions/", "#/$defs/"})
        if (written.starts_with(start)) {
            const auto name = written.substr(start.size());
            return name.find('/') == std::string_view::npos ? std::string(name) : std::string();
        }
    return {};
}

/// What "{$ref: '#/definitions/A'}" refers to, where nothing else stands in it.
std::string_view flowReference(std::string_view text) {
    text = trim(text);
    if (!text.starts_with("{") || !text.ends_with("}") || text.find(',') != std::string_view::npos) return {};
    text = trim(text.substr(1, text.size() - 2));
    for (const std::string_view key : {"$ref:", "\"$ref\":", "'$ref':"})
        if (text.starts_with(key)) return trim(text.substr(key.size()));
    return {};
}

std::string plain(std::string_view written) {
    const auto literal = literalValue(written, "");
    return literal ? literal->text : std::string(written);
}

void take(const Atom& atom, const std::string& root, References& into) {
    auto path = pathOf(atom);
    const auto value = configValue(atom);
    const auto add = [&](const std::string& from, std::string to) {
        if (from.empty() || to.empty() || ++into.count > maxEdges) return;
        into.edges[from].push_back({std::move(to), &atom});
    };
    if (path.back() == "$ref") return add(placeOf(path, root), targetOf(plain(value), root));
    // The names that a schema demands, as a list in one line or one of its items.
    const auto& key = path.back();
    if (key == "required" || key.starts_with("required[")) {
        const auto place = placeOf(path, root);
        auto names = value.empty() ? std::string_view(trim(atom.text)) : value;
        if (names.starts_with("[")) names = names.substr(1, names.size() - 1 - names.ends_with("]"));
        for (const auto name : split(names, ','))
            if (const auto member = plain(trim(name)); !member.empty() && member.find(' ') == std::string::npos)
                add(place, place + "." + member);
        return;
    }
    if (const auto reference = flowReference(value); !reference.empty()) {
        path.emplace_back("$ref");
        add(placeOf(path, root), targetOf(plain(reference), root));
    }
}

/// The edges from `to` back to `from`, the last first; none where it does not lead there.
std::vector<std::pair<std::string, const Edge*>> wayBack(const References& references, const std::string& from,
                                                         const std::string& to, std::size_t& steps) {
    std::map<std::string, std::pair<std::string, const Edge*>> reached;  // by which edge, from where
    std::vector<std::string> open{to};
    while (!open.empty() && ++steps < maxSteps) {
        const auto at = std::move(open.back());
        open.pop_back();
        if (const auto found = references.edges.find(at); found != references.edges.end())
            for (const auto& edge : found->second)
                if (edge.to != to && reached.try_emplace(edge.to, at, &edge).second) open.push_back(edge.to);
        if (!reached.contains(from)) continue;
        std::vector<std::pair<std::string, const Edge*>> way;
        for (auto place = from; place != to; place = way.back().first) way.push_back(reached.at(place));
        return way;
    }
    return {};
}

Finding circleFinding(const std::string& path, const std::string& needs, const std::string& needed, const Atom& atom) {
    Finding finding;
    finding.subject = subjectOf(segmentsOf(needs));
    finding.predicate = "after";
    finding.value = textValue(subjectOf(segmentsOf(needed)));
    finding.scope = scopeText(environmentOfPath(path), path, {});
    finding.basis = "config";
    finding.sentence = needs + " needs " + needed;
    finding.path = path;
    finding.line = atom.lines.first;
    const std::string_view text = atom.text;
    finding.quote = text.substr(0, text.find('\n'));
    finding.atom = atom.id;
    return finding;
}

}  // namespace

void extractReferenceCircles(const std::vector<Atom>& atoms, const std::map<std::string, std::string>& owners,
                             ClaimSink& sink) {
    std::map<std::string, References> files;
    for (const auto& atom : atoms)
        if (atom.kind == AtomKind::ConfigKey)
            if (const auto owner = owners.find(atom.path); owner != owners.end())
                take(atom, owner->second, files[atom.path]);
    for (const auto& [path, references] : files) {
        std::set<std::string> told;  // schemas of circles that are claimed
        std::size_t circles = 0, steps = 0;
        for (const auto& [from, edges] : references.edges)
            for (const auto& edge : edges) {
                if (circles >= maxCircles || (told.contains(from) && told.contains(edge.to))) continue;
                if (edge.to == from) {
                    // Nothing but itself: told as two steps, for an order has two ends.
                    ++circles;
                    told.insert(from);
                    sink.add(circleFinding(path, from, from + ".itself", *edge.atom));
                    sink.add(circleFinding(path, from + ".itself", from, *edge.atom));
                    continue;
                }
                const auto way = wayBack(references, from, edge.to, steps);
                if (way.empty()) continue;
                ++circles;
                told.insert({from, edge.to});
                for (const auto& [place, through] : way) told.insert(place);
                sink.add(circleFinding(path, from, edge.to, *edge.atom));
                sink.add(circleFinding(path, edge.to, from, *way.front().second->atom));
            }
    }
}

}  // namespace skein::coherence
