#include "core/deliverable/check_document.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/markdown.h"
#include "core/deliverable/markdown_tree.h"
#include "core/deliverable/measure.h"
#include "core/deliverable/sentences.h"

namespace skein::deliverable {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// A source file as the check needs it.
struct CachedSource {
    bool found = false;
    std::string text;
    std::vector<std::size_t> lineStarts;

    std::uint32_t lineCount() const { return static_cast<std::uint32_t>(lineStarts.size()); }
    std::string_view range(std::uint32_t first, std::uint32_t last) const {
        const std::size_t begin = lineStarts[first - 1];
        return std::string_view(text).substr(begin, (last < lineCount() ? lineStarts[last] : text.size()) - begin);
    }
};

std::string decodePercent(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto bytes =
            text[i] == '%' && i + 2 < text.size() ? fromHex(toLowerAscii(text.substr(i + 1, 2))) : std::nullopt;
        if (bytes) out += *bytes, i += 2;
        else out += text[i];
    }
    return out;
}

/// Which lines of a source hold no code: blank ones and comments, as far as they can be told in any language.
std::vector<bool> linesWithoutCode(const std::vector<std::string_view>& lines) {
    std::vector<bool> result;
    std::string_view closer;  // of the comment or docstring that is open
    for (const std::string_view line : lines) {
        if (!closer.empty()) {
            const std::size_t end = line.find(closer);
            result.push_back(end == std::string_view::npos || trim(line.substr(end + closer.size())).empty());
            if (end != std::string_view::npos) closer = {};
            continue;
        }
        bool free = line.empty() || line.starts_with("//") || line.starts_with("--") || line.starts_with('*');
        if (line.starts_with('#')) {
            const std::string_view word = trim(line.substr(1));
            free = true;
            for (const std::string_view directive :
                 {"if", "el", "endif", "define", "undef", "include", "error", "warning", "pragma"})
                free = free && !word.starts_with(directive);
            free = free || line.starts_with("# ");
        }
        std::string_view rest = line;
        for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"/*", "*/"},
                                          {"\"\"\"", "\"\"\""},
                                          {"r\"\"\"", "\"\"\""},
                                          {"'''", "'''"}}) {
            if (!rest.starts_with(open)) continue;
            const std::size_t end = rest.find(close, open.size());
            free = end == std::string_view::npos || trim(rest.substr(end + close.size())).empty();
            if (end == std::string_view::npos) closer = close;
            break;
        }
        // A comment that begins behind code goes on below it.
        if (const std::size_t open = line.rfind("/*"); closer.empty() && open != std::string_view::npos && open > 0 &&
                                                       line.find("*/", open) == std::string_view::npos &&
                                                       line.find("//") > open)
            closer = "*/";
        result.push_back(free);
    }
    return result;
}

/// What is wrong with a listing as a quotation of `source`; nothing if all is well.
std::optional<std::string> misquoted(std::string_view listing, std::string_view source) {
    constexpr std::string_view gapMark = "…";
    std::vector<std::string_view> lines;
    for (const std::string_view line : splitLines(source)) lines.push_back(trim(line));
    const std::vector<bool> free = linesWithoutCode(lines);
    std::vector<std::size_t> codeBefore(lines.size() + 1, 0);
    for (std::size_t i = 0; i < lines.size(); ++i) codeBefore[i + 1] = codeBefore[i] + (free[i] ? 0 : 1);
    // All places where the lines read so far may end: the same line can stand more than once.
    std::vector<std::size_t> ends;
    bool begun = false, gap = false;
    for (const std::string_view raw : splitLines(listing)) {
        const std::string_view line = trim(raw);
        if (line.empty()) continue;
        if (line == gapMark) {
            gap = true;
            continue;
        }
        std::vector<std::size_t> next;
        bool stands = false, ordered = false;
        for (std::size_t at = 0; at < lines.size(); ++at) {
            if (lines[at] != line) continue;
            stands = true;
            // The nearest place before it leaves out least.
            const auto after = std::upper_bound(ends.begin(), ends.end(), at);
            const bool any = !begun || after != ends.begin();
            ordered = ordered || any;
            const std::size_t nearest = begun && any ? *std::prev(after) : 0;
            if (any && (!begun || gap || codeBefore[at] == codeBefore[nearest])) next.push_back(at + 1);
        }
        if (next.empty())
            return fmt::format("the quoted line \"{}\" {} on the cited lines", elide(line, 80),
                               !stands    ? "does not stand"
                               : !ordered ? "does not stand in this order"
                                          : "leaves out lines above it without a mark");
        ends = std::move(next);
        begun = true;
        gap = false;
    }
    return std::nullopt;
}

