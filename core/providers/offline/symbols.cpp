#include "core/providers/offline/symbols.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/providers/offline/declaration.h"
#include "core/providers/offline/values.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxDeclarationBytes = 180, minDocumentedBelow = 5;
constexpr std::uint32_t maxDeclarationLines = 40;  // template heads of Boost.Graph reach 30
constexpr std::size_t maxTableDocBytes = 1'200, maxLeadBytes = 500;
constexpr std::size_t maxFunctionDocBytes = 12'000;  // deflate() of zlib has 7,000
constexpr std::uint32_t maxTypedefLines = 2'000;     // the options of libcurl are one enumeration of 1,100 lines

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// Cut between words, so that what is left still stands in the source.
std::string shortened(std::string text) {
    if (text.size() <= maxDeclarationBytes) return text;
    std::size_t cut = maxDeclarationBytes;
    while (cut > 0 && (isIdentifierChar(text[cut]) || (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)) --cut;
    return std::string(trim(std::string_view(text).substr(0, cut))) + " …";
}

/// The lines around a definition that hold every word; the definition's own line if they cannot be found.
bool findHolding(const SourceText& source, std::uint32_t line, const std::string& words, LineRange& lines) {
    const auto tokens = identifiersIn(words);
    for (std::uint32_t above = 0; above <= 3; ++above) {
        if (above >= line || (above > 0 && trim(source.line(line - above)).empty())) break;
        for (std::uint32_t below = 0; below < maxDeclarationLines; ++below) {
            const LineRange range{line - above, std::min(line + below, source.lineCount())};
            const std::string_view text = source.range(range);
            if (std::all_of(tokens.begin(), tokens.end(),
                            [&](std::string_view token) { return holdsWord(text, token); })) {
                lines = range;
                return true;
            }
        }
    }
    return false;
}

/// A value without what closes or follows the list it stands in: "65536 }", "1, next = 2".
std::string_view ownValue(std::string_view value, bool enumerator) {
    int depth = 0;
    char quote = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (quote != 0) {
            if (c == '\\') ++i;
            else if (c == quote) quote = 0;
            continue;
        }
        if (c == '"' || (c == '\'' && (i == 0 || !isIdentifierChar(value[i - 1])))) quote = c;
        if (c == '(' || c == '[' || c == '{') ++depth;
        if (c == ')' || c == ']' || c == '}') --depth;
        if (depth < 0 || (enumerator && depth == 0 && c == ',')) return trim(value.substr(0, i));
    }
    return value;
}

/// "= 42" and the like: what a macro, enumerator or constant stands for, from its own line.
std::string valueOf(const SourceText& source, const Atom& atom) {
    std::string_view line = source.line(atom.lines.first);
    const std::size_t at = line.find(atom.title);
    if (at == std::string_view::npos) return {};
    std::string_view rest = line.substr(at + atom.title.size());
    for (const std::string_view comment : {"/*", "//"})
        if (const std::size_t cut = rest.find(comment); cut != std::string_view::npos) rest = rest.substr(0, cut);
    rest = trim(rest);
    if (atom.symbolKind == "macro") {
        if (rest.starts_with('(') && !line.substr(at + atom.title.size()).starts_with(' '))
            return squeezed(rest.substr(0, rest.ends_with('\\') ? rest.size() - 1 : rest.size()));
        return rest.ends_with('\\') ? std::string() : squeezed(rest);
    }
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos || equals + 1 >= rest.size() || rest[equals + 1] == '=') return {};
    std::string value = squeezed(ownValue(rest.substr(equals + 1), atom.symbolKind == "enumerator"));
    while (!value.empty() && (value.back() == ',' || value.back() == ';')) value.pop_back();
    return value.empty() || value.ends_with('{') || value.ends_with('(') || value.ends_with('[') ? std::string()
                                                                                                 : "= " + value;
}

