#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include "core/base/text.h"
#include "core/deliverable/sentences.h"
#include "core/providers/offline/agents.h"
#include "core/providers/offline/main_path.h"
#include "core/providers/offline/usage.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Document;
using deliverable::Link;
using deliverable::Section;
using deliverable::Statement;

namespace {

constexpr std::size_t maxEdgesPerComponent = 8, maxShared = 40, maxFoundations = 12, maxGlossary = 120;
constexpr std::size_t maxUsages = 20'000;
constexpr std::size_t maxCycleLinks = 6, maxCycleNames = 12;  // each link has two ends

Statement stating(std::string text, std::vector<Cite> cites) {
    return {std::move(text), std::move(cites), deliverable::Standing::Plain, {}};
}

/// All links from one component to another.
struct Edge {
    std::vector<const Link*> links;
    std::size_t names() const {
        std::size_t sum = 0;
        for (const Link* link : links) sum += link->names.size();
        return sum;
    }
};

struct Graph {
    std::vector<const Document*> components;
    std::map<std::pair<std::size_t, std::size_t>, Edge> edges;

    const std::string& title(std::size_t i) const { return components[i]->title; }
};

Graph graphOf(const std::vector<Document>& documents) {
    Graph graph;
    std::map<std::string_view, std::size_t> ownerOf;
    for (const Document& document : documents) {
        if (document.kind != "digest") continue;
        for (const std::string& path : document.paths) ownerOf.emplace(path, graph.components.size());
        graph.components.push_back(&document);
    }
    for (std::size_t from = 0; from < graph.components.size(); ++from)
        for (const Link& link : graph.components[from]->links) {
            const auto owner = ownerOf.find(link.toPath);
            if (owner != ownerOf.end() && owner->second != from)
                graph.edges[{from, owner->second}].links.push_back(&link);
        }
    return graph;
}

/// The link that tells most about an edge: the one that brings in most names.
const Link& best(const Edge& edge) {
    return **std::max_element(edge.links.begin(), edge.links.end(),
                              [](const Link* a, const Link* b) { return a->names.size() < b->names.size(); });
}

Section dependencies(const Graph& graph) {
    Section section;
    section.title = "Which component uses which";
    deliverable::Table table{"", {"Component", "uses", "through", "for"}, {}};
    for (std::size_t from = 0; from < graph.components.size(); ++from) {
        std::vector<std::pair<std::size_t, const Edge*>> edges;
        for (auto it = graph.edges.lower_bound({from, 0}); it != graph.edges.end() && it->first.first == from; ++it)
            edges.emplace_back(it->first.second, &it->second);
        std::stable_sort(edges.begin(), edges.end(),
                         [](const auto& a, const auto& b) { return a.second->names() > b.second->names(); });
        for (std::size_t i = 0; i < std::min(edges.size(), maxEdgesPerComponent); ++i) {
            const Link& link = best(*edges[i].second);
            // Names stand where they are used, not on the import line; the component's own section cites them.
            std::vector<std::string> names;
            for (std::size_t n = 0; n < std::min<std::size_t>(link.names.size(), 4); ++n)
                names.push_back(deliverable::escapeMarkdown(link.names[n]));
            table.rows.push_back(
                {{graph.title(from), graph.title(edges[i].first), codeSpan(link.lineText), enumeration(names)},
                 {link.fromPath, {link.line, link.line}}});
        }
    }
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
    return section;
}

Section foundations(const Graph& graph) {
    std::vector<std::tuple<std::size_t, std::size_t, const Edge*>> used(graph.components.size());
    for (std::size_t i = 0; i < used.size(); ++i) used[i] = {0, i, nullptr};
    for (const auto& [ends, edge] : graph.edges) {
        auto& [count, component, first] = used[ends.second];
        ++count;
        if (first == nullptr) first = &edge;
    }
    std::stable_sort(used.begin(), used.end(),
                     [](const auto& a, const auto& b) { return std::get<0>(a) > std::get<0>(b); });
    Section section;
    section.title = "What most others stand on";
    section.asList = true;
    for (const auto& [count, component, edge] : used) {
        if (count < 3 || section.statements.size() >= maxFoundations) break;
        const Link& link = best(*edge);
        section.statements.push_back(
            stating(fmt::format("{} is used by {}, for example by {} through {}.", graph.title(component),
                                counted(count, "other component", "other components"), codeSpan(link.fromPath),
                                codeSpan(link.lineText)),
                    {{link.fromPath, {link.line, link.line}}}));
    }
    return section;
}

Section cycles(const Graph& graph) {
    using Adjacency = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
    Adjacency adjacency(graph.components.size());
    for (const auto& [ends, edge] : graph.edges) boost::add_edge(ends.first, ends.second, adjacency);
    std::vector<std::size_t> group(graph.components.size());
    const std::size_t groups =
        group.empty()
            ? 0
            : boost::strong_components(adjacency, boost::make_iterator_property_map(
                                                      group.begin(), boost::get(boost::vertex_index, adjacency)));
    Section section;
    section.title = "Cycles between components";
    section.asList = true;
    for (std::size_t g = 0; g < groups; ++g) {
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < group.size(); ++i)
            if (group[i] == g) members.push_back(i);
        if (members.size() < 2) continue;
        std::vector<std::string> names;
        std::vector<Cite> cites;
        // Of a large cycle those are named whose links are cited.
        std::set<std::size_t> named;
        for (const auto& [ends, edge] : graph.edges) {
            if (group[ends.first] != g || group[ends.second] != g || cites.size() >= maxCycleLinks) continue;
            const Link& link = best(edge);
            cites.push_back({link.fromPath, {link.line, link.line}});
            named.insert({ends.first, ends.second});
        }
        for (const std::size_t member : members)
            if (named.size() < maxCycleNames) named.insert(member);
        names.reserve(named.size());
        for (const std::size_t member : named) names.push_back(graph.title(member));
        const std::string more =
            members.size() > names.size() ? fmt::format(" and {} more components", members.size() - names.size()) : "";
        section.statements.push_back(
            stating(fmt::format("These components reach each other through their includes or imports: {}{}.",
                                enumeration(names), more),
                    std::move(cites)));
    }
    return section;
}