/// What one paragraph, list item or table row says and where it points.
struct Block {
    std::uint32_t line = 0;
    std::string prose;                                          ///< text outside code and citations
    std::string whole;                                          ///< text and code outside citations
    std::vector<std::pair<std::string, std::size_t>> passages;  ///< the same by cell, with its words outside code
    std::vector<std::string> code;
    std::vector<std::string> targets;   ///< links into the sources
    std::vector<std::string> linkCode;  ///< code inside links into the sources
    bool navigates = false;             ///< links inside the document
    bool caption = false;               ///< begins in bold type and says nothing else
    bool row = false;
};

class Checker {
public:
    Checker(const std::vector<ComponentEntry>& components, const SourceReader& reader, const CheckOptions& options)
        : m_reader(reader), m_options(options) {
        for (const ComponentEntry& entry : components) m_componentOf[plainText(entry.title)] = &entry;
    }

    /// What a person decided stands in no source: a note that names a decision may say what the decision says.
    Result<void> learn(const MarkdownPart& part) {
        if (part.text.find("```decision\n") == std::string_view::npos) return {};
        SKEIN_TRY(const MarkdownTree tree, MarkdownTree::parse(part.text));
        std::string label;
        for (cmark_node* node = cmark_node_first_child(tree.root()); node != nullptr; node = cmark_node_next(node)) {
            const cmark_node_type type = cmark_node_get_type(node);
            if (type == CMARK_NODE_HEADING) label = nodeText(node);
            else if (type == CMARK_NODE_CODE_BLOCK && cmark_node_get_fence_info(node) == std::string_view("decision"))
                m_decisions["decision " + label.substr(0, label.find(':'))] += cmark_node_get_literal(node);
        }
        return {};
    }

    Result<void> part(const MarkdownPart& part) {
        SKEIN_TRY(const MarkdownTree tree, MarkdownTree::parse(part.text));
        m_firstLine = part.firstLine;
        for (cmark_node* node = cmark_node_first_child(tree.root()); node != nullptr; node = cmark_node_next(node)) {
            if (cmark_node_get_type(node) == CMARK_NODE_HEADING) heading(node);
            else visit(node);
        }
        return {};
    }

    DocumentCheck finish(const std::vector<Atom>& symbols) {
        countRepeats();
        coverage(symbols);
        std::stable_sort(m_check.violations.begin(), m_check.violations.end(),
                         [](const Violation& a, const Violation& b) { return a.line < b.line; });
        return std::move(m_check);
    }

private:
    void report(std::uint32_t line, const char* rule, std::string message) {
        ++m_check.violationCount;
        if (m_check.violations.size() < m_options.maxViolations)
            m_check.violations.push_back({line, rule, std::move(message)});
    }

    void heading(cmark_node* node) {
        // What stands below the next heading cites something else than the listing above it.
        m_afterListing = false;
        const int level = cmark_node_get_heading_level(node);
        const auto found = m_componentOf.find(nodeText(node));
        if (found != m_componentOf.end()) m_component = found->second, m_componentLevel = level;
        else if (level <= m_componentLevel) m_component = nullptr;
    }

