#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/offline/agents.h"
#include "core/providers/offline/opening.h"
#include "core/providers/offline/survey_code.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::escapeMarkdown;
using deliverable::Section;
using deliverable::Statement;

namespace {

constexpr std::size_t maxFolders = 40, maxListings = 10, maxOptions = 60;
constexpr std::ptrdiff_t minMacrosOfHub = 10;  ///< a header of macros alone is worth reading if it has as many
constexpr std::size_t maxDocuments = 40, maxHubs = 12, maxListingLines = 24;

Statement stating(std::string text, std::vector<Cite> cites) {
    return {std::move(text), std::move(cites), deliverable::Standing::Plain, {}};
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool startsLower(std::string_view path, std::string_view prefix) {
    return toLowerAscii(baseName(path)).starts_with(prefix);
}

/// Depth of a path: 0 at the top of the tree.
std::size_t depthOf(std::string_view path) {
    return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

/// The file of the smallest depth whose lower-case name begins with one of the words; earlier words win.
const SourceFile* nearest(const FileTree& tree, std::initializer_list<std::string_view> words,
                          std::size_t maxDepth = 2) {
    for (const std::string_view word : words) {
        const SourceFile* best = nullptr;
        for (const SourceFile& file : tree.files())
            if (depthOf(file.path) <= maxDepth && startsLower(file.path, word) &&
                (best == nullptr || depthOf(file.path) < depthOf(best->path)))
                best = &file;
        if (best != nullptr) return best;
    }
    return nullptr;
}

/// The tree and the files the survey reads more than once.
struct Survey {
    const MemoryIndex& index;
    FileTree tree;
    std::vector<SourceText> build;   ///< build descriptions near the top
    std::vector<SourceText> guides;  ///< README, INSTALL, CONTRIBUTING and the like
};

bool isBuildFile(std::string_view path) {
    const std::string_view name = baseName(path);
    for (const std::string_view known :
         {"CMakeLists.txt", "configure.ac", "configure.in", "Makefile",       "GNUmakefile",      "Makefile.am",
          "Makefile.in",    "meson.build",  "package.json", "pyproject.toml", "setup.py",         "setup.cfg",
          "Cargo.toml",     "go.mod",       "pom.xml",      "build.gradle",   "build.gradle.kts", "BUILD.bazel",
          "SConstruct",     "Gemfile",      "composer.json"})
        if (name == known) return true;
    return false;
}

bool isGuide(std::string_view path) {
    for (const std::string_view word :
         {"readme", "install", "build", "contributing", "hacking", "getting", "quickstart", "develop", "usage"})
        if (startsLower(path, word) && !path.ends_with(".c") && !path.ends_with(".py") && !path.ends_with(".sh") &&
            !path.ends_with(".bat"))
            return true;
    return false;
}

Result<Survey> open(const MemoryIndex& index, const std::vector<std::string>& scope,
                    const std::vector<std::string>& sources) {
    SKEIN_TRY(FileTree tree, FileTree::create(index, scope, sources));
    Survey survey{index, std::move(tree), {}, {}};
    for (const SourceFile& file : survey.tree.files()) {
        const bool build = isBuildFile(file.path) && depthOf(file.path) <= 1 && survey.build.size() < 24;
        const bool guide = isGuide(file.path) && depthOf(file.path) <= 1 && survey.guides.size() < 24;
        if (!build && !guide) continue;
        SKEIN_TRY(SourceText source, openSource(index, file));
        (build ? survey.build : survey.guides).push_back(std::move(source));
    }
    std::stable_sort(survey.guides.begin(), survey.guides.end(), [](const SourceText& a, const SourceText& b) {
        return std::tuple(depthOf(a.path()), !startsLower(a.path(), "readme")) <
               std::tuple(depthOf(b.path()), !startsLower(b.path(), "readme"));
    });
    return survey;
}

Section languages(const Survey& survey) {
    struct Tally {
        std::uint64_t files = 0, lines = 0;
        const SourceFile* largest = nullptr;
    };
    std::map<std::string, Tally> tallies;
    for (const SourceFile& file : survey.tree.files()) {
        Tally& tally = tallies[file.language.empty() ? "Other text" : file.language];
        ++tally.files;
        tally.lines += file.lines;
        if (tally.largest == nullptr || file.lines > tally.largest->lines) tally.largest = &file;
    }
    std::vector<std::pair<std::string, Tally>> order(tallies.begin(), tallies.end());
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.second.lines > b.second.lines; });
    Section section;
    section.title = "Languages and sizes";
    deliverable::Table table{"", {"Language", "Files", "Lines", "Largest file"}, {}};
    for (const auto& [language, tally] : order)
        table.rows.push_back({{escapeMarkdown(language), counted(tally.files, "file", "files"),
                               counted(tally.lines, "line", "lines"), codeSpan(tally.largest->path)},
                              {tally.largest->path, {1, std::max(tally.largest->lines, 1u)}}});
    section.tables.push_back(std::move(table));
    return section;
}

/// What a folder says it is for: its README, else the most common self-description is not guessed.
Result<Section> layout(const Survey& survey) {
    struct Folder {
        std::uint64_t files = 0, lines = 0;
        std::map<std::string, std::uint64_t> languages;
        const SourceFile* readme = nullptr;
        const SourceFile* largest = nullptr;
    };
    std::map<std::string, Folder> folders;
    for (const SourceFile& file : survey.tree.files()) {
        const std::string_view whole = folderOf(file.path);
        const std::size_t first = whole.find('/');
        const std::size_t second = first == std::string_view::npos ? first : whole.find('/', first + 1);
        for (const std::size_t cut : {first, second}) {
            if (cut == std::string_view::npos) continue;
            Folder& folder = folders[std::string(whole.substr(0, cut + 1))];
            ++folder.files;
            folder.lines += file.lines;
            folder.languages[file.language] += file.lines;
            if (whole.size() == cut + 1 && startsLower(file.path, "readme") && folder.readme == nullptr)
                folder.readme = &file;
            if (folder.largest == nullptr || file.lines > folder.largest->lines) folder.largest = &file;
        }
    }
    Section section;
    section.title = "Layout of the tree";
    deliverable::Table table{"", {"Folder", "Files", "Lines", "What it holds"}, {}};
    for (const auto& [name, folder] : folders) {
        const bool nested = depthOf(name) > 1;
        if ((nested && (folder.files < 5 || folders.size() > maxFolders)) || table.rows.size() >= maxFolders) continue;
        const auto main = std::max_element(folder.languages.begin(), folder.languages.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        std::string holds =
            main->first.empty() ? "Mostly text or data" : fmt::format("Mostly {}", escapeMarkdown(main->first));
        Cite cite{folder.largest->path, {1, std::max(folder.largest->lines, 1u)}};
        holds += fmt::format("; largest file {}", codeSpan(folder.largest->path));
        if (folder.readme != nullptr) {
            SKEIN_TRY(const SourceText readme, openSource(survey.index, *folder.readme));
            const auto sentences = proseSentences(readme, {1, std::min<std::uint32_t>(readme.lineCount(), 60)});
            if (const Sentence* lead = leadSentence(sentences))
                holds = proseMarkdown(lead->text), cite = {readme.path(), lead->lines};
        }
        table.rows.push_back(
            {{codeSpan(name), counted(folder.files, "file", "files"), counted(folder.lines, "line", "lines"), holds},
             cite});
    }
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
    return section;
}

/// Lines of build descriptions that say what is built and with which switches.
Section buildSystem(const Survey& survey) {
    Section section;
    section.title = "Build system";
    section.asList = true;
    deliverable::Table options{"Build options", {"Option", "Meaning"}, {}};
    deliverable::Table targets{"Programs and libraries that are built", {"Target", "Declared as"}, {}};
    deliverable::Table commands{"Named build steps", {"Step", "As written"}, {}};
    for (const SourceText& file : survey.build) {
        bool mentioned = false;
        const std::string_view name = baseName(file.path());
        for (std::uint32_t number = 1; number <= file.lineCount(); ++number) {
            const std::string_view line = trim(file.line(number));
            const Cite here{file.path(), {number, number}};
            if (line.size() > 200) continue;
            const bool declares = (line.starts_with("project(") || line.starts_with("AC_INIT") ||
                                   line.starts_with("module ") || line.starts_with("project (")) &&
                                  depthOf(file.path()) == 0;
            if (declares && !mentioned) {
                section.statements.push_back(stating(
                    fmt::format("{} describes the build and declares {}.", codeSpan(file.path()), codeSpan(line)),
                    {here}));
                mentioned = true;
            }
            const std::string lower = toLowerAscii(line);
            if ((lower.starts_with("option(") || lower.starts_with("option (")) && contains(line, "\"") &&
                options.rows.size() < maxOptions) {
                const std::size_t open = line.find('(');
                const auto words = identifiersIn(line.substr(open));
                const std::size_t quote = line.find('"'), close = line.find('"', quote + 1);
                if (!words.empty() && close != std::string_view::npos)
                    options.rows.push_back(
                        {{codeSpan(words.front()), proseMarkdown(line.substr(quote + 1, close - quote - 1))}, here});
            }
            if (name == "configure.ac" && (line.starts_with("AC_ARG_ENABLE(") || line.starts_with("AC_ARG_WITH(")) &&
                options.rows.size() < maxOptions) {
                const auto words = identifiersIn(line.substr(line.find('(')));
                if (!words.empty()) options.rows.push_back({{codeSpan(words.front()), codeSpan(line)}, here});
            }
            if ((lower.starts_with("add_executable(") || lower.starts_with("add_library(") ||
                 contains(line, "_PROGRAMS =") || contains(line, "_LTLIBRARIES =")) &&
                targets.rows.size() < maxOptions) {
                const std::size_t open = line.find_first_of("(=");
                const auto words = identifiersIn(line.substr(open));
                if (!words.empty()) targets.rows.push_back({{codeSpan(words.front()), codeSpan(line)}, here});
            }
            const bool make = name.starts_with("Makefile") || name == "GNUmakefile";
            const std::size_t colon = line.find(':');
            if (make && depthOf(file.path()) == 0 && colon != std::string_view::npos && colon > 1 &&
                commands.rows.size() < maxOptions && !file.line(number).starts_with('\t') && !contains(line, ":=") &&
                !contains(line, "=") && !contains(line, "%") && !contains(line, "$") && !contains(line, ".") &&
                !line.starts_with('#') && !contains(line.substr(0, colon), " "))
                commands.rows.push_back({{codeSpan(line.substr(0, colon)), codeSpan(line)}, here});
            if (name == "package.json" && line.starts_with('"') && contains(line, "\": \"") &&
                depthOf(file.path()) == 0 && commands.rows.size() < 30) {
                const std::string key(line.substr(1, line.find('"', 1) - 1));
                commands.rows.push_back({{codeSpan(key), codeSpan(line)}, here});
            }
        }
        if (!mentioned && depthOf(file.path()) == 0)
            section.statements.push_back(
                stating(fmt::format("{} at the top of the tree describes a build.", codeSpan(file.path())),
                        {{file.path(), file.whole()}}));
    }
    for (auto* table : {&options, &targets, &commands})
        if (!table->rows.empty()) section.tables.push_back(std::move(*table));
    return section;
}

bool isCommand(std::string_view line) {
    if (line.starts_with("$ ") || line.starts_with("% ")) return line.size() < 160;
    // A sentence may begin with "make" too.
    if (line.ends_with('.') || line.ends_with(',') || line.find(", ") != std::string_view::npos ||
        line.find(" the ") != std::string_view::npos || line.size() > 120)
        return false;
    for (const std::string_view word :
         {"./configure",  "make",      "cmake",     "ninja",      "meson",       "npm ",  "yarn ",
          "pnpm ",        "pip ",      "pip3 ",     "python",     "cargo ",      "go ",   "mvn ",
          "gradle",       "./gradlew", "ctest",     "pytest",     "tox",         "apt",   "sudo ",
          "docker",       "./dev",     "./build",   "autoreconf", "./buildconf", "bazel", "../sqlite/configure",
          "../configure", "nmake",     "git clone", "tar "})
        if (line.starts_with(word)) return true;
    return false;
}

/// Targets of the makefile at the root and the commands of the automatic checks.
void buildSteps(const Survey& survey, Section& section) {
    for (const SourceText& file : survey.build) {
        const bool make = startsLower(file.path(), "makefile") || startsLower(file.path(), "gnumakefile");
        if (!make || depthOf(file.path()) != 0) continue;
        std::vector<std::string> targets;
        std::vector<Cite> cites;
        for (std::uint32_t number = 1; number <= file.lineCount(); ++number)
            for (const std::string_view target : {"all", "test", "check", "install", "lint", "bench", "clean"})
                if (const std::string_view line = file.line(number);
                    line.starts_with(target) && trim(line.substr(target.size())).starts_with(':') &&
                    !contains(line, ":=") &&
                    std::find(targets.begin(), targets.end(), codeSpan(target)) == targets.end()) {
                    targets.push_back(codeSpan(target));
                    cites.push_back({file.path(), {number, number}});
                }
        if (targets.empty()) continue;
        section.statements.push_back(
            stating(fmt::format("{} has the targets {}.", codeSpan(file.path()), enumeration(targets)), cites));
        break;
    }
}

/// "run: make test" in the workflows of automatic checks.
Result<void> checkedCommands(const Survey& survey, Section& section) {
    std::set<std::string> seen;
    for (const SourceFile& file : survey.tree.files()) {
        const bool workflow =
            file.path.starts_with(".github/workflows/") || file.path == ".travis.yml" || file.path == ".gitlab-ci.yml";
        if (!workflow || file.bytes > (1u << 18)) continue;
        SKEIN_TRY(const SourceText source, openSource(survey.index, file));
        for (std::uint32_t number = 1; number <= source.lineCount(); ++number) {
            std::string_view line = trim(source.line(number));
            if (line.starts_with("- ")) line = trim(line.substr(2));
            if (line.starts_with("run:")) line = trim(line.substr(4));
            if (!isCommand(line) || contains(line, "${{") || section.listings.size() >= maxListings ||
                !seen.insert(std::string(line)).second)
                continue;
            section.listings.push_back(
                {"yaml", std::string(trim(source.line(number))) + "\n", {file.path, {number, number}}});
        }
    }
    return {};
}

/// Blocks of commands from the guides, verbatim: fenced, indented or after a prompt.
Result<Section> howToBuild(const Survey& survey) {
    Section section;
    section.title = "How to build, run and test it";
    for (const SourceText& guide : survey.guides) {
        for (std::uint32_t number = 1; number <= guide.lineCount() && section.listings.size() < maxListings; ++number) {
            const std::string_view raw = guide.line(number);
            if (!isCommand(trim(raw)) || (!raw.starts_with("  ") && !raw.starts_with('\t') && !raw.starts_with("$ ") &&
                                          !contains(guide.line(number > 1 ? number - 1 : 1), "```")))
                continue;
            std::uint32_t last = number;
            while (last < guide.lineCount() && last - number < maxListingLines && !trim(guide.line(last + 1)).empty() &&
                   !contains(guide.line(last + 1), "```"))
                ++last;
            std::string text;
            for (std::uint32_t line = number; line <= last; ++line) text += std::string(trim(guide.line(line))) + "\n";
            section.listings.push_back({"sh", std::move(text), {guide.path(), {number, last}}});
            number = last;
        }
    }
    buildSteps(survey, section);
    SKEIN_CHECK(checkedCommands(survey, section));
    return section;
}

/// The licence that the head of a source file names, first by path; nothing if none of those looked at does.
Result<std::optional<Statement>> licenceInHeaders(const Survey& survey) {
    constexpr std::array<std::string_view, 10> names{"spdx-license-identifier",
                                                     "boost software license",
                                                     "gnu general public license",
                                                     "mit license",
                                                     "gnu lesser general public",
                                                     "apache license",
                                                     "bsd license",
                                                     "bsd-style",
                                                     "mozilla public license",
                                                     "is in the public domain"};
    constexpr std::uint32_t headLines = 30;
    constexpr std::size_t maxLooked = 200;
    std::size_t looked = 0;
    for (const SourceFile& file : survey.tree.files()) {
        if (!isCodeLanguage(file.language) || looked == maxLooked) continue;
        ++looked;
        SKEIN_TRY(const SourceText source, openSource(survey.index, file));
        for (std::uint32_t number = 1; number <= std::min(source.lineCount(), headLines); ++number) {
            const std::string_view line = source.line(number);
            const std::string lower = toLowerAscii(line);
            const std::size_t words = line.find_first_not_of("/*#;!- \t\"'");
            if (words == std::string_view::npos || line.size() > 200 ||
                std::none_of(names.begin(), names.end(), [&](std::string_view name) { return contains(lower, name); }))
                continue;
            return std::optional(stating(fmt::format("There is no licence file; {} states: {}", codeSpan(file.path),
                                                     proseMarkdown(trim(line.substr(words)))),
                                         {{file.path, {number, number}}}));
        }
    }
    return std::optional<Statement>();
}

Result<Section> licence(const Survey& survey) {
    Section section;
    section.title = "Licence";
    const SourceFile* file = nearest(survey.tree, {"license", "licence", "copying", "unlicense"}, 1);
    if (file != nullptr) {
        SKEIN_TRY(const SourceText source, openSource(survey.index, *file));
        std::uint32_t first = 0;
        std::string heading;
        for (std::uint32_t number = 1;
             number <= std::min<std::uint32_t>(source.lineCount(), 30) && heading.size() < 160; ++number) {
            const std::string_view line = trim(source.line(number));
            if (line.find_first_not_of("=-#*_ ") == std::string_view::npos) {
                if (!heading.empty()) break;
                continue;
            }
            if (first == 0) first = number;
            heading += (heading.empty() ? "" : " ") + std::string(line);
            section.statements.assign(
                1, stating(fmt::format("{} begins: {}", codeSpan(source.path()), proseMarkdown(heading)),
                           {{source.path(), {first, number}}}));
        }
        if (!section.statements.empty()) return section;
    }
    for (const SourceText& guide : survey.guides) {
        for (std::uint32_t number = 1; number <= guide.lineCount(); ++number) {
            const std::string lower = toLowerAscii(guide.line(number));
            if (!contains(lower, "licen") || trim(guide.line(number)).size() < 20) continue;
            section.statements.push_back(
                stating(fmt::format("{} says: {}", codeSpan(guide.path()), proseMarkdown(trim(guide.line(number)))),
                        {{guide.path(), {number, number}}}));
            return section;
        }
    }
    SKEIN_TRY(const std::optional<Statement> stated, licenceInHeaders(survey));
    if (stated) {
        section.statements.push_back(*stated);
        return section;
    }
    // Absence is a statement too; what was looked at is the nearest place a licence could stand.
    const std::string path = survey.guides.empty() ? survey.tree.files().front().path : survey.guides.front().path();
    SKEIN_TRY(const SourceText looked, openSource(survey.index, *survey.tree.find(path)));
    const LineRange head{1, std::min<std::uint32_t>(looked.whole().last, 30)};
    for (std::uint32_t number = head.first; number <= head.last; ++number)
        if (isLicenceText(looked.line(number)) && trim(looked.line(number)).size() > 12) {
            const std::string_view line = looked.line(number);
            const std::string words = proseMarkdown(trim(line.substr(line.find_first_not_of("/*#;!- \t"))));
            section.statements.push_back(
                stating(fmt::format("There is no licence file; {} states: {}", codeSpan(path), words),
                        {{path, {number, number}}}));
            return section;
        }
    section.statements.push_back(
        stating(fmt::format("There is no licence file at the top of the tree, and {} names none.", codeSpan(path)),
                {{path, head}}));
    return section;
}

/// Files that most others include: the vocabulary of the project.
Result<Section> hubs(const Survey& survey, const CodeSurvey& code) {
    Section section;
    section.title = "Where to start reading";
    section.asList = true;
    for (const CodeSurvey::Hub& hub : code.hubs()) {
        if (section.statements.size() >= maxHubs || hub.files < 3) break;
        // What only sets options or passes others on teaches nothing.
        SKEIN_TRY(const std::vector<Atom> atoms, survey.index.atomsUnder({hub.path}));
        const bool declares = std::any_of(atoms.begin(), atoms.end(), [](const Atom& atom) {
            return atom.kind == AtomKind::Symbol && atom.symbolKind != "macro";
        });
        const auto macros =
            std::count_if(atoms.begin(), atoms.end(), [](const Atom& atom) { return atom.symbolKind == "macro"; });
        if (!declares && macros < minMacrosOfHub) continue;
        SKEIN_TRY(const SourceText source, openSource(survey.index, *survey.tree.find(hub.path)));
        std::vector<Cite> cites{hub.first, {hub.path, {1, 1}}};
        std::string text =
            fmt::format("{} is included or imported by {}.", codeSpan(hub.path), counted(hub.files, "file", "files"));
        // Only a comment at the very top, or the first after the licence, speaks about the file.
        for (const Comment& comment : source.comments()) {
            if (comment.lines.first > 60 || comment.trailing) break;
            const auto sentences = sentencesOf(comment.text);
            const Sentence* lead = leadSentence(sentences);
            if (lead == nullptr) continue;
            const std::string_view below = trim(source.line(comment.lines.last + 1));
            if (comment.lines.first > 12 && (below.starts_with("#inc") || !below.empty())) break;
            text += " It says: " + proseMarkdown(lead->text);
            cites[1].lines = lead->lines;
            break;
        }
        section.statements.push_back(stating(std::move(text), std::move(cites)));
    }
    return section;
}

Result<Section> documentation(const Survey& survey) {
    Section section;
    section.title = "Documentation in the tree";
    deliverable::Table table{"", {"Document", "What it says first"}, {}};
    for (std::size_t depth = 0; depth <= 2; ++depth) {
        for (const SourceFile& file : survey.tree.files()) {
            const bool prose = file.language == "Markdown" || file.language == "ReStructuredText" ||
                               file.path.ends_with(".txt") || startsLower(file.path, "readme");
            if (!prose || depthOf(file.path) != depth || table.rows.size() >= maxDocuments || file.bytes > (1u << 20))
                continue;
            SKEIN_TRY(const SourceText source, openSource(survey.index, file));
            const auto sentences = proseSentences(source, {1, std::min<std::uint32_t>(source.lineCount(), 80)});
            if (const Sentence* lead = leadSentence(sentences))
                table.rows.push_back({{codeSpan(file.path), proseMarkdown(lead->text)}, {file.path, lead->lines}});
        }
    }
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
    return section;
}

}  // namespace

Result<AgentResult> surveyTree(const OfflineRequest& request, const MemoryIndex& index) {
    SKEIN_TRY(const Survey survey, open(index, request.task.scope, request.sources));
    if (survey.tree.files().empty())
        return fail(ErrorCode::InvalidInput, fmt::format("task {}: the sources hold no file", request.task.id));
    AgentResult result;
    deliverable::Document& document = result.document;
    document.kind = "survey";
    SKEIN_TRY(const CodeSurvey code, CodeSurvey::read(index, survey.tree));
    const Opening opening{index, survey.tree, survey.guides, survey.build, code};
    SKEIN_TRY(document.title,
              projectName(opening, sourcesTitle(request.sources, request.goal.empty() ? "The project" : request.goal)));
    std::vector<std::string> guides;
    for (const SourceText& guide : survey.guides) guides.push_back(guide.path());
    for (const SourceText& file : survey.build) guides.push_back(file.path());
    if (!guides.empty()) {
        SKEIN_TRY(const std::vector<Atom> atoms, index.atomsUnder(guides));
        for (const Atom& atom : atoms) result.consulted.insert(atom.id);
    }
    SKEIN_TRY(Section start, introduction(opening));
    SKEIN_TRY(Section steps, howToBuild(survey));
    std::vector<Section> sections{std::move(start), std::move(steps), buildSystem(survey)};
    SKEIN_TRY(Section starts, hubs(survey, code));
    SKEIN_TRY(Section entries, entryPoints(opening));
    SKEIN_TRY(Section folders, layout(survey));
    SKEIN_TRY(Section documents, documentation(survey));
    SKEIN_TRY(Section terms, licence(survey));
    sections.insert(sections.begin() + 1, std::move(entries));
    sections.push_back(std::move(starts));
    sections.push_back(std::move(folders));
    sections.push_back(languages(survey));
    sections.push_back(code.environment());
    sections.push_back(code.switches());
    sections.push_back(code.dependencies());
    sections.push_back(std::move(documents));
    sections.push_back(std::move(terms));
    for (Section& section : sections)
        if (!section.empty()) document.sections.push_back(std::move(section));
    markDisputes(request, document);
    return result;
}

}  // namespace skein::providers
