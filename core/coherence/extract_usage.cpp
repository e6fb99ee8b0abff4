// What a function's text says besides its signature: which environment variables it reads and what holds without them,
// which options of the command line it declares, and what its own documentation says of the defaults of parameters.
// Thread: any; pure. Declared in extract_code.h.
#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

#include "core/base/text.h"
#include "core/coherence/code_text.h"
#include "core/coherence/extract_code.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t mostBytes = 64 * 1024, mostCalls = 400;

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool isVariableName(std::string_view name) {
    return name.size() > 2 && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
           });
}

std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() > 1 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
    return quoted ? text.substr(1, text.size() - 2) : std::string_view();
}

/// Takes what is found in one symbol's text, with the line it stands on.
class Usage {
public:
    Usage(const Atom& atom, ClaimSink& sink)
        : m_atom(atom), m_text(std::string_view(atom.text).substr(0, mostBytes)), m_sink(sink) {}

    void scan() {
        calls("environ.get(", &Usage::environment);
        calls("getenv(", &Usage::environment);
        calls("process.env.", &Usage::nodeEnvironment);
        calls("env::var(", &Usage::rustEnvironment);
        calls("add_argument(", &Usage::pythonOption);
        calls("click.option(", &Usage::pythonOption);
        if (m_atom.language == "Go")
            for (const std::string_view call : {"flag.Int(", "flag.String(", "flag.Duration(", "flag.Float64("})
                calls(call, &Usage::goFlag);
        documentation();
    }

private:
    using Take = void (Usage::*)(std::size_t);

    void calls(std::string_view mark, Take take) {
        std::size_t found = 0;
        for (auto at = m_text.find(mark); at != std::string_view::npos && found < mostCalls;
             at = m_text.find(mark, at + 1), ++found)
            (this->*take)(at + mark.size());
    }

    void say(std::size_t at, const std::vector<std::string>& segments, std::string_view written,
             std::string_view basis = "code") {
        const NormalName name = normalName(segments);
        // A default in quotes is a text to the program, and a number to whoever sets it.
        const auto inside = unquoted(written);
        auto value = inside.empty() ? std::nullopt : numberValue(inside, name.unit);
        if (!value) value = literalValue(written, name.unit);
        if (!value || value->text.empty() || value->text.size() > 120 || name.subject.empty()) return;
        Finding finding;
        finding.subject = name.subject;
        finding.predicate = name.role == NameRole::Value ? "default" : rolePredicate(name.role);
        finding.value = *value;
        put(at, std::move(finding), basis, segments.back() + " defaults to " + describeValue(*value));
    }

