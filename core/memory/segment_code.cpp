// Code by its symbols, as Universal Ctags found them, and what lies between them as paragraphs.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/base/text.h"
#include "core/memory/segment_parts.h"

namespace skein::memory {
namespace {

/// Tags that are no items of their own: places, references, locals.
bool isLeftOut(const CtagsTag& tag) {
    static const std::set<std::string_view> kinds{"local", "parameter", "label",      "header",  "namespace",
                                                  "using", "name",      "macroparam", "tparam",  "unknown",
                                                  "file",  "package",   "module",     "chapter", "target-intermediate"};
    const bool insideFunction = tag.scopeKind == "function" || tag.scopeKind == "method";
    if (tag.kind == "alias") return tag.language != "TypeScript";  // elsewhere another name of a namespace
    if (tag.kind == "module") return tag.language != "Ruby" && tag.language != "Rust" && tag.language != "OCaml";
    return kinds.count(tag.kind) > 0 || tag.anonymous ||
           (insideFunction && (tag.kind == "variable" || tag.kind == "constant"));
}

bool hasBraces(std::string_view language) {
    static const std::set<std::string_view> languages{"C",    "C++", "CUDA",       "ObjectiveC", "Java",
                                                      "C#",   "D",   "JavaScript", "TypeScript", "Kotlin",
                                                      "Rust", "Go",  "PHP",        "Scala",      "Swift"};
    return languages.count(language) > 0;
}

bool isCLike(std::string_view language) {
    return language == "C" || language == "C++" || language == "CUDA" || language == "ObjectiveC";
}

/// What stands between the names of a scope in the tag's language.
std::string_view separatorOf(const CtagsTag& tag) {
    return isCLike(tag.language) || tag.scope.find("::") != std::string::npos ? "::" : ".";
}

std::vector<std::string_view> scopeParts(const CtagsTag& tag) {
    std::vector<std::string_view> parts;
    if (tag.scope.empty()) return parts;
    const std::string_view scope = tag.scope, separator = separatorOf(tag);
    std::size_t start = 0;
    int depth = 0;
    for (std::size_t at = 0; at < scope.size(); ++at) {
        depth += scope[at] == '<' ? 1 : scope[at] == '>' ? -1 : 0;
        if (depth > 0 || scope[at] != separator[0] || scope.substr(at, separator.size()) != separator) continue;
        parts.push_back(scope.substr(start, at - start));
        start = at + separator.size();
        at = start - 1;
    }
    if (start < scope.size()) parts.push_back(scope.substr(start));
    return parts;
}

/// Where a tag's lines begin: return types, template heads and decorators stand above the line of the name.
std::uint32_t firstLineOf(const LineTable& lines, const CtagsTag& tag) {
    static const std::set<std::string_view> kinds{"function", "prototype", "class",     "struct",
                                                  "union",    "method",    "interface", "enum",
                                                  "member",   "variable",  "typedef",   "externvar"};
    if (!kinds.count(tag.kind)) return tag.line;
    auto first = tag.line;
    if (!isCLike(tag.language)) {
        const auto mark = tag.language == "Rust" ? "#[" : "@";
        while (first > 1 && tag.line - first < 8 && trim(lines.line(first - 1)).starts_with(mark)) --first;
        return first;
    }
    if (tag.kind == "member" || tag.kind == "variable") return first;
    for (auto at = tag.line; at > 1 && tag.line - at < 8;) {
        const auto above = trim(lines.line(--at));
        if (above.empty() || above.front() == '#' || above.front() == '*' || above.substr(0, 2) == "//") break;
        const char last = above.back();
        if (last == ';' || last == '{' || last == '}' || last == ':' || last == '/' || last == ')' || last == '\\')
            break;
        const bool templateHead = above.substr(0, 8) == "template";
        if (templateHead || (last != ',' && first == at + 1)) first = at;
        if (templateHead) break;
    }
    return first;
}

/// Where they end: what ctags says, else where the brackets opened on the line are closed.
std::uint32_t lastLineOf(const LineTable& lines, const CtagsTag& tag) {
    if (tag.end >= tag.line) return std::min(tag.end, lines.count());
    if (tag.kind == "enumerator") return tag.line;
    int depth = 0;
    for (auto at = tag.line; at <= std::min(lines.count(), tag.line + 20); ++at) {
        const auto line = lines.line(at);
        if (line.size() > maxSymbolLineBytes) return tag.line;
        for (const char c : line)
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        const bool continues = !line.empty() && (line.back() == '\\');
        if (depth <= 0 && !continues) return at;
    }
    return tag.line;
}

/// A Python docstring below the "def" or "class" that starts on `line`.
std::string docstring(const LineTable& lines, std::uint32_t line, std::uint32_t end) {
    auto at = line;
    while (at < end && at - line < 40) {
        auto text = trim(lines.line(at));
        if (const auto comment = text.find(" #"); comment != std::string_view::npos)
            text = trim(text.substr(0, comment));
        if (!text.empty() && text.back() == ':') break;
        ++at;
    }
    for (++at; at <= end && trim(lines.line(at)).empty();) ++at;
    if (at > end) return {};
    auto text = trim(lines.line(at));
    while (!text.empty() && (text.front() == 'r' || text.front() == 'u' || text.front() == 'R')) text.remove_prefix(1);
    const auto quotes = text.substr(0, 3);
    if (quotes != "\"\"\"" && quotes != "'''") return {};
    if (text.find(quotes, 3) != std::string_view::npos) return commentText(lines, {at, at});
    for (auto last = at + 1; last <= std::min(end, at + 80); ++last)
        if (lines.line(last).find(quotes) != std::string_view::npos) return commentText(lines, {at, last});
    return {};
}

/// "int x;  ///< seconds" and its kin, for symbols of one line.
std::string trailingComment(std::string_view line) {
    const auto code = trim(line);
    if (code.find('/') == std::string_view::npos) return {};  // most have none, and rfind() is slow
    for (const std::string_view marker : {"///<", "//!<", "/**<", "/*!<", "//", "/*"}) {
        const auto at = code.rfind(marker);
        if (at == std::string_view::npos || at == 0 || code[at - 1] == ':' || code[at - 1] == '"') continue;
        auto text = trim(code.substr(at + marker.size()));
        if (text.size() >= 2 && text.substr(text.size() - 2) == "*/") text = trim(text.substr(0, text.size() - 2));
        return elide(text, maxSectionBytes);
    }
    return {};
}

bool listsProperty(std::string_view properties, std::string_view word) {
    for (const auto part : split(properties, ','))
        if (part == word) return true;
    return false;
}

/// ctags 5.9 takes the type of an optional field of Protocol Buffers for its name: "optional int32 priority = 4".
std::vector<CtagsTag> withFieldNames(std::vector<CtagsTag> tags, const LineTable& lines) {
    std::map<std::pair<std::uint32_t, std::string>, std::size_t> readTo;  // of a line, for each type
    for (auto& tag : tags) {
        if (tag.kind != "field" || tag.typeRef != "optional" || tag.line > lines.count()) continue;
        const auto line = lines.line(tag.line);
        auto& from = readTo[{tag.line, tag.name}];
        const auto keyword = line.find("optional", from);
        if (keyword == std::string_view::npos) continue;
        auto at = line.find(tag.name, keyword + tag.typeRef.size());
        if (at == std::string_view::npos) continue;
        at += tag.name.size();
        while (at < line.size() && line[at] == ' ') ++at;
        auto end = at;
        while (end < line.size() && isIdentifierChar(line[end])) ++end;
        from = end;
        if (end == at) continue;
        tag.typeRef = std::exchange(tag.name, std::string(line.substr(at, end - at)));
    }
    return tags;
}

class CodeCutter {
public:
    CodeCutter(const LineTable& lines, const SegmentRequest& request, const std::string& fileTitle, Cut& cut)
        : m_lines(lines), m_request(request), m_fileTitle(fileTitle), m_cut(cut), m_covered(lines.count() + 2) {}

