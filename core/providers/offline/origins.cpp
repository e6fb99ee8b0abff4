// Where the sources come from and where they go: papers and standards they follow, what is deprecated, and the comments
// that explain how something works.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/deliverable/sentences.h"
#include "core/providers/offline/conditions.h"
#include "core/providers/offline/declaration.h"
#include "core/providers/offline/facts.h"
#include "core/providers/offline/file_tree.h"
#include "core/providers/offline/outline.h"
#include "core/providers/offline/shaped.h"
#include "core/providers/offline/wording.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Listing;
using deliverable::Statement;

namespace {

constexpr std::size_t maxOrigins = 40, maxDeprecated = 60, maxNoteSentences = 16, maxNotesPerFile = 60;
constexpr std::size_t maxAuthorBytes = 240;
constexpr std::uint32_t maxDirectiveLines = 6, maxListingLines = 300, maxAuthorLines = 40;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

Statement stating(std::string text, std::vector<Cite> cites) {
    return {std::move(text), std::move(cites), deliverable::Standing::Plain, {}};
}

/// The innermost function or type around a line that shows its name; null if none.
const DocumentedSymbol* around(const ReadFile& file, std::uint32_t line) {
    const DocumentedSymbol* best = nullptr;
    for (const DocumentedSymbol& symbol : file.symbols) {
        if (symbol.lines.first > line) break;
        const bool wide = symbol.group == SymbolGroup::Function || symbol.group == SymbolGroup::Type;
        if (wide && symbol.atom->lines.last >= line && symbol.lines.first < line && !symbol.declaration.empty())
            best = &symbol;
    }
    return best;
}

/// The first documented symbol whose declaration follows a comment directly; null if none.
const DocumentedSymbol* documentedBy(const ReadFile& file, const Comment& comment) {
    for (const DocumentedSymbol& symbol : file.symbols) {
        if (symbol.lines.first > comment.lines.last + 4) break;
        // Above the declaration, or below it as a docstring.
        const bool documents = !symbol.doc.empty() && !symbol.docIsShared &&
                               symbol.doc.front().lines.first >= comment.lines.first &&
                               symbol.doc.back().lines.last <= comment.lines.last;
        if (documents) return &symbol;
    }
    return nullptr;
}

bool isDrawing(std::string_view line) {
    return std::none_of(line.begin(), line.end(), [](char c) { return isIdentifierChar(c) && c != '_'; });
}

/// The lines of a comment without the licence it begins with; empty range (last < first) if nothing is left.
LineRange withoutLicence(const Comment& comment) {
    std::size_t keep = 0;
    for (std::size_t i = 0; i < comment.text.size();) {
        std::size_t end = i;
        std::string block;
        while (end < comment.text.size() && !isDrawing(comment.text[end].text)) block += comment.text[end++].text + ' ';
        const bool licence = isLicenceText(block);
        if (licence) keep = end;
        i = std::max(end, i + 1);
    }
    while (keep < comment.text.size() && isDrawing(comment.text[keep].text)) ++keep;
    std::size_t last = comment.text.size();
    while (last > keep && isDrawing(comment.text[last - 1].text)) --last;
    if (keep >= last) return {1, 0};
    return {comment.text[keep].number, comment.text[last - 1].number};
}

/// Where the words of a line begin, behind the markers of a comment.
std::size_t columnOf(std::string_view line) {
    const std::size_t column = line.find_first_not_of(" \t/*#;!%<>");
    return column == std::string_view::npos ? 0 : column;
}

/// Whether a comment is a table, a list or a drawing that sentences alone would tear apart.
bool isStructured(const SourceText& source, const Comment& comment, const std::vector<Sentence>& sentences) {
    if (comment.text.size() < 6) return false;
    const LineRange rest = withoutLicence(comment);
    std::size_t least = std::string_view::npos, indented = 0, all = 0;
    bool commands = false;
    for (std::uint32_t number = rest.first; number <= rest.last; ++number) {
        const std::string_view line = source.line(number);
        commands = commands || line.find("@param") != std::string_view::npos ||
                   line.find("\\param") != std::string_view::npos || line.find(":param") != std::string_view::npos;
        if (isDrawing(line)) continue;
        least = std::min(least, columnOf(line));
    }
    for (std::uint32_t number = rest.first; number <= rest.last; ++number) {
        if (isDrawing(source.line(number))) continue;
        ++all;
        indented += columnOf(source.line(number)) > least + 2 ? 1 : 0;
    }
    // A long text with a table in it keeps the table: file formats are written so.
    if (!commands && indented >= 4 && (indented * 10 >= all * 3 || indented >= 10)) return true;
    std::set<std::uint32_t> said;
    for (const Sentence& sentence : sentences)
        for (std::uint32_t line = sentence.lines.first; line <= sentence.lines.last; ++line) said.insert(line);
    std::size_t lines = 0, kept = 0;
    for (const CommentLine& line : comment.text) {
        if (line.number < rest.first || line.number > rest.last || isDrawing(line.text)) continue;
        ++lines;
        kept += said.contains(line.number) ? 1 : 0;
    }
    return lines >= 5 && kept * 10 < lines * 8;
}

std::string joined(const std::vector<const Sentence*>& sentences, LineRange& lines) {
    std::string text;
    for (const Sentence* sentence : sentences) {
        if (!text.empty()) text += text.ends_with('.') || text.ends_with('!') || text.ends_with('?') ? " " : ". ";
        text += proseMarkdown(sentence->text);
        if (sentence == sentences.front()) lines = sentence->lines;
        lines = {std::min(lines.first, sentence->lines.first), std::max(lines.last, sentence->lines.last)};
    }
    return text;
}

/// The lines from `number` on up to the one that closes the brackets opened there; what replaces a thing is often said
/// on the second.
LineRange untilClosed(const SourceText& source, std::uint32_t number) {
    int depth = 0;
    for (std::uint32_t line = number; line < number + 5 && line <= source.lineCount(); ++line) {
        for (const char c : source.line(line)) depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth <= 0) return {number, line};
    }
    return {number, number};
}

