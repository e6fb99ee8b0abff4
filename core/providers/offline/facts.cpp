#include "core/providers/offline/facts.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/deliverable/sentences.h"
#include "core/providers/offline/agents.h"
#include "core/providers/offline/file_tree.h"
#include "core/providers/offline/outline.h"
#include "core/providers/offline/wording.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Statement;

namespace {

constexpr std::size_t maxLimits = 120, maxKeys = 120, maxSwitches = 30, maxRules = 18, maxRulesPerFile = 8;
constexpr std::size_t maxMarkers = 40, maxTerms = 12;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The name in the first string literal or bracket that follows `call`; empty if it is not one.
std::string literalAfter(std::string_view line, std::string_view call) {
    const std::size_t at = line.find(call);
    if (at == std::string_view::npos) return {};
    std::size_t from = at + call.size();
    while (from < line.size() && std::string_view("([\"' ").find(line[from]) != std::string_view::npos) ++from;
    std::size_t end = from;
    while (end < line.size() && isIdentifierChar(line[end])) ++end;
    const bool literal = from > at + call.size() && (line[from - 1] == '"' || line[from - 1] == '\'');
    return (literal || call == "process.env.") && end > from + 1 ? std::string(line.substr(from, end - from))
                                                                 : std::string();
}

bool isLimitName(std::string_view name) {
    const std::string upper = [&] {
        std::string text(name);
        for (char& c : text)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        return text;
    }();
    for (const std::string_view part :
         {"MAX", "MIN", "LIMIT", "DEFAULT", "TIMEOUT", "SIZE", "VERSION", "PORT", "INTERVAL", "DEPTH", "COUNT", "RETR",
          "THRESHOLD", "BUF", "LEN", "DELAY", "CAPACITY"})
        if (contains(upper, part)) return true;
    return false;
}

/// Weight of a sentence as a rule; 0 if it states none.
int ruleWeight(std::string_view sentence) {
    const std::string lower = " " + toLowerAscii(sentence) + " ";
    int weight = 0;
    const auto when = [&](std::initializer_list<std::string_view> phrases, int points) {
        for (const std::string_view phrase : phrases)
            if (contains(lower, phrase)) {
                weight += points;
                return;
            }
    };
    when(
        {"thread-safe", "threadsafe", "thread safe", "reentrant", "not safe", "concurrent", " mutex", "race condition"},
        4);
    when({" must ", " must not", " never ", "do not ", "don't "}, 3);
    when({"the caller", "callers ", "responsible for", "ownership", "freed by", "to free", "memory leak"}, 3);
    when({"deprecated", "undefined behavior", "undefined behaviour", "warning:", "caution", "beware", "important:"}, 3);
    when({"returns null", "return null", "returns -1", "on error", "on failure", "if it fails", "returns false",
          "error code", " throws "},
         2);
    when({" should not ", "only if ", "only when ", "at most ", "at least ", "no longer ", "assumes ", "guarantee",
          "by default", "is required", "invariant"},
         2);
    when({" should ", " note that ", "always "}, 1);
    return weight >= 3 ? weight : 0;
}

/// The public symbol a comment stands directly above; null if none.
const DocumentedSymbol* documentedBy(const ReadFile& file, const Comment& comment) {
    const auto after = std::lower_bound(
        file.symbols.begin(), file.symbols.end(), comment.lines.first,
        [](const DocumentedSymbol& symbol, std::uint32_t line) { return symbol.atom->lines.first < line; });
    return after != file.symbols.end() && after->lines.first <= comment.lines.last + 3 && !after->doc.empty() &&
                   !after->docIsShared
               ? &*after
               : nullptr;
}

Statement stating(std::string text, std::vector<Cite> cites) {
    return {std::move(text), std::move(cites), deliverable::Standing::Plain, {}};
}

}  // namespace

Statement quoting(const std::string& path, const Sentence& sentence) {
    return stating(proseMarkdown(sentence.text), {{path, sentence.lines}});
}

std::string environmentVariableOn(std::string_view line) {
    for (const std::string_view call :
         {"getenv", "Getenv", "LookupEnv", "os.environ.get", "os.environ", "process.env.", "env::var", "ENV["})
        if (std::string name = literalAfter(line, call); !name.empty()) return name;
    return {};
}

