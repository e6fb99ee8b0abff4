// The sample project through the real ingest: every contradiction is found, nothing else is, and renaming every
// identifier changes nothing.
#include <QtTest>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "core/base/text.h"
#include "core/coherence/extract.h"
#include "core/coherence/names.h"
#include "core/coherence/rules.h"
#include "core/coherence/values.h"
#include "core/runtime/ingest/ingest.h"
#include "sample_expectations.h"

using namespace skein;
using namespace skein::coherence;
namespace fs = std::filesystem;

namespace {

struct Project {
    std::vector<Atom> atoms;
    std::map<std::string, std::string> files;
};

Project load(const std::string& folder) {
    Project project;
    const auto roots = runtime::sourceRootsFor({folder});
    if (!roots) qFatal("%s", roots.error().describe().c_str());
    runtime::IngestRequest request;
    request.roots = *roots;
    request.exclude = {"goal.yaml"};
    runtime::IngestCallbacks callbacks;
    callbacks.onFile = [&](runtime::IngestedFile&& file) -> Result<void> {
        project.files[file.file.path] = file.content;
        for (auto& atom : file.atoms) project.atoms.push_back(std::move(atom));
        return {};
    };
    const auto report = runtime::ingest(request, callbacks);
    if (!report) qFatal("%s", report.error().describe().c_str());
    return project;
}

struct Found {
    std::string rule, reason;
    Claim a, b;
};

std::vector<Found> contradictionsOf(const Project& project) {
    std::vector<HeldClaim> claims;
    for (auto& claim : extractClaims(project.atoms)) claims.push_back({claim, 1, 0, 0});
    std::map<Digest, Claim> byId;
    for (const auto& held : claims) byId.emplace(held.claim.id, held.claim);
    std::vector<Found> out;
    for (const auto& contradiction : findContradictions(claims, {}))
        out.push_back({contradiction.rule, contradiction.reason, byId.at(contradiction.a), byId.at(contradiction.b)});
    return out;
}

bool sideMatches(const Claim& claim, std::string_view path, std::string_view quote) {
    return std::any_of(claim.evidence.begin(), claim.evidence.end(), [&](const Evidence& evidence) {
        return (path.empty() || evidence.path == path) && evidence.quote.find(quote) != std::string::npos;
    });
}

bool pairMatches(const Found& found, std::string_view pathA, std::string_view textA, std::string_view pathB,
                 std::string_view textB) {
    return (sideMatches(found.a, pathA, textA) && sideMatches(found.b, pathB, textB)) ||
           (sideMatches(found.b, pathA, textA) && sideMatches(found.a, pathB, textB));
}

/// Words that belong to the languages, formats and English grammar that files are written in, not to the project.
bool isKept(const std::string& word) {
    static const std::set<std::string> kept{
        "type",        "title",   "required", "properties", "items",        "enum",    "schema",   "name",   "version",
        "python",      "node",    "engines",  "project",    "requires",     "private", "scripts",  "test",   "tests",
        "services",    "service", "build",    "image",      "ports",        "port",    "env",      "file",   "tool",
        "pytest",      "ini",     "options",  "addopts",    "dependencies", "enabled", "tcp",      "string", "number",
        "boolean",     "array",   "object",   "integer",    "length",       "one",     "returns",  "send",   "exported",
        "true",        "false",   "none",     "the",        "and",          "for",     "key",      "value",  "values",
        "field",       "level",   "class",    "error",      "log",          "logging", "new",      "old",    "get",
        "set",         "limits",  "client",   "server",     "constructor",  "struct",  "main",     "path",   "index",
        "low",         "up",      "sample",   "history",    "id",           "request", "response", "window", "default",
        "language",    "at",      "of",       "on",         "is",           "export",  "cancel",   "place",  "draft",
        "description", "check",   "page",     "max",        "min",          "maximum", "minimum"};
    return word.size() < 3 || kept.count(word) > 0 || kept.count(singular(word)) > 0 || isNameUnit(word) ||
           isTextUnit(word) || isGenericContext(word) || !environmentOf(word).empty();
}

class Renamer {
public:
    explicit Renamer(const Project& project) {
        for (const auto& atom : project.atoms)
            if (atom.kind == AtomKind::Symbol || atom.kind == AtomKind::ConfigKey)
                for (const auto& segment : segmentsOf(atom.title))
                    for (const auto& word : wordsOf(segment))
                        if (!isKept(word)) {
                            const auto stem = singular(word);
                            if (m_words.count(stem) == 0) m_words[stem] = "q" + letters(m_words.size()) + "k";
                        }
    }
    std::size_t count() const { return m_words.size(); }

    std::string rename(std::string_view text) const {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            std::size_t end = at;
            const auto upper = [&](std::size_t i) { return text[i] >= 'A' && text[i] <= 'Z'; };
            const auto lower = [&](std::size_t i) { return text[i] >= 'a' && text[i] <= 'z'; };
            while (end < text.size() && upper(end)) ++end;
            const bool capitals = end - at > 1;
            if (!capitals)
                while (end < text.size() && lower(end)) ++end;
            if (end == at) {
                out += text[at++];
                continue;
            }
            const auto word = text.substr(at, end - at);
            at = end;
            const std::string low = toLowerAscii(word);
            const auto found = m_words.find(singular(low));
            if (found == m_words.end()) {
                out += word;
                continue;
            }
            std::string made = found->second + (singular(low) == low ? "" : "s");
            for (std::size_t i = 0; i < made.size(); ++i)
                if (capitals || (i == 0 && word[0] >= 'A' && word[0] <= 'Z'))
                    made[i] = static_cast<char>(made[i] - 'a' + 'A');
            out += made;
        }
        return out;
    }

private:
    static std::string letters(std::size_t n) {
        std::string out;
        for (int i = 0; i < 3; ++i, n /= 20) out += "bcdfghjlmnpqrtvwxzke"[n % 20];
        return out;
    }
    std::map<std::string, std::string> m_words;
};

}  // namespace