/// The declaration a mark belongs to: the one on its line, or the next one below.
const DocumentedSymbol* markedAt(const ReadFile& file, LineRange lines) {
    const DocumentedSymbol* inside = nullptr;
    for (const DocumentedSymbol& symbol : file.symbols) {
        if (symbol.lines.first > lines.last + 2) break;
        const bool near = symbol.lines.first + 3 >= lines.first && symbol.lines.last + 1 >= lines.first;
        if (near && symbol.group != SymbolGroup::Macro) inside = &symbol;
        if (inside != nullptr && symbol.lines.first >= lines.first) break;
    }
    return inside;
}

/// Says under which condition a mark on a line holds.
void addCondition(const ReadFile& file, const Conditions& conditions, std::uint32_t line, std::string& text,
                  std::vector<Cite>& cites) {
    const auto when = conditions.at(line);
    if (!when) return;
    if (text.ends_with('.')) text.pop_back();
    text += ", " + when->text + ".";
    cites.push_back({file.source.path(), when->lines});
}

/// Attributes, decorators and macros that mark a declaration.
void deprecatedByMark(const ReadFile& file, std::set<std::string>& seen, std::vector<Statement>& result) {
    const Conditions conditions(file.source);
    std::set<std::uint32_t> commented;
    for (const Comment& comment : file.comments)
        if (!comment.trailing)
            for (std::uint32_t line = comment.lines.first; line <= comment.lines.last; ++line) commented.insert(line);
    for (std::uint32_t number = 1; number <= file.source.lineCount() && result.size() < maxDeprecated; ++number) {
        const std::string_view line = trim(file.source.line(number));
        if (commented.contains(number) || line.size() > 260 || !marksDeprecated(line)) continue;
        const LineRange lines = untilClosed(file.source, number);
        std::string words;
        for (std::uint32_t part = lines.first; part <= lines.last; ++part)
            words += (words.empty() ? "" : " ") + std::string(trim(file.source.line(part)));
        const DocumentedSymbol* const marked = markedAt(file, lines);
        std::string text =
            marked != nullptr
                ? fmt::format("{} is marked as deprecated: {}.", codeSpan(marked->atom->title), codeSpan(words))
                : fmt::format("{} says: {}.", codeSpan(baseName(file.source.path())), codeSpan(words));
        std::vector<Cite> cites{{file.source.path(), lines}};
        if (marked != nullptr) cites.push_back({file.source.path(), marked->lines});
        addCondition(file, conditions, number, text, cites);
        if (seen.insert(text).second) result.push_back(stating(std::move(text), std::move(cites)));
    }
}

