#include "core/runtime/source_times.h"

#include <algorithm>
#include <charconv>

#include "core/base/text.h"

namespace skein::runtime {
namespace {

Failure bad(const std::string& why) { return fail(ErrorCode::InvalidInput, why); }

/// The number of an entry: "#123" or "123".
std::optional<std::uint64_t> entryNumber(std::string_view text) {
    if (text.starts_with('#')) text.remove_prefix(1);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// The recorded time of an entry. Error: InvalidInput where the journal has none of this number.
Result<Instant> timeOfEntry(const WorkspaceReader& reader, std::string_view option, std::uint64_t number) {
    SKEIN_TRY(const auto last, reader.lastSequence());
    if (number == 0 || number > last)
        return bad(std::string(option) + " #" + std::to_string(number) + ": the journal has entries 1 to " +
                   std::to_string(last));
    SKEIN_TRY(const auto entries, reader.events(number - 1, 1));
    if (entries.empty() || entries.front().sequence != number)
        return bad(std::string(option) + " #" + std::to_string(number) + ": the journal has no such entry");
    return entries.front().at;
}

}  // namespace

Result<Instant> timeOf(std::string_view option, std::string_view text) {
    const auto time = parseInstant(text);
    if (!time)
        return bad(std::string(option) + ": '" + elide(text, 60) +
                   "' is not a time; expected RFC 3339 such as 2026-11-21T03:04:05Z, or a date such as 2026-11-21");
    if (time->value < -maxExactInteger || *time >= memory::endOfTime)
        return bad(std::string(option) + ": " + elide(text, 60) + " is no time that can be kept; expected one before " +
                   formatInstant(memory::endOfTime));
    return *time;
}

Result<void> checkTimes(const IngestTimes& times, Instant now) {
    for (const auto& [name, time] : {std::pair("--valid-from", times.validFrom), {"--valid-until", times.validUntil}})
        if (time && *time > now)
            return bad(std::string(name) + " " + formatInstant(*time) +
                       " is still to come; expected a time until now: what changes later is read again then");
    if (times.correction && times.validUntil)
        return bad(
            "--correction and --valid-until exclude each other: what is read for a time that is over takes the place "
            "of what memory held of that time anyway; leave out --correction");
    if (times.validFrom && times.validUntil && *times.validUntil <= *times.validFrom)
        return bad("--valid-until " + formatInstant(*times.validUntil) + " is not after --valid-from " +
                   formatInstant(*times.validFrom));
    if (times.validUntil && !times.validFrom)
        return bad("--valid-until needs --valid-from: without it sources hold from now on, which is after " +
                   formatInstant(*times.validUntil));
    return {};
}

Result<bool> holdsFor(const SqliteIndex& index, const SourceFile& file, const IngestTimes& times) {
    SKEIN_TRY(const auto changes, index.history(file.path));
    std::vector<memory::ValidSpan> spans;
    for (const auto& change : changes)
        for (const auto& one : change.stood)
            if (change.content == file.content && one.knownUntil == memory::stillKnown) spans.push_back(one.valid);
    std::sort(spans.begin(), spans.end(), [](const auto& x, const auto& y) { return x.from < y.from; });
    if (spans.empty()) return false;
    const auto from = times.validFrom.value_or(spans.back().from), until = times.validUntil.value_or(memory::endOfTime);
    auto covered = from;
    for (const auto& span : spans) {
        if (times.correction && span.from < from && span.until > from) return false;
        if (span.from <= covered) covered = std::max(covered, span.until);
    }
    return covered >= until;
}

Result<PastPoint> pastPoint(const WorkspaceReader& reader, const SqliteIndex& index, std::string_view knownAsOf,
                            std::string_view trueAt, Instant now) {
    PastPoint point;
    SKEIN_TRY(point.entry, reader.lastSequence());
    point.knownAt = now;
    constexpr std::string_view known = "--known-as-of", held = "--true-at";
    const auto expected = [](std::string_view option, std::string_view text) {
        return bad(std::string(option) + ": '" + elide(text, 60) +
                   "' is no point in time; expected RFC 3339 such as 2026-11-21T03:04:05Z, a date such as 2026-11-21, "
                   "or the number of an entry of the journal such as #123");
    };
    if (const auto number = entryNumber(knownAsOf); number && !knownAsOf.empty()) {
        SKEIN_TRY(point.knownAt, timeOfEntry(reader, known, *number));
        point.entry = *number;
    } else if (!knownAsOf.empty()) {
        if (!parseInstant(knownAsOf)) return expected(known, knownAsOf);
        SKEIN_TRY(point.knownAt, timeOf(known, knownAsOf));
        if (point.knownAt > now)
            return bad("--known-as-of " + formatInstant(point.knownAt) +
                       " is still to come; expected a time until now, or --true-at for what will be true then");
        SKEIN_TRY(point.entry, index.knownAt(point.knownAt));
    }
    point.asOf.known = point.entry;
    point.asOf.trueAt = point.knownAt;
    if (const auto number = entryNumber(trueAt); number && !trueAt.empty()) {
        SKEIN_TRY(point.asOf.trueAt, timeOfEntry(reader, held, *number));
    } else if (!trueAt.empty()) {
        if (!parseInstant(trueAt)) return expected(held, trueAt);
        SKEIN_TRY(point.asOf.trueAt, timeOf(held, trueAt));
    }
    return point;
}

}  // namespace skein::runtime