class TestCoherenceSample : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        m_project = load(SKEIN_SOURCE_DIR "/resources/sample");
        m_found = contradictionsOf(m_project);
    }

    void theSampleIsLargeEnough() {
        std::set<std::string_view> kinds, rules;
        for (const auto& expected : expectedContradictions) {
            kinds.insert(expected.kind);
            rules.insert(expected.rule);
        }
        QVERIFY(expectedContradictions.size() >= 15 && kinds.size() >= 6 && rules.size() >= 6);
        QVERIFY(nearMisses.size() >= 30);
        QVERIFY(m_project.files.size() >= 25);
    }

    void everyContradictionIsFoundOnce_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < expectedContradictions.size(); ++i)
            QTest::newRow(
                qPrintable(QString::fromUtf8(expectedContradictions[i].quoteA.data(),
                                             static_cast<qsizetype>(expectedContradictions[i].quoteA.size()))))
                << static_cast<int>(i);
    }
    void everyContradictionIsFoundOnce() {
        QFETCH(int, index);
        const auto& expected = expectedContradictions[static_cast<std::size_t>(index)];
        const auto count = std::count_if(m_found.begin(), m_found.end(), [&](const Found& found) {
            return found.rule == expected.rule &&
                   pairMatches(found, expected.pathA, expected.quoteA, expected.pathB, expected.quoteB);
        });
        QCOMPARE(count, 1);
    }

    void nothingElseIsFound() {
        for (const auto& found : m_found) {
            const bool known = std::any_of(
                expectedContradictions.begin(), expectedContradictions.end(), [&](const Expected& expected) {
                    return found.rule == expected.rule &&
                           pairMatches(found, expected.pathA, expected.quoteA, expected.pathB, expected.quoteB);
                });
            QVERIFY2(known, found.reason.c_str());
        }
        QCOMPARE(m_found.size(), expectedContradictions.size());
    }

    void nearMissesAreInTheSampleAndSilent() {
        for (const auto& miss : nearMisses) {
            const std::string why(miss.why);
            QVERIFY2(m_project.files[std::string(miss.pathA)].find(miss.textA) != std::string::npos,
                     (why + ": first text").c_str());
            QVERIFY2(m_project.files[std::string(miss.pathB)].find(miss.textB) != std::string::npos,
                     (why + ": second text").c_str());
            for (const auto& found : m_found)
                QVERIFY2(!pairMatches(found, miss.pathA, miss.textA, miss.pathB, miss.textB),
                         (why + ": " + found.reason).c_str());
        }
    }

    /// Whoever reads the quotes of a clash of values sees every value, also where they stand on several lines.
    void evidenceShowsTheValues() {
        int checked = 0;
        for (const auto& found : m_found)
            for (const auto* claim : {&found.a, &found.b}) {
                if (claim->value.type != ClaimValue::Type::Set) continue;
                for (const auto member : split(claim->value.text, '|')) {
                    ++checked;
                    QVERIFY2(claim->evidence.front().quote.find(member) != std::string::npos,
                             claim->evidence.front().quote.c_str());
                }
            }
        QVERIFY(checked > 10);
    }

    void evidenceIsInTheFiles() {
        for (const auto& found : m_found)
            for (const auto* claim : {&found.a, &found.b})
                for (const auto& evidence : claim->evidence) {
                    const std::string& text = m_project.files[evidence.path];
                    const auto lines = splitLines(text);
                    QVERIFY(evidence.lines.first >= 1 && evidence.lines.last <= lines.size());
                    const auto firstLine = evidence.quote.substr(0, evidence.quote.find('\n'));
                    QVERIFY2(lines[evidence.lines.first - 1].find(firstLine) != std::string_view::npos,
                             firstLine.c_str());
                }
    }

    void renamingEveryIdentifierChangesNothing() {
        const Renamer renamer(m_project);
        QVERIFY2(renamer.count() >= 70, std::to_string(renamer.count()).c_str());
        QTemporaryDir folder;
        for (const auto& [path, content] : m_project.files) {
            const fs::path target = fs::path(folder.path().toStdString()) / renamer.rename(path);
            fs::create_directories(target.parent_path());
            QVERIFY(writeFileAtomically(target.string(), renamer.rename(content)).has_value());
        }
        const auto renamed = contradictionsOf(load(folder.path().toStdString()));
        const auto shape = [](const std::vector<Found>& list, auto&& path) {
            std::multiset<std::string> out;
            for (const auto& found : list) {
                auto a = path(found.a.evidence[0].path) + ":" + std::to_string(found.a.evidence[0].lines.first);
                auto b = path(found.b.evidence[0].path) + ":" + std::to_string(found.b.evidence[0].lines.first);
                out.insert(found.rule + " " + std::min(a, b) + " " + std::max(a, b));
            }
            return out;
        };
        const auto before = shape(m_found, [&](const std::string& path) { return renamer.rename(path); });
        const auto after = shape(renamed, [](const std::string& path) { return path; });
        for (const auto& entry : before)
            if (after.count(entry) == 0) qWarning("lost: %s", entry.c_str());
        for (const auto& entry : after)
            if (before.count(entry) == 0) qWarning("new: %s", entry.c_str());
        QCOMPARE(renamed.size(), m_found.size());
    }

private:
    Project m_project;
    std::vector<Found> m_found;
};

QTEST_GUILESS_MAIN(TestCoherenceSample)
#include "tst_coherence_sample.moc"
