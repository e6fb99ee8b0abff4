// Bundles: written, verified with Skein and by hand, and every flipped byte of workspaces and bundles named.
#include "store_fixture.h"

#include <archive.h>
#include <archive_entry.h>
#include <sqlite3.h>

#include "core/audit/bundle.h"
#include "core/base/random.h"

using namespace skein;
using namespace skein::runtime;
using namespace skein::runtime::testing;
namespace fs = std::filesystem;

namespace {

int rounds(int quick) { return qEnvironmentVariableIsSet("SKEIN_SOAK") ? 1'000 : quick; }

/// Runs a shell command in a folder; its output.
std::string shell(const std::string& folder, const std::string& command) {
    QProcess process;
    process.setWorkingDirectory(QString::fromStdString(folder));
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start("sh", {"-c", QString::fromStdString(command)});
    process.waitForFinished(60'000);
    return process.readAll().toStdString();
}

std::vector<std::string> filesBelow(const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

/// Whether a finding speaks of this place, by its name or in its words.
bool names(const audit::Report& report, const std::string& place) {
    return std::any_of(report.findings.begin(), report.findings.end(), [&](const audit::Finding& finding) {
        return finding.where == place || finding.message.find(place) != std::string::npos;
    });
}

/// What verify has to name when this byte of a bundle's file is another: the entry, the blob, or the file itself.
std::string placeOf(const std::string& folder, const std::string& file, const std::string& content, std::size_t at) {
    const auto name = file.substr(folder.size() + 1);
    if (const auto blob = audit::blobOfFileName(name)) return "blob " + blob->hex();
    if (name != audit::journalFile) return name == audit::manifestFile ? "manifest" : name;
    const auto line = std::count(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
    return "entry " + std::to_string(line);
}

}  // namespace

class TestBundle : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        QVERIFY_OK(writeSession(*m_place.open(), *m_key, 30));
        const auto store = m_place.open(OpenMode::Read);
        BundleOptions options;
        options.title = "A <test>";
        options.facts = {{"State", "done & dusted"}};
        const auto summary = exportBundle(**store, m_place.path("bundle"), options);
        QVERIFY_OK(summary);
        QCOMPARE(summary->entries, 31u);
        QCOMPARE(summary->blobs, 10u);
        QVERIFY_OK(exportBundle(**store, m_place.path("b.skein-audit.zip"), options));
    }

    void soundBundlesVerify() {
        for (const auto& path : {m_place.path("bundle"), m_place.path("b.skein-audit.zip")}) {
            const auto report = verifyPath(path);
            QVERIFY_OK(report);
            QVERIFY2(report->ok(), prettyJson(audit::toJson(*report)).c_str());
            QCOMPARE(report->entries, 31u);
            QCOMPARE(report->signatures, audit::Verdict::Ok);
            QCOMPARE(report->signer, m_key->fingerprint());
        }
        QVERIFY(slurp(m_place.path("bundle/report.html")).find("A &lt;test&gt;") != std::string::npos);
        QCOMPARE(verifyPath(m_place.path("none.zip")).error().code, ErrorCode::NotFound);
    }

    void theHandChecksOfTheReportWork() {
        const auto folder = m_place.path("bundle");
        const auto heads = audit::parseHeads(slurp(folder + "/heads.json"));
        QVERIFY_OK(heads);
        const auto head = audit::headFromCanonical(heads->heads.back());
        auto checks = audit::handChecks(*head);
        const auto html = slurp(folder + "/report.html");
        for (const auto& command : {checks.files, checks.blobs, checks.chain, checks.signature})
            QVERIFY(html.find(escapeHtml(command)) != std::string::npos);
        const auto files = shell(folder, checks.files);
        QVERIFY2(files.find("journal.jsonl: OK") != std::string::npos && files.find("FAILED") == std::string::npos,
                 files.c_str());
        QCOMPARE(shell(folder, checks.blobs), std::string());
        QCOMPARE(shell(folder, checks.chain), head->tip.hash.hex() + "\n");
        const auto verified = shell(folder, checks.signature);
        QVERIFY2(verified.find("Signature Verified Successfully") != std::string::npos, verified.c_str());
        auto forged = *head;
        forged.tip.hash.bytes[0] ^= 1;
        QVERIFY(shell(folder, audit::handChecks(forged).signature).find("Signature Verified Successfully") ==
                std::string::npos);
    }

    void everyFlippedByteOfABundleIsNamed() {
        const auto folder = m_place.path("bundle");
        const auto files = filesBelow(folder);
        DrawStream draws(1);
        std::map<std::string, int> named;
        for (int i = 0; i < rounds(300); ++i) {
            const auto& file = files[draws.below(static_cast<std::uint32_t>(files.size()))];
            const auto good = slurp(file);
            auto bad = good;
            const auto at = draws.below(static_cast<std::uint32_t>(bad.size()));
            bad[at] = static_cast<char>(bad[at] ^ (1 << draws.below(8)));
            QVERIFY(QFile::remove(QString::fromStdString(file)));
            spill(file, bad);
            const auto report = verifyBundle(folder);
            const auto place = placeOf(folder, file, good, at);
            // A flip in a version number may make it "newer", which is refused outright.
            if (!report) QCOMPARE(report.error().code, ErrorCode::NewerVersion);
            else
                QVERIFY2(!report->ok() && names(*report, place), (place + ", byte " + std::to_string(at) + " of " +
                                                                  file + ": " + prettyJson(audit::toJson(*report)))
                                                                     .c_str());
            ++named[place.substr(0, place.find(' '))];
            spill(file, good);
        }
        for (const auto& [what, count] : named) qInfo("bundle, %s: %d flips, each named", what.c_str(), count);
        QCOMPARE(named.size(), 5u);  // entries, blobs, heads.json, manifest.json, report.html
        QVERIFY(verifyBundle(folder)->ok());
    }

    void missingAndForeignFilesAreNamed() {
        const auto folder = m_place.path("bundle");
        for (const auto& file : filesBelow(folder)) {
            const auto good = slurp(file);
            QVERIFY(QFile::remove(QString::fromStdString(file)));
            const auto report = verifyBundle(folder);
            QVERIFY2(report && !report->ok(), file.c_str());
            spill(file, good);
        }
        spill(folder + "/extra.txt", "x");
        QVERIFY(!verifyBundle(folder)->ok());
        QVERIFY(QFile::remove(QString::fromStdString(folder + "/extra.txt")));
        QVERIFY(verifyBundle(folder)->ok());
    }

    void everyFlippedByteOfAWorkspaceIsNamed() {
        const auto good = slurp(m_place.workspace());
        const auto victim = m_place.path("v.skein");
        // Every column but blobs.id, which only numbers the rows; long ones twice, because most bytes are in them.
        const std::vector<std::pair<std::string, std::vector<std::string>>> columns = {
            {"journal", {"bytes", "bytes", "hash", "seq"}},
            {"heads", {"head", "head", "seq"}},
            {"blobs", {"name", "nonce", "size", "codec", "data", "data", "digest"}}};
        const auto pick = [](DrawStream& draws, std::size_t size) {
            return draws.below(static_cast<std::uint32_t>(size));
        };
        DrawStream draws(2);
        std::map<std::string, int> named;
        for (int i = 0; i < rounds(300); ++i) {
            spill(victim, good);
            const auto& [table, inTable] = columns[pick(draws, columns.size())];
            const auto& column = inTable[pick(draws, inTable.size())];
            sqlite3* handle = nullptr;
            QCOMPARE(sqlite3_open(victim.c_str(), &handle), SQLITE_OK);
            const auto text = [&](const std::string& statement) {
                sqlite3_stmt* prepared = nullptr;
                sqlite3_prepare_v2(handle, statement.c_str(), -1, &prepared, nullptr);
                std::string value;
                if (sqlite3_step(prepared) == SQLITE_ROW)
                    value.assign(static_cast<const char*>(sqlite3_column_blob(prepared, 0)),
                                 static_cast<std::size_t>(sqlite3_column_bytes(prepared, 0)));
                sqlite3_finalize(prepared);
                return value;
            };
            const auto count = std::stoul(text("SELECT count(*) FROM " + table));
            const auto id =
                text("SELECT rowid FROM " + table + " LIMIT 1 OFFSET " + std::to_string(pick(draws, count)));
            // By number: without an order, the n-th row is another one where an index holds all that is asked for.
            const auto row = " FROM " + table + " WHERE rowid=" + id;
            const auto place = table == "journal" ? "entry " + id
                               : table == "heads" ? "head "
                                                  : "blob " + toHex(text("SELECT name" + row));
            auto value = text("SELECT " + column + row);
            if (column == "seq" || column == "size" || column == "codec") {
                value = std::to_string(std::stoll(value) ^ (1 << draws.below(16)));
            } else {
                const auto at = pick(draws, value.size());
                value[at] = static_cast<char>(value[at] ^ (1 << draws.below(8)));
                value = "x'" + toHex(value) + "'";
            }
            text("UPDATE " + table + " SET " + column + "=" + value + " WHERE rowid=" + id);
            const bool changed = sqlite3_changes(handle) == 1;  // a number another row has already cannot be taken
            sqlite3_close(handle);
            if (!changed) {
                --i;  // draw another
                continue;
            }
            const auto report = verifyWorkspace(victim, {}, m_place.options());
            QVERIFY_OK(report);
            const auto told = prettyJson(audit::toJson(*report));
            QVERIFY2(!report->ok() && told.find(place) != std::string::npos,
                     (place + "." + column + ": " + told).c_str());
            ++named[table];
        }
        for (const auto& [table, flips] : named) qInfo("workspace, %s: %d flips, each named", table.c_str(), flips);
        QCOMPARE(named.size(), 3u);
    }

    void strippedSignaturesAreNamed() {
        const auto victim = m_place.path("stripped.skein");
        spill(victim, slurp(m_place.workspace()));
        sqlite3* handle = nullptr;
        QCOMPARE(sqlite3_open(victim.c_str(), &handle), SQLITE_OK);
        QCOMPARE(sqlite3_exec(handle, "DELETE FROM heads", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(handle);
        auto options = m_place.options();
        options.ignoreMirror = true;
        const auto store = WorkspaceStore::open(victim, OpenMode::Read, options);
        QVERIFY_OK(store);
        QVERIFY_OK(exportBundle(**store, m_place.path("stripped")));
        for (const auto& report : {verifyWorkspace(victim, {}, options), verifyBundle(m_place.path("stripped"))}) {
            QVERIFY_OK(report);
            QCOMPARE(report->signatures, audit::Verdict::Failed);
            QVERIFY2(names(*report, "heads") && toJson(*report).dump().find(m_key->fingerprint()) != std::string::npos,
                     prettyJson(audit::toJson(*report)).c_str());
        }
    }

    void redactedAndErasedTextsAreListed() {
        const auto store = m_place.open(OpenMode::Read);
        const auto report = verifyBundle(m_place.path("bundle"));
        const auto blobs = filesBelow(m_place.path("bundle/blobs"));
        BundleOptions options;
        options.redact = {*Digest::fromHex(fs::path(blobs.front()).filename().string())};
        const auto summary = exportBundle(**store, m_place.path("redacted"), options);
        QVERIFY_OK(summary);
        QCOMPARE(summary->redacted, 1u);
        const auto verified = verifyBundle(m_place.path("redacted"));
        QVERIFY2(verified->ok(), prettyJson(audit::toJson(*verified)).c_str());
        QCOMPARE(verified->redacted.size(), 1u);
    }

    void targetsThatAreNotOursAreRefused() {
        const auto store = m_place.open(OpenMode::Read);
        fs::create_directory(m_place.path("mine"));
        QVERIFY_OK(exportBundle(**store, m_place.path("mine")));
        QVERIFY_OK(exportBundle(**store, m_place.path("mine")));  // its own bundle may be replaced
        QVERIFY(verifyBundle(m_place.path("mine"))->ok());
        fs::create_directory(m_place.path("foreign"));
        spill(m_place.path("foreign/thesis.txt"), "years of work");
        QCOMPARE(exportBundle(**store, m_place.path("foreign")).error().code, ErrorCode::Denied);
        QCOMPARE(slurp(m_place.path("foreign/thesis.txt")), std::string("years of work"));
        spill(m_place.path("holiday.zip"), "PK but not ours");
        QCOMPARE(exportBundle(**store, m_place.path("holiday.zip")).error().code, ErrorCode::Denied);
    }

    void hostileZipFilesAreBounded() {
        const auto path = m_place.path("hostile.zip");
        auto* zip = archive_write_new();
        archive_write_set_format_zip(zip);
        QCOMPARE(archive_write_open_filename(zip, path.c_str()), ARCHIVE_OK);
        const std::string zeros(8u << 20, '\0');
        for (const auto* name : {"../../escape", "/etc/passwd", "blobs/../x", "journal.jsonl"}) {
            auto* entry = archive_entry_new();
            archive_entry_set_pathname(entry, name);
            archive_entry_set_filetype(entry, AE_IFREG);
            archive_write_header(zip, entry);
            for (int i = 0; i < 8; ++i) archive_write_data(zip, zeros.data(), zeros.size());
            archive_entry_free(entry);
        }
        archive_write_free(zip);
        const auto report = verifyBundle(path);
        QVERIFY_OK(report);
        QVERIFY(!report->ok());
        QVERIFY(!fs::exists(m_place.path("../escape")));
    }

    void aHeadKeptElsewhereTellsARewrite() {
        const auto heads = audit::parseHeads(slurp(m_place.path("bundle/heads.json")));
        spill(m_place.path("kept.json"), heads->heads.back());
        VerifyRequest request;
        request.headFile = m_place.path("kept.json");
        QVERIFY(verifyPath(m_place.workspace(), request)->rewriteChecked);
        const Place other;
        QVERIFY_OK(writeSession(*other.open(), *m_key, 40));
        const auto report = verifyWorkspace(other.workspace(), request, other.options());
        QVERIFY(report && !report->ok() && !report->rewriteChecked);
        request.signerPin = "nonsense";
        QCOMPARE(verifyPath(m_place.workspace(), request).error().code, ErrorCode::InvalidInput);
    }

private:
    const Place m_place;
    const std::unique_ptr<SigningKey> m_key = testKey();
};

QTEST_GUILESS_MAIN(TestBundle)
#include "tst_bundle.moc"
