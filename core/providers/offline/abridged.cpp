#include "core/providers/offline/abridged.h"

#include <algorithm>

#include "core/base/text.h"

namespace skein::providers {
namespace {

constexpr std::uint32_t maxStatementLines = 8, shownOfLongStatement = 4, maxHeadLines = 16, maxCommentLines = 6;
constexpr std::size_t maxLineBytes = 240, maxFilledBytes = 110;
constexpr const char* gapMark = "…";

std::uint32_t countOf(LineRange lines) { return lines.first > lines.last ? 0 : lines.last - lines.first + 1; }

bool continuesChain(StepKind kind) {
    return kind == StepKind::ElseIf || kind == StepKind::Else || kind == StepKind::Catch || kind == StepKind::Finally;
}

bool leavesOrLabels(StepKind kind) {
    return kind == StepKind::Return || kind == StepKind::Throw || kind == StepKind::Jump || kind == StepKind::Label;
}

/// What has to be shown together.
class Chooser {
public:
    Chooser(std::vector<BodyItem>& items, std::size_t first, std::size_t last)
        : m_items(items), m_first(first), m_last(last), m_previous(items.size(), none), m_next(items.size(), none) {
        std::vector<std::size_t> lastChild(items.size() + 1, none);
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::size_t slot = items[i].parent == none ? items.size() : items[i].parent;
            m_previous[i] = lastChild[slot];
            if (m_previous[i] != none) m_next[m_previous[i]] = i;
            lastChild[slot] = i;
        }
    }

    std::size_t choose(std::size_t maxLines, int least) {
        std::vector<std::size_t> order;
        for (std::size_t i = m_first; i < m_last; ++i) {
            const Step& step = *m_items[i].step;
            if (m_items[i].parent == none && leavesOrLabels(step.kind)) take(i, none);
            if (m_items[i].weight >= least) order.push_back(i);
        }
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return m_items[a].weight > m_items[b].weight; });
        std::size_t chosen = 0;
        for (const std::size_t i : order)
            if (m_items[i].shown || take(i, maxLines)) ++chosen;
        fill();
        return chosen;
    }

private:
    static constexpr std::size_t none = BodyItem::none;

    void require(std::size_t i, std::vector<std::size_t>& needed) {
        if (i == none || m_items[i].shown) return;
        m_items[i].shown = true;
        needed.push_back(i);
        const Step& step = *m_items[i].step;
        ++m_inside;
        require(m_items[i].parent, needed);
        --m_inside;
        if (continuesChain(step.kind)) require(m_previous[i], needed);
        const std::size_t next = m_next[i];
        if (next != none && continuesChain(m_items[next].step->kind)) require(next, needed);
        if (step.kind == StepKind::Case) {
            // Labels in a row have one body.
            if (next != none && step.inner.empty() && countOf(step.tail) == 0) require(next, needed);
            const std::size_t before = m_previous[i];
            if (before != none && m_items[before].step->kind == StepKind::Case && m_items[before].step->inner.empty())
                require(before, needed);
        }
        std::size_t best = none;
        bool any = false;
        for (std::size_t child = i + 1; child < m_items[i].end; child = m_items[child].end) {
            if (leavesOrLabels(m_items[child].step->kind)) require(child, needed);
            any = any || m_items[child].shown;
            if (best == none || m_items[child].weight > m_items[best].weight) best = child;
        }
        // A condition without anything that follows from it says nothing. Above a step that is needed, that step does.
        if (!any && m_inside == 0) require(best, needed);
    }

    std::size_t linesOf(std::size_t i) const {
        const BodyItem& item = m_items[i];
        return std::min(countOf(item.step->lines), shownOfLongStatement + 2) + countOf(item.step->tail) +
               countOf(item.remark);
    }

    bool take(std::size_t i, std::size_t maxLines) {
        std::vector<std::size_t> needed;
        require(i, needed);
        std::size_t more = 0;
        for (const std::size_t at : needed) more += linesOf(at);
        if (maxLines != none && m_lines + more > maxLines) {
            for (const std::size_t at : needed) m_items[at].shown = false;
            return false;
        }
        m_lines += more;
        return true;
    }

    /// What takes no more room than the mark of its gap is shown.
    void fill() {
        for (std::size_t i = m_first; i < m_last; ++i) {
            const std::size_t parent = m_items[i].parent;
            const bool around = parent == none || parent < m_first || m_items[parent].shown;
            if (!around || m_items[i].shown || !m_items[i].step->inner.empty() || linesOf(i) != 1) continue;
            const std::size_t before = m_previous[i], next = m_next[i];
            const bool alone =
                (before == none || m_items[before].shown) && (next == none || next >= m_last || m_items[next].shown);
            if (alone) take(i, none);
        }
    }

    std::vector<BodyItem>& m_items;
    std::size_t m_first, m_last;
    std::vector<std::size_t> m_previous, m_next;  ///< siblings
    std::size_t m_lines = 0;
    int m_inside = 0;  ///< while what stands around a step is required
};