    void visit(cmark_node* node) {
        const cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_CODE_BLOCK) {
            m_afterListing = true;
            m_listing = cmark_node_get_literal(node);
        }
        if (type == CMARK_NODE_PARAGRAPH) return block(node, false);
        const std::string_view name = cmark_node_get_type_string(node);
        if (name == "table_header") return;
        if (name == "table_row") return block(node, true);
        for (cmark_node* child = cmark_node_first_child(node); child != nullptr; child = cmark_node_next(child))
            visit(child);
    }

    bool isSourceLink(std::string_view url) const {
        return !url.starts_with('#') && url.find("#L") != std::string_view::npos &&
               url.find("://") == std::string_view::npos;
    }

    Block read(cmark_node* node) const {
        Block block;
        block.line = m_firstLine + static_cast<std::uint32_t>(std::max(cmark_node_get_start_line(node), 1)) - 1;
        const std::unique_ptr<cmark_iter, void (*)(cmark_iter*)> iter(cmark_iter_new(node), cmark_iter_free);
        int inSource = 0, inStrong = 0;
        std::size_t strongText = 0, allText = 0;
        for (cmark_event_type event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE;
             event = cmark_iter_next(iter.get())) {
            cmark_node* const child = cmark_iter_get_node(iter.get());
            const cmark_node_type type = cmark_node_get_type(child);
            const int step = event == CMARK_EVENT_ENTER ? 1 : -1;
            if (type == CMARK_NODE_STRONG) inStrong += step;
            if (type == CMARK_NODE_LINK) {
                const std::string_view url = cmark_node_get_url(child);
                if (isSourceLink(url)) {
                    inSource += step;
                    if (step > 0) block.targets.emplace_back(url);
                } else if (url.starts_with('#')) {
                    block.navigates = true;
                }
            }
            if (step < 0) continue;
            const bool code = type == CMARK_NODE_CODE;
            if (code && inSource > 0) block.linkCode.emplace_back(cmark_node_get_literal(child));
            const bool cell = cmark_node_get_type_string(child) == std::string_view("table_cell");
            if (cell || block.passages.empty()) block.passages.emplace_back();
            if (cell || type == CMARK_NODE_SOFTBREAK)
                block.prose += ' ', block.whole += ' ', block.passages.back().first += ' ';
            if (inSource > 0 || (!code && type != CMARK_NODE_TEXT)) continue;
            const std::string literal = cmark_node_get_literal(child);
            block.whole += literal;
            block.passages.back().first += literal;
            if (!code) block.passages.back().second += tokensOf(literal).size();
            if (code) block.code.push_back(literal), block.prose += ' ';
            else block.prose += literal;
            const std::size_t weight =
                code ? literal.size()
                     : static_cast<std::size_t>(
                           std::count_if(literal.begin(), literal.end(), [](char c) { return isIdentifierChar(c); }));
            allText += weight;
            if (inStrong > 0) strongText += weight;
        }
        block.caption = allText > 0 && strongText == allText;
        return block;
    }

    void block(cmark_node* node, bool row) {
        Block block = read(node);
        block.row = row;
        if (m_component != nullptr) {
            auto& names = m_names[m_component];
            for (const auto* list : {&block.code, &block.linkCode})
                for (const std::string& code : *list) {
                    names.insert(code);
                    for (std::string& token : tokensOf(code)) names.insert(std::move(token));
                }
        }
        const bool listingCite = std::exchange(m_afterListing, false);
        if (block.navigates) return;
        if (block.targets.empty()) {
            if (!block.caption)
                ++m_check.statements,
                    report(block.line, "uncited", fmt::format("no citation: {}", elide(trim(block.whole), 120)));
            return;
        }
        const bool indexed = !block.linkCode.empty();
        if (!block.caption && !indexed && !(listingCite && trim(block.whole).size() <= 2)) {
            ++m_check.statements;
            sentences(block);
        }
        if (listingCite && !m_listing.empty()) quotation(block);
        support(block, indexed);
    }

    void sentences(const Block& block) {
        for (const auto& [passage, words] : block.passages) {
            // A declaration in a table is code, and a title in it is a label; neither is a sentence.
            const std::string_view end = trim(passage);
            const bool closed = end.ends_with('.') || end.ends_with('!') || end.ends_with('?');
            if (words < minSentenceWords || (block.row && !closed)) continue;
            for (const std::string_view sentence : splitSentences(passage)) {
                const std::string key = sentenceKey(sentence);
                if (static_cast<std::size_t>(std::count(key.begin(), key.end(), ' ')) + 1 < minSentenceWords) continue;
                auto& lines = m_sentences[key];
                if (lines.size() <= m_options.maxRepeats + 1) lines.push_back(block.line);
            }
        }
    }

    const CachedSource& source(const std::string& path) {
        const auto [entry, added] = m_sources.try_emplace(path);
        CachedSource& cached = entry->second;
        if (!added) return cached;
        auto text = m_reader(path);
        if (!text) return cached;
        cached.found = true;
        cached.text = std::move(*text);
        for (const std::string_view line : splitLines(cached.text))
            cached.lineStarts.push_back(static_cast<std::size_t>(line.data() - cached.text.data()));
        // An empty file has one empty line that can be pointed at.
        if (cached.lineStarts.empty()) cached.lineStarts.push_back(0);
        return cached;
    }

    /// The text a link points at; nothing (and a violation) if it points nowhere.
    std::optional<std::string_view> resolve(const std::string& target, std::uint32_t line, std::string& path) {
        ++m_check.citations;
        const std::size_t hash = target.rfind("#L");
        std::string_view file = std::string_view(target).substr(0, hash);
        if (!m_options.sourcePrefix.empty() && file.starts_with(m_options.sourcePrefix))
            file.remove_prefix(m_options.sourcePrefix.size());
        path = decodePercent(file);
        std::string_view numbers = std::string_view(target).substr(hash + 2);
        const auto readNumber = [&]() -> std::uint64_t {
            std::uint64_t value = 0;
            std::size_t i = 0;
            for (; i < numbers.size() && i < 9 && isDigit(numbers[i]); ++i)
                value = value * 10 + static_cast<std::uint64_t>(numbers[i] - '0');
            numbers.remove_prefix(i);
            return value;
        };
        const std::uint64_t first = readNumber();
        std::uint64_t last = first;
        if (numbers.starts_with("-L")) numbers.remove_prefix(2), last = readNumber();
        const CachedSource& cached = source(path);
        if (!cached.found)
            return report(line, "citation-target", fmt::format("{}: no such source file", path)), std::nullopt;
        if (!numbers.empty() || first == 0 || last < first || last > cached.lineCount()) {
            report(line, "citation-target",
                   fmt::format("{}: lines {} do not exist, the file has {}", path, target.substr(hash + 1),
                               cached.lineCount()));
            return std::nullopt;
        }
        return cached.range(static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last));
    }

    void support(const Block& block, bool indexed) {
        std::vector<std::string_view> texts;
        std::string paths;
        bool resolved = true;
        for (std::size_t i = 0; i < block.targets.size(); ++i) {
            std::string path;
            const auto text = resolve(block.targets[i], block.line, path);
            paths += path + '\n';
            if (!text) {
                resolved = false;
                continue;
            }
            texts.push_back(*text);
            // In an index each link is its own citation.
            if (indexed && i < block.linkCode.size()) require(block, tokensOf(block.linkCode[i]), {*text}, paths);
        }
        if (!resolved || indexed) return;
        for (const auto& [name, words] : m_decisions)
            if (holdsToken(block.whole, name)) texts.push_back(words);
        std::vector<std::string> wanted;
        for (const std::string& code : block.code)
            for (std::string& token : tokensOf(code)) wanted.push_back(std::move(token));
        for (std::string& numeral : quotedNumerals(block.prose)) wanted.push_back(std::move(numeral));
        if (!wanted.empty()) return require(block, wanted, texts, paths);
        if (block.row || block.caption) return;
        // A sentence without names or numbers has to share at least one word with what it cites.
        if (!sharesWord(block.prose, texts))
            report(block.line, "citation-support",
                   fmt::format("nothing of \"{}\" stands on the cited lines", elide(trim(block.prose), 100)));
    }

    /// Lines that are cited as a whole have to be quoted as they stand, but for indentation, in their order, and with
    /// the mark of a gap wherever code is left out.
    void quotation(const Block& block) {
        if (block.targets.size() != 1 || trim(block.whole).size() > 2) return;
        std::string path;
        const auto text = resolve(block.targets.front(), block.line, path);
        --m_check.citations;  // counted again below
        if (!text) return;
        if (const auto wrong = misquoted(m_listing, *text))
            report(block.line, "citation-support", fmt::format("{} of {}", *wrong, path));
    }

    void require(const Block& block, const std::vector<std::string>& tokens, const std::vector<std::string_view>& texts,
                 const std::string& paths) {
        for (const std::string& token : tokens) {
            // Parsers of build files name a part of a word ("pkginclude" of pkginclude_HEADERS); a table shows their
            // name.
            const bool partial = (block.row || !block.linkCode.empty()) && token.size() >= 3;
            if (!holdsToken(paths, token) && !held(texts, token, partial))
                return report(block.line, "citation-support",
                              fmt::format("\"{}\" does not stand on the cited lines of {}", token, trim(paths)));
        }
    }

    void countRepeats() {
        for (const auto& [sentence, lines] : m_sentences)
            if (lines.size() > m_options.maxRepeats)
                report(lines[m_options.maxRepeats], "repeated",
                       fmt::format("said more than {} times: {}", m_options.maxRepeats, elide(sentence, 100)));
    }

    void coverage(const std::vector<Atom>& symbols) {
        std::map<std::string_view, const ComponentEntry*> byPath;
        for (const auto& [title, entry] : m_componentOf)
            for (const std::string& path : entry->paths) byPath.emplace(path, entry);
        std::vector<std::string> missing;
        for (const Atom& atom : symbols) {
            if (!countsForCoverage(atom)) continue;
            ++m_check.publicSymbols;
            const auto component = byPath.find(atom.path);
            const bool covered =
                component != byPath.end() && m_names[component->second].contains(std::string(trim(atom.title)));
            if (covered) ++m_check.coveredSymbols;
            else if (missing.size() < 20)
                missing.push_back(fmt::format("{} ({}:{})", atom.title, atom.path, atom.lines.first));
        }
        if (m_check.coveredSymbols * 100 >=
            m_check.publicSymbols * static_cast<std::uint64_t>(m_options.minCoveragePercent))
            return;
        std::string message = fmt::format(
            "{} of {} public symbols stand under their component, {} % are needed; missing:", m_check.coveredSymbols,
            m_check.publicSymbols, m_options.minCoveragePercent);
        for (const std::string& name : missing) message += ' ' + name;
        report(0, "coverage", std::move(message));
    }

    const SourceReader& m_reader;
    const CheckOptions& m_options;
    DocumentCheck m_check;
    std::map<std::string, const ComponentEntry*, std::less<>> m_componentOf;      ///< by plain title
    std::map<const ComponentEntry*, std::set<std::string, std::less<>>> m_names;  ///< looked up only, never iterated
    std::map<std::string, CachedSource> m_sources;
    std::map<std::string, std::string> m_decisions;  ///< "decision c-kwzrt" -> its words
    std::map<std::string, std::vector<std::uint32_t>> m_sentences;
    const ComponentEntry* m_component = nullptr;
    int m_componentLevel = 0;
    std::uint32_t m_firstLine = 1;
    bool m_afterListing = false;
    std::string m_listing;  ///< of the code block directly above
};

}  // namespace

