#include "core/providers/offline/prose.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/deliverable/document.h"
#include "core/deliverable/sentences.h"
#include "core/providers/offline/text_blocks.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxSentenceBytes = 600;  // longer ones are tables or generated text

constexpr std::array<std::string_view, 34> licencePhrases{"copyright",
                                                          "you may not use this file",
                                                          "copy of the license",
                                                          "required by applicable law",
                                                          "limitations under the license",
                                                          "without limitation the rights",
                                                          "(c) 19",
                                                          "(c) 20",
                                                          "spdx-license",
                                                          "all rights reserved",
                                                          "redistribut",
                                                          "warrant",
                                                          "licensed under",
                                                          "licensed as",
                                                          "license, version",
                                                          "under the terms",
                                                          "permission is hereby",
                                                          "distributed under",
                                                          "accompanying file",
                                                          "gnu general public",
                                                          "gnu lesser",
                                                          "lgpl version",
                                                          "gpl version",
                                                          "apache license",
                                                          "license.txt",
                                                          "license_1_0",
                                                          "commercial license usage",
                                                          "copies of the software",
                                                          "may you do good",
                                                          "may you find",
                                                          "may you share",
                                                          "legal notice",
                                                          "$qt_begin_license",
                                                          "$qt_end_license"};

constexpr std::array<std::string_view, 18> silentCommands{
    "file", "ingroup", "addtogroup", "defgroup", "author",   "authors", "date",    "version", "sa",
    "see",  "since",   "internal",   "relates",  "inmodule", "cond",    "endcond", "name",    "copyright"};
constexpr std::array<std::string_view, 22> htmlTags{"p",  "b",  "i",     "em", "strong", "ul",        "ol",  "li",
                                                    "dl", "dt", "dd",    "br", "tt",     "code",      "pre", "h1",
                                                    "h2", "h3", "table", "tr", "td",     "blockquote"};

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

template <std::size_t N>
bool isOneOf(const std::array<std::string_view, N>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// Rulers, ASCII art and modelines: less than half of what stands there is letters or digits.
bool isDecoration(std::string_view line) {
    std::size_t words = 0, marks = 0;
    for (const char c : line) {
        if ((isIdentifierChar(c) && c != '_') || static_cast<unsigned char>(c) >= 0x80) ++words;
        else if (c != ' ' && c != '\t') ++marks;
    }
    return marks > words || contains(line, "-*-") || contains(line, "vim:") || contains(line, "clang-format") ||
           contains(line, "NOLINT");
}

bool looksLikeCode(std::string_view line) {
    if (line.ends_with(';') || line.ends_with('{') || line.ends_with('}') || line.ends_with("\\") ||
        line.ends_with("){"))
        return true;
    if (line.starts_with("#include") || line.starts_with("#define") || line.starts_with("$ ") || line.starts_with("::"))
        return true;
    for (const std::string_view type :
         {"struct ", "int ", "void ", "char ", "const ", "static ", "bool ", "unsigned ", "typedef ", "template"})
        if (line.starts_with(type) && (contains(line, "(") || line.ends_with(','))) return true;
    return contains(line, " = ") && (contains(line, "(") || contains(line, "->"));
}

/// Removes simple HTML tags and decodes the five entities. `breaks` is set when a tag separates paragraphs.
std::string withoutHtml(std::string_view line, bool& breaks) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '<') {
            const std::size_t close = line.find('>', i);
            std::string_view tag =
                close == std::string_view::npos ? std::string_view() : line.substr(i + 1, close - i - 1);
            if (tag.starts_with('/')) tag.remove_prefix(1);
            if (tag.ends_with('/')) tag.remove_suffix(1);
            const std::string name = toLowerAscii(tag.substr(0, tag.find(' ')));
            if (!tag.empty() &&
                (isOneOf(htmlTags, name) || name == "a" || name == "span" || name == "div" || name == "img")) {
                breaks = breaks || name == "p" || name == "li" || name == "dt" || name == "dd" || name == "ul" ||
                         name == "ol" || name == "pre" || name == "tr";
                i = close;
                continue;
            }
        }
        if (line[i] == '&') {
            constexpr std::array<std::pair<std::string_view, char>, 5> entities{
                {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&nbsp;", ' '}}};
            const auto found = std::find_if(entities.begin(), entities.end(), [&](const auto& entity) {
                return line.substr(i).starts_with(entity.first);
            });
            if (found != entities.end()) {
                out += found->second;
                i += found->first.size() - 1;
                continue;
            }
        }
        out += line[i];
    }
    return out;
}

