#include "core/model/event_entry.h"

#include "core/model/canonical.h"

namespace skein {

NewEntry newEntry(Instant at, const Event& event) {
    auto data = std::visit([](const auto& e) { return record::canonicalText(e); }, event);
    return {at, std::string(eventKind(event)), eventVersion(event), std::move(data).value_or(std::string())};
}

}  // namespace skein