/// "#define gzopen z_gzopen" gives a name that is defined elsewhere another one; it is no second definition.
bool isRename(const deliverable::SymbolRow& row) {
    const std::size_t at = row.signature.find(row.name);
    if (row.kind != "macro" || at == std::string::npos) return false;
    const std::string_view value = trim(std::string_view(row.signature).substr(at + row.name.size()));
    const bool word = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
        return isIdentifierChar(c) || c == '(' || c == ')' || c == ' ';
    });
    return word && value.find(row.name) != std::string_view::npos;
}

/// Names that several components define: the reader has to know which one is meant.
Section sharedNames(const Graph& graph) {
    struct Place {
        std::size_t component;
        Cite cite;
    };
    std::map<std::string, std::vector<Place>> places;
    const auto collect = [&](const auto& self, const Section& section, std::size_t component) -> void {
        for (const deliverable::SymbolTable& table : section.symbols)
            for (const deliverable::SymbolRow& row : table.rows) {
                const bool top = !table.captionLines && (row.kind == "function" || row.kind == "class" ||
                                                         row.kind == "struct" || row.kind == "macro");
                if (!top || row.name.size() < 5 || row.name == "main" || isRename(row)) continue;
                auto& list = places[row.name];
                if (list.empty() || list.back().component != component)
                    list.push_back({component, {table.path, row.lines}});
            }
        for (const Section& inner : section.sections) self(self, inner, component);
    };
    // Programs of tests and build files stand alone; what they call alike is no question to a reader.
    for (std::size_t i = 0; i < graph.components.size(); ++i)
        if (!graph.title(i).starts_with("Tests: ") && !graph.title(i).starts_with("Build: "))
            for (const Section& section : graph.components[i]->sections) collect(collect, section, i);
    std::vector<std::pair<std::string, const std::vector<Place>*>> order;
    for (const auto& [name, list] : places)
        if (list.size() > 1) order.emplace_back(name, &list);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.second->size() > b.second->size(); });
    Section section;
    section.title = "Names defined in more than one place";
    section.asList = true;
    for (const auto& [name, list] : order) {
        if (section.statements.size() >= maxShared) break;
        std::vector<std::string> titles;
        std::vector<Cite> cites;
        for (std::size_t i = 0; i < std::min<std::size_t>(list->size(), 4); ++i) {
            titles.push_back(graph.title((*list)[i].component));
            cites.push_back((*list)[i].cite);
        }
        const std::string more =
            list->size() > titles.size() ? fmt::format(" and {} more components", list->size() - titles.size()) : "";
        section.statements.push_back(stating(
            fmt::format("{} is defined in {}{}.", codeSpan(name), enumeration(titles), more), std::move(cites)));
    }
    return section;
}