/// Doxygen, Javadoc and qdoc commands at the start of a line. Returns the words that remain; `breaks` starts a
/// paragraph.
std::string withoutCommand(std::string text, bool& breaks) {
    if (text.size() < 2 || (text[0] != '@' && text[0] != '\\' && text[0] != ':')) return text;
    std::size_t end = 1;
    while (end < text.size() && isIdentifierChar(text[end])) ++end;
    if (text[0] == ':' && (end == text.size() || (text[end] != ':' && text[end] != ' '))) return text;
    const std::string command = toLowerAscii(std::string_view(text).substr(1, end - 1));
    if (command.empty()) return text;
    std::string rest(trim(std::string_view(text).substr(end)));
    breaks = true;
    if (command == "brief" || command == "details" || command == "note" || command == "remark" ||
        command == "warning" || command == "short")
        return rest;
    if (command == "return" || command == "returns" || command == "result")
        return rest.empty() ? rest : "Returns " + rest;
    if (command == "c" || command == "p" || command == "a" || command == "e") {
        breaks = false;
        return rest;
    }
    if (command == "throws" || command == "throw" || command == "exception")
        return rest.empty() ? rest : "Throws " + rest;
    // The title of a paragraph, which the next line continues.
    if (command == "par") return rest.empty() || rest.ends_with(':') ? rest : rest + ':';
    if (command == "deprecated") return "Deprecated. " + rest;
    if (command == "param" || command == "tparam") {
        // "@param[in] name what it is", ":param name: what it is": the name becomes the subject.
        std::string_view words = rest;
        if (words.starts_with('[')) words = trim(words.substr(std::min(words.find(']'), words.size() - 1) + 1));
        if (words.starts_with(':')) words = trim(words.substr(1));
        const std::size_t name = words.find_first_of(" :");
        if (name == std::string_view::npos) return {};
        std::string_view what = trim(words.substr(name));
        while (!what.empty() && (what[0] == ':' || what[0] == '-')) what = trim(what.substr(1));
        return what.empty() ? std::string() : std::string(words.substr(0, name)) + ": " + std::string(what);
    }
    if (text[0] == ':' && (command == "raises" || command == "raise")) {
        const std::size_t colon = rest.find(':');
        return colon == std::string::npos ? std::string() : "Raises " + rest;
    }
    if (isOneOf(silentCommands, command) || command == "fn" || command == "class" || command == "enum") return {};
    return text[0] == ':' ? std::string() : rest;
}

/// "CAPI3REF: Opening A Connection": an index tag in capitals with a digit is not part of the sentence.
std::string_view withoutIndexTag(std::string_view text) {
    const std::size_t colon = text.find(": ");
    if (colon == std::string_view::npos || colon < 3 || colon > 16) return text;
    bool digit = false;
    for (const char c : text.substr(0, colon)) {
        if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) return text;
        digit = digit || (c >= '0' && c <= '9');
    }
    return digit ? trim(text.substr(colon + 2)) : text;
}

/// Collects the lines of a paragraph and cuts it into sentences with their lines.
class ParagraphBuilder {
public:
    void add(std::uint32_t number, std::string_view text) {
        if (!m_text.empty()) m_text += ' ';
        m_starts.push_back({m_text.size(), number});
        m_text += text;
    }

    void finish() {
        const bool goesOn = m_afterItem && !m_text.empty() && m_text[0] >= 'a' && m_text[0] <= 'z';
        if (!m_text.empty()) m_afterItem = m_item || goesOn;
        if (!m_text.empty() && !isLicenceText(m_text)) {
            for (const std::string_view sentence : deliverable::splitSentences(m_text)) {
                if (sentence.size() > maxSentenceBytes) continue;
                const std::size_t begin = static_cast<std::size_t>(sentence.data() - m_text.data());
                m_sentences.push_back({std::string(sentence),
                                       {lineAt(begin), lineAt(begin + sentence.size() - 1)},
                                       m_paragraph,
                                       m_item || goesOn});
            }
            ++m_paragraph;
        }
        m_text.clear();
        m_starts.clear();
        m_item = false;
    }