    void run() {
        std::vector<const CtagsTag*> tags;
        if (m_request.language == "Protobuf") m_named = withFieldNames(m_request.tags, m_lines);
        for (const auto& tag : m_named.empty() ? m_request.tags : m_named)
            if (tag.line <= m_lines.count() && m_lines.line(tag.line).size() <= maxSymbolLineBytes)
                tags.push_back(&tag);
        std::stable_sort(tags.begin(), tags.end(), [](const auto* a, const auto* b) { return a->line < b->line; });
        m_extents.reserve(tags.size());
        m_cut.atoms.reserve(tags.size() + 2);
        nameAnonymous(tags);
        cutHeader();
        for (const auto* tag : tags)
            if (m_cut.atoms.size() < maxAtomsPerFile) addSymbol(*tag);
        cutRest();
    }

private:
    /// What a made-up scope stands for: the typedef that names it, or nothing.
    struct Anonymous {
        std::string name;
        bool isNamespace;
        LineRange lines;
    };

    void nameAnonymous(const std::vector<const CtagsTag*>& tags) {
        for (const auto* tag : tags)
            if (tag->anonymous)
                m_anonymous[tag->name] = {"", tag->kind == "namespace", {tag->line, std::max(tag->line, tag->end)}};
        for (const auto* tag : tags) {
            if (tag->kind != "typedef") continue;
            if (const auto found = m_anonymous.find(afterColon(tag->typeRef)); found != m_anonymous.end())
                found->second.name = tag->name;
        }
    }