void declare(const SourceText& source, DocumentedSymbol& symbol) {
    const Atom& atom = *symbol.atom;
    symbol.lines = {atom.lines.first, atom.lines.first};
    const bool block = symbol.group == SymbolGroup::Function || symbol.group == SymbolGroup::Type;
    if (!block) symbol.value = valueOf(source, atom);
    const DeclarationForm form = symbol.group == SymbolGroup::Macro ? DeclarationForm::Macro
                                 : block                            ? DeclarationForm::Block
                                                                    : DeclarationForm::Value;
    Declaration found = declarationOf(source, atom, form);
    // "typedef struct { ... } Name;" ends before its name; it is described by the line of the name below.
    if (!found.text.empty() && holdsWord(found.text, identifiersIn(atom.title).front())) {
        const bool telling = symbol.group == SymbolGroup::Function || atom.symbolKind == "enum";
        if (telling && !found.body.empty()) {
            symbol.body = std::move(found.body);
            symbol.bodyEnd = found.bodyEnd;
        }
        symbol.declaration = std::move(found.text);
        symbol.lines = found.lines;
        return;
    }
    std::vector<std::string> candidates;
    if (symbol.group == SymbolGroup::Function) {
        const std::string signature = squeezed(atom.signature);
        if (!atom.typeRef.empty()) candidates.push_back(atom.typeRef + " " + signature);
        candidates.push_back(signature);
    } else if (const std::string value = valueOf(source, atom); !value.empty()) {
        candidates.push_back(atom.typeRef.empty() ? value : atom.typeRef + " " + value);
        candidates.push_back(value);
    }
    if (!atom.typeRef.empty() && atom.typeRef.find("__anon") == std::string::npos) candidates.push_back(atom.typeRef);
    if (candidates.empty() || symbol.group == SymbolGroup::Type) candidates.push_back(atom.symbolKind);
    for (std::string& candidate : candidates) {
        std::string text = shortened(squeezed(candidate));
        if (text.empty() || !findHolding(source, atom.lines.first, atom.title + " " + text, symbol.lines)) continue;
        symbol.declaration = std::move(text);
        return;
    }
    if (findHolding(source, atom.lines.first, atom.title, symbol.lines)) return;
    // The name of a C typedef stands at the end: "typedef enum { ... } NAME;".
    const std::uint32_t end = std::min(source.lineCount(), atom.lines.first + maxTypedefLines);
    for (std::uint32_t line = atom.lines.first + 1; line <= end; ++line)
        if (trim(source.line(line)).starts_with('}') && holdsWord(source.line(line), trim(atom.title))) {
            symbol.lines = {line, line};
            return;
        }
}

/// The comment that documents the declaration starting at `line`: directly above it (past attributes and template
/// heads), on its line, or the docstring below it.
const Comment* commentFor(const SourceText& source, const std::vector<Comment>& comments,
                          const DocumentedSymbol& symbol) {
    const std::uint32_t line = symbol.lines.first;
    auto after = std::lower_bound(comments.begin(), comments.end(), line,
                                  [](const Comment& comment, std::uint32_t l) { return comment.lines.first < l; });
    if (after != comments.end()) {
        // Behind a declaration of several lines a comment speaks of the parameter on its line.
        const bool whole = symbol.lines.first == symbol.lines.last || symbol.group == SymbolGroup::Macro;
        if (after->trailing && whole && after->lines.first == line) return &*after;
        // A string below an attribute speaks of it if both begin in the same column.
        const bool attribute = symbol.group == SymbolGroup::Variable || symbol.group == SymbolGroup::Constant ||
                               symbol.group == SymbolGroup::Member;
        const bool docstring = isDocstring(source, *after) && after->lines.first > line &&
                               after->lines.first <= symbol.lines.last + 1 &&
                               (!attribute || source.line(after->lines.first).find_first_not_of(" \t") ==
                                                  source.line(symbol.lines.first).find_first_not_of(" \t"));
        if (docstring) return &*after;
    }
    if (after == comments.begin()) return nullptr;
    const Comment& before = *std::prev(after);
    if (before.trailing || before.lines.last >= line || isDocstring(source, before)) return nullptr;
    std::uint32_t gap = before.lines.last + 1;
    for (int skipped = 0; gap < line && skipped < 3; ++gap, ++skipped) {
        const std::string_view between = trim(source.line(gap));
        const bool head = between.starts_with("template") || between.starts_with('[') || between.starts_with('@') ||
                          between.starts_with("#[") || between.starts_with("typedef") ||
                          between.starts_with("inline") || between.starts_with("static") ||
                          (!between.empty() && std::all_of(between.begin(), between.end(), [](char c) {
                              return (c >= 'A' && c <= 'Z') || c == '_' || c == '(' || c == ')';
                          }));
        if (!head) return nullptr;
    }
    return gap == line ? &before : nullptr;
}

