#include "core/runtime/window_terms.h"

#include <algorithm>

#include "core/context/usefulness.h"
#include "core/model/record.h"

namespace skein::runtime {
namespace {

constexpr const char* member = "windows";

}  // namespace

WindowTerms windowTermsFrom(const Json& options) {
    WindowTerms terms;
    const auto found = options.is_object() ? options.find(member) : options.end();
    if (!options.is_object() || found == options.end() || !found->is_object()) return terms;
    if (const auto after = found->find("changed_after"); after != found->end() && after->is_number_unsigned())
        terms.changedAfter = after->get<std::uint64_t>();
    if (const auto useful = found->find("useful"); useful != found->end() && useful->is_object())
        for (const auto& [atom, weight] : useful->items())
            if (const auto id = Digest::fromHex(atom); id && weight.is_number_integer())
                terms.usefulness[*id] =
                    std::clamp(weight.get<std::int64_t>(), context::leastWeight, context::mostWeight);
    if (const auto shares = found->find("shares"); shares != found->end() && shares->is_object())
        for (const auto& [channel, name] : EnumNames<WindowChannel>::table)
            if (const auto share = shares->find(std::string(name));
                share != shares->end() && share->is_number_integer())
                terms.shares.perMille[context::at(channel)] =
                    std::clamp<std::int64_t>(share->get<std::int64_t>(), 0, 1'000);
    return terms;
}

void addWindowTerms(const WindowTerms& terms, Json& options) {
    if (terms == WindowTerms{}) return;
    Json json = Json::object();
    if (terms.changedAfter != 0) json["changed_after"] = terms.changedAfter;
    for (const auto& [atom, weight] : terms.usefulness) json["useful"][atom.hex()] = weight;
    if (terms.shares != context::ChannelShares{})
        for (const auto& [channel, name] : EnumNames<WindowChannel>::table)
            json["shares"][std::string(name)] = terms.shares.perMille[context::at(channel)];
    options[member] = std::move(json);
}

}  // namespace skein::runtime