namespace {

/// Names, quoted numerals and prose outside code of Markdown inline text.
std::vector<std::string> wantedOf(std::string_view inlineMarkdown, std::string& prose) {
    std::string code;
    bool inCode = false;
    for (std::size_t i = 0; i < inlineMarkdown.size(); ++i) {
        const char c = inlineMarkdown[i];
        if (c == '`') inCode = !inCode, prose += ' ', code += ' ';
        else if (c == '\\' && !inCode && i + 1 < inlineMarkdown.size()) prose += inlineMarkdown[++i];
        else (inCode ? code : prose) += c;
    }
    std::vector<std::string> wanted = tokensOf(code);
    for (std::string& numeral : quotedNumerals(prose)) wanted.push_back(std::move(numeral));
    return wanted;
}

/// The words of texts, for a statement with so many that looking for each through all of the text would take minutes.
std::unordered_set<std::string_view> wordsIn(const std::vector<std::string_view>& texts) {
    std::unordered_set<std::string_view> words;
    for (const auto text : texts)
        for (std::size_t at = 0; at < text.size(); ++at) {
            const auto start = at;
            while (at < text.size() && isIdentifierChar(text[at])) ++at;
            if (at > start) words.insert(text.substr(start, at - start));
        }
    return words;
}

}  // namespace

