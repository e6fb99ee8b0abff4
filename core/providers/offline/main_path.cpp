#include "core/providers/offline/main_path.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/providers/offline/agents.h"
#include "core/providers/offline/body.h"
#include "core/providers/offline/opening.h"
#include "core/providers/offline/usage.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Section;

namespace {

constexpr std::size_t maxStarts = 3, maxLevels = 4, maxCallees = 6, minReach = 2, maxBytes = 24u << 20;

/// A function with a body, and the functions of the tree that it calls, in order of their first call.
struct Function {
    std::string name, path;
    LineRange lines;  ///< of its declaration
    bool isMember = false;
    bool isPublic = false;
    bool isDocumented = false;
    bool isDeclared = false;  ///< by a prototype as well
    bool isProgram = false;
    std::vector<std::pair<std::size_t, std::uint32_t>> calls;  ///< callee and line
    std::string receiver, receiverType;                        ///< Go: "c" and "Command" of "func (c *Command) Name()"
    std::size_t callers = 0;
    std::size_t reach = 0;  ///< functions within maxLevels calls
};

/// The functions of the tree and their calls.
class CallGraph {
public:
    void read(const ReadFile& file) {
        const std::vector<std::string> code = codeLines(file);
        for (const DocumentedSymbol& symbol : file.symbols) {
            const std::string& name = symbol.atom->title;
            if (symbol.group == SymbolGroup::Macro || symbol.group == SymbolGroup::Type) m_other.insert(name);
            if (symbol.atom->symbolKind == "prototype" && symbol.container.empty() && symbol.atom->isPublic)
                m_declared[name] = m_declared[name] || !symbol.doc.empty();
            if (symbol.group != SymbolGroup::Function || symbol.atom->symbolKind == "prototype") continue;
            const LineRange body = bodyOf(file, code, symbol);
            if (body.first > body.last) continue;
            const bool member = !symbol.container.empty();
            Function function{name,
                              file.source.path(),
                              symbol.lines,
                              member,
                              symbol.atom->isPublic && deliverable::countsForCoverage(*symbol.atom),
                              !symbol.doc.empty(),
                              false,
                              !member && name == "main" && (!symbol.when || symbol.when->otherwise),
                              {},
                              {},
                              {},
                              0,
                              0};
            if (const std::string_view head = symbol.declaration; head.starts_with("func (")) {
                const auto words = identifiersIn(head.substr(6, head.find(')') - 6));
                if (words.size() == 2) function.receiver = words[0], function.receiverType = words[1];
            }
            m_named[name].push_back(m_functions.size());
            m_functions.push_back(std::move(function));
            std::vector<std::pair<std::uint32_t, std::string>> lines;
            for (std::uint32_t line = body.first; line <= body.last && line <= code.size(); ++line)
                if (code[line - 1].find('(') != std::string::npos) lines.emplace_back(line, code[line - 1]);
            m_bodies.push_back(std::move(lines));
            m_languages.push_back(file.source.file().language);
        }
    }

    void connect() {
        for (std::size_t i = 0; i < m_functions.size(); ++i) {
            std::set<std::size_t> seen{i};
            for (const auto& [number, text] : m_bodies[i])
                for (const auto callee : calledOn(text, m_languages[i], m_functions[i]))
                    if (seen.insert(callee).second) {
                        m_functions[i].calls.emplace_back(callee, number);
                        ++m_functions[callee].callers;
                    }
        }
        for (std::size_t i = 0; i < m_functions.size(); ++i) {
            Function& function = m_functions[i];
            function.reach = reachOf(i).size();
            // In C the header says what is public, and often holds the documentation.
            const auto declared = m_declared.find(function.name);
            if (declared != m_declared.end()) function.isDeclared = true;
            function.isDocumented = function.isDocumented || (declared != m_declared.end() && declared->second);
        }
    }

    Section paths() const {
        Section section;
        section.title = mainPathTitle;
        section.asList = true;
        std::set<std::size_t> told;
        std::set<std::size_t> shown;
        std::size_t starts = 0;
        for (const std::size_t start : order()) {
            if (starts == maxStarts) break;
            if (m_functions[start].reach < minReach || told.contains(start)) continue;
            const std::set<std::size_t> reached = reachOf(start);
            const auto news = std::count_if(reached.begin(), reached.end(), [&](auto i) { return !told.contains(i); });
            if (static_cast<std::size_t>(news) < minReach) continue;
            told.insert(reached.begin(), reached.end());
            ++starts;
            tell(start, shown, section);
        }
        return section;
    }

private:
    std::vector<std::size_t> calledOn(std::string_view text, const std::string& language,
                                      const Function& caller) const {
        std::vector<std::size_t> result;
        for (const std::string_view word : identifiersIn(text)) {
            const auto i = static_cast<std::size_t>(word.data() - text.data()), end = i + word.size();
            std::size_t open = end;
            while (open < text.size() && text[open] == ' ') ++open;
            std::size_t before = i;
            while (before > 0 && text[before - 1] == ' ') --before;
            const bool dotted = before > 0 && (text[before - 1] == '.' || text.substr(0, before).ends_with("->"));
            const bool qualified = text.substr(0, before).ends_with("::");
            if (open >= text.size() || text[open] != '(' || qualified) continue;
            const auto found = m_named.find(word);
            if (found == m_named.end() || found->second.size() != 1 || m_other.contains(word)) continue;
            const Function& callee = m_functions[found->second.front()];
            // After a dot a name is a member of something; only one's own members are certain.
            if (callee.isMember != dotted || callee.isProgram) continue;
            std::size_t object = 0;
            std::size_t objectEnd = before > 0 ? before - 1 : 0;
            if (objectEnd > 0 && text[objectEnd] == '>') --objectEnd;
            object = objectEnd;
            while (object > 0 && isIdentifierChar(text[object - 1])) --object;
            const std::string_view owner = text.substr(object, objectEnd - object);
            const bool own =
                owner == "self" || owner == "cls" || owner == "this" ||
                (!caller.receiver.empty() && owner == caller.receiver && callee.receiverType == caller.receiverType);
            if (callee.isMember && (!own || !isDistinctName(word, language))) continue;
            result.push_back(found->second.front());
        }
        return result;
    }

