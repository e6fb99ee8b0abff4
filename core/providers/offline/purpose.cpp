#include "core/providers/offline/purpose.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/providers/offline/agents.h"
#include "core/providers/offline/file_tree.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Section;
using deliverable::Statement;

namespace {

constexpr std::size_t maxPurposeSentences = 8, maxKeyDocBytes = 900, maxShown = 6, maxTitleBytes = 80;
constexpr std::uint32_t captionLines = 15;  ///< a caption with the file's name stands at the very top

Statement stating(std::string text, std::vector<Cite> cites) {
    return {std::move(text), std::move(cites), deliverable::Standing::Plain, {}};
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool isReadme(std::string_view path) {
    const std::string name = toLowerAscii(baseName(path));
    return name.starts_with("readme") || name == "index.md" || name == "index.rst" || name == "overview.md";
}

/// Words that are no purpose wherever they stand in a text: thanks, authorship, history, licence, code.
bool isAside(std::string_view sentence) {
    if (!isQuotable(sentence) || isLicenceText(sentence) || sentence.starts_with(':')) return true;
    const std::string lower = toLowerAscii(sentence);
    for (const std::string_view part : {"thank", "contributed by", "written by", "maintained by", "modified by",
                                        "ported by", "revised by", "licen", "history", "new upstream"})
        if (contains(lower, part)) return true;
    if (contains(sentence, "@") && contains(sentence, ".")) return true;  // an address
    for (const char mark : {'{', '}', ';'})
        if (contains(sentence, std::string(1, mark))) return mark != ';' || sentence.ends_with(';');
    // A list of values and what they mean.
    const std::size_t dash = sentence.find(" - ");
    if (dash != std::string_view::npos && sentence.find(" - ", dash + 3) != std::string_view::npos) return true;
    if (contains(sentence, "==") || contains(sentence, "->") || contains(sentence, "typename ")) return true;
    const std::size_t equal = sentence.find('=');
    return equal != std::string_view::npos && equal > 0 && equal + 1 < sentence.size() &&
           (isIdentifierChar(sentence[equal - 1]) || sentence[equal - 1] == ' ');
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// "README", "INSTALL": two capitals at least, and no small letter.
bool startsUpper(std::string_view stem) {
    return stem.size() > 2 && std::none_of(stem.begin(), stem.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
           std::any_of(stem.begin(), stem.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// Whether a comment below the first line, but above all declarations, can be about the file: what stands around it
/// must not claim it.
bool speaksOfFile(const ReadFile& file, const Comment& comment) {
    // Directly above an include or a test of the preprocessor it speaks of that.
    const std::string_view below = trim(file.source.line(comment.lines.last + 1));
    for (const std::string_view start : {"#inc", "#if", "# include", "import ", "from ", "#define", "#pragma warning"})
        if (below.starts_with(start)) return false;
    bool opened = false;  // inside a namespace a remark must be more than a caption, and stand alone
    for (std::uint32_t line = 1; line < comment.lines.first; ++line) {
        const std::string_view text = trim(file.source.line(line));
        opened =
            opened || text.starts_with("namespace") || text.starts_with("template") || text.starts_with("extern \"C\"");
    }
    std::size_t bytes = 0;
    for (const CommentLine& line : comment.text)
        bytes += static_cast<std::size_t>(std::count_if(line.text.begin(), line.text.end(), isIdentifierChar));
    return !opened || (bytes >= 60 && below.empty());
}

/// "zlib.h -- interface of the library": a line at the top that repeats the file's name, even within a licence.
std::optional<Sentence> caption(const ReadFile& file) {
    const std::string name = toLowerAscii(baseName(file.source.path()));
    const std::string stem = toLowerAscii(stemOf(file.source.path()));
    for (const Comment& comment : file.comments) {
        if (comment.lines.first > captionLines) break;
        for (const CommentLine& line : comment.text) {
            const std::string_view text = trim(line.text);
            const std::string lower = toLowerAscii(text);
            const std::size_t length = lower.starts_with(name)   ? name.size()
                                       : lower.starts_with(stem) ? stem.size()
                                                                 : 0;
            if (length < 2 || line.number > captionLines) continue;
            std::string_view rest = text.substr(length);
            const std::size_t mark = rest.find_first_not_of(' ');
            if (mark == std::string_view::npos || (rest[mark] != '-' && rest[mark] != ':')) continue;
            if (rest[mark] == '-' && mark == 0 && !rest.starts_with("--")) continue;  // a longer name
            rest = trim(rest.substr(rest.find_first_not_of(" -:", mark) == std::string_view::npos
                                        ? rest.size()
                                        : rest.find_first_not_of(" -:", mark)));
            if (rest.size() < 8 || toLowerAscii(rest).starts_with("version") || !contains(rest, " ") ||
                isLicenceText(rest) || contains(rest, "@"))
                continue;
            return Sentence{std::string(text), {line.number, line.number}, 0};
        }
    }
    return std::nullopt;
}

/// Whether a file is written to be read: by its language or ending, or a README and its like, all in capitals.
bool isDocument(const SourceText& source) {
    if (!source.file().language.empty() && isProseLanguage(source.file().language)) return true;
    const std::string_view name = baseName(source.path());
    const std::size_t dot = name.rfind('.');
    const std::string_view ending = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
    if (ending == "md" || ending == "rst" || ending == "txt" || ending == "adoc" || ending == "html") return true;
    if (ending.size() == 1 && isDigit(ending[0])) return true;
    const std::string_view stem = name.substr(0, dot);
    return startsUpper(stem) && commentStyleOf(source.file().language) == CommentStyle::None;
}

/// Sentences of a prose file that describe it.
std::vector<Sentence> describingProse(const ReadFile& file) {
    // Rules of a build and lists of changes or people are text, but no description.
    const std::string name = toLowerAscii(baseName(file.source.path()));
    for (const std::string_view part :
         {"makefile", "changelog", "changes", "news", "history", "thanks", "authors", "licen", "copying", "copyright",
          "maintainers", ".mak", ".mk", "configure", "todo", "release-notes", "contributors"})
        if (contains(name, part)) return {};
    if (!isDocument(file.source)) return {};
    auto sentences = proseSentences(file.source, {1, std::min<std::uint32_t>(file.source.lineCount(), 120)});
    std::erase_if(sentences, [](const Sentence& sentence) { return isAside(sentence.text); });
    while (!sentences.empty() && !describesFile(sentences.front().text)) sentences.erase(sentences.begin());
    return sentences;
}

/// The comment above "package x" in Go, which speaks for the folder.
std::vector<Sentence> packageComment(const ReadFile& file) {
    if (file.source.file().language != "Go") return {};
    for (const Comment& comment : file.comments) {
        if (!file.source.line(comment.lines.last + 1).starts_with("package ")) continue;
        std::vector<Sentence> sentences = sentencesOf(comment.text);
        if (!sentences.empty() && sentences.front().text.starts_with("Package ")) return sentences;
    }
    return {};
}

std::string briefTitle(std::string_view title) { return proseMarkdown(elide(std::string(title), maxTitleBytes)); }

/// What stands at the head of each entry of a file that is no code: its first heading, targets, jobs or keys.
struct Entry {
    std::string text;  ///< Markdown inline text
    LineRange lines;
};

std::vector<Entry> headings(const ReadFile& file) {
    std::vector<Entry> result;
    for (const Atom& atom : file.atoms)
        if (atom.kind == AtomKind::Section && !atom.title.empty())
            result.push_back({briefTitle(atom.title), {atom.lines.first, atom.lines.first}});
    return result;
}

/// "all", "check" of a makefile; what a CMake file adds; the name of a workflow; the package of a control file.
std::vector<Entry> buildEntries(const ReadFile& file) {
    const std::string name = toLowerAscii(baseName(file.source.path()));
    const bool make = contains(name, "makefile") || name.ends_with(".mk") || name.ends_with(".mak");
    const bool cmake = name == "cmakelists.txt" || name.ends_with(".cmake");
    const bool yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    std::vector<Entry> result;
    std::set<std::string> seen;
    const auto add = [&](std::string_view word, std::uint32_t number) {
        if (!word.empty() && seen.insert(std::string(word)).second)
            result.push_back({codeSpan(word), {number, number}});
    };
    for (std::uint32_t number = 1; number <= file.source.lineCount(); ++number) {
        const std::string_view line = file.source.line(number);
        if (line.empty() || line[0] == ' ' || line[0] == '\t' || line[0] == '#') continue;
        const std::size_t colon = line.find(':');
        if (make && colon != std::string_view::npos && colon > 1) {
            const std::string_view target = trim(line.substr(0, colon));
            const bool plain =
                std::all_of(target.begin(), target.end(), [](char c) { return isIdentifierChar(c) || c == '-'; });
            if (plain && line.substr(colon, 2) != ":=") add(target, number);
        } else if (cmake && (line.starts_with("add_library(") || line.starts_with("add_executable(") ||
                             line.starts_with("macro(") || line.starts_with("function("))) {
            const auto words = identifiersIn(line.substr(line.find('(')));
            if (!words.empty()) add(words.front(), number);
        } else if (yaml && line.starts_with("name:")) {
            add(trim(line.substr(5)), number);
        } else if (name == "control" && (line.starts_with("Package:") || line.starts_with("Source:"))) {
            add(trim(line.substr(colon + 1)), number);
        }
    }
    return result;
}

/// Keys at the outermost level of settings.
std::vector<Entry> settingKeys(const ReadFile& file) {
    const std::string name = toLowerAscii(baseName(file.source.path()));
    const bool yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    const bool ini =
        name.ends_with(".ini") || name.ends_with(".cfg") || name.ends_with(".toml") || name.ends_with(".conf");
    std::vector<Entry> result;
    for (std::uint32_t number = 1; (yaml || ini) && number <= file.source.lineCount(); ++number) {
        const std::string_view line = file.source.line(number);
        if (line.empty() || !(isIdentifierChar(line[0]) || line[0] == '[')) continue;
        const std::size_t end = line.find_first_of(yaml ? ":" : "=]");
        if (end == std::string_view::npos || end == 0) continue;
        const std::string_view key = trim(line.substr(0, end + (line[0] == '[' ? 1 : 0)));
        if (!contains(key, " ")) result.push_back({codeSpan(key), {number, number}});
    }
    return result;
}

/// Whether the symbols of a file are what it is about: not so for makefiles and scripts of the build.
bool isProgramText(const ReadFile& file) {
    const std::string name = toLowerAscii(baseName(file.source.path()));
    const std::string& language = file.source.file().language;
    if (contains(name, "makefile") || contains(name, "configure") || contains(name, "cmake") || name == "setup.py")
        return false;
    return isCodeLanguage(language) && language != "Make" && language != "CMake" && language != "M4" &&
           language != "Autoconf" && language != "Automake";
}

/// One statement out of the entries of several files: "Documents `a.md` (Title) and `b.md` (Other)".
std::optional<Statement> summary(const std::vector<ReadFile>& files) {
    std::size_t prose = 0;
    for (const ReadFile& file : files) prose += isDocument(file.source) ? 1 : 0;
    const bool documents = prose * 2 >= files.size();
    std::vector<std::string> parts;
    std::vector<Cite> cites;
    std::size_t left = 0;
    std::map<std::string_view, std::size_t> namesakes;
    for (const ReadFile& file : files) ++namesakes[baseName(file.source.path())];
    const auto take = [&](const ReadFile& file, const std::vector<Entry>& entries, std::size_t most) {
        const std::string& path = file.source.path();
        if (parts.size() == maxShown) {
            ++left;
            return;
        }
        std::vector<std::string> words;
        for (std::size_t i = 0; i < std::min(entries.size(), most); ++i) {
            words.push_back(entries[i].text);
            cites.push_back({path, entries[i].lines});
        }
        if (words.empty()) cites.push_back({path, {1, 1}});
        parts.push_back(codeSpan(namesakes[baseName(path)] > 1 ? std::string_view(path) : baseName(path)) +
                        (words.empty() ? "" : " (" + enumeration(words) + ")"));
    };
    // One file is known by all it holds; of several each is known by its first entries.
    for (const ReadFile& file : files) {
        std::vector<Entry> entries = headings(file);
        if (!isProseLanguage(file.source.file().language)) {
            entries = buildEntries(file);
            if (entries.empty()) entries = settingKeys(file);
        }
        take(file, entries, files.size() == 1 ? maxShown : isProseLanguage(file.source.file().language) ? 1 : 3);
    }
    if (parts.empty()) return std::nullopt;
    std::string text = documents ? "Holds the documents " : "Holds ";
    if (left > 0) parts.push_back(fmt::format("{} more", left));
    return stating(text + enumeration(parts), std::move(cites));
}

}  // namespace

bool describesFile(std::string_view sentence) {
    if (isAside(sentence) || isDigit(sentence[0])) return false;
    // A sentence that begins small is the rest of one that was cut.
    if (sentence[0] >= 'a' && sentence[0] <= 'z' && sentence.size() > 1 && !contains(sentence, " -- ")) {
        const std::string_view word = sentence.substr(0, sentence.find(' '));
        if (!contains(word, "_") && !contains(word, ".") && !contains(word, "(")) return false;
    }
    const std::string lower = toLowerAscii(sentence);
    for (const std::string_view start : {"note",
                                         "todo",
                                         "fixme",
                                         "template",
                                         "history",
                                         "revision",
                                         "caution",
                                         "constructor",
                                         "destructor",
                                         "warning",
                                         "see ",
                                         "first version",
                                         "version ",
                                         "last ",
                                         "added ",
                                         "fixed ",
                                         "changed ",
                                         "updated ",
                                         "originally",
                                         "usage:",
                                         "it ",
                                         "but ",
                                         "however",
                                         "also ",
                                         "this is because",
                                         "please ",
                                         "if you",
                                         "to build",
                                         "we ",
                                         "i ",
                                         "you ",
                                         "do not ",
                                         "don't ",
                                         "copyright",
                                         "created",
                                         "for conditions",
                                         "for more",
                                         "or ",
                                         "and ",
                                         "release ",
                                         "change "})
        if (lower.starts_with(start)) return false;
    return !sentence.ends_with('>');
}

std::vector<Sentence> selfDescription(const ReadFile& file) {
    if (isProseLanguage(file.source.file().language)) return describingProse(file);
    if (auto words = packageComment(file); !words.empty()) return words;
    if (auto line = caption(file)) return {*line};
    for (const Comment& comment : file.comments) {
        // Below the first declarations a comment speaks about those, not about the file.
        if (comment.lines.first > 120 || comment.trailing) break;
        // An include guard is no code yet.
        const auto code = std::find_if(file.symbols.begin(), file.symbols.end(),
                                       [](const DocumentedSymbol& s) { return s.group != SymbolGroup::Macro; });
        if (code != file.symbols.end() && comment.lines.last >= code->lines.first) break;
        if (comment.lines.first > 1 && !speaksOfFile(file, comment)) continue;
        auto sentences = sentencesOf(comment.text);
        if (sentences.empty()) continue;
        const bool documents =
            std::any_of(file.symbols.begin(), file.symbols.end(), [&](const DocumentedSymbol& symbol) {
                return !symbol.doc.empty() && symbol.doc.front().lines == sentences.front().lines;
            });
        const auto found =
            std::find_if(sentences.begin(), sentences.end(), [](const Sentence& s) { return describesFile(s.text); });
        if (found == sentences.end() || documents) continue;
        sentences.erase(sentences.begin(), found);
        std::erase_if(sentences, [](const Sentence& sentence) { return isAside(sentence.text); });
        return sentences;
    }
    return {};
}

void addSentences(Section& section, const std::string& path, const std::vector<Sentence>& sentences,
                  std::size_t limit) {
    // Sentences of one paragraph make one statement, so that they read as written.
    for (std::size_t i = 0; i < sentences.size() && limit > 0;) {
        if (!isQuotable(sentences[i].text)) {
            ++i;
            continue;
        }
        Statement statement = quoting(path, sentences[i]);
        const std::size_t paragraph = sentences[i].paragraph;
        --limit;
        for (++i; i < sentences.size() && sentences[i].paragraph == paragraph && limit > 0; ++i, --limit) {
            if (!isQuotable(sentences[i].text)) continue;
            statement.text += " " + proseMarkdown(sentences[i].text);
            statement.cites.front().lines.last = std::max(statement.cites.front().lines.last, sentences[i].lines.last);
        }
        section.statements.push_back(std::move(statement));
    }
}

const DocumentedSymbol* namesake(const ReadFile& file) {
    for (const DocumentedSymbol& symbol : file.symbols)
        if (symbol.group <= SymbolGroup::Function && symbol.atom->title == stemOf(file.source.path()) &&
            symbol.lead() != nullptr && !symbol.docIsShared)
            return &symbol;
    return nullptr;
}

Section purposeOf(const std::vector<ReadFile>& files) {
    Section section;
    section.title = "Purpose";
    // A README speaks for its folder, thus for a component that is that folder; so does a package comment.
    std::set<std::string_view> stems, folders;
    bool code = false;
    for (const ReadFile& file : files) {
        stems.insert(stemOf(file.source.path()));
        folders.insert(folderOf(file.source.path()));
        for (const DocumentedSymbol& symbol : file.symbols)
            code = code || (symbol.group <= SymbolGroup::Function && isProgramText(file) && symbol.container.empty() &&
                            !symbol.declaration.empty() && deliverable::countsForCoverage(*symbol.atom));
    }
    const bool top = folders.contains(std::string_view());
    for (const ReadFile& file : files) {
        if (!section.statements.empty()) break;
        const std::string_view name = baseName(file.source.path());
        const bool page = isReadme(file.source.path()) && (stems.size() == 1 || !top);
        const auto comment = page ? decltype(packageComment(file))() : packageComment(file);
        if (!comment.empty()) addSentences(section, file.source.path(), comment, maxPurposeSentences);
        else if (page || (name == "__init__.py" && folders.size() == 1))
            addSentences(section, file.source.path(), selfDescription(file), maxPurposeSentences);
    }
    // A file can speak for the whole component only if the component is that file and its header or tests.
    for (const ReadFile& file : files) {
        if (!section.statements.empty() || stems.size() > 1) break;
        addSentences(section, file.source.path(), selfDescription(file), maxPurposeSentences);
        const DocumentedSymbol* const symbol = section.statements.empty() ? namesake(file) : nullptr;
        if (symbol == nullptr || !describesFile(symbol->lead()->text)) continue;
        auto [text, lines] = docText(*symbol, maxKeyDocBytes);
        section.statements.push_back(
            stating(fmt::format("{}: {}", codeSpan(symbol->atom->title), text), {{file.source.path(), lines}}));
    }
    // The header that holds most of the names speaks for what they are.
    std::size_t names = 0;
    const auto namesOf = [](const ReadFile& file) {
        return static_cast<std::size_t>(std::count_if(file.symbols.begin(), file.symbols.end(), [](const auto& symbol) {
            return symbol.group <= SymbolGroup::Function;
        }));
    };
    for (const ReadFile& file : files) names += namesOf(file);
    for (const ReadFile& file : files) {
        if (!section.statements.empty() || namesOf(file) * 2 < names || names == 0) continue;
        if (const auto line = caption(file)) section.statements.push_back(quoting(file.source.path(), *line));
    }
    // Code is known by what it defines, which the assembler says in order of use.
    if (section.statements.empty() && !code)
        if (auto words = summary(files)) section.statements.push_back(std::move(*words));
    std::uint64_t lines = 0;
    const ReadFile* largest = &files.front();
    for (const ReadFile& file : files) {
        lines += file.source.lineCount();
        if (file.source.lineCount() > largest->source.lineCount()) largest = &file;
    }
    const std::string largestName = codeSpan(largest->source.path());
    std::string size =
        files.size() == 1
            ? fmt::format("The component is one file, {}, of {}.", largestName, counted(lines, "line", "lines"))
            : fmt::format("The component has {} with {}; the largest is {} with {}.",
                          counted(files.size(), "file", "files"), counted(lines, "line", "lines"), largestName,
                          counted(largest->source.lineCount(), "line", "lines"));
    section.statements.push_back(stating(std::move(size), {{largest->source.path(), largest->source.whole()}}));
    return section;
}

}  // namespace skein::providers