std::string unsupportedToken(std::string_view inlineMarkdown, const std::vector<std::string_view>& cited,
                             std::string_view paths) {
    constexpr std::size_t fewTokens = 100;
    std::string prose;
    auto wanted = wantedOf(inlineMarkdown, prose);
    const auto words = wanted.size() > fewTokens ? wordsIn(cited) : std::unordered_set<std::string_view>();
    for (std::string& token : wanted)
        if (!words.contains(token) && !holdsToken(paths, token) && !held(cited, token)) return std::move(token);
    return {};
}

std::string unsupportedWords(std::string_view inlineMarkdown, const std::vector<std::string_view>& cited,
                             std::string_view paths) {
    std::string prose;
    if (!wantedOf(inlineMarkdown, prose).empty()) return unsupportedToken(inlineMarkdown, cited, paths);
    return sharesWord(prose, cited) ? std::string() : std::string(trim(prose));
}

bool countsForCoverage(const Atom& atom) {
    return atom.kind == AtomKind::Symbol && atom.isPublic && !atom.title.empty() && !atom.title.starts_with("__anon");
}

Result<DocumentCheck> checkDocument(std::string_view markdown, const std::vector<ComponentEntry>& components,
                                    const std::vector<Atom>& symbols, const SourceReader& reader,
                                    const CheckOptions& options) {
    if (!isValidUtf8(markdown)) return fail(ErrorCode::InvalidInput, "the document is not UTF-8");
    Checker checker(components, reader, options);
    const auto parts = splitAtHeadings(markdown);
    for (const MarkdownPart& part : parts) SKEIN_CHECK(checker.learn(part));
    for (const MarkdownPart& part : parts) SKEIN_CHECK(checker.part(part));
    return checker.finish(symbols);
}