/// Some headers explain a function below its prototype, with a blank line behind the comment. Where a file does so
/// throughout, such comments belong to the prototypes above them.
void documentFromBelow(const SourceText& source, const std::vector<Comment>& comments,
                       std::vector<DocumentedSymbol>& symbols) {
    std::map<std::uint32_t, const Comment*> apart;  // by first line: those that document nothing below them
    for (const Comment& comment : comments)
        if (!comment.trailing && trim(source.line(comment.lines.last + 1)).empty())
            apart.emplace(comment.lines.first, &comment);
    std::vector<std::pair<DocumentedSymbol*, const Comment*>> below;
    std::size_t above = 0;
    for (DocumentedSymbol& symbol : symbols) {
        if (symbol.group != SymbolGroup::Function || !trim(source.line(symbol.lines.last)).ends_with(';')) continue;
        const auto comment = apart.find(symbol.lines.last + 1);
        if (!symbol.doc.empty() && !symbol.docIsShared) ++above;
        else if (comment != apart.end()) below.emplace_back(&symbol, comment->second);
    }
    if (below.size() < minDocumentedBelow || below.size() < above * 2) return;
    for (const auto& [symbol, comment] : below) symbol->doc = sentencesOf(comment->text), symbol->docIsShared = false;
}

bool isContainer(std::string_view kind) {
    return isOneOf(kind, {"class", "struct", "union", "enum", "interface", "trait", "object", "module"});
}

/// "is_random_access< vecS >" where the declaration has it so, else the plain name.
std::string specialisedName(const DocumentedSymbol& type) {
    const std::string& name = type.atom->title;
    const std::string_view text = type.declaration;
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        if (at > 0 && isIdentifierChar(text[at - 1])) continue;
        std::size_t open = at + name.size();
        while (open < text.size() && text[open] == ' ') ++open;
        if (open >= text.size() || text[open] != '<') continue;
        int depth = 0;
        for (std::size_t end = open; end < text.size() && end - open < 80; ++end) {
            depth += text[end] == '<' ? 1 : text[end] == '>' ? -1 : 0;
            if (depth == 0) return name + squeezed(text.substr(open, end + 1 - open));
        }
    }
    return name;
}

/// `type`: what the symbol is a member of; what holds for that is not said again.
deliverable::SymbolRow rowOf(const DocumentedSymbol& symbol, const DocumentedSymbol* type = nullptr) {
    deliverable::SymbolRow row;
    if (symbol.when && (type == nullptr || symbol.when->lines.first > type->lines.first))
        row.condition = symbol.when->text, row.conditionLines = symbol.when->lines;
    row.name = std::string(trim(symbol.atom->title));
    row.signature = symbol.declaration;
    row.kind = symbol.atom->symbolKind;
    row.lines = symbol.lines;
    const bool whole = symbol.group == SymbolGroup::Function && symbol.atom->isPublic;
    auto [text, lines] = docText(symbol, whole ? maxFunctionDocBytes : maxTableDocBytes);
    if (!text.empty()) row.doc = std::move(text), row.lines = lines;
    // The checker takes a numeral before this word for a count, which no single line can hold.
    if (symbol.counted) row.doc = fmt::format("Value {}, counted. {}", *symbol.counted, row.doc);
    if (!symbol.body.empty()) {
        row.signature += ' ' + symbol.body;
        row.lines.last = std::max(row.lines.last, symbol.bodyEnd);
    }
    return row;
}

}  // namespace

SymbolGroup symbolGroup(std::string_view kind) {
    if (isOneOf(kind, {"class", "struct", "union", "enum", "typedef", "interface", "trait", "type", "alias", "table",
                       "record", "message", "module", "concept", "object"}))
        return SymbolGroup::Type;
    if (isOneOf(kind, {"function", "prototype", "method", "subroutine", "procedure", "func", "signature",
                       "singletonMethod", "generator", "getter", "setter", "target"}))
        return SymbolGroup::Function;
    if (kind == "macro") return SymbolGroup::Macro;
    if (isOneOf(kind, {"enumerator", "constant", "const", "define", "enumConstant", "variant"}))
        return SymbolGroup::Constant;
    if (isOneOf(kind, {"variable", "externvar", "var", "global"})) return SymbolGroup::Variable;
    return isOneOf(kind, {"member", "field", "property", "attribute", "column"}) ? SymbolGroup::Member
                                                                                 : SymbolGroup::Other;
}