namespace {

std::string_view writtenValue(const DocumentedSymbol& symbol) {
    const std::string_view value = symbol.value;
    return value.starts_with("= ") ? value.substr(2) : value;
}

/// A numeral, a string or a truth value.
bool isLiteral(std::string_view value) {
    for (const std::string_view word : {"true", "false", "True", "False", "TRUE", "FALSE"})
        if (value == word) return true;
    if (value.starts_with('-')) value.remove_prefix(1);
    return !value.empty() && ((value[0] >= '0' && value[0] <= '9') || value[0] == '"' || value[0] == '\'');
}

/// One string and nothing around it, with the prefix that its language may give it: "x", r'x', L"x".
bool isOneString(std::string_view value) {
    const std::size_t open = value.find_first_of("\"'");
    if (open == std::string_view::npos || open > 2 ||
        !std::all_of(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(open), isIdentifierChar))
        return false;
    for (std::size_t i = open + 1; i < value.size(); ++i) {
        if (value[i] == '\\') ++i;
        else if (value[i] == value[open]) return i + 1 == value.size();
    }
    return false;
}

using Literals = std::map<std::string_view, std::pair<Cite, std::string_view>>;

/// Constants of these files that stand for a literal, by name; those defined twice are left out.
Literals literalsOf(const std::vector<ReadFile>& files) {
    Literals literals;
    std::set<std::string_view> seen;
    for (const ReadFile& file : files)
        for (const DocumentedSymbol& symbol : file.symbols) {
            if (symbol.group != SymbolGroup::Macro && symbol.group != SymbolGroup::Constant &&
                symbol.group != SymbolGroup::Variable)
                continue;
            const std::string_view value = writtenValue(symbol), name = symbol.atom->title;
            if (!seen.insert(name).second) literals.erase(name);
            else if (isLiteral(value) && value.size() <= 60)
                literals.emplace(name, std::pair(Cite{file.source.path(), symbol.lines}, value));
        }
    return literals;
}

}  // namespace

deliverable::Table limitsTable(const std::vector<ReadFile>& files) {
    deliverable::Table table{"", {"Name", "Value", "Meaning"}, {}};
    const Literals literals = literalsOf(files);
    for (const ReadFile& file : files) {
        for (const DocumentedSymbol& symbol : file.symbols) {
            const bool constant = symbol.group == SymbolGroup::Macro || symbol.group == SymbolGroup::Constant ||
                                  symbol.group == SymbolGroup::Variable;
            const bool digit =
                std::any_of(symbol.value.begin(), symbol.value.end(), [](char c) { return c >= '0' && c <= '9'; });
            const bool takesArguments = symbol.group == SymbolGroup::Macro && !symbol.atom->signature.empty();
            if (!constant || takesArguments || symbol.value.empty()) continue;
            // "#ifndef X / #define X 12": whoever defines it first decides.
            const std::uint32_t line = symbol.lines.first;
            const std::string_view above = trim(file.source.line(line > 1 ? line - 1 : 1));
            const bool open = symbol.group == SymbolGroup::Macro && above.starts_with('#') &&
                              contains(above, "ifndef") && holdsWord(above, symbol.atom->title);
            const bool quoted = contains(symbol.value, "\"");
            const std::string_view value = writtenValue(symbol);
            // "EnablePrefixMatching = defaultPrefixMatching" says nothing without the value behind the name.
            const auto named = literals.find(value);
            const bool resolved =
                named != literals.end() && (isLimitName(symbol.atom->title) || isLimitName(named->first));
            if (!open && !resolved && ((!digit && !quoted) || !isLimitName(symbol.atom->title))) continue;
            if (contains(value, "\"") && !isOneString(value)) continue;  // an expression
            if (table.rows.size() >= maxLimits || symbol.value.size() > 80) continue;
            auto [text, lines] = docText(symbol, 900);
            if (text.empty()) lines = symbol.lines;
            if (open && text.empty())
                // The comment often stands above the test rather than above the definition.
                for (const Comment& comment : file.comments)
                    if (!comment.trailing && comment.lines.last + 2 == line) {
                        const auto sentences = sentencesOf(comment.text);
                        for (const Sentence& sentence : sentences) {
                            if (!isQuotable(sentence.text) || text.size() + sentence.text.size() > 900) continue;
                            text += (text.empty() ? "" : " ") + proseMarkdown(sentence.text);
                            lines.first = std::min(lines.first, sentence.lines.first);
                        }
                    }
            table.rows.push_back({{codeSpan(symbol.atom->title),
                                   codeSpan(value) + (resolved ? ", that is " + codeSpan(named->second.second) : "") +
                                       (open ? " unless defined before" : ""),
                                   std::move(text)},
                                  {file.source.path(), lines}});
            if (resolved) table.rows.back().more.push_back(named->second.first);
            if (symbol.when) {
                table.rows.back().cells[1] += ", " + symbol.when->text;
                table.rows.back().more.push_back({file.source.path(), symbol.when->lines});
            }
        }
    }
    return table;
}