class Printer {
public:
    Printer(const ReadFile& file, const std::vector<std::string>& code, std::uint32_t head, LineRange body)
        : m_file(file), m_code(code), m_lines{head, body.last}, m_body(body) {}

    std::vector<AbridgedLine> print(const std::vector<BodyItem>& items) {
        showHead();
        for (const BodyItem& item : items) {
            if (!item.shown) continue;
            showStep(item.step->lines);
            showStep(item.step->tail);
            for (std::uint32_t line = item.remark.first; line <= item.remark.last; ++line) m_shown.insert(line);
        }
        if (m_file.source.file().language != "Python") m_shown.insert(m_body.last);
        showDirectives();
        showComments();
        markGaps(items);
        return lines();
    }

private:
    bool isCode(std::uint32_t line) const { return line <= m_code.size() && !trim(m_code[line - 1]).empty(); }
    bool isDirective(std::uint32_t line) const {
        return isCLike(m_file.source.file().language) && trim(m_code[line - 1]).starts_with('#');
    }

    void showHead() {
        const bool python = m_file.source.file().language == "Python";
        const std::uint32_t last = python ? m_body.first - 1 : m_body.first;
        const std::uint32_t until = last - m_lines.first < maxHeadLines ? last : m_lines.first + maxHeadLines - 2;
        for (std::uint32_t line = m_lines.first; line <= until; ++line)
            if (isCode(line)) m_shown.insert(line);
        if (isCode(last)) m_shown.insert(last);
    }

    /// How many more brackets lines open than they close.
    int opened(std::uint32_t first, std::uint32_t count) const {
        int depth = 0;
        for (std::uint32_t line = first; line < first + count; ++line)
            for (const char c : m_code[line - 1])
                depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        return depth;
    }

    /// Of a long statement its beginning and its end, so that what the one opens the other closes.
    void showStep(LineRange lines) {
        const std::uint32_t count = countOf(lines);
        std::uint32_t head = count, tail = 0;
        if (count > maxStatementLines) {
            head = shownOfLongStatement, tail = 1;
            for (std::uint32_t pair = 0; pair < shownOfLongStatement * shownOfLongStatement; ++pair) {
                const std::uint32_t begin = shownOfLongStatement - pair % shownOfLongStatement;
                const std::uint32_t end = 1 + pair / shownOfLongStatement;
                if (opened(lines.first, begin) + opened(lines.last - end + 1, end) != 0) continue;
                head = begin, tail = end;
                break;
            }
        }
        for (std::uint32_t i = 0; i < count; ++i)
            if (isCode(lines.first + i) && (i < head || i + tail >= count)) m_shown.insert(lines.first + i);
    }

    /// What stands between directives holds under their condition only, so these are shown around it.
    void showDirectives() {
        struct Group {
            std::vector<std::uint32_t> directives;
            bool needed = false;
        };
        std::vector<Group> open;
        const auto close = [&] {
            const Group group = std::move(open.back());
            open.pop_back();
            if (!group.needed) return;
            for (const std::uint32_t line : group.directives)
                for (std::uint32_t at = line; at <= m_lines.last; ++at) {
                    m_shown.insert(at);
                    if (!trim(m_code[at - 1]).ends_with('\\')) break;
                }
            if (!open.empty()) open.back().needed = true;
        };
        for (std::uint32_t line = m_lines.first; line <= m_lines.last && line <= m_code.size(); ++line) {
            if (!isDirective(line)) {
                if (!open.empty() && m_shown.contains(line)) open.back().needed = true;
                continue;
            }
            const std::string_view word = trim(trim(m_code[line - 1]).substr(1));
            if (word.starts_with("if")) open.push_back({{line}});
            else if (open.empty()) continue;
            else if (word.starts_with("el")) open.back().directives.push_back(line);
            else if (word.starts_with("endif")) {
                open.back().directives.push_back(line);
                close();
            }
        }
    }

    /// A comment of which one line is shown is shown to its end.
    void showComments() {
        for (const Comment& comment : m_file.comments) {
            if (comment.lines.first < m_lines.first || comment.lines.last > m_lines.last ||
                comment.lines.first == comment.lines.last || isDocstring(m_file.source, comment))
                continue;
            if (!m_shown.contains(comment.lines.first) && !m_shown.contains(comment.lines.last)) continue;
            if (countOf(comment.lines) > maxCommentLines) {
                m_marks.insert(comment.lines.first + 1);
                continue;
            }
            for (std::uint32_t line = comment.lines.first; line <= comment.lines.last; ++line) m_shown.insert(line);
        }
    }

