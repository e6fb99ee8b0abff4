#include "core/audit/bundle.h"

#include <algorithm>

#include "core/base/limits.h"

namespace skein::audit {
namespace {

constexpr std::string_view entryMark = "{\"entry\":", hashMark = ",\"hash\":\"";

Failure damaged(std::string_view file, const std::string& why) {
    return fail(ErrorCode::Damaged, std::string(file) + ": " + why);
}

/// The workspace id of a canonical file. Error: Damaged.
Result<WorkspaceId> workspaceOf(const Json& json, std::string_view file) {
    const auto text = jsonString(json, "workspace", "");
    const auto id = text ? workspaceIdFromHex(*text) : std::nullopt;
    if (!id) return damaged(file, "workspace: expected 32 lower-case hexadecimal digits");
    return *id;
}

/// A digest in the spelling we write.
std::optional<Digest> exactDigest(const Json& json) {
    if (!json.is_string()) return std::nullopt;
    const auto& text = json.get_ref<const std::string&>();
    const auto digest = Digest::fromHex(text);
    return digest && digest->hex() == text ? digest : std::nullopt;
}

Result<Json> parseVersioned(std::string_view file, std::string_view text) {
    auto json = parseJson(text, {.maxBytes = limits::maxBundleFileBytes});
    if (!json) return damaged(file, json.error().message);
    const auto version = jsonInt(*json, "v", "");
    if (!version) return damaged(file, version.error().message);
    if (*version > bundleVersion)
        return fail(ErrorCode::NewerVersion, std::string(file) + ": bundle version " + std::to_string(*version) +
                                                 "; this program reads up to " + std::to_string(bundleVersion));
    return json;
}

}  // namespace

std::string journalLine(const SealedEntry& entry) {
    std::string line;
    line.reserve(entry.bytes.size() + 96);
    return line.append(entryMark).append(entry.bytes).append(hashMark).append(entry.hash.hex()).append("\"}");
}

Result<JournalLine> parseJournalLine(std::string_view line) {
    constexpr std::size_t tail = hashMark.size() + 64 + 2;
    if (line.size() < entryMark.size() + tail || !line.starts_with(entryMark) || !line.ends_with("\"}"))
        return fail(ErrorCode::Damaged, "expected a line {\"entry\":{...},\"hash\":\"<64 hex digits>\"}");
    const auto end = line.substr(line.size() - tail);
    const auto hash = Digest::fromHex(end.substr(hashMark.size(), 64));
    if (!end.starts_with(hashMark) || !hash || hash->hex() != end.substr(hashMark.size(), 64))
        return fail(ErrorCode::Damaged, "the line does not end in ,\"hash\":\"<64 lower-case hex digits>\"}");
    return JournalLine{line.substr(entryMark.size(), line.size() - entryMark.size() - tail), *hash};
}

std::string headsText(const Heads& heads) {
    Json list = Json::array(), keys = Json::array();
    for (const auto& text : heads.heads) {
        // Stored texts may be damaged; then the text itself goes in, as a string, and verification names it.
        auto json = parseJson(text);
        list.push_back(json ? *std::move(json) : Json(skein::toHex(text)));
    }
    for (const auto& key : heads.publicKeys) keys.push_back(toHex(key));
    return canonicalJsonOrAssert(
               {{"v", bundleVersion}, {"workspace", toHex(heads.workspace)}, {"heads", list}, {"public_keys", keys}}) +
           "\n";
}

Result<Heads> parseHeads(std::string_view text) {
    SKEIN_TRY(const auto json, parseVersioned(headsFile, text));
    Heads heads;
    SKEIN_TRY(heads.workspace, workspaceOf(json, headsFile));
    const auto list = json.find("heads"), keys = json.find("public_keys");
    if (list == json.end() || !list->is_array() || keys == json.end() || !keys->is_array())
        return damaged(headsFile, "expected the arrays \"heads\" and \"public_keys\"");
    for (const auto& head : *list) {
        SKEIN_TRY(auto canonical, canonicalJson(head));
        heads.heads.push_back(std::move(canonical));
    }
    for (const auto& key : *keys) {
        const auto bytes = key.is_string() ? publicKeyFromHex(key.get_ref<const std::string&>()) : std::nullopt;
        if (!bytes) return damaged(headsFile, "public_keys: expected 64 lower-case hexadecimal digits");
        heads.publicKeys.push_back(*bytes);
    }
    if (headsText(heads) != text) return damaged(headsFile, "its text is not canonical");
    return heads;
}

std::string manifestText(const Manifest& manifest) {
    Json files = Json::object(), redacted = Json::array();
    for (const auto& [name, record] : manifest.files)
        files[name] = {{"bytes", record.bytes}, {"sha256", record.sha256.hex()}};
    for (const auto& name : manifest.redacted) redacted.push_back(name.hex());
    return canonicalJsonOrAssert({{"format", "skein-bundle"},
                                  {"v", bundleVersion},
                                  {"workspace", toHex(manifest.workspace)},
                                  {"entries", manifest.entries},
                                  {"blobs", manifest.blobs},
                                  {"redacted", redacted},
                                  {"files", files}}) +
           "\n";
}

Result<Manifest> parseManifest(std::string_view text) {
    SKEIN_TRY(const auto json, parseVersioned(manifestFile, text));
    Manifest manifest;
    SKEIN_TRY(manifest.workspace, workspaceOf(json, manifestFile));
    const auto entries = jsonInt(json, "entries", ""), blobs = jsonInt(json, "blobs", "");
    const auto redacted = json.find("redacted"), files = json.find("files");
    if (!entries || *entries < 0 || !blobs || *blobs < 0 || redacted == json.end() || !redacted->is_array() ||
        files == json.end() || !files->is_object())
        return damaged(manifestFile, "expected \"entries\", \"blobs\", \"redacted\" and \"files\"");
    manifest.entries = static_cast<std::uint64_t>(*entries);
    manifest.blobs = static_cast<std::uint64_t>(*blobs);
    for (const auto& item : *redacted) {
        const auto name = exactDigest(item);
        if (!name) return damaged(manifestFile, "redacted: expected 64 lower-case hexadecimal digits");
        manifest.redacted.insert(*name);
    }
    for (const auto& [name, record] : files->items()) {
        const auto bytes = jsonInt(record, "bytes", name);
        const auto hash =
            record.is_object() && record.contains("sha256") ? exactDigest(record["sha256"]) : std::nullopt;
        if (!isBundleFileName(name) || name == manifestFile || !bytes || *bytes < 0 || !hash)
            return damaged(manifestFile, "files: expected names of a bundle, each with \"bytes\" and \"sha256\"");
        manifest.files.emplace(name, FileRecord{static_cast<std::uint64_t>(*bytes), *hash});
    }
    if (manifestText(manifest) != text) return damaged(manifestFile, "its text is not canonical");
    return manifest;
}

std::optional<BlobName> blobOfFileName(std::string_view name) {
    if (!name.starts_with(blobFolder)) return std::nullopt;
    const auto digits = name.substr(blobFolder.size());
    const auto blob = Digest::fromHex(digits);
    return blob && blob->hex() == digits ? blob : std::nullopt;
}

std::string blobFileName(const BlobName& name) { return std::string(blobFolder) + name.hex(); }

bool isBundleFileName(std::string_view name) {
    return name == journalFile || name == headsFile || name == manifestFile || name == reportFile ||
           blobOfFileName(name);
}

void ReportFacts::entry(const SealedEntry& sealed) {
    const auto envelope = parseEnvelope(sealed.bytes);
    if (!envelope) return;
    ++countByKind[std::string(envelope->kind)];
    if (entries++ == 0) first = envelope->at;
    last = std::max(last, envelope->at);
    const bool settles = envelope->kind == "step.settled" || envelope->kind == "unconfirmed.settled" ||
                         envelope->kind == "memory.call.settled";
    if (!settles && envelope->kind != "signer.changed") return;
    const auto data = parseJson(envelope->data);
    if (!data) return;
    if (settles) {
        charged += MicroUsd{jsonIntOr(*data, "charge", 0, "").value_or(0)};
        const auto usage = data->find("usage");
        if (usage == data->end()) return;
        for (const auto* member : {"in", "cache_read", "cache_write"})
            tokensIn += TokenCount{jsonIntOr(*usage, member, 0, "").value_or(0)};
        tokensOut += TokenCount{jsonIntOr(*usage, "out", 0, "").value_or(0)};
    } else if (const auto key = publicKeyFromHex(jsonStringOr(*data, "public_key", "", "").value_or(""))) {
        if (std::find(signers.begin(), signers.end(), *key) == signers.end()) signers.push_back(*key);
    }
}

}  // namespace skein::audit