    static std::string_view afterColon(std::string_view typeRef) {
        const auto name = typeRef.substr(typeRef.rfind(':') + 1);
        return name.substr(0, name.find_first_of(" *&"));
    }

    std::string readableType(const CtagsTag& tag) const {
        std::string type = tag.typeRef;
        for (const std::string_view word : {"struct:", "union:", "enum:", "class:"}) {
            if (type.rfind(word, 0) != 0) continue;
            const bool made = m_anonymous.count(afterColon(type)) > 0;
            type = made ? std::string(word.substr(0, word.size() - 1))
                        : std::string(word.substr(0, word.size() - 1)) + " " + type.substr(word.size());
            break;
        }
        return type;
    }

    void cutHeader() {
        const auto range = headerCommentRange(m_lines, m_style);
        if (range.first <= range.last) {
            m_cut.header = range;
            m_cut.headerComment = commentText(m_lines, range);
            Atom atom;
            atom.kind = AtomKind::Section;
            atom.title = m_fileTitle;
            atom.lines = range;
            atom.comment = m_cut.headerComment;
            m_cut.atoms.push_back(std::move(atom));
            cover(range);
            return;
        }
        const auto all = trimBlank(m_lines, {1, m_lines.count()});
        if (all.first > all.last) return;
        auto last = all.first;
        while (last < all.last && last - all.first < 11 && !trim(m_lines.line(last + 1)).empty()) ++last;
        m_cut.header = {all.first, last};
    }

    bool isPublic(const CtagsTag& tag, const std::vector<std::string_view>& scope) const {
        const bool scoped = tag.fileScoped && tag.kind != "enumConstant";  // ctags says it of every one of Java
        if (tag.access == "private" || tag.access == "protected" || scoped) return false;
        const bool freeStanding = tag.scope.empty() || tag.scopeKind == "namespace";
        if (freeStanding && listsProperty(tag.properties, "static") && isCLike(tag.language)) return false;
        if (tag.scopeKind == "function" || tag.scopeKind == "method") return false;
        if (tag.language == "Go" && !tag.name.empty() && !(tag.name[0] >= 'A' && tag.name[0] <= 'Z')) return false;
        if (tag.language == "Rust" && tag.kind != "enumerator" && tag.scopeKind != "interface" &&
            trim(m_lines.line(tag.line)).substr(0, 3) != "pub")
            return false;
        if (tag.language == "Python" && tag.name.size() > 1 && tag.name[0] == '_' && tag.name.substr(0, 2) != "__")
            return false;
        for (const auto& part : scope)
            if (const auto found = m_anonymous.find(part); found != m_anonymous.end() && found->second.isNamespace)
                return false;
        const auto parent = m_publicScopes.find(tag.scope);
        return parent == m_publicScopes.end() || parent->second;
    }

    void addSymbol(const CtagsTag& tag) {
        // A format of Perl without a name prints to STDOUT; that name stands nowhere.
        const bool named = tag.kind != "format" || m_lines.line(tag.line).find(tag.name) != std::string_view::npos;
        if (isLeftOut(tag) || !named) return;
        const auto scope = scopeParts(tag);
        Atom atom;
        atom.kind = AtomKind::Symbol;
        atom.title = tag.name;
        atom.symbolKind = tag.kind;
        atom.signature = tag.signature;
        atom.typeRef = readableType(tag);
        atom.isPublic = isPublic(tag, scope);
        std::string inside = tag.scope;
        if (!inside.empty()) inside += separatorOf(tag);
        m_publicScopes[inside += tag.name] = atom.isPublic;
        for (const auto& part : scope) {
            const auto made = m_anonymous.find(part);
            const std::string_view name = made == m_anonymous.end() ? part : std::string_view(made->second.name);
            if (!name.empty()) atom.ancestors.emplace_back(name);
        }
        auto first = firstLineOf(m_lines, tag), last = lastLineOf(m_lines, tag);
        if (tag.kind == "typedef")
            if (const auto made = m_anonymous.find(afterColon(tag.typeRef)); made != m_anonymous.end())
                first = std::min(first, made->second.lines.first);
        last = std::max(first, last);
        atom.lines = {first, std::min(last, first + maxSymbolLines - 1)};
        atom.comment = documentation(tag, first, last);
        cover(atom.lines);
        m_extents.push_back({{first, last}, m_cut.atoms.size()});
        m_cut.atoms.push_back(std::move(atom));
    }