    /// The paragraph that begins now is an item of a list.
    void beginItem() { m_item = true; }
    /// An example stands here; a sentence may go on behind it.
    void interrupt() { m_afterItem = true; }

    std::vector<Sentence> take() {
        finish();
        return std::move(m_sentences);
    }

private:
    std::uint32_t lineAt(std::size_t offset) const {
        const auto behind = std::upper_bound(m_starts.begin(), m_starts.end(), offset,
                                             [](std::size_t at, const auto& start) { return at < start.first; });
        return (behind == m_starts.begin() ? behind : std::prev(behind))->second;
    }

    std::string m_text;
    std::vector<std::pair<std::size_t, std::uint32_t>> m_starts;
    std::size_t m_paragraph = 0;
    bool m_item = false, m_afterItem = false;
    std::vector<Sentence> m_sentences;
};

/// Whether a line begins a list item; the marker is removed from `text`.
bool takeBullet(std::string_view& text) {
    for (const std::string_view marker : {"- ", "* ", "+ ", "o ", "\xE2\x80\xA2 "})
        if (text.starts_with(marker)) {
            text = trim(text.substr(marker.size()));
            return true;
        }
    std::size_t i = text.starts_with('(') ? 1 : 0;
    const std::size_t start = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    if (i == start || i + 1 >= text.size() || (text[i] != '.' && text[i] != ')') || text[i + 1] != ' ') return false;
    text = trim(text.substr(i + 1));
    return true;
}

/// `[text](target)` becomes its text; images disappear; `[name]` and `[a|name]` lose the brackets.
std::string withoutLinks(std::string_view line) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool image = line[i] == '!' && i + 1 < line.size() && line[i + 1] == '[';
        const std::size_t open = image ? i + 1 : i;
        if (line[open] != '[') {
            out += line[i];
            continue;
        }
        const std::size_t close = line.find(']', open);
        if (close == std::string_view::npos || (open > 0 && isIdentifierChar(line[open - 1]))) {
            out += line[i];
            continue;
        }
        std::string_view text = line.substr(open + 1, close - open - 1);
        // "[a][b]" is a log line or an index more often than a reference; its words must not run together.
        const bool neighbour =
            (close + 1 < line.size() && (line[close + 1] == '[' || isIdentifierChar(line[close + 1]))) ||
            (open > 0 && line[open - 1] == ']');
        if (text.empty() || contains(text, "[") || neighbour) {
            out += line[i];
            continue;
        }
        i = close;
        if (close + 1 < line.size() && line[close + 1] == '(') {
            const std::size_t end = line.find(')', close);
            if (end != std::string_view::npos) i = end;
        }
        if (image) continue;
        if (const std::size_t bar = text.find('|'); bar != std::string_view::npos) text = trim(text.substr(bar + 1));
        out += text;
    }
    return out;
}

bool isCodeWord(std::string_view word) {
    if (word.size() < 2 || contains(word, "://")) return false;
    const bool name = std::all_of(word.begin(), word.end(), [](char c) {
        return isIdentifierChar(c) || std::string_view(":.()->~#$%*&/@<>[]=,").find(c) != std::string_view::npos;
    });
    if (!name) return false;
    if (word.starts_with("--") && word.size() > 3 && isIdentifierChar(word[2])) return true;
    if (word.ends_with("()") || contains(word, "::") || contains(word, "->"))
        return std::any_of(word.begin(), word.end(), isIdentifierChar);
    const bool plain =
        std::all_of(word.begin(), word.end(), [](char c) { return isIdentifierChar(c) || c == '.' || c == '/'; });
    if (!plain) return false;
    if (contains(word, "_") && word.front() != '/')
        return std::any_of(word.begin(), word.end(), [](char c) { return isIdentifierChar(c) && c != '_'; });
    for (const std::string_view end : {".h", ".hpp", ".c", ".cpp", ".cc", ".py", ".js", ".ts", ".go", ".rs", ".md",
                                       ".txt", ".json", ".yaml", ".yml", ".toml", ".conf", ".sh"})
        if (word.ends_with(end) && word.size() > end.size()) return true;
    bool lower = false, inner = false;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const bool capital = word[i] >= 'A' && word[i] <= 'Z';
        inner = inner || (capital && lower);
        lower = word[i] >= 'a' && word[i] <= 'z';
    }
    return inner && !contains(word, "/") && !contains(word, ".") && word.size() > 3;
}