bool isDocstring(const SourceText& source, const Comment& comment) {
    if (source.file().language != "Python" || comment.trailing) return false;
    const std::string_view text = trim(source.line(comment.lines.first));
    return text.starts_with("\"\"\"") || text.starts_with("'''") || text.starts_with("r\"\"\"");
}

const Sentence* DocumentedSymbol::lead() const {
    const Sentence* sentence = leadSentence(doc);
    // A short remark such as "/* busy */" may be all the documentation there is.
    return sentence == nullptr && doc.size() == 1 && doc.front().text.size() >= 3 ? &doc.front() : sentence;
}

LineRange DocumentedSymbol::docLines() const {
    const Sentence* const lead = this->lead();
    if (lead == nullptr) return lines;
    return {std::min(lead->lines.first, lines.first), std::max(lead->lines.last, lines.last)};
}

std::vector<DocumentedSymbol> documentedSymbols(const SourceText& source, const std::vector<Comment>& comments,
                                                const std::vector<Atom>& atoms) {
    std::map<std::string, bool, std::less<>> containers;  // name -> public
    for (const Atom& atom : atoms)
        if (atom.kind == AtomKind::Symbol && isContainer(atom.symbolKind))
            containers.emplace(atom.title, atom.isPublic);
    const Conditions conditions(source);
    std::vector<DocumentedSymbol> result;
    for (const Atom& atom : atoms) {
        if (atom.kind != AtomKind::Symbol || atom.lines.first > source.lineCount()) continue;
        DocumentedSymbol symbol;
        symbol.atom = &atom;
        // Universal Ctags calls the methods of Python members.
        const bool method =
            source.file().language == "Python" && atom.symbolKind == "member" && !atom.signature.empty();
        symbol.group = method ? SymbolGroup::Function : symbolGroup(atom.symbolKind);
        if (!atom.ancestors.empty() && atom.ancestors.back() != source.path()) {
            const std::string& parent = atom.ancestors.back();
            const bool member = symbol.group == SymbolGroup::Member || symbol.group == SymbolGroup::Constant;
            if (containers.contains(parent) || member) symbol.container = parent;
        }
        declare(source, symbol);
        symbol.when = conditions.at(atom.lines.first);
        if (const Comment* comment = commentFor(source, comments, symbol)) {
            symbol.doc = sentencesOf(comment->text);
        } else if (symbol.group == SymbolGroup::Function && !result.empty() &&
                   result.back().group == SymbolGroup::Function && result.back().atom->title == atom.title) {
            // Overloads without a blank line between them share the comment above the first.
            const DocumentedSymbol& above = result.back();
            bool touching = above.lines.last + 1 >= symbol.lines.first || above.lines.last + 8 >= symbol.lines.first;
            for (std::uint32_t line = above.lines.last + 1; touching && line < symbol.lines.first; ++line)
                touching = !trim(source.line(line)).empty() && source.line(line).find('}') == std::string_view::npos &&
                           source.line(line).find('{') == std::string_view::npos;
            if (touching && source.range(above.lines).find('{') == std::string_view::npos)
                symbol.doc = above.doc, symbol.docIsShared = !above.doc.empty();
        }
        result.push_back(std::move(symbol));
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const auto& a, const auto& b) { return a.atom->lines.first < b.atom->lines.first; });
    documentFromBelow(source, comments, result);
    countValues(source, result);
    return result;
}

std::string leadDoc(const DocumentedSymbol& symbol) {
    const Sentence* const lead = symbol.lead();
    if (lead == nullptr) return {};
    std::string text = lead->text;
    if (text.size() > maxLeadBytes) {
        std::size_t cut = text.rfind(' ', maxLeadBytes);
        if (cut == std::string::npos) return {};
        text = text.substr(0, cut) + " …";
    }
    return proseMarkdown(text);
}