    static std::uint32_t lastLine(const std::vector<BodyItem>& items, std::size_t i) {
        std::uint32_t last = std::max(items[i].step->lines.last, items[i].step->tail.last);
        for (std::size_t at = i + 1; at < items[i].end; ++at)
            last = std::max({last, items[at].step->lines.last, items[at].step->tail.last});
        return last;
    }

    void markGaps(const std::vector<BodyItem>& items) {
        // One mark for each run of steps that are left out side by side.
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (items[i].shown || (items[i].parent != BodyItem::none && !items[items[i].parent].shown)) continue;
            std::size_t run = i;
            std::uint32_t last = 0;
            for (; run < items.size() && items[run].parent == items[i].parent && !items[run].shown;
                 run = items[run].end)
                last = lastLine(items, run);
            for (std::uint32_t line = items[i].step->lines.first; line <= last; ++line)
                if (isCode(line) && !m_shown.contains(line)) {
                    m_marks.insert(line);
                    break;
                }
            i = run - 1;
        }
        // And one wherever other lines of code are left out: branches of a conditional, parts of a long statement.
        std::uint32_t before = m_lines.first;
        const std::vector<std::uint32_t> shown(m_shown.begin(), m_shown.end());
        for (const std::uint32_t line : shown) {
            std::vector<std::uint32_t> left;
            bool marked = false;
            for (std::uint32_t at = before + 1; at < line; ++at) {
                marked = marked || m_marks.contains(at);
                if (isCode(at)) left.push_back(at);
            }
            before = line;
            if (marked || left.empty()) continue;
            if (left.size() == 1 && m_code[left.front() - 1].size() <= maxFilledBytes && balanced(left.front()))
                m_shown.insert(left.front());
            else m_marks.insert(left.front());
        }
    }

    bool balanced(std::uint32_t line) const {
        return m_code[line - 1].find_first_of("(){}[]") == std::string::npos && !isDirective(line);
    }

    std::vector<AbridgedLine> lines() {
        std::size_t tab = 4;
        bool tabs = false, spaces = false;
        for (const std::uint32_t line : m_shown) {
            const std::string_view text = m_file.source.line(line);
            tabs = tabs || text.starts_with('\t');
            spaces = spaces || text.starts_with("  ") || text.starts_with("\t  ");
        }
        if (tabs && spaces) tab = 8;
        std::vector<AbridgedLine> result;
        std::size_t common = std::string::npos;
        for (std::uint32_t line = m_lines.first; line <= m_lines.last; ++line) {
            const bool shown = m_shown.contains(line);
            if (!shown && !m_marks.contains(line)) continue;
            const std::string_view raw = m_file.source.line(line);
            const std::size_t from = std::min(raw.find_first_not_of(" \t"), raw.size());
            std::size_t width = 0;
            for (const char c : raw.substr(0, from)) width += c == '\t' ? tab - width % tab : 1;
            const std::string_view text = trim(raw);
            if (shown && (text.size() > maxLineBytes || !isValidUtf8(text))) return {};
            if (!text.empty() && !isDirective(line)) common = std::min(common, width);
            if (!shown && isDirective(line)) width = result.empty() ? 0 : indentOf(result.back().text);
            const bool again =
                !shown && !result.empty() && result.back().number == 0 && indentOf(result.back().text) == width;
            if (!again)
                result.push_back({shown ? line : 0, std::string(width, ' ') + (shown ? std::string(text) : gapMark)});
        }
        if (common == std::string::npos) common = 0;
        for (AbridgedLine& line : result) line.text.erase(0, std::min(common, indentOf(line.text)));
        return result;
    }

    static std::size_t indentOf(std::string_view text) { return std::min(text.find_first_not_of(' '), text.size()); }

    const ReadFile& m_file;
    const std::vector<std::string>& m_code;
    LineRange m_lines, m_body;
    std::set<std::uint32_t> m_shown, m_marks;
};

}  // namespace

std::size_t chooseSteps(std::vector<BodyItem>& items, std::size_t first, std::size_t last, std::size_t maxLines,
                        int least) {
    return Chooser(items, first, last).choose(maxLines, least);
}

std::vector<AbridgedLine> abridged(const ReadFile& file, const std::vector<std::string>& code, std::uint32_t head,
                                   LineRange body, const std::vector<BodyItem>& items) {
    return Printer(file, code, head, body).print(items);
}

}  // namespace skein::providers