/// Types, functions, macros and variables outside classes, with every place the digests show them at.
void collectDefinitions(const Section& section, Definitions& definitions) {
    for (const deliverable::SymbolTable& table : section.symbols) {
        const bool loose = table.caption == "Types" || table.caption == "Functions" || table.caption == "Macros" ||
                           table.caption == "Constants" || table.caption == "Variables";
        const bool internal = table.caption == notPublicTitle;
        for (const deliverable::SymbolRow& row : table.rows)
            if (!isRename(row))
                definitions[row.name].push_back(
                    {{table.path, row.lines}, row.kind == "prototype" || row.kind == "externvar", !loose && !internal});
    }
    for (const Section& inner : section.sections) collectDefinitions(inner, definitions);
}

}  // namespace

Result<AgentResult> crossReference(const OfflineRequest& request, const MemoryIndex& index) {
    SKEIN_TRY(const std::vector<Document> documents, dependencyDocuments(request));
    const Graph graph = graphOf(documents);
    AgentResult result;
    Document& document = result.document;
    document.kind = "cross_reference";
    for (const Document* component : graph.components)
        document.paths.insert(document.paths.end(), component->paths.begin(), component->paths.end());
    std::sort(document.paths.begin(), document.paths.end());
    // Whether a name is used elsewhere can only be said by who sees all places that define it.
    const bool whole =
        std::any_of(documents.begin(), documents.end(), [](const Document& item) { return item.kind == "survey"; });
    if (whole) {
        Definitions definitions;
        for (const Document* component : graph.components)
            for (const Section& section : component->sections) collectDefinitions(section, definitions);
        SKEIN_TRY(const FileTree tree, FileTree::create(index, {}, request.sources));
        SKEIN_TRY(document.usages, findUses(index, tree, definitions));
        if (document.usages.size() > maxUsages) document.usages.resize(maxUsages);
        SKEIN_TRY(Section paths, mainPaths(index, tree));
        if (!paths.empty()) document.sections.push_back(std::move(paths));
    }
    document.title =
        deliverable::escapeMarkdown(request.task.title.empty() ? "How the components relate" : request.task.title);
    for (Section& section :
         std::vector<Section>{foundations(graph), dependencies(graph), cycles(graph), sharedNames(graph)})
        if (!section.empty()) document.sections.push_back(std::move(section));
    std::set<std::string> seen;
    for (const Document& dependency : documents)
        for (const deliverable::Term& term : dependency.terms)
            if (document.terms.size() < maxGlossary && seen.insert(toLowerAscii(term.term)).second)
                document.terms.push_back(term);
    std::stable_sort(document.terms.begin(), document.terms.end(),
                     [](const auto& a, const auto& b) { return toLowerAscii(a.term) < toLowerAscii(b.term); });
    markDisputes(request, document);
    return result;
}

}  // namespace skein::providers
