#include "core/providers/offline/conditions.h"

#include "core/base/text.h"
#include "core/deliverable/document.h"
#include "core/providers/offline/wording.h"

namespace skein::providers {
namespace {

constexpr std::uint32_t maxDirectiveLines = 6;
constexpr std::size_t maxShownBytes = 160;

/// A directive with the lines it goes on over.
struct Directive {
    std::string text;  ///< without '#'
    LineRange lines;
};

Directive directiveFrom(const SourceText& source, std::uint32_t number) {
    Directive directive{std::string(directiveOn(source.line(number))), {number, number}};
    while (directive.text.ends_with('\\') && directive.lines.last < source.lineCount() &&
           directive.lines.last - number < maxDirectiveLines) {
        directive.text.pop_back();
        directive.text =
            std::string(trim(directive.text)) + ' ' + std::string(trim(source.line(++directive.lines.last)));
    }
    return directive;
}

/// "#ifndef X" or "#if !defined(X)" with "#define X" as the next code: a guard, or the default of a macro.
bool guards(const SourceText& source, const Directive& directive) {
    const auto words = identifiersIn(directive.text);
    const bool negative = words.size() == 2 && words[0] == "ifndef";
    const bool negated =
        words.size() == 3 && words[0] == "if" && words[1] == "defined" && directive.text.find('!') != std::string::npos;
    if (!negative && !negated) return false;
    for (std::uint32_t number = directive.lines.last + 1; number <= source.lineCount(); ++number) {
        const std::string_view line = trim(source.line(number));
        if (line.empty() || line.starts_with("//") || line.starts_with('*') || line.starts_with("/*")) continue;
        const auto defined = identifiersIn(directiveOn(line));
        return defined.size() > 1 && defined[0] == "define" && defined[1] == words.back();
    }
    return false;
}

bool isAlwaysKnown(std::string_view directive) { return directive.find("__cplusplus") != std::string_view::npos; }

std::string shown(const Directive& directive) {
    std::string text = '#' + directive.text;
    if (text.size() > maxShownBytes) {
        const std::size_t cut = text.rfind(' ', maxShownBytes);
        text = text.substr(0, cut == std::string::npos ? maxShownBytes : cut) + " …";
    }
    return deliverable::codeSpan(text);
}

}  // namespace

Conditions::Conditions(const SourceText& source) {
    if (!isPreprocessed(source.file().language)) return;
    struct Open {
        Directive first;           ///< "#if ..."
        std::uint32_t branch = 0;  ///< position in m_conditions + 1; 0: what holds around it holds here
        bool silent = false;       ///< a guard
    };
    std::vector<Open> open;
    m_lines.resize(source.lineCount() + 1);
    const auto current = [&] { return open.empty() ? 0u : open.back().branch; };
    const auto enter = [&](std::string text, LineRange lines) {
        m_conditions.push_back({std::move(text), lines, false});
        return static_cast<std::uint32_t>(m_conditions.size());
    };
    for (std::uint32_t number = 1; number <= source.lineCount(); ++number) {
        m_lines[number] = current();
        const std::string_view head = directiveOn(source.line(number));
        if (head.starts_with("if")) {
            Directive directive = directiveFrom(source, number);
            Open entry{std::move(directive), current(), false};
            entry.silent = isAlwaysKnown(entry.first.text) || guards(source, entry.first);
            if (!entry.silent) entry.branch = enter("only under " + shown(entry.first), entry.first.lines);
            open.push_back(std::move(entry));
        } else if (head.starts_with("elif") && !open.empty()) {
            const Directive directive = directiveFrom(source, number);
            open.back().branch = enter("only under " + shown(directive), directive.lines);
        } else if (head.starts_with("else") && !open.empty()) {
            Open& entry = open.back();
            if (entry.silent) continue;
            entry.branch = enter("only where " + shown(entry.first) + " does not hold", entry.first.lines);
            m_conditions.back().otherwise = true;
        } else if (head.starts_with("endif") && !open.empty()) {
            open.pop_back();
        }
    }
}

std::optional<BranchCondition> Conditions::at(std::uint32_t line) const {
    if (line >= m_lines.size() || m_lines[line] == 0) return std::nullopt;
    return m_conditions[m_lines[line] - 1];
}

}  // namespace skein::providers