/// Comments that say of a thing that it is deprecated, with the sentence that names what to use instead.
void deprecatedByWord(const ReadFile& file, std::set<std::string>& seen, std::vector<Statement>& result) {
    const Conditions conditions(file.source);
    for (const Comment& comment : file.comments) {
        const auto sentences = sentencesOf(comment.text);
        for (std::size_t i = 0; i < sentences.size() && result.size() < maxDeprecated; ++i) {
            if (!saysDeprecated(sentences[i].text)) continue;
            std::string plain = sentences[i].text;
            LineRange lines = sentences[i].lines;
            if (i + 1 < sentences.size()) {
                const std::string next = toLowerAscii(sentences[i + 1].text);
                if (next.starts_with("use ") || contains(next, "instead") || next.starts_with("replaced by") ||
                    next.starts_with("please use")) {
                    plain += (plain.ends_with('.') ? " " : ". ") + sentences[++i].text;
                    lines.last = std::max(lines.last, sentences[i].lines.last);
                }
            }
            const DocumentedSymbol* const about = documentedBy(file, comment);
            // "Deprecated." alone says it of what the comment stands at; without that it says nothing.
            if (plain.size() < 16 && about == nullptr) continue;
            if (!seen.insert(deliverable::sentenceKey(plain) + (about != nullptr ? about->atom->title : "")).second)
                continue;
            std::string text = proseMarkdown(plain);
            std::vector<Cite> cites{{file.source.path(), lines}};
            if (about != nullptr && !holdsWord(plain, about->atom->title)) {
                text = fmt::format("{}: {}", codeSpan(about->atom->title), text);
                cites.push_back({file.source.path(), about->lines});
            } else {
                text = fmt::format("{}: {}", codeSpan(baseName(file.source.path())), text);
            }
            addCondition(file, conditions, lines.first, text, cites);
            result.push_back(stating(std::move(text), std::move(cites)));
        }
    }
}

/// "#warning This header is deprecated." and "#pragma message("...")" tell whoever includes the file.
void deprecatedByDirective(const ReadFile& file, std::vector<Statement>& result) {
    if (!isCLike(file.source.file().language)) return;
    const Conditions conditions(file.source);
    for (std::uint32_t number = 1; number <= file.source.lineCount() && result.size() < maxDeprecated; ++number) {
        if (!trim(file.source.line(number)).starts_with('#')) continue;
        std::string line(trim(file.source.line(number)));
        std::uint32_t last = number;
        while (line.ends_with('\\') && last < number + maxDirectiveLines) {
            line.pop_back();
            line += std::string(trim(file.source.line(++last)));
        }
        const std::string lower = toLowerAscii(trim(std::string_view(line).substr(1)));
        const bool tells =
            lower.starts_with("warning") || lower.starts_with("error") || lower.starts_with("pragma message");
        if (!tells || !(contains(lower, "deprecat") || contains(lower, "obsolete") || contains(lower, "instead")))
            continue;
        std::string text =
            fmt::format("{} warns whoever includes it: {}", codeSpan(baseName(file.source.path())), codeSpan(line));
        std::vector<Cite> cites{{file.source.path(), {number, last}}};
        addCondition(file, conditions, number, text, cites);
        result.push_back(stating(std::move(text), std::move(cites)));
        number = last;
    }
}

}  // namespace

std::vector<Note> notesOf(const ReadFile& file) {
    std::vector<Note> notes;
    if (isProseLanguage(file.source.file().language)) return notes;
    for (const Comment& comment : file.comments) {
        const DocumentedSymbol* const documented = documentedBy(file, comment);
        const auto sentences = sentencesOf(comment.text);
        const bool structured = isStructured(file.source, comment, sentences);
        // What a table of symbols shows in full is not said again.
        if (documented != nullptr && !structured) {
            const auto [text, lines] = docText(*documented, 1'200);
            if (sentences.empty() || lines.last >= sentences.back().lines.last ||
                !deliverable::countsForCoverage(*documented->atom))
                continue;
        }
        Note note;
        if (structured) {
            LineRange lines = withoutLicence(comment);
            if (lines.last < lines.first) continue;
            lines.last = std::min(lines.last, lines.first + maxListingLines - 1);
            note.listing = Listing{"text", std::string(file.source.range(lines)), {file.source.path(), lines}};
            note.weight = lines.last - lines.first + 1;
        } else {
            std::vector<const Sentence*> kept;
            std::size_t bytes = 0;
            for (const Sentence& sentence : sentences) {
                if (!isQuotable(sentence.text) || kept.size() >= maxNoteSentences) continue;
                kept.push_back(&sentence);
                bytes += sentence.text.size();
            }
            if (kept.empty() || bytes < 50) continue;
            LineRange lines;
            std::string text = joined(kept, lines);
            std::vector<Cite> cites{{file.source.path(), lines}};
            const DocumentedSymbol* const about =
                documented != nullptr ? documented : around(file, comment.lines.first);
            if (about != nullptr && !contains(text, about->atom->title)) {
                text =
                    fmt::format("{} {}: {}", documented != nullptr ? "On" : "In", codeSpan(about->atom->title), text);
                cites.push_back({file.source.path(), about->lines});
            }
            note.statement = stating(std::move(text), std::move(cites));
            note.weight = kept.size() * 2;
        }
        note.line = comment.lines.first;
        notes.push_back(std::move(note));
    }
    if (notes.size() > maxNotesPerFile) {
        std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) { return a.weight > b.weight; });
        notes.erase(notes.begin() + maxNotesPerFile, notes.end());
        std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) { return a.line < b.line; });
    }
    return notes;
}