std::pair<std::string, LineRange> docText(const DocumentedSymbol& symbol, std::size_t maxBytes) {
    std::pair<std::string, LineRange> result{leadDoc(symbol), symbol.docLines()};
    const Sentence* const lead = symbol.lead();
    if (lead == nullptr || symbol.docIsShared || lead->text.size() > maxLeadBytes) return result;
    auto& [text, lines] = result;
    bool cut = false;
    for (const Sentence* next = lead + 1; next < symbol.doc.data() + symbol.doc.size(); ++next) {
        if (!standsAlone(*next)) continue;
        if (text.size() + next->text.size() > maxBytes) {
            // What comes back, and when it fails, is asked for most; the rest is marked as cut.
            cut = true;
            const std::string lower = toLowerAscii(next->text);
            if (lower.find("return") == std::string::npos || text.size() > 2 * maxBytes) continue;
        } else if (cut) {
            continue;
        }
        const char last = text.back();
        text += (last == '.' || last == '!' || last == '?' ? " " : ". ") + proseMarkdown(next->text);
        lines = {std::min(lines.first, next->lines.first), std::max(lines.last, next->lines.last)};
    }
    if (cut) text += " …";
    return result;
}

std::vector<deliverable::SymbolTable> symbolTables(const SourceText& source,
                                                   const std::vector<DocumentedSymbol>& symbols) {
    constexpr std::array<std::string_view, 7> captions{"Types",     "Functions", "Macros", "Constants",
                                                       "Variables", "Members",   "Others"};
    std::array<deliverable::SymbolTable, captions.size()> loose;
    std::vector<deliverable::SymbolTable> contained;
    std::map<std::string, std::size_t, std::less<>> placeOf;
    std::map<std::string, std::vector<const DocumentedSymbol*>, std::less<>> definedAt;
    for (const DocumentedSymbol& symbol : symbols)
        if (symbol.group == SymbolGroup::Type) definedAt[symbol.atom->title].push_back(&symbol);
    for (const DocumentedSymbol& symbol : symbols) {
        if (!deliverable::countsForCoverage(*symbol.atom)) continue;
        if (symbol.container.empty()) {
            loose[static_cast<std::size_t>(symbol.group)].rows.push_back(rowOf(symbol));
            continue;
        }
        // Specialisations have the name of their template: the one that begins last above the member holds it.
        const DocumentedSymbol* type = nullptr;
        if (const auto defined = definedAt.find(symbol.container); defined != definedAt.end())
            for (const DocumentedSymbol* candidate : defined->second)
                if (type == nullptr || candidate->atom->lines.first <= symbol.atom->lines.first) type = candidate;
        const std::string name = type == nullptr ? symbol.container : specialisedName(*type);
        const auto [place, added] = placeOf.try_emplace(name, contained.size());
        if (added) {
            deliverable::SymbolTable table;
            const bool invented = symbol.container.starts_with("__anon");
            if (type != nullptr && !invented) table.captionLines = type->lines;
            table.caption = invented             ? "Members of an unnamed type"
                            : table.captionLines ? "In " + deliverable::codeSpan(name)
                                                 : "In " + deliverable::escapeMarkdown(symbol.container);
            table.path = source.path();
            contained.push_back(std::move(table));
        }
        contained[place->second].rows.push_back(rowOf(symbol, type));
    }
    std::vector<deliverable::SymbolTable> result;
    for (std::size_t i = 0; i < loose.size(); ++i) {
        if (loose[i].rows.empty()) continue;
        loose[i].caption = captions[i];
        loose[i].path = source.path();
        result.push_back(std::move(loose[i]));
    }
    for (auto& table : contained) result.push_back(std::move(table));
    deliverable::SymbolTable internal;
    internal.caption = notPublicTitle;
    internal.path = source.path();
    for (const DocumentedSymbol& symbol : symbols) {
        const bool matters = symbol.group == SymbolGroup::Type || symbol.group == SymbolGroup::Function;
        if (!matters || symbol.atom->isPublic || symbol.lead() == nullptr || symbol.declaration.empty()) continue;
        internal.rows.push_back(rowOf(symbol));
    }
    if (!internal.rows.empty()) result.push_back(std::move(internal));
    return result;
}

}  // namespace skein::providers