    std::string documentation(const CtagsTag& tag, std::uint32_t first, std::uint32_t last) {
        if (tag.language == "Python")
            if (auto text = docstring(m_lines, tag.line, last); !text.empty()) return text;
        const auto above = commentAbove(m_lines, first, m_style);
        // The comment above the first of several members on one line documents that one alone.
        if (above.first <= above.last && !(tag.line == m_lastLine && first == m_lastFirst)) {
            m_lastLine = tag.line;
            m_lastFirst = first;
            cover(above);
            return commentText(m_lines, above);
        }
        const bool small = tag.kind == "member" || tag.kind == "enumerator" || tag.kind == "variable" ||
                           tag.kind == "macro" || tag.kind == "field";
        return small && last == tag.line && hasBraces(m_request.language) ? trailingComment(m_lines.line(tag.line))
                                                                          : std::string();
    }

    void cover(LineRange range) {
        for (auto at = range.first; at <= range.last && at < m_covered.size(); ++at) m_covered[at] = 1;
    }

    /// Lines that say something by themselves, outside every symbol shown so far.
    bool isLoose(std::uint32_t at) const {
        if (m_covered[at]) return false;
        const auto text = trim(m_lines.line(at));
        return text.size() >= 4 && std::any_of(text.begin(), text.end(), isIdentifierChar);
    }

    /// Bodies beyond a symbol's bound and code between symbols, so that nothing of a source is lost to search.
    void cutRest() {
        for (std::uint32_t at = 1; at <= m_lines.count(); ++at) {
            if (!isLoose(at)) continue;
            auto last = at;
            std::size_t said = 0;
            std::uint32_t count = 0;
            for (auto next = at; next <= m_lines.count() && !m_covered[next] && next - at < 4'000; ++next) {
                if (!isLoose(next)) continue;
                last = next;
                if (trim(m_lines.line(next)).front() == '#' && isCLike(m_request.language)) continue;
                ++count;
                said += trim(m_lines.line(next)).size();
            }
            if (count >= 3 && said >= 60 && m_cut.atoms.size() < maxAtomsPerFile) addRest({at, last});
            at = last;
        }
    }

    void addRest(LineRange range) {
        const Extent* inside = nullptr;  // the smallest symbol around it
        for (const auto& extent : m_extents) {
            if (extent.lines.first > range.first) break;
            if (extent.lines.last >= range.last &&
                (!inside || extent.lines.last - extent.lines.first < inside->lines.last - inside->lines.first))
                inside = &extent;
        }
        auto title = m_fileTitle;
        std::vector<std::string> ancestors;
        if (inside) {
            title = m_cut.atoms[inside->atom].title;
            ancestors = m_cut.atoms[inside->atom].ancestors;
            ancestors.push_back(title);
        }
        cutParagraphs(m_lines, range, title, ancestors, m_cut.atoms);
    }

    struct Extent {
        LineRange lines;
        std::size_t atom;  ///< which of the cut's
    };

    const LineTable& m_lines;
    std::vector<CtagsTag> m_named;  ///< the request's, where names had to be found
    const SegmentRequest& m_request;
    const std::string& m_fileTitle;
    Cut& m_cut;
    std::vector<char> m_covered;
    const CommentStyle m_style = commentStyleOf(m_request.language);
    std::map<std::string, Anonymous, std::less<>> m_anonymous;
    std::unordered_map<std::string, bool> m_publicScopes;
    std::vector<Extent> m_extents;
    std::uint32_t m_lastLine = 0, m_lastFirst = 0;
};

}  // namespace

void cutCode(const LineTable& lines, const SegmentRequest& request, const std::string& fileTitle, Cut& cut) {
    CodeCutter(lines, request, fileTitle, cut).run();
}

}  // namespace skein::memory