std::vector<Statement> originStatements(const std::vector<ReadFile>& files) {
    std::vector<Statement> result;
    std::set<std::string> seen;
    for (const ReadFile& file : files) {
        for (const Comment& comment : file.comments) {
            const auto sentences = sentencesOf(comment.text);
            for (std::size_t i = 0; i < sentences.size(); ++i) {
                if (sentences[i].text.size() < 16 || !namesReference(sentences[i].text) ||
                    result.size() >= maxOrigins || !seen.insert(deliverable::sentenceKey(sentences[i].text)).second)
                    continue;
                // A reference often runs on over what looks like the end of a sentence.
                std::vector<const Sentence*> kept{&sentences[i]};
                const std::size_t from = i;
                while (i + 1 < sentences.size() && i - from < 2 &&
                       sentences[i + 1].paragraph == sentences[from].paragraph && namesReference(sentences[i + 1].text))
                    kept.push_back(&sentences[++i]);
                LineRange lines;
                std::string text = joined(kept, lines);
                result.push_back(stating(fmt::format("{}: {}", codeSpan(baseName(file.source.path())), text),
                                         {{file.source.path(), lines}}));
            }
        }
    }
    return result;
}

std::vector<Statement> deprecationStatements(const std::vector<ReadFile>& files) {
    std::vector<Statement> result;
    std::set<std::string> seen;
    for (const ReadFile& file : files) {
        if (!isCodeLanguage(file.source.file().language) || isTestPath(file.source.path())) continue;
        deprecatedByDirective(file, result);
        deprecatedByMark(file, seen, result);
        deprecatedByWord(file, seen, result);
    }
    if (result.size() > maxDeprecated) result.resize(maxDeprecated);
    return result;
}

std::optional<std::pair<std::string, LineRange>> authorsOf(const ReadFile& file) {
    std::string text;
    LineRange lines{1, 0};
    for (const Comment& comment : file.comments) {
        if (comment.lines.first > maxAuthorLines) break;
        bool naming = false;
        for (const CommentLine& line : comment.text) {
            if (line.number > maxAuthorLines) break;
            const std::string lower = toLowerAscii(line.text);
            // Whole words: "authorises" names nobody.
            const bool names = holdsWord(lower, "author") || holdsWord(lower, "authors");
            const bool starts =
                (names && (contains(lower, "author:") || contains(lower, "authors:") || contains(lower, "@author"))) ||
                lower.starts_with("copyright") || contains(lower, "(c) ") || contains(lower, "written by");
            // "Authors:" goes on over the lines below it until a blank one.
            if (!starts && (!naming || trim(line.text).empty() || contains(lower, "distributed") ||
                            contains(lower, "licen") || contains(lower, "permission"))) {
                naming = false;
                continue;
            }
            if (contains(lower, "copyright notice") || contains(lower, "disclaims") || contains(lower, "the authors") ||
                contains(lower, "author or"))
                continue;
            naming = names || contains(lower, "written by");
            if (text.size() + line.text.size() > maxAuthorBytes) return std::pair(text, lines);
            if (lines.last == 0) lines.first = line.number;
            lines.last = line.number;
            std::string_view words = line.text;
            words = trim(words.substr(0, std::min(lower.find("all rights"), words.size())));
            if (!words.empty()) text += (text.empty() ? "" : "; ") + std::string(words);
        }
        if (!text.empty()) break;
    }
    if (text.empty()) return std::nullopt;
    return std::pair(std::move(text), lines);
}

}  // namespace skein::providers