deliverable::Table configurationTable(const std::vector<ReadFile>& files) {
    deliverable::Table table{"", {"Key", "Line as written", "Meaning"}, {}};
    for (const ReadFile& file : files) {
        for (const Atom& atom : file.atoms) {
            if (atom.kind != AtomKind::ConfigKey || table.rows.size() >= maxKeys) continue;
            const std::string_view line = trim(file.source.line(atom.lines.first));
            if (line.empty() || line.size() > 160 || !contains(line, atom.title.substr(atom.title.rfind('.') + 1)))
                continue;
            std::string meaning;
            LineRange lines{atom.lines.first, atom.lines.first};
            for (const Comment& comment : file.comments) {
                const bool above = !comment.trailing && comment.lines.last + 1 == lines.first;
                if (!above && !(comment.trailing && comment.lines.first == lines.first)) continue;
                const auto sentences = sentencesOf(comment.text);
                if (const Sentence* lead = leadSentence(sentences))
                    meaning = proseMarkdown(lead->text), lines.first = std::min(lines.first, lead->lines.first);
            }
            const std::string name = atom.title.substr(atom.title.rfind('.') + 1);
            table.rows.push_back({{codeSpan(name), codeSpan(line), meaning}, {file.source.path(), lines}});
        }
    }
    return table;
}

std::vector<Statement> switchStatements(const std::vector<ReadFile>& files) {
    struct Switch {
        Cite first;
        std::size_t places = 0;
        bool environment = false;
        std::set<std::string> files;
        std::vector<Cite> more;  ///< the first place in each further file, at most 3
    };
    std::map<std::string, Switch> found;
    const auto count = [](Switch& item, const Cite& here) {
        ++item.places;
        if (item.files.insert(here.path).second && item.files.size() > 1 && item.more.size() < 3)
            item.more.push_back(here);
    };
    for (const ReadFile& file : files) {
        const std::string& language = file.source.file().language;
        const bool preprocessed = isPreprocessed(language);
        for (std::uint32_t number = 1; number <= file.source.lineCount(); ++number) {
            const std::string_view line = trim(file.source.line(number));
            const Cite here{file.source.path(), {number, number}};
            if (const std::string name = environmentVariableOn(line); !name.empty())
                count(found.try_emplace(name, Switch{here, 0, true, {}, {}}).first->second, here);
            const std::string_view directive = preprocessed ? directiveOn(line) : std::string_view();
            if (directive.starts_with("ifndef") || (!directive.starts_with("if") && !directive.starts_with("elif")))
                continue;
            for (const std::string_view word : identifiersIn(directive)) {
                if (word.size() < 5 || word.starts_with("__") || word == "defined" || word == "ifdef" ||
                    (word[0] >= '0' && word[0] <= '9'))
                    continue;
                count(found.try_emplace(std::string(word), Switch{here, 0, false, {}, {}}).first->second, here);
            }
        }
    }
    std::vector<std::pair<std::string, Switch>> order(found.begin(), found.end());
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return std::pair(a.second.environment ? 0 : 1, b.second.places) <
               std::pair(b.second.environment ? 0 : 1, a.second.places);
    });
    std::vector<Statement> result;
    for (const auto& [name, item] : order) {
        if (result.size() >= maxSwitches) break;
        std::vector<Cite> cites{item.first};
        cites.insert(cites.end(), item.more.begin(), item.more.end());
        std::vector<std::string> names;
        names.reserve(cites.size());
        for (const Cite& cite : cites) names.push_back(codeSpan(baseName(cite.path)));
        result.push_back(stating(
            item.environment ? fmt::format("The environment variable {} is read.", codeSpan(name))
                             : fmt::format("{} decides what is compiled in {} {}, first in {}.", codeSpan(name),
                                           item.places, item.places == 1 ? "place" : "places", enumeration(names)),
            std::move(cites)));
    }
    return result;
}