    std::set<std::size_t> reachOf(std::size_t start) const {
        std::set<std::size_t> seen{start};
        std::vector<std::size_t> level{start};
        for (std::size_t depth = 0; depth < maxLevels && !level.empty(); ++depth) {
            std::vector<std::size_t> next;
            for (const std::size_t i : level)
                for (const auto& [callee, line] : m_functions[i].calls)
                    if (seen.insert(callee).second) next.push_back(callee);
            level = std::move(next);
        }
        seen.erase(start);
        return seen;
    }

    /// Programs first, then public functions by what they reach; documented ones before others.
    std::vector<std::size_t> order() const {
        std::vector<std::size_t> result;
        for (std::size_t i = 0; i < m_functions.size(); ++i)
            if (m_functions[i].isProgram || (m_functions[i].isPublic && m_functions[i].name[0] != '_'))
                result.push_back(i);
        std::stable_sort(result.begin(), result.end(), [this](std::size_t a, std::size_t b) {
            const Function &left = m_functions[a], &right = m_functions[b];
            if (left.isProgram != right.isProgram) return left.isProgram;
            if (left.isDocumented != right.isDocumented) return left.isDocumented;
            // What nobody in the tree calls is called from outside.
            if ((left.callers == 0) != (right.callers == 0)) return left.callers == 0;
            if (left.isDeclared != right.isDeclared) return left.isDeclared;
            return left.reach > right.reach;
        });
        return result;
    }

    void tell(std::size_t start, std::set<std::size_t>& shown, Section& section) const {
        for (std::size_t depth = 0, at = start; depth < maxLevels && shown.insert(at).second; ++depth) {
            const Function& function = m_functions[at];
            if (function.calls.empty()) return;
            // Those that lead on are the path; the order is that of the calls.
            std::vector<std::pair<std::size_t, std::uint32_t>> calls = function.calls;
            std::stable_sort(calls.begin(), calls.end(), [this](const auto& a, const auto& b) {
                return m_functions[a.first].reach > m_functions[b.first].reach;
            });
            if (calls.size() > maxCallees) calls.resize(maxCallees);
            const std::size_t next = calls.front().first;
            std::stable_sort(calls.begin(), calls.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; });
            std::vector<std::string> names;
            std::vector<Cite> cites{{function.path, function.lines}};
            for (const auto& [callee, line] : calls) {
                const bool elsewhere = m_functions[callee].path != function.path;
                names.push_back(codeSpan(m_functions[callee].name) +
                                (elsewhere ? " (in " + codeSpan(m_functions[callee].path) + ")" : ""));
                cites.push_back({function.path, {line, line}});
                if (elsewhere) cites.push_back({m_functions[callee].path, m_functions[callee].lines});
            }
            const std::size_t more = function.calls.size() - calls.size();
            if (more > 0) names.push_back(counted(more, "other function", "other functions"));
            section.statements.push_back({fmt::format("{} in {} calls {}.", codeSpan(function.name),
                                                      codeSpan(function.path), enumeration(names)),
                                          std::move(cites),
                                          deliverable::Standing::Plain,
                                          {}});
            at = next;
        }
    }

    std::vector<Function> m_functions;
    std::vector<std::vector<std::pair<std::uint32_t, std::string>>> m_bodies;  ///< lines that may hold a call
    std::vector<std::string> m_languages;
    std::map<std::string, bool, std::less<>> m_declared;  ///< prototypes in headers, and whether one is documented
    std::map<std::string, std::vector<std::size_t>, std::less<>> m_named;
    std::set<std::string, std::less<>> m_other;  ///< names of macros and types
};

}  // namespace

Result<Section> mainPaths(const MemoryIndex& index, const FileTree& tree) {
    std::vector<const SourceFile*> files;
    std::uint64_t bytes = 0;
    for (const SourceFile& file : tree.files()) {
        const bool known = commentStyleOf(file.language) == CommentStyle::Slash || file.language == "Python";
        if (!known || !isCodeLanguage(file.language) || isAsidePath(file.path)) continue;
        bytes += file.bytes;
        files.push_back(&file);
    }
    if (files.empty() || bytes > maxBytes) return Section{};
    CallGraph graph;
    std::set<Digest> consulted;
    for (const SourceFile* file : files) {
        SKEIN_TRY(const std::vector<ReadFile> read, readFiles(index, {file}, consulted));
        graph.read(read.front());
    }
    graph.connect();
    return graph.paths();
}

}  // namespace skein::providers