Json toJson(const DocumentCheck& check) {
    Json violations = Json::array();
    for (const Violation& item : check.violations)
        violations.push_back({{"line", item.line}, {"rule", item.rule}, {"message", item.message}});
    return {{"passed", check.passed()},
            {"statements", check.statements},
            {"citations", check.citations},
            {"public_symbols", check.publicSymbols},
            {"covered_symbols", check.coveredSymbols},
            {"violation_count", check.violationCount},
            {"violations", std::move(violations)}};
}

std::string toText(const DocumentCheck& check) {
    const std::uint64_t share = check.publicSymbols == 0 ? 1000 : check.coveredSymbols * 1000 / check.publicSymbols;
    std::string out =
        fmt::format("{}: {} statements, {} citations, {} of {} public symbols covered ({}.{} %), {} violations\n",
                    check.passed() ? "passed" : "failed", check.statements, check.citations, check.coveredSymbols,
                    check.publicSymbols, share / 10, share % 10, check.violationCount);
    for (const Violation& item : check.violations)
        out += fmt::format("document.md:{}: {}: {}\n", item.line, item.rule, item.message);
    if (check.violationCount > check.violations.size())
        out += fmt::format("... and {} more\n", check.violationCount - check.violations.size());
    return out;
}

}  // namespace skein::deliverable