/// "Changed in version 8.0:" for the directive that says so; empty for others.
std::string sinceVersion(std::string_view directive) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> names{
        {{".. versionadded::", "Added in version "},
         {".. versionchanged::", "Changed in version "},
         {".. deprecated::", "Deprecated since version "}}};
    for (const auto& [name, words] : names)
        if (directive.starts_with(name)) {
            const std::string_view version = trim(directive.substr(name.size()));
            if (version.empty()) return {};
            const std::size_t gap = std::min(version.find(' '), version.size());
            return std::string(words) + std::string(version.substr(0, gap)) + ':' + std::string(version.substr(gap));
        }
    return {};
}

}  // namespace

bool isLicenceText(std::string_view paragraph) {
    const std::string lower = toLowerAscii(paragraph);
    // A line that only names who wrote it; deeper in a text such words belong to what it says.
    const std::string_view start = trim(lower);
    for (const std::string_view word : {"author:", "authors:", "written by", "@author", "\\author", "maintainer:"})
        if (start.starts_with(word) && start.size() < 200) return true;
    return std::any_of(licencePhrases.begin(), licencePhrases.end(),
                       [&](std::string_view phrase) { return contains(lower, phrase); });
}

std::vector<Sentence> sentencesOf(const std::vector<CommentLine>& lines) {
    ParagraphBuilder builder;
    bool quoting = false, dropping = false;
    std::vector<CommentLine> joined = lines;
    joinSpans(joined);
    for (const CommentLine& line : joined) {
        if (contains(line.text, "\\code") || contains(line.text, "@code") || contains(line.text, "<pre>") ||
            line.text.starts_with("```")) {
            builder.finish();
            builder.interrupt();
            quoting = !line.text.starts_with("```") || !quoting;
        }
        if (contains(line.text, "endcode") || contains(line.text, "</pre>")) {
            quoting = false;
            continue;
        }
        if (quoting) continue;
        // A directive of reStructuredText says how to set what follows, or since when it holds.
        if (trim(line.text).starts_with(".. ")) {
            builder.finish();
            if (const std::string since = sinceVersion(trim(line.text)); !since.empty())
                builder.add(line.number, since);
            continue;
        }
        bool breaks = false;
        std::string text = withoutRoles(withoutLinks(withoutHtml(line.text, breaks)));
        const bool command = text.find_first_of("@\\") != std::string::npos &&
                             std::string_view("@\\").find(trim(text)[0]) != std::string_view::npos;
        text = withoutCommand(std::string(trim(text)), breaks);
        if (text.ends_with("@n")) text.resize(text.size() - 2);  // the end of a line in Doxygen
        // What a dropped command says goes on until a blank line or the next command.
        if (command && breaks) dropping = text.empty();
        else if (trim(line.text).empty()) dropping = false;
        if (dropping) {
            builder.finish();
            continue;
        }
        std::string_view view = withoutIndexTag(trim(text));
        if (view.starts_with("^")) view.remove_prefix(1);
        const bool item = takeBullet(view) || trim(line.text).starts_with("@li ") ||
                          trim(line.text).starts_with("\\li ") || trim(line.text).starts_with("<li>");
        breaks = breaks || item;
        if (view.empty() || isDecoration(view) || looksLikeCode(view)) {
            builder.finish();
            continue;
        }
        if (breaks || view.size() + 1 < text.size()) builder.finish();
        if (item) builder.beginItem();
        builder.add(line.number, view);
    }
    return builder.take();
}

std::vector<Sentence> blockSentences(const TextBlock& block) {
    ParagraphBuilder builder;
    for (const CommentLine& line : block.text) {
        bool breaks = false;
        const std::string text = withoutRoles(withoutLinks(withoutHtml(line.text, breaks)));
        const std::string_view view = trim(text);
        if (view.empty() || view.starts_with('<') || isDecoration(view)) continue;  // markup of a data file, not prose
        builder.add(line.number, view);
    }
    return builder.take();
}

