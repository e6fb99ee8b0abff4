#include "core/providers/offline/facts.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/deliverable/sentences.h"
#include "core/providers/offline/file_tree.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Statement;

namespace {

constexpr std::size_t maxLimits = 40, maxKeys = 120, maxSwitches = 16, maxErrors = 12, maxRules = 18,
                      maxRulesPerFile = 8;
constexpr std::size_t maxDesignNotes = 8, maxMarkers = 20, maxTerms = 12;
constexpr std::size_t minDesignSentences = 3;

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
    return weight >= 2 ? weight : 0;
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

deliverable::Table limitsTable(const std::vector<ReadFile>& files) {
    deliverable::Table table{"", {"Name", "Value", "Meaning"}, {}};
    for (const ReadFile& file : files) {
        for (const DocumentedSymbol& symbol : file.symbols) {
            const bool constant = symbol.group == SymbolGroup::Macro || symbol.group == SymbolGroup::Constant ||
                                  symbol.group == SymbolGroup::Variable;
            const bool digit = std::any_of(symbol.declaration.begin(), symbol.declaration.end(),
                                           [](char c) { return c >= '0' && c <= '9'; });
            const bool quoted = contains(symbol.declaration, "\"");
            const bool takesArguments = symbol.group == SymbolGroup::Macro && !symbol.atom->signature.empty();
            if (!constant || takesArguments || (!digit && !quoted)) continue;
            if (!isLimitName(symbol.atom->title) || table.rows.size() >= maxLimits || symbol.declaration.size() > 80)
                continue;
            const std::string_view value = symbol.declaration.starts_with("= ")
                                               ? std::string_view(symbol.declaration).substr(2)
                                               : symbol.declaration;
            table.rows.push_back({{codeSpan(symbol.atom->title), codeSpan(value), leadDoc(symbol)},
                                  {file.source.path(), symbol.docLines()}});
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
    };
    std::map<std::string, Switch> found;
    std::set<std::string, std::less<>> own;
    for (const ReadFile& file : files) {
        for (const DocumentedSymbol& symbol : file.symbols)
            if (symbol.group == SymbolGroup::Macro) own.insert(symbol.atom->title);
        for (std::uint32_t number = 1; number <= file.source.lineCount(); ++number) {
            const std::string_view line = trim(file.source.line(number));
            const Cite here{file.source.path(), {number, number}};
            for (const std::string_view call :
                 {"getenv", "os.environ.get", "os.environ", "process.env.", "env::var", "ENV["}) {
                const std::string name = literalAfter(line, call);
                if (name.empty()) continue;
                Switch& item = found.try_emplace(name, Switch{here, 0, true}).first->second;
                ++item.places;
                break;
            }
            if (!line.starts_with('#') || !contains(line, "if") || line.starts_with("#ifndef")) continue;
            const std::string_view directive = trim(line.substr(1));
            if (!directive.starts_with("if") && !directive.starts_with("elif")) continue;
            for (const std::string_view word : wordsOf(directive)) {
                if (word.size() < 5 || word.starts_with("__") || word == "defined" || word == "ifdef" ||
                    own.contains(word) || (word[0] >= '0' && word[0] <= '9'))
                    continue;
                ++found.try_emplace(std::string(word), Switch{here, 0, false}).first->second.places;
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
        result.push_back(stating(item.environment ? fmt::format("The environment variable {} is read.", codeSpan(name))
                                                  : fmt::format("{} decides what is compiled in {} {}.", codeSpan(name),
                                                                item.places, item.places == 1 ? "place" : "places"),
                                 {item.first}));
    }
    return result;
}

std::vector<Statement> errorStatements(const std::vector<ReadFile>& files) {
    std::vector<Statement> result;
    std::set<std::string> seen;
    for (const ReadFile& file : files) {
        if (!isCodeLanguage(file.source.file().language)) continue;
        for (std::uint32_t number = 1; number <= file.source.lineCount() && result.size() < maxErrors; ++number) {
            const std::string_view line = trim(file.source.line(number));
            const bool raises =
                line.starts_with("throw ") || line.starts_with("raise ") || contains(line, " throw new ");
            if (!raises || line.size() > 200) continue;
            const std::size_t at = contains(line, "raise ") ? line.find("raise ") + 6 : line.find("throw ") + 6;
            std::string_view what = line.substr(at);
            if (what.starts_with("new ")) what.remove_prefix(4);
            const std::string type(what.substr(0, what.find_first_of("({; \"")));
            if (type.size() < 3 || !seen.insert(type + std::string(what)).second) continue;
            const std::size_t open = what.find('"'),
                              close = open == std::string_view::npos ? open : what.find('"', open + 1);
            std::string text = fmt::format("{} raises {}", codeSpan(baseName(file.source.path())), codeSpan(type));
            if (close != std::string_view::npos && close > open + 3)
                text += fmt::format(" with the message {}", codeSpan(what.substr(open, close - open + 1)));
            result.push_back(stating(text + ".", {{file.source.path(), {number, number}}}));
        }
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
    for (Rule& rule : rules) result.push_back(std::move(rule.statement));
    return result;
}

std::vector<Statement> designStatements(const std::vector<ReadFile>& files) {
    struct Note {
        std::size_t length, order;
        Statement statement;
    };
    std::vector<Note> notes;
    for (const ReadFile& file : files) {
        for (const Comment& comment : file.comments) {
            if (comment.lines.first < 3 || comment.text.size() < 5) continue;
            const DocumentedSymbol* about = documentedBy(file, comment);
            if (about != nullptr && deliverable::countsForCoverage(*about->atom)) continue;
            std::vector<Sentence> sentences = sentencesOf(comment.text);
            sentences.erase(std::remove_if(sentences.begin(), sentences.end(),
                                           [](const Sentence& s) { return !isQuotable(s.text); }),
                            sentences.end());
            if (sentences.size() < minDesignSentences) continue;
            Statement statement = quoting(file.source.path(), sentences.front());
            for (std::size_t i = 1; i < std::min<std::size_t>(sentences.size(), 4); ++i) {
                statement.text += " " + proseMarkdown(sentences[i].text);
                statement.cites.front().lines.last =
                    std::max(statement.cites.front().lines.last, sentences[i].lines.last);
            }
            if (about != nullptr && !contains(statement.text, about->atom->title)) {
                statement.text = fmt::format("On {}: {}", codeSpan(about->atom->title), statement.text);
                statement.cites.push_back({file.source.path(), about->lines});
            }
            notes.push_back({sentences.size(), notes.size(), std::move(statement)});
        }
    }
    std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) { return a.length > b.length; });
    if (notes.size() > maxDesignNotes) notes.erase(notes.begin() + maxDesignNotes, notes.end());
    std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) { return a.order < b.order; });
    std::vector<Statement> result;
    for (Note& note : notes) result.push_back(std::move(note.statement));
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
        if (undocumented < 5 || undocumented * 4 < publicSymbols) continue;
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
        const std::size_t is = std::min(rest.find(" is a "), std::min(rest.find(" is an "), rest.find(" means ")));
        if (article == 0 || is == std::string_view::npos || is <= article || is > 40) return;
        const std::string_view term = rest.substr(article, is - article);
        const bool plain =
            std::all_of(term.begin(), term.end(), [](char c) { return isIdentifierChar(c) || c == ' ' || c == '-'; });
        const std::string lower = toLowerAscii(term);
        const bool vague = lower == "following" || lower == "function" || lower == "value" || lower == "result" ||
                           lower == "first" || lower == "argument" || lower == "second" ||
                           contains(lower, "parameter") || contains(lower, " of ") || contains(lower, "argument") ||
                           contains(lower, "return value");
        if (!plain || vague || term.size() < 3 || std::count(term.begin(), term.end(), ' ') > 2 ||
            !seen.insert(lower).second)
            return;
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
