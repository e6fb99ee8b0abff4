// Values in the words of a sentence: "30 days", "64 MiB", "gone". Thread: any; pure. Declared in values.h.
#include <charconv>
#include <cstdint>
#include <string>

#include "core/coherence/values.h"

namespace skein::coherence {

std::string describeValue(const ClaimValue& value) {
    // A signature's unit holds the types of its parameters, for comparing.
    if (value.unit.empty() || value.type == ClaimValue::Type::Signature) return value.text;
    // That of a text says with what it can be compared.
    if (value.unit == "version" || value.unit == "count" || value.unit.starts_with("like ")) return value.text;
    if (value.unit == "percent") return value.text + " %";
    std::uint64_t amount = 0;
    const auto* end = value.text.data() + value.text.size();
    const bool whole = std::from_chars(value.text.data(), end, amount).ptr == end && amount > 0;
    constexpr std::uint64_t day = 86'400;
    if (value.unit == "s" && whole && amount % day == 0)
        return std::to_string(amount / day) + (amount == day ? " day" : " days");
    if (value.unit != "byte") return value.text + " " + value.unit;
    constexpr std::uint64_t million = 1'000'000;
    if (whole && amount % million == 0 && amount % 1024 != 0) return std::to_string(amount / million) + " MB";
    if (!whole || amount % 1024 != 0) return value.text + (value.text == "1" ? " byte" : " bytes");
    const char* unit = "KiB";
    amount /= 1024;
    for (const auto* larger : {"MiB", "GiB", "TiB"}) {
        if (amount % 1024 != 0) break;
        amount /= 1024;
        unit = larger;
    }
    return std::to_string(amount) + " " + unit;
}

std::string describeValue(const Claim& claim) {
    if (claim.predicate == "exists") return claim.value.text == "false" ? "gone" : "there";
    return describeValue(claim.value);
}

}  // namespace skein::coherence