std::vector<Statement> ruleStatements(const std::vector<ReadFile>& files) {
    struct Rule {
        int weight;
        std::size_t order;
        Statement statement;
    };
    std::vector<Rule> rules;
    std::set<std::string> seen;
    for (const ReadFile& file : files) {
        std::vector<Rule> ofFile;
        for (const Comment& comment : file.comments) {
            const DocumentedSymbol* about = nullptr;
            bool looked = false;
            for (const Sentence& sentence : sentencesOf(comment.text)) {
                const int weight =
                    isQuotable(sentence.text) && sentence.text.size() >= 30 ? ruleWeight(sentence.text) : 0;
                if (weight == 0 || !seen.insert(deliverable::sentenceKey(sentence.text)).second) continue;
                if (!looked) about = documentedBy(file, comment), looked = true;
                Statement statement = quoting(file.source.path(), sentence);
                if (about != nullptr && !contains(sentence.text, about->atom->title)) {
                    statement.text = fmt::format("{}: {}", codeSpan(about->atom->title), statement.text);
                    statement.cites.push_back({file.source.path(), about->lines});
                }
                ofFile.push_back({weight, rules.size() + ofFile.size(), std::move(statement)});
            }
        }
        std::stable_sort(ofFile.begin(), ofFile.end(),
                         [](const Rule& a, const Rule& b) { return a.weight > b.weight; });
        const std::size_t share = files.size() == 1 ? maxRules * 2 : maxRulesPerFile;
        if (ofFile.size() > share) ofFile.erase(ofFile.begin() + static_cast<std::ptrdiff_t>(share), ofFile.end());
        for (Rule& rule : ofFile) rules.push_back(std::move(rule));
    }
    std::stable_sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) { return a.weight > b.weight; });
    const std::size_t share = files.size() == 1 ? maxRules * 2 : maxRules;
    if (rules.size() > share) rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(share), rules.end());
    std::stable_sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) { return a.order < b.order; });
    std::vector<Statement> result;
    result.reserve(rules.size());
    for (Rule& rule : rules) result.push_back(std::move(rule.statement));
    return result;
}

std::vector<Statement> openQuestions(const std::vector<ReadFile>& files) {
    std::vector<Statement> result;
    std::size_t markers = 0;
    for (const ReadFile& file : files) {
        for (const Comment& comment : file.comments) {
            for (const CommentLine& line : comment.text) {
                std::size_t at = std::string::npos;
                for (const std::string_view marker : {"TODO", "FIXME", "XXX", "HACK"})
                    if (at == std::string::npos && holdsWord(line.text, marker)) at = line.text.find(marker);
                // "XXX" in the middle of a line is usually a pattern ("/tmp/fileXXX"), a marker starts its remark.
                if (at == std::string::npos || at > 12 || line.text.size() < at + 10 || ++markers > maxMarkers)
                    continue;
                result.push_back(stating(proseMarkdown(elide(std::string_view(line.text).substr(at), 300)),
                                         {{file.source.path(), {line.number, line.number}}}));
            }
        }
        std::size_t publicSymbols = 0, undocumented = 0;
        const DocumentedSymbol* first = nullptr;
        for (const DocumentedSymbol& symbol : file.symbols) {
            const bool matters = symbol.group == SymbolGroup::Function || symbol.group == SymbolGroup::Type;
            if (!matters || !deliverable::countsForCoverage(*symbol.atom)) continue;
            ++publicSymbols;
            if (!symbol.doc.empty()) continue;
            ++undocumented;
            if (first == nullptr) first = &symbol;
        }
        if (undocumented < 5 || undocumented * 2 < publicSymbols || isTestPath(file.source.path())) continue;
        result.push_back(stating(
            fmt::format("{} of {} public functions and types in {} have no comment, beginning with {}.", undocumented,
                        publicSymbols, codeSpan(baseName(file.source.path())), codeSpan(first->atom->title)),
            {{file.source.path(), first->lines}}));
    }
    return result;
}

std::vector<deliverable::Term> definedTerms(const std::vector<ReadFile>& files) {
    std::vector<deliverable::Term> terms;
    std::set<std::string> seen;
    const auto consider = [&](const std::string& path, const Sentence& sentence) {
        if (terms.size() >= maxTerms || !isQuotable(sentence.text) || sentence.text.size() > 300) return;
        std::string_view rest = sentence.text;
        std::size_t article = 0;
        for (const std::string_view word : {"A ", "An ", "The "})
            if (rest.starts_with(word)) article = word.size();
        const std::size_t is = std::min(rest.find(" is a "), rest.find(" is an "));
        if (article == 0 || is == std::string_view::npos || is <= article || is > 40) return;
        const std::string_view term = rest.substr(article, is - article);
        const bool plain =
            std::all_of(term.begin(), term.end(), [](char c) { return isIdentifierChar(c) || c == ' ' || c == '-'; });
        const std::string lower = toLowerAscii(term);
        if (!plain || !isDefinable(term) || !seen.insert(lower).second) return;
        terms.push_back({std::string(term), proseMarkdown(sentence.text), {path, sentence.lines}});
    };
    for (const ReadFile& file : files) {
        for (const Comment& comment : file.comments)
            for (const Sentence& sentence : sentencesOf(comment.text)) consider(file.source.path(), sentence);
        if (isProseLanguage(file.source.file().language))
            for (const Sentence& sentence : proseSentences(file.source, file.source.whole()))
                consider(file.source.path(), sentence);
    }
    return terms;
}

}  // namespace skein::providers
