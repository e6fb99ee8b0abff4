// What the tests of the store share: a temporary place, a key, and a small session written through a JournalWriter.
#pragma once

#include <QtTest>

#include <filesystem>

#include "core/base/text.h"
#include "core/runtime/keys/signing_key.h"
#include "core/runtime/store/bundle.h"
#include "core/runtime/store/journal_writer.h"

namespace skein::runtime::testing {

/// A folder that goes away, with a workspace path and a state folder in it; in memory where that is possible, because
/// the fault tests make hundreds and flush each many times.
struct Place {
    QTemporaryDir folder{QFileInfo("/dev/shm").isWritable() ? QString("/dev/shm/skein-test-XXXXXX")
                                                            : QDir::tempPath() + "/skein-test-XXXXXX"};
    std::string path(const std::string& name) const { return folder.path().toStdString() + "/" + name; }
    std::string workspace() const { return path("w.skein"); }
    StoreOptions options() const {
        StoreOptions options;
        options.stateFolder = path("state");
        return options;
    }
    Result<std::shared_ptr<WorkspaceStore>> open(OpenMode mode = OpenMode::CreateOrWrite, std::string vfs = {}) const {
        auto given = options();
        given.vfs = std::move(vfs);
        SKEIN_TRY(auto store, WorkspaceStore::open(workspace(), mode, given));
        return std::shared_ptr<WorkspaceStore>(std::move(store));
    }
};

inline std::unique_ptr<SigningKey> testKey(char fill = 'k') { return SigningKey::fromSeed(std::string(32, fill)); }

inline NewEntry planned(std::uint64_t number) {
    return {
        {static_cast<std::int64_t>(1'000 + number)}, "task.planned", 1, "{\"task\":" + std::to_string(number) + "}"};
}

/// Declares the key and writes `count` entries, every third referring to a text of its own.
inline Result<std::vector<BlobName>> writeSession(const std::shared_ptr<WorkspaceStore>& store,
                                                  const HeadSigner& signer, int count) {
    JournalWriterOptions options;
    options.signer = &signer;
    SKEIN_TRY(const auto writer, JournalWriter::create(store, options));
    std::vector<BlobName> names;
    SKEIN_TRY(const bool mustDeclare, writer->mustDeclareSigner());
    if (mustDeclare)
        writer->append(
            {{{{1}, "signer.changed", 1, "{\"public_key\":\"" + audit::toHex(signer.publicKey()) + "\"}"}}, {}});
    for (int i = 0; i < count; ++i) {
        auto entry = planned(static_cast<std::uint64_t>(i));
        if (i % 3 == 0) {
            names.push_back(writer->blobs()->put("text number " + std::to_string(i) + " " +
                                                 std::string(200, static_cast<char>('a' + i % 26))));
            entry.kind = "task.finished";
            entry.data = "{\"output\":\"blob:" + names.back().hex() + "\",\"task\":" + std::to_string(i) + "}";
        }
        writer->append({{std::move(entry)}, {}});
        if (i % 10 == 9) SKEIN_CHECK(writer->flush());
    }
    SKEIN_CHECK(writer->close());
    return names;
}

inline std::string slurp(const std::string& path) { return readFile(path).value_or(std::string()); }
inline void spill(const std::string& path, std::string_view bytes) {
    QVERIFY(writeFileAtomically(path, bytes).has_value());
}

}  // namespace skein::runtime::testing

/// Evaluates its argument once, unlike QVERIFY2.
#define QVERIFY_OK(...)                                                                      \
    do {                                                                                     \
        const auto& verifiedResult = (__VA_ARGS__);                                          \
        const auto why = verifiedResult ? std::string() : verifiedResult.error().describe(); \
        QVERIFY2(verifiedResult.has_value(), why.c_str());                                   \
    } while (false)
