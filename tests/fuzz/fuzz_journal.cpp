// Journal rows, one a line: what is read is what would be written again, and folding never leaves its bounds, however
// the entries contradict each other. A line that is no row is taken as an event of the golden journal's form.
#include "core/engine/state.h"
#include "core/model/entry.h"
#include "core/model/event.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using namespace skein;

/// The event of a golden line: {"at","data","kind","version"}.
std::optional<Event> goldenEvent(std::string_view line) {
    const auto json = parseJson(line);
    if (!json || !json->is_object() || !json->contains("data")) return {};
    const auto kind = jsonString(*json, "kind", "");
    const auto version = jsonInt(*json, "version", "");
    if (!kind || !version || *version < 0 || *version > 100) return {};
    auto event = eventFromJson(*kind, static_cast<int>(*version), (*json)["data"]);
    if (!event) return {};
    return *std::move(event);
}

std::optional<Event> storedEvent(std::string_view line) {
    const auto entry = parseEntry(line);
    const auto envelope = parseEnvelope(line);
    if (!entry) return {};
    SKEIN_ASSERT(envelope.has_value() && envelope->seq == entry->seq && envelope->kind == entry->kind);
    SKEIN_ASSERT(seal(*entry).bytes == line);
    (void)blobReferences(line);
    auto event = eventFromJson(entry->kind, entry->version, entry->data);
    if (!event) return {};
    return *std::move(event);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    State state;
    for (const auto line : fuzz::linesOf(fuzz::textOf(data, size))) {
        auto event = storedEvent(line);
        if (!event) event = goldenEvent(line);
        if (!event) continue;
        const auto written = eventData(*event);
        const auto again = eventFromJson(eventKind(*event), eventVersion(*event), written);
        SKEIN_ASSERT(again.has_value() && eventData(*again) == written);
        if (!apply(state, *event, state.sequence + 1, Instant{1'700'000'000'000'000})) return 0;
    }
    const auto json = toJson(state);
    const auto again = stateFromJson(json);
    SKEIN_ASSERT(again.has_value() && stateHash(*again) == stateHash(state));
    return 0;
}
