#include "tests/support/fake_provider/ledger.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "core/base/text.h"

namespace skein::fake {

Ledger::~Ledger() {
    if (m_file >= 0) close(m_file);
}

Result<void> Ledger::open(const std::string& path) {
    m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (m_file < 0) return fail(ErrorCode::Io, fmt::format("{}: {}", path, std::strerror(errno)));
    SKEIN_TRY(const std::string text, readFile(path));
    const std::size_t whole = text.rfind('\n') + 1;  // npos + 1 is 0: no complete line
    if (whole < text.size() && ftruncate(m_file, static_cast<off_t>(whole)) != 0)
        return fail(ErrorCode::Io, path + ": " + std::strerror(errno));
    for (const std::string_view line : splitLines(std::string_view(text).substr(0, whole))) {
        SKEIN_TRY(const Json entry, parseJson(line));
        take(entry);
    }
    return {};
}

void Ledger::take(const Json& line) {
    const std::string kind = line.value("event", "");
    const std::string key = line.value("key", "");
    if (kind == "request") {
        Entry& entry = m_entries[key];
        ++m_requests;
        ++entry.times;
        if (line.value("other_body", false)) ++m_otherBodies;
        else if (entry.charged) ++m_duplicates;
    } else if (kind == "charge") {
        Entry& entry = m_entries[key];
        entry.charged = true;
        entry.bodyHash = line.value("body", "");
        entry.tokensIn = line.value("in", std::int64_t{0});
        entry.tokensOut = line.value("out", std::int64_t{0});
    }
}

Ledger::Verdict Ledger::note(const std::string& key, const std::string& bodyHash, std::uint32_t& occurrence) {
    const auto known = m_entries.find(key);
    const bool otherBody = known != m_entries.end() && known->second.charged && known->second.bodyHash != bodyHash;
    const bool repeated = known != m_entries.end() && known->second.charged;
    append({{"event", "request"}, {"key", key}, {"body", bodyHash}, {"other_body", otherBody}});
    occurrence = m_entries[key].times;
    return otherBody ? Verdict::OtherBody : repeated ? Verdict::Repeated : Verdict::New;
}

void Ledger::charge(const std::string& key, const std::string& bodyHash, std::int64_t tokensIn,
                    std::int64_t tokensOut) {
    if (!m_entries[key].charged)
        append({{"event", "charge"}, {"key", key}, {"body", bodyHash}, {"in", tokensIn}, {"out", tokensOut}});
}

void Ledger::noteBatch(std::size_t number) {
    append({{"event", "batch"}, {"number", number}});
    sync();
}

void Ledger::append(const Json& line) {
    take(line);
    if (m_file < 0) return;
    const std::string text = canonicalJsonOrAssert(line) + "\n";
    if (write(m_file, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        fmt::print(stderr, "fake-provider: the ledger cannot be written: {}\n", std::strerror(errno));
        std::abort();
    }
    m_dirty = true;
}

void Ledger::sync() {
    if (std::exchange(m_dirty, false)) fdatasync(m_file);
}

Json Ledger::summary() const {
    Json keys = Json::object();
    std::int64_t tokensIn = 0, tokensOut = 0;
    std::uint64_t charged = 0;
    for (const auto& [key, entry] : m_entries) {
        keys[key] = {
            {"times", entry.times}, {"charged", entry.charged}, {"in", entry.tokensIn}, {"out", entry.tokensOut}};
        tokensIn += entry.tokensIn;
        tokensOut += entry.tokensOut;
        charged += entry.charged ? 1 : 0;
    }
    return {{"simulated", true},           {"requests", m_requests},
            {"charged_requests", charged}, {"charged_tokens", {{"in", tokensIn}, {"out", tokensOut}}},
            {"duplicates", m_duplicates},  {"other_bodies", m_otherBodies},
            {"keys", std::move(keys)}};
}

}  // namespace skein::fake