    void put(std::size_t at, Finding finding, std::string_view basis, std::string sentence) {
        const auto begin = m_text.rfind('\n', at) == std::string_view::npos ? 0 : m_text.rfind('\n', at) + 1;
        finding.basis = basis;
        finding.scope = scopeText(environmentOfPath(m_atom.path), {}, {});
        finding.path = m_atom.path;
        finding.line =
            m_atom.lines.first + static_cast<std::uint32_t>(std::count(
                                     m_text.begin(), m_text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
        finding.quote = trim(m_text.substr(begin, m_text.find('\n', at) - begin));
        finding.sentence = std::move(sentence);
        finding.atom = m_atom.id;
        m_sink.add(std::move(finding));
    }

    std::vector<std::string_view> arguments(std::size_t behind) const {
        const auto list = parenthesised(m_text, behind - 1);
        return list ? splitOutside(*list, ',') : std::vector<std::string_view>();
    }

    /// os.environ.get("WORKERS", "4"), os.getenv("WORKERS", 4), getenv("WORKERS", "4").
    void environment(std::size_t at) {
        const auto parts = arguments(at);
        if (parts.size() != 2) return;
        if (const auto name = unquoted(parts[0]); isVariableName(name)) say(at, {std::string(name)}, parts[1]);
    }

    /// process.env.WORKERS ?? 4, Number(process.env.WORKERS || "4").
    void nodeEnvironment(std::size_t at) {
        auto end = at;
        while (end < m_text.size() && isIdentifierChar(m_text[end])) ++end;
        const auto name = m_text.substr(at, end - at);
        auto rest = trim(m_text.substr(end, 200));
        if (!isVariableName(name) || (!rest.starts_with("??") && !rest.starts_with("||"))) return;
        rest = trim(rest.substr(2));
        const bool quoted = rest.starts_with('"') || rest.starts_with('\'');
        const auto stop = quoted ? rest.find(rest[0], 1) + 1 : rest.find_first_of(",;)}\n ");
        say(at, {std::string(name)}, rest.substr(0, stop));
    }

    /// env::var("WORKERS").unwrap_or("4".into()), .unwrap_or_else(|_| "4".to_string()).
    void rustEnvironment(std::size_t at) {
        const auto parts = arguments(at);
        const auto name = parts.size() == 1 ? unquoted(parts[0]) : std::string_view();
        const auto rest = m_text.substr(at, 200);
        const auto otherwise = rest.find(".unwrap_or");
        if (!isVariableName(name) || otherwise == std::string_view::npos ||
            rest.substr(0, otherwise).find(';') != std::string_view::npos)
            return;
        const auto open = rest.find('"', otherwise);
        const auto close = open == std::string_view::npos ? open : rest.find('"', open + 1);
        if (close != std::string_view::npos) say(at, {std::string(name)}, rest.substr(open, close - open + 1));
    }

    /// parser.add_argument("--batch-size", type=int, default=500), @click.option("--batch-size", default=500).
    void pythonOption(std::size_t at) {
        std::string name;
        std::string_view preset;
        for (const auto part : arguments(at)) {
            if (const auto text = unquoted(part); text.starts_with("--")) name = text.substr(2);
            else if (part.starts_with("default=")) preset = trim(part.substr(8));
        }
        if (!name.empty() && !preset.empty()) say(at, {name}, preset);
    }

    /// flag.Int("workers", 4, "how many").
    void goFlag(std::size_t at) {
        const auto parts = arguments(at);
        if (parts.size() != 3) return;
        if (const auto name = unquoted(parts[0]); name.size() > 1) say(at, {std::string(name)}, parts[1]);
    }

    /// ":param timeout: seconds, 30 by default", "@param {number} timeout - defaults to 30", "timeout (float): ...
    /// Defaults to 30.": a parameter and the first default that its line tells.
    void documentation() {
        if (m_atom.symbolKind == "class") return;
        std::size_t at = 0;
        for (std::size_t row = 0; row < mostCalls && at < m_text.size(); ++row) {
            const auto end = std::min(m_text.find('\n', at), m_text.size());
            documented(at, trim(m_text.substr(at, end - at)));
            at = end + 1;
        }
    }

    void documented(std::size_t at, std::string_view line) {
        while (line.starts_with("*") || line.starts_with("/")) line = trim(line.substr(1));
        const bool tagged = line.starts_with(":param ") || line.starts_with("@param ") || line.starts_with("\\param ");
        if (tagged) {
            line = trim(line.substr(7));
            if (line.starts_with("{")) line = trim(line.substr(std::min(line.find('}'), line.size() - 1) + 1));
        }
        std::size_t end = 0;
        while (end < line.size() && isIdentifierChar(line[end])) ++end;
        const auto name = line.substr(0, end);
        auto rest = trim(line.substr(end));
        // "timeout (float, optional): how long"
        if (!tagged) {
            if (!rest.starts_with("(") || rest.find("):") == std::string_view::npos) return;
            rest = trim(rest.substr(rest.find("):") + 2));
        }
        if (name.empty()) return;
        const auto value = presetIn(rest);
        if (value.empty()) return;
        std::vector<std::string> segments;
        for (const auto& ancestor : m_atom.ancestors)
            if (ancestor != m_atom.path && ancestor.find('/') == std::string::npos) segments = {ancestor};
        if (m_atom.language == "Go") segments.clear();
        segments.insert(segments.end(), {m_atom.title, std::string(name)});
        say(at, segments, value, "prose");
    }

    /// The value in "30 by default", "defaults to 30", "(default: 30)", "default 30"; empty: there is none.
    static std::string_view presetIn(std::string_view text) {
        const auto lower = toLowerAscii(text);
        const auto token = [](std::string_view from) {
            from = trim(from);
            const bool quoted = !from.empty() && std::string_view("\"'`").find(from[0]) != std::string_view::npos;
            const auto stop = quoted ? from.find(from[0], 1) : from.find_first_of(" ,;)");
            from = from.substr(0, stop == std::string_view::npos ? from.size() : stop + (quoted ? 1 : 0));
            while (!quoted && from.ends_with(".")) from.remove_suffix(1);
            return quoted && from[0] == '`' && from.size() > 2 ? from.substr(1, from.size() - 2) : from;
        };
        if (const auto by = lower.find(" by default"); by != std::string::npos) {
            const auto before = text.substr(0, by);
            const auto start = before.find_last_of(" (,");
            return token(before.substr(start == std::string_view::npos ? 0 : start + 1));
        }
        for (const std::string_view phrase :
             {"defaults to ", "default is ", "default: ", "default value: ", "default="})
            if (const auto found = lower.find(phrase); found != std::string::npos)
                return token(text.substr(found + phrase.size()));
        return {};
    }

    const Atom& m_atom;
    std::string_view m_text;
    ClaimSink& m_sink;
};

}  // namespace

void extractUsage(const Atom& atom, ClaimSink& sink) { Usage(atom, sink).scan(); }

void extractCommentedConstant(const Atom& atom, Finding finding, std::string_view line, ClaimSink& sink) {
    const auto code = withoutComment(line);
    auto comment = line.substr(code.size());
    while (!comment.empty() && (isOneOf(comment.substr(0, 1), {"#", "/", "*", " ", "(", "="})))
        comment.remove_prefix(1);
    while (!comment.empty() && (isOneOf(comment.substr(comment.size() - 1), {"/", "*", " ", ")", "."})))
        comment.remove_suffix(1);
    if (comment.size() > 40 || finding.value.type != ClaimValue::Type::Number) comment = {};
    if (comment.starts_with("in ")) comment.remove_prefix(3);
    // "TTL = 3600  # seconds": the unit of the number; "TTL = 60 * 60  # 30 minutes": said once more.
    if (isTextUnit(comment) && comment.size() > 1 && finding.value.unit.empty()) {
        if (auto whole = numberValue(finding.value.text, comment)) finding.value = *whole;
        finding.sentence = atom.title + " is " + describeValue(finding.value);
    } else if (const auto space = comment.find(' '); space != std::string_view::npos) {
        const auto unit = trim(comment.substr(space));
        const auto said =
            isTextUnit(unit) && unit.size() > 1 ? numberValue(comment.substr(0, space), unit) : std::nullopt;
        // "PAYLOAD_128B 0x20 /* 128 bytes */": the code of an amount, not the amount.
        const bool coded =
            code.find("0x") != std::string_view::npos || atom.title.find(comment.substr(0, space)) != std::string::npos;
        if (said && !coded && (finding.value.unit.empty() || finding.value.unit == said->unit)) {
            auto again = finding;
            again.value = *said;
            again.basis = "prose";
            again.sentence = "the comment says that " + atom.title + " is " + describeValue(*said);
            sink.add(std::move(again));
        }
    }
    sink.add(std::move(finding));
}

}  // namespace skein::coherence
