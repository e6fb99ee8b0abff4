#include "core/memory/prose.h"

#include <algorithm>
#include <array>

#include "core/base/sentences.h"
#include "core/base/text.h"
#include "core/memory/segment.h"

namespace skein::memory {
namespace {

/// Lines that belong together, on one line, and where each of them begins.
class Paragraph {
public:
    explicit Paragraph(std::vector<Sentence>& out) : m_out(out) {}

    void add(std::string_view words, std::uint32_t line) {
        if (words.empty()) return;
        if (!m_text.empty()) m_text += ' ';
        m_begins.emplace_back(m_text.size(), line);
        m_text += words;
    }
    void drop() {
        m_text.clear();
        m_begins.clear();
    }
    void end() {
        for (const auto sentence : splitSentences(m_text)) {
            const auto first = static_cast<std::size_t>(sentence.data() - m_text.data());
            m_out.push_back({std::string(sentence), {lineAt(first), lineAt(first + sentence.size() - 1)}});
        }
        drop();
    }

private:
    std::uint32_t lineAt(std::size_t offset) const {
        const auto after = std::upper_bound(m_begins.begin(), m_begins.end(), offset,
                                            [](std::size_t at, const auto& begin) { return at < begin.first; });
        return std::prev(after)->second;
    }

    std::vector<Sentence>& m_out;
    std::string m_text;
    std::vector<std::pair<std::size_t, std::uint32_t>> m_begins;
};

bool consistsOf(std::string_view line, std::string_view characters) {
    return line.size() >= 2 && line.find_first_not_of(characters) == std::string_view::npos;
}

bool isTableRow(std::string_view line) { return line.front() == '|' || line.substr(0, 2) == "+-"; }

/// A line without the mark of a list item, and whether it had one.
bool takeListMark(std::string_view& line) {
    std::size_t mark = 0;
    if (line.front() == '-' || line.front() == '*' || line.front() == '+') mark = 1;
    else {
        while (mark < line.size() && mark < 4 && line[mark] >= '0' && line[mark] <= '9') ++mark;
        if (mark == 0 || mark == line.size() || (line[mark] != '.' && line[mark] != ')')) return false;
        ++mark;
    }
    if (mark >= line.size() || line[mark] != ' ') return false;
    line = trim(line.substr(mark));
    return true;
}

void readProse(std::string_view text, bool isMan, std::uint32_t number, std::vector<Sentence>& out) {
    Paragraph paragraph(out);
    bool inFence = false;
    for (const auto whole : splitLines(text)) {
        auto line = trim(whole);
        const auto at = number++;
        const bool fence = line.substr(0, 3) == "```" || line.substr(0, 3) == "~~~";
        if (fence || inFence || line.empty() || isTableRow(line)) {
            paragraph.end();
            inFence = inFence != fence;
            continue;
        }
        if (isMan && (line.front() == '.' || line.front() == '\'')) {
            // A macro: ".B words" is text, all others begin something.
            const auto words = line.find(' ');
            const bool isFont = words != std::string_view::npos && line.find_first_of("BI") == 1;
            if (isFont) paragraph.add(trim(line.substr(words)), at);
            else paragraph.end();
            continue;
        }
        if (!isMan && consistsOf(line, "=-~^\"*_")) {
            paragraph.drop();  // the rule under a heading, or one between paragraphs
            continue;
        }
        if (line.front() == '#' && line.find_first_not_of('#') != std::string_view::npos &&
            line[line.find_first_not_of('#')] == ' ') {
            paragraph.end();
            continue;
        }
        while (!line.empty() && line.front() == '>') line = trim(line.substr(1));
        if (line.empty() || takeListMark(line)) paragraph.end();
        paragraph.add(line, at);
    }
    paragraph.end();
}

/// What a line of a comment says; false for a line of code.
bool takeCommentMark(std::string_view& line) {
    constexpr std::array<std::string_view, 11> marks{"///",    "//!", "//", "/**", "/*", "<!--",
                                                     "\"\"\"", "--",  ";",  "#",   "*"};
    const auto mark =
        std::find_if(marks.begin(), marks.end(), [&](auto each) { return line.substr(0, each.size()) == each; });
    if (mark == marks.end()) return false;
    line = trim(line.substr(mark->size()));
    for (const std::string_view end : {"*/", "-->", "\"\"\""})
        if (line.ends_with(end)) line = trim(line.substr(0, line.size() - end.size()));
    return true;
}

void readCode(std::string_view text, std::uint32_t number, std::vector<Sentence>& out) {
    Paragraph comment(out);
    for (const auto whole : splitLines(text)) {
        auto line = trim(whole);
        const auto at = number++;
        if (!line.empty() && takeCommentMark(line)) {
            if (line.empty()) comment.end();
            comment.add(line, at);
            continue;
        }
        comment.end();
        if (line.find_first_not_of("{}()[];, \t") != std::string_view::npos)
            out.push_back({std::string(line), {at, at}});
    }
    comment.end();
}

}  // namespace

std::vector<Sentence> sentencesOf(std::string_view text, std::string_view language, std::uint32_t firstLine) {
    std::vector<Sentence> out;
    const auto form = formOf(language);
    const bool isProse = form == FileForm::Markdown || form == FileForm::ReStructuredText ||
                         form == FileForm::ManPage || form == FileForm::PlainText;
    if (isProse) readProse(text, form == FileForm::ManPage, firstLine, out);
    else readCode(text, firstLine, out);
    return out;
}

}  // namespace skein::memory