std::vector<Sentence> proseSentences(const SourceText& source, LineRange lines) {
    std::vector<Sentence> result;
    std::size_t paragraph = 0;
    for (const TextBlock& block : textBlocks(source)) {
        if (block.kind != TextBlock::Kind::Paragraph && block.kind != TextBlock::Kind::Item) continue;
        if (block.lines.first < lines.first || block.lines.first > lines.last) continue;
        auto sentences = blockSentences(block);
        if (sentences.empty()) continue;
        for (Sentence& sentence : sentences) {
            sentence.paragraph = paragraph;
            result.push_back(std::move(sentence));
        }
        ++paragraph;
    }
    return result;
}

std::string proseMarkdown(std::string_view sentence) {
    std::string out;
    const auto put = [&](const std::string& piece) { out += piece; };
    for (std::size_t i = 0; i < sentence.size();) {
        if (sentence[i] == ' ') {
            out += ' ';
            ++i;
            continue;
        }
        if (sentence[i] == '`') {
            // As many backticks close a span as opened it: one in Markdown, two in reStructuredText.
            const std::size_t words = std::min(sentence.find_first_not_of('`', i), sentence.size());
            const std::string_view marks = sentence.substr(i, words - i);
            const std::size_t close = sentence.find(marks, words);
            if (close != std::string_view::npos && close > words) {
                put(deliverable::codeSpan(sentence.substr(words, close - words)));
                i = close + marks.size();
                continue;
            }
        }
        const std::size_t end = std::min(sentence.find_first_of(" `", i + 1), sentence.size());
        std::string_view word = sentence.substr(i, end - i);
        std::size_t lead = 0, tail = word.size();
        while (lead < tail && std::string_view("(\"'[{,*").find(word[lead]) != std::string_view::npos) ++lead;
        while (tail > lead && std::string_view(",.;:!?\"'])}*").find(word[tail - 1]) != std::string_view::npos &&
               !word.substr(lead, tail - lead).ends_with("()"))
            --tail;
        const std::string_view core = word.substr(lead, tail - lead);
        // Doxygen's commands for the typeface of the next word.
        if (core.size() == 2 && (core[0] == '@' || core[0] == '\\') &&
            std::string_view("cpael").find(core[1]) != std::string_view::npos && end < sentence.size()) {
            put(deliverable::escapeMarkdown(word.substr(0, lead)));
            i = end + (sentence[end] == ' ' ? 1 : 0);
            continue;
        }
        // Emphasis of a Markdown source is dropped with its asterisks; a single one in front is a pointer's.
        const bool strong = contains(word.substr(0, lead), "**") || contains(word.substr(tail), "*");
        const auto edge = [strong](std::string_view text) {
            std::string kept(text);
            if (strong) kept.erase(std::remove(kept.begin(), kept.end(), '*'), kept.end());
            return deliverable::escapeMarkdown(kept);
        };
        put(edge(word.substr(0, lead)) +
            (isCodeWord(core) ? deliverable::codeSpan(core) : deliverable::escapeMarkdown(core)) +
            edge(word.substr(tail)));
        i = end;
    }
    return std::string(trim(out));
}

bool isQuotable(std::string_view sentence) {
    if (sentence.size() < 12 || sentence.ends_with(':') || sentence.ends_with(',')) return false;
    // "detail/config.hpp", "package.module": the banner of a file.
    if (!contains(sentence, " ")) return false;
    std::size_t letters = 0, words = 0, visible = 0;
    bool inWord = false, small = false;
    for (const char c : sentence) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
        letters += letter ? 1 : 0;
        small =
            small || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;  // capitals alone are a heading
        visible += c != ' ' ? 1 : 0;
        if (letter && !inWord) ++words;
        inWord = letter || (inWord && (c == '_' || (c >= '0' && c <= '9')));
    }
    return small && words >= 3 && letters * 10 >= visible * 6;
}

bool standsAlone(const Sentence& sentence) {
    const std::string_view text = sentence.text;
    if (!isQuotable(text)) return false;
    const bool whole = text[0] >= 'A' && text[0] <= 'Z' && (text.ends_with('.') || text.ends_with('!'));
    return !sentence.item || whole;
}

const Sentence* leadSentence(const std::vector<Sentence>& sentences) {
    for (const Sentence& sentence : sentences)
        if (standsAlone(sentence)) return &sentence;
    return nullptr;
}

}  // namespace skein::providers
