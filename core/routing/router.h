// Which model does a task: the candidates that can are scored by quality, cost and speed with the weights of the task's
// kind; the choice, the runner-up and the reason against every other are kept. Thread: any; a pure function over values
// in integers, so the same inputs choose the same model on every machine and in every replay.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/routing/catalogue.h"

namespace skein::routing {

/// The least share of what a task asks that a model has to offer (capability row R3).
inline constexpr PerMille leastMatch = 700;

/// What a call needs.
struct RoutingNeed {
    std::string kind;                              ///< of the task; chooses the weights
    std::map<std::string, PerMille> capabilities;  ///< levels asked; empty: {"generate": 500}
    TokenCount input;                              ///< upper estimate of the prompt
    TokenCount maxOutput;                          ///< allowance for the answer
    std::optional<MicroUsd> budgetLeft;            ///< after what is spent, reserved and unconfirmed
    std::optional<Duration> timeLeft;              ///< until the deadline
    bool localOnly = false;                        ///< data policy: nothing may leave this machine
};

/// A model as it stands now.
struct RoutingCandidate {
    const CatalogueModel* model = nullptr;  ///< never null; must outlive the call
    bool local = false;
    std::optional<MicroUsd> expectedCost;      ///< of this call; nothing: unknown
    std::optional<MicroUsd> worstCost;         ///< nothing: unknown
    std::optional<Duration> expectedDuration;  ///< as observed; nothing: not known yet
    bool breakerOpen = false;                  ///< of provider or model
    bool hasKey = true;                        ///< some key is not set aside, or none is needed
};

/// Why a candidate is out, in the order in which it is asked.
enum class Refusal {
    None,
    NotText,       ///< an embedding model
    NotLocal,      ///< the data policy forbids it
    NoKey,         ///< every key is missing, revoked or out of quota
    Breaker,       ///< it failed repeatedly and rests
    Capability,    ///< offers less than leastMatch of what is asked
    Context,       ///< prompt and answer do not fit
    OutputLimit,   ///< the answer may be longer than it can write
    UnknownPrice,  ///< a budget cannot be kept with it
    OverBudget,    ///< its worst case does not fit into what is left
    TooSlow,       ///< it would not end before the deadline
};
std::string_view refusalName(Refusal refusal);

/// One candidate judged. Scores are thousandths; they mean nothing when it is refused.
struct RoutingScore {
    Refusal refusal = Refusal::None;
    PerMille match = 0;  ///< share of the asked levels it offers
    PerMille quality = 0, cost = 0, speed = 0;
    PerMille total = 0;
    std::optional<std::size_t> preferred;  ///< position in the person's own list for this kind
    friend bool operator==(const RoutingScore&, const RoutingScore&) = default;
};

struct RoutingChoice {
    std::optional<std::size_t> choice;    ///< position among the candidates; nothing: all are refused
    std::optional<std::size_t> runnerUp;  ///< the next one, where a failed call goes
    std::vector<RoutingScore> scores;     ///< one per candidate, in their order
    friend bool operator==(const RoutingChoice&, const RoutingChoice&) = default;
};

/// Judges and chooses. Quality is the mean of the model's levels weighted by the levels asked; cost loses 80
/// thousandths with each doubling over the cheapest that can do the task (an unknown cost counts as the dearest); speed
/// is the catalogue's. A model of the person's list beats any other, the earlier the better. Equal totals: the cheaper,
/// then provider and model in order of their names.
RoutingChoice route(const RoutingNeed& need, const KindRule& rule, const std::vector<RoutingCandidate>& candidates);

/// 1000 * log2(ratio) for numerator >= denominator > 0, rounded down, exact in integers.
std::int64_t milliLog2(std::int64_t numerator, std::int64_t denominator);

}  // namespace skein::routing
