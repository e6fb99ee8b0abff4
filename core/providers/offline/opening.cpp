#include "core/providers/offline/opening.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/offline/agents.h"
#include "core/providers/offline/conditions.h"
#include "core/providers/offline/purpose.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Section;
using deliverable::Statement;

namespace {

constexpr std::size_t maxIntroSentences = 10, maxPoints = 14, maxEntryPoints = 24, maxHeaders = 16, maxTop = 200;

Statement stating(std::string text, std::vector<Cite> cites) {
    return {std::move(text), std::move(cites), deliverable::Standing::Plain, {}};
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
bool isTop(std::string_view path) { return !contains(path, "/"); }
bool startsLower(std::string_view path, std::string_view prefix) {
    return toLowerAscii(baseName(path)).starts_with(prefix);
}

/// A file at the root by its exact name.
Result<std::optional<SourceText>> topFile(const Opening& opening, std::string_view name) {
    const SourceFile* const file = opening.tree.find(name);
    if (file == nullptr || file->bytes > (1u << 20)) return std::optional<SourceText>();
    SKEIN_TRY(SourceText source, openSource(opening.index, *file));
    return std::optional<SourceText>(std::move(source));
}

/// A value that a manifest declares on one line, with that line.
struct Declared {
    std::string value;
    Cite cite;
};

/// "name = 'x'", "name: x", "\"name\": \"x\"" or "name="x"," at the left margin of a manifest; empty if there is none.
std::optional<Declared> declared(const SourceText& file, std::string_view key) {
    for (std::uint32_t number = 1; number <= std::min<std::uint32_t>(file.lineCount(), 400); ++number) {
        std::string_view line = trim(file.line(number));
        if (line.starts_with('"')) line.remove_prefix(1);
        if (!startsLower(line.substr(0, key.size()), key) || line.size() <= key.size()) continue;
        line.remove_prefix(key.size());
        if (line.starts_with('"')) line.remove_prefix(1);
        line = trim(line);
        if (line.empty() || (line[0] != ':' && line[0] != '=')) continue;
        line = trim(line.substr(1));
        while (!line.empty() && (line.back() == ',' || line.back() == ')'))
            line = trim(line.substr(0, line.size() - 1));
        if (line.size() > 1 && (line[0] == '"' || line[0] == '\'')) {
            const std::size_t close = line.find(line[0], 1);
            if (close == std::string_view::npos) continue;
            line = line.substr(1, close - 1);
        } else if (line.find_first_of("({[$") != std::string_view::npos) {
            continue;
        }
        if (!line.empty()) return Declared{std::string(line), {file.path(), {number, number}}};
    }
    return std::nullopt;
}

/// "README.md", "Readme": no guide to something else, such as "Readme-Guide.md".
bool isTopReadme(std::string_view path) {
    const std::string lower = toLowerAscii(path);
    return isTop(path) && lower.substr(0, lower.find('.')) == "readme";
}

/// "Jansson README" names Jansson.
std::string_view withoutReadme(std::string_view heading) {
    for (const std::string_view word : {" readme", " README", " Readme"})
        if (heading.ends_with(word)) return trim(heading.substr(0, heading.size() - word.size()));
    return heading;
}

constexpr std::array<std::string_view, 9> manifests{"package.json", "Cargo.toml", "pyproject.toml",
                                                    "setup.cfg",    "setup.py",   "composer.json",
                                                    "pom.xml",      "Chart.yaml", "galaxy.yml"};

/// Headings that every README may have are no name.
bool isName(std::string_view heading) {
    const std::string lower = toLowerAscii(heading);
    for (const std::string_view word : {"overview", "readme", "introduction", "about", "contents", "documentation",
                                        "table of contents", "installation", "usage", "description", "license"})
        if (lower == word) return false;
    return !heading.empty() && heading.size() < 80 && !contains(heading, "](") && !contains(heading, "<") &&
           !contains(heading, "http");
}

/// Badges and what is left of them.
bool isBadge(std::string_view sentence) {
    return contains(sentence, "](") || contains(sentence, "![") || contains(sentence, "shields.io") ||
           contains(sentence, "badge") || sentence.starts_with(':') || contains(sentence, "<img");
}

bool isPoint(std::string_view line) {
    const std::string_view text = trim(line);
    return text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ ");
}

/// Where to turn to and what else to read is not what the project is.
bool isPointer(std::string_view sentence) {
    const std::string lower = toLowerAscii(sentence);
    for (const std::string_view part : {"mailing list", "distribution terms", "please contact", "the faq", "contact us",
                                        "those documents", "git clone", "thank", "sponsor", "donat", "star us"})
        if (contains(lower, part)) return true;
    return false;
}

/// Below these headings a README speaks of other things than what the project is.
bool endsIntroduction(std::string_view heading) {
    const std::string lower = toLowerAscii(heading);
    for (const std::string_view word :
         {"install", "build", "contribut", "licen", "copying", "contact", "getting", "usage", "example", "download",
          "donate", "table of contents", "credits", "changelog", "support", "git", "notice", "running", "test"})
        if (contains(lower, word)) return true;
    return false;
}

/// The sentences of a document's beginning as paragraphs, its list items as points.
Section quoted(const SourceText& source, std::uint32_t first) {
    Section section, points;
    points.title = "What it lists";
    points.asList = true;
    std::uint32_t last = std::min<std::uint32_t>(source.lineCount(), first + maxTop);
    for (std::uint32_t number = first; number <= last; ++number) {
        const std::string_view line = trim(source.line(number)), below = trim(source.line(number + 1));
        const bool underlined =
            line.size() > 2 && below.size() > 2 && below.find_first_not_of("=-~") == std::string_view::npos;
        if ((line.starts_with('#') || underlined) && endsIntroduction(line)) last = number - 1;
    }
    std::size_t taken = 0;
    std::size_t paragraph = SIZE_MAX;
    for (const Sentence& sentence : proseSentences(source, {first, std::max(last, first)})) {
        if (!isQuotable(sentence.text) || isBadge(sentence.text) || isPointer(sentence.text) ||
            isLicenceText(sentence.text))
            continue;
        const bool point = isPoint(source.line(sentence.lines.first));
        const bool same = sentence.paragraph == paragraph;
        paragraph = sentence.paragraph;
        Section& target = point || (same && section.statements.empty()) ? points : section;
        if (same && !target.statements.empty()) {
            Statement& statement = target.statements.back();
            statement.text += " " + proseMarkdown(sentence.text);
            statement.cites.front().lines.last = std::max(statement.cites.front().lines.last, sentence.lines.last);
        } else if (point && points.statements.size() < maxPoints) {
            points.statements.push_back(quoting(source.path(), sentence));
        } else if (!point && taken < maxIntroSentences) {
            section.statements.push_back(quoting(source.path(), sentence));
        }
        taken += point ? 0 : 1;
    }
    if (points.statements.size() > 1 && !section.statements.empty()) section.sections.push_back(std::move(points));
    return section;
}

/// The line on which a program begins; 0 if the file is none.
std::uint32_t programLine(const SourceText& source) {
    const std::string& language = source.file().language;
    const bool c = commentStyleOf(language) == CommentStyle::Slash;
    bool mainPackage = language != "Go";
    std::uint32_t wide = 0;
    for (std::uint32_t number = 1; number <= source.lineCount(); ++number) {
        const std::string_view line = source.line(number);
        if (line.starts_with("package main")) mainPackage = true;
        if (language == "Python" && line.starts_with("if __name__ ==")) return number;
        if (!c || line.empty() || !contains(line, "main") || line.starts_with("//") || line.starts_with("*")) continue;
        const std::string_view code = trim(line);
        if (code.ends_with(';') || code.starts_with('#')) continue;
        const std::string_view above = trim(source.line(number - 1));
        const bool typed = line.starts_with("int ") || line.starts_with("void ") ||
                           line.starts_with("extern \"C\" int ") ||
                           (code.starts_with("main(") && line[0] == 'm' && above == "int");
        if (typed && (contains(line, " main(") || code.starts_with("main(") || contains(line, " main (")))
            return number;
        if (typed && (contains(line, "wmain(") || contains(line, "WinMain(")) && wide == 0) wide = number;
        if (language == "Go" && mainPackage && line.starts_with("func main(")) return number;
        if (language == "Rust" && (line.starts_with("fn main(") || line.starts_with("pub fn main("))) return number;
        if (contains(line, "static void main(") || contains(line, "static async Task Main(")) return number;
    }
    return wide;
}

/// Whether a path belongs to tests, samples, probes or what is packed around the product.
/// "curl = pkg.module:function" below a heading for scripts, and "bin"/"main" of package.json.
void consoleScripts(const SourceText& file, Section& section) {
    bool inScripts = false;
    for (std::uint32_t number = 1; number <= file.lineCount(); ++number) {
        const std::string_view line = trim(file.line(number));
        const bool heading = line.starts_with('[') && line.ends_with(']');
        if (heading) inScripts = line == "[project.scripts]" || line == "[tool.poetry.scripts]";
        if (contains(line, "console_scripts")) inScripts = true;
        const std::size_t colon = line.rfind(':'), equal = line.find('=');
        const bool script = inScripts && !heading && colon != std::string_view::npos &&
                            equal != std::string_view::npos && equal < colon && colon + 1 < line.size() &&
                            isIdentifierChar(line[colon + 1]);
        if (script && section.statements.size() < maxEntryPoints)
            section.statements.push_back(
                stating(fmt::format("{} installs the command {}.", codeSpan(file.path()), codeSpan(line)),
                        {{file.path(), {number, number}}}));
        if (inScripts && line.starts_with(']')) inScripts = false;
    }
    if (baseName(file.path()) != "package.json") return;
    for (const std::string_view key : {"main", "module", "bin"})
        if (const auto value = declared(file, key))
            section.statements.push_back(
                stating(fmt::format("{} names {} as {}.", codeSpan(file.path()), codeSpan(value->value), codeSpan(key)),
                        {value->cite}));
}

bool isHeader(std::string_view path) {
    return path.ends_with(".h") || path.ends_with(".hpp") || path.ends_with(".hh") || path.ends_with(".hxx");
}

/// Headers in a folder "include", else those that the build installs, else those that most files include.
void publicHeaders(const Opening& opening, Section& section) {
    std::vector<std::string> names;
    std::vector<Cite> cites;
    std::size_t more = 0;
    for (const SourceFile& file : opening.tree.files()) {
        const bool included = file.path.starts_with("include/") || contains(file.path, "/include/");
        if (!included || !isHeader(file.path) || isAsidePath(file.path)) continue;
        if (names.size() == maxHeaders) {
            ++more;
            continue;
        }
        names.push_back(codeSpan(file.path));
        cites.push_back({file.path, {1, 1}});
    }
    if (!names.empty()) {
        if (more > 0) names.push_back(fmt::format("{} more", more));
        section.statements.push_back(stating("Public headers: " + enumeration(names), std::move(cites)));
        return;
    }
    std::set<std::string> seen;
    for (const SourceText& file : opening.build)
        for (std::uint32_t number = 1; number <= file.lineCount(); ++number) {
            const std::string_view line = file.line(number);
            const bool installs = contains(line, "install") || contains(line, "include_HEADERS") ||
                                  contains(line, "PUBLIC_HDRS") || contains(line, "PUBLIC_HEADER");
            if (!installs || !isTop(file.path())) continue;
            for (std::size_t i = 0; i < line.size();) {
                const std::size_t end = std::min(line.find_first_of(" \t()\"';{}/", i), line.size());
                const std::string word(line.substr(i, end - i));
                i = end + 1;
                if (!isHeader(word) || opening.tree.find(word) == nullptr || !seen.insert(word).second) continue;
                section.statements.push_back(stating(
                    fmt::format("{} is a public header: {} installs it.", codeSpan(word), codeSpan(file.path())),
                    {{file.path(), {number, number}}}));
            }
        }
    if (!seen.empty()) return;
    for (const CodeSurvey::Hub& hub : opening.code.hubs()) {
        if (!isHeader(hub.path) || hub.files < 3 || isAsidePath(hub.path)) continue;
        section.statements.push_back(stating(fmt::format("{} is the header that most files include: {}.",
                                                         codeSpan(hub.path), counted(hub.files, "file", "files")),
                                             {hub.first, {hub.path, {1, 1}}}));
        break;
    }
}

}  // namespace

Result<std::string> projectName(const Opening& opening, const std::string& fallback) {
    for (const SourceText& guide : opening.guides) {
        if (!isTopReadme(guide.path())) continue;
        for (std::uint32_t number = 1; number <= std::min<std::uint32_t>(guide.lineCount(), 20); ++number) {
            const std::string_view line = trim(guide.line(number)), below = trim(guide.line(number + 1));
            const bool underlined = line.size() > 1 && below.size() >= line.size() &&
                                    below.find_first_not_of('=') == std::string_view::npos;
            const std::string_view heading = withoutReadme(line.starts_with("# ") ? trim(line.substr(2))
                                                           : underlined           ? line
                                                                                  : std::string_view());
            if (isName(heading)) return proseMarkdown(heading);
        }
    }
    if (opening.tree.find("PKG-INFO") != nullptr) {
        SKEIN_TRY(const std::optional<SourceText> file, topFile(opening, "PKG-INFO"));
        if (file)
            if (const auto name = declared(*file, "name")) return deliverable::escapeMarkdown(name->value);
    }
    for (const std::string_view manifest : manifests) {
        SKEIN_TRY(const std::optional<SourceText> file, topFile(opening, manifest));
        if (file)
            if (const auto name = declared(*file, "name")) return deliverable::escapeMarkdown(name->value);
    }
    for (const SourceText& file : opening.build) {
        for (std::uint32_t number = 1; number <= file.lineCount() && isTop(file.path()); ++number) {
            const std::string_view line = trim(file.line(number));
            if (line.starts_with("module ") && baseName(file.path()) == "go.mod") {
                const std::string_view path = trim(line.substr(7));
                return deliverable::escapeMarkdown(baseName(path));
            }
            if (!line.starts_with("project(") && !line.starts_with("AC_INIT(") && !line.starts_with("project ("))
                continue;
            const auto words = identifiersIn(line.substr(line.find('(')));
            if (!words.empty()) return deliverable::escapeMarkdown(words.front());
        }
    }
    if (const std::string prefix = opening.code.ownPrefix(); !prefix.empty()) return codeSpan(prefix);
    return fallback;
}

Result<Section> introduction(const Opening& opening) {
    Section section;
    for (const SourceText& guide : opening.guides) {
        if (!isTopReadme(guide.path())) continue;
        section = quoted(guide, 1);
        if (!section.statements.empty()) break;
    }
    // A manifest says it in one sentence; what follows the fields of PKG-INFO is the README itself.
    std::vector<Statement> brief;
    SKEIN_TRY(const std::optional<SourceText> package, topFile(opening, "PKG-INFO"));
    if (package) {
        if (const auto summary = declared(*package, "summary"))
            brief.push_back(stating(proseMarkdown(summary->value), {summary->cite}));
        std::uint32_t body = 1;
        while (body < package->lineCount() && !trim(package->line(body)).empty()) ++body;
        if (section.statements.empty()) section = quoted(*package, body);
    }
    for (const std::string_view manifest : manifests) {
        if (!brief.empty()) break;
        SKEIN_TRY(const std::optional<SourceText> file, topFile(opening, manifest));
        if (!file) continue;
        const auto words = declared(*file, "description");
        if (words && isQuotable(words->value)) brief.push_back(stating(proseMarkdown(words->value), {words->cite}));
    }
    for (const SourceText& file : opening.build)
        for (std::uint32_t number = 1; isTop(file.path()) && brief.empty() && number <= file.lineCount(); ++number) {
            const std::string_view line = trim(file.line(number));
            const std::size_t at = line.find("DESCRIPTION \"");
            if (baseName(file.path()) != "CMakeLists.txt" || at == std::string_view::npos) continue;
            const std::size_t open = at + 13, close = line.find('"', open);
            if (close != std::string_view::npos && isQuotable(line.substr(open, close - open)))
                brief.push_back(
                    stating(proseMarkdown(line.substr(open, close - open)), {{file.path(), {number, number}}}));
        }
    section.statements.insert(section.statements.begin(), brief.begin(), brief.end());
    for (const char* path : {"docs/index.rst", "docs/index.md", "doc/index.rst", "doc/index.md", "docs/README.md",
                             "doc/README.md", "docs/README", "doc/README"}) {
        if (!section.statements.empty()) break;
        SKEIN_TRY(const std::optional<SourceText> file, topFile(opening, path));
        if (file) section = quoted(*file, 1);
    }
    for (const CodeSurvey::Hub& hub : opening.code.hubs()) {
        if (!section.statements.empty()) break;
        const SourceFile* const file = opening.tree.find(hub.path);
        section.statements.push_back(
            stating(fmt::format("No README and no manifest at its root says what it is. Of {}, {} is the one that most "
                                "others include or import: {} do.",
                                counted(opening.tree.files().size(), "file", "files"), codeSpan(hub.path),
                                counted(hub.files, "file", "files")),
                    {{hub.path, {1, std::max(file->lines, 1u)}}, hub.first}));
        SKEIN_TRY(const SourceText source, openSource(opening.index, *file));
        for (const Comment& comment : source.comments()) {
            const auto sentences = sentencesOf(comment.text);
            const auto found = std::find_if(sentences.begin(), sentences.end(),
                                            [](const Sentence& s) { return describesFile(s.text); });
            if (comment.trailing || comment.lines.first > 20 || found == sentences.end()) continue;
            section.statements.push_back(quoting(source.path(), *found));
            break;
        }
    }
    section.title = "What it is";
    return section;
}

Result<Section> entryPoints(const Opening& opening) {
    Section section;
    section.title = "Entry points";
    section.asList = true;
    for (const SourceText& file : opening.build) consoleScripts(file, section);
    SKEIN_TRY(const std::optional<SourceText> modules, topFile(opening, "go.mod"));
    for (std::uint32_t number = 1; modules && number <= modules->lineCount(); ++number)
        if (const std::string_view line = trim(modules->line(number)); line.starts_with("module ")) {
            section.statements.push_back(
                stating(fmt::format("Other Go code imports it as {}.", codeSpan(line.substr(7))),
                        {{modules->path(), {number, number}}}));
            break;
        }
    for (const SourceFile& file : opening.tree.files()) {
        const bool package = baseName(file.path) == "__init__.py" && !isAsidePath(file.path) && file.lines > 1;
        const std::string_view folder = folderOf(file.path);
        const std::string_view name = folder.empty() ? folder : folder.substr(0, folder.size() - 1);
        if (package && (!contains(name, "/") || name.starts_with("src/")) && !name.empty())
            section.statements.push_back(stating(fmt::format("Python code imports the package {}, which is {}.",
                                                             codeSpan(baseName(name)), codeSpan(file.path)),
                                                 {{file.path, {1, file.lines}}}));
    }
    publicHeaders(opening, section);
    for (const SourceFile& file : opening.tree.files()) {
        const bool known = commentStyleOf(file.language) == CommentStyle::Slash || file.language == "Python";
        if (!known || !isCodeLanguage(file.language) || isAsidePath(file.path)) continue;
        if (section.statements.size() >= maxEntryPoints) break;
        SKEIN_TRY(const std::string text, opening.index.fileText(file.path));
        if (!contains(text, "main") && !contains(text, "Main")) continue;
        const SourceText source(file, text);
        const std::uint32_t line = programLine(source);
        if (line == 0) continue;
        std::string words =
            fmt::format("{} starts a program: {}", codeSpan(file.path), codeSpan(trim(source.line(line))));
        std::vector<Cite> cites{{file.path, {line, line}}};
        if (const auto when = Conditions(source).at(line)) {
            words += ", " + when->text;
            cites.push_back({file.path, when->lines});
        }
        section.statements.push_back(stating(words + ".", std::move(cites)));
    }
    return section;
}

}  // namespace skein::providers
