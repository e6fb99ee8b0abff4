#include "core/model/entry.h"

#include <algorithm>
#include <charconv>

#include "core/base/limits.h"
#include "core/base/text.h"

namespace skein {
namespace {

constexpr std::size_t maxKindBytes = 64;
constexpr std::string_view prevMark = ",\"prev\":\"";
constexpr std::size_t prevBytes = prevMark.size() + 64 + 1;  // mark, digits, quote

bool isKind(std::string_view kind) {
    return !kind.empty() && kind.size() <= maxKindBytes && std::all_of(kind.begin(), kind.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
}

bool isExact(std::int64_t value) { return value >= -maxExactInteger && value <= maxExactInteger; }

/// Whether every number below is an integer that canonical JSON carries exactly.
bool holdsOnlyExactIntegers(const Json& value) {
    switch (value.type()) {
        case Json::value_t::number_float: return false;
        case Json::value_t::number_unsigned:
            return value.get<std::uint64_t>() <= static_cast<std::uint64_t>(maxExactInteger);
        case Json::value_t::number_integer: return isExact(value.get<std::int64_t>());
        case Json::value_t::array:
        case Json::value_t::object: return std::all_of(value.begin(), value.end(), holdsOnlyExactIntegers);
        default: return true;
    }
}

/// Cuts `prefix` off the front of `text`.
bool eatFront(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// Cuts the part after the last `mark` off the end of `text`, mark included; nothing when there is no mark.
std::optional<std::string_view> eatBackTo(std::string_view& text, std::string_view mark) {
    const auto at = text.rfind(mark);
    if (at == std::string_view::npos) return std::nullopt;
    const auto tail = text.substr(at + mark.size());
    text = text.substr(0, at);
    return tail;
}

/// A decimal integer exactly as canonical JSON writes it.
std::optional<std::int64_t> canonicalInteger(std::string_view text) {
    std::int64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool leadingZero = text.size() > 1 && (text[0] == '0' || text.starts_with("-0"));
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || leadingZero || text == "-0" ||
        !isExact(value))
        return std::nullopt;
    return value;
}

Failure notAnEntry(const char* what) {
    return fail(ErrorCode::Damaged, std::string("not the canonical form of a journal entry: ") + what);
}

}  // namespace

Result<SealedEntry> trySeal(const NewEntry& entry, const ChainTip& tip) {
    if (!isKind(entry.kind))
        return fail(ErrorCode::InvalidInput,
                    "the entry kind '" + elide(entry.kind, 80) + "' is not 1-64 of a-z, 0-9, '_' and '.'");
    if (tip.seq >= static_cast<std::uint64_t>(maxExactInteger) || !isExact(entry.at.value) || entry.version < 1)
        return fail(ErrorCode::InvalidInput, entry.kind + ": sequence number, time or version is out of range");
    if (!entry.data.starts_with('{'))
        return fail(ErrorCode::InvalidInput,
                    entry.kind + ": the data must be an object whose numbers are integers within +-(2^53-1)");
    SealedEntry sealed;
    sealed.seq = tip.seq + 1;
    sealed.bytes.reserve(entry.data.size() + entry.kind.size() + 160);
    const auto add = [&](auto... parts) { ((sealed.bytes += parts), ...); };
    add("{\"at\":", std::to_string(entry.at.value), ",\"data\":", std::string_view(entry.data), ",\"kind\":\"",
        std::string_view(entry.kind), "\"", prevMark, tip.hash.hex(), "\",\"seq\":", std::to_string(sealed.seq),
        ",\"v\":", std::to_string(entry.version), "}");
    if (sealed.bytes.size() > limits::maxEntryBytes)
        return fail(ErrorCode::TooLarge, entry.kind + ": an entry of " + std::to_string(sealed.bytes.size()) +
                                             " bytes; at most " + std::to_string(limits::maxEntryBytes) +
                                             " are stored");
    sealed.hash = sha256(sealed.bytes);
    return sealed;
}

Result<SealedEntry> trySeal(const Entry& entry) {
    if (entry.seq == 0) return fail(ErrorCode::InvalidInput, entry.kind + ": entries are numbered from 1");
    if (!entry.data.is_object() || !holdsOnlyExactIntegers(entry.data))
        return fail(ErrorCode::InvalidInput,
                    entry.kind + ": the data must be an object whose numbers are integers within +-(2^53-1)");
    SKEIN_TRY(auto data, canonicalJson(entry.data));
    return trySeal(NewEntry{entry.at, entry.kind, entry.version, std::move(data)}, {entry.seq - 1, entry.prev});
}

SealedEntry seal(const Entry& entry) {
    auto sealed = trySeal(entry);
    SKEIN_ASSERT(sealed.has_value());
    return *std::move(sealed);
}

Result<EntryEnvelope> parseEnvelope(std::string_view bytes) {
    if (bytes.size() > limits::maxEntryBytes)
        return fail(ErrorCode::TooLarge,
                    "a journal entry above the bound of " + std::to_string(limits::maxEntryBytes) + " bytes");
    EntryEnvelope envelope;
    auto rest = bytes;
    if (!eatFront(rest, "{\"at\":")) return notAnEntry("\"at\" is not first");
    const auto atEnd = rest.find(',');
    const auto at = canonicalInteger(rest.substr(0, atEnd));
    if (!at || atEnd == std::string_view::npos) return notAnEntry("\"at\" is not an integer");
    rest.remove_prefix(atEnd);
    if (!eatFront(rest, ",\"data\":") || rest.empty() || rest.back() != '}')
        return notAnEntry("\"data\" does not follow");
    rest.remove_suffix(1);
    // From the back every member after "data" has a fixed shape, so no text inside the data can be mistaken for one.
    const auto version = eatBackTo(rest, ",\"v\":");
    const auto seq = eatBackTo(rest, ",\"seq\":");
    const auto prev = rest.substr(rest.size() - std::min(rest.size(), prevBytes));
    rest.remove_suffix(prev.size());
    const auto kind = eatBackTo(rest, ",\"kind\":\"");
    if (!version || !seq || !kind) return notAnEntry("a member is missing");
    const auto versionNumber = canonicalInteger(*version), seqNumber = canonicalInteger(*seq);
    if (!versionNumber || *versionNumber < 1 || *versionNumber > 1'000'000 || !seqNumber || *seqNumber < 1)
        return notAnEntry("\"seq\" or \"v\" is not a positive integer");
    const auto digits = prev.substr(std::min(prev.size(), prevMark.size()), 64);
    const auto digest = Digest::fromHex(digits);
    const bool upperCase = std::any_of(digits.begin(), digits.end(), [](char c) { return c >= 'A' && c <= 'F'; });
    if (!digest || upperCase || !prev.starts_with(prevMark) || prev.back() != '"')
        return notAnEntry("\"prev\" is not 64 lower-case hexadecimal digits");
    if (kind->empty() || kind->back() != '"' || !isKind(kind->substr(0, kind->size() - 1)))
        return notAnEntry("\"kind\" is malformed");
    envelope.at = {*at};
    envelope.version = static_cast<int>(*versionNumber);
    envelope.seq = static_cast<std::uint64_t>(*seqNumber);
    envelope.prev = *digest;
    envelope.kind = kind->substr(0, kind->size() - 1);
    envelope.data = rest;
    return envelope;
}

Result<Entry> parseEntry(std::string_view bytes) {
    SKEIN_TRY(const auto envelope, parseEnvelope(bytes));
    auto data = parseJson(envelope.data);
    if (!data) return notAnEntry(("the data: " + data.error().message).c_str());
    if (!data->is_object() || !holdsOnlyExactIntegers(*data))
        return notAnEntry("the data is no object of exact integers");
    const auto canonical = canonicalJson(*data);
    if (!canonical || *canonical != envelope.data) return notAnEntry("the data is not in canonical order or spelling");
    return Entry{envelope.seq,     envelope.at,      std::string(envelope.kind),
                 envelope.version, *std::move(data), envelope.prev};
}

std::vector<BlobName> blobReferences(std::string_view bytes) {
    constexpr std::string_view mark = "\"blob:";
    std::vector<BlobName> names;
    for (auto at = bytes.find(mark); at != std::string_view::npos; at = bytes.find(mark, at + mark.size())) {
        // In canonical JSON a quote inside a string always follows a backslash and an opening one never does.
        if (at > 0 && bytes[at - 1] == '\\') continue;
        const auto digits = bytes.substr(at + mark.size(), 64);
        const auto end = at + mark.size() + 64;
        if (digits.size() != 64 || end >= bytes.size() || bytes[end] != '"') continue;
        if (const auto name = Digest::fromHex(digits)) names.push_back(*name);
    }
    return names;
}

}  // namespace skein
