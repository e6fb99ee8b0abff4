#include "core/model/event.h"

#include <utility>

namespace skein {
namespace {

constexpr int currentVersion = 1;  // every kind is still at its first version; upcasters go here when one moves on

template <std::size_t... I>
Result<Event> decodeAs(std::string_view kind, const Json& data, std::index_sequence<I...>) {
    Result<Event> result = fail(ErrorCode::NewerVersion,
                                "the journal holds an event '" + std::string(kind) +
                                    "' that this version of Skein does not know; open the workspace with a newer one");
    const auto tryOne = [&]<class E>(std::type_identity<E>) {
        if (E::kind != kind) return;
        auto decoded = record::fromJson<E>(data, kind);
        if (decoded) result = Event(std::move(*decoded));
        else result = Failure(std::move(decoded).error());
    };
    (tryOne(std::type_identity<std::variant_alternative_t<I, Event>>{}), ...);
    return result;
}

}  // namespace

std::string_view eventKind(const Event& event) {
    return std::visit([](const auto& e) { return std::remove_cvref_t<decltype(e)>::kind; }, event);
}

Json eventData(const Event& event) {
    return std::visit([](const auto& e) { return record::encode(e); }, event);
}

Result<Event> eventFromJson(std::string_view kind, int version, const Json& data) {
    if (version > currentVersion)
        return fail(ErrorCode::NewerVersion, "event '" + std::string(kind) + "' has version " +
                                                 std::to_string(version) + "; this program reads up to " +
                                                 std::to_string(currentVersion));
    return decodeAs(kind, data, std::make_index_sequence<std::variant_size_v<Event>>{});
}

int eventVersion(const Event&) { return currentVersion; }

}  // namespace skein
