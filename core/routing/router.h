// Which model does a task, in two halves: judge() says once what stands fixed while a call waits its turn (what the
// model can, how well it fits, what it costs), choose() ranks the offers as things stand at the moment of the call.
// The choice, the runner-up and the reason against every other are kept. Thread: any; pure functions over values in
// integers, so the same inputs choose the same model on every machine and in every replay.
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
    bool localOnly = false;                        ///< data policy: nothing may leave this machine
};

/// A model judged for one task by what does not change while the call waits.
struct Offer {
    Target target;
    Refusal refusal = Refusal::None;     ///< NotText to OutputLimit; the others depend on the moment
    PerMille match = whole;              ///< share of the asked levels it offers
    std::optional<CapabilityGap> gap{};  ///< with Refusal::Capability
    PerMille quality = whole / 2, speed = whole / 2;
    std::optional<MicroUsd> expectedCost;  ///< of this call; nothing: unknown
    std::optional<MicroUsd> worstCost;     ///< nothing: unknown
    std::uint32_t place = 0;               ///< of its provider in the order the person gave; 0 for all: no order
    std::optional<std::uint32_t> wish;     ///< place in the person's own table for this kind of task
    /// What it takes: prompt and answer together, and the longest answer asked of it; nothing: not known.
    std::optional<TokenCount> context{}, maxOutput{};
    friend bool operator==(const Offer&, const Offer&) = default;
};

/// The one offer of work that has no choice: built-in agents, simulations.
Offer soleOffer(Target target, MicroUsd worstCost);

/// Where a model stands in a run: whether it is on this machine, and what the person said of it.
struct Placement {
    bool local = false;
    bool named = false;  ///< the person asked for this very model: what it is good at is not questioned
    bool idempotent = false;
    std::uint32_t place = 0;
};

/// Everything but the costs. Quality is the mean of the model's levels weighted by the levels asked.
Offer judge(const RoutingNeed& need, const KindRule& rule, const CatalogueModel& model, const Placement& placement);

/// An offer at the moment of the call.
struct Standing {
    bool hasKey = true;        ///< some key is not set aside, or none is needed
    KeysAside aside{};         ///< where there is none: how many were set aside and why
    bool breakerOpen = false;  ///< of provider or model
    bool overloaded = false;   ///< has as many calls in hand as it stands
    bool failedHere = false;   ///< this very attempt has just failed with it: only where nothing else can
    std::optional<Duration> expectedDuration;  ///< as observed; nothing: not known yet
};

/// What is left for a call.
struct Allowance {
    std::optional<MicroUsd> budget;  ///< after what is spent, reserved and unconfirmed
    std::optional<Duration> time;    ///< until the deadline
};

struct Score {
    Refusal refusal = Refusal::None;
    PerMille cost = 0, total = 0;  ///< mean nothing when it is refused
    bool failedHere = false;
    std::optional<KeysAside> keys{};  ///< with Refusal::NoKey
    friend bool operator==(const Score&, const Score&) = default;
};

struct Choice {
    std::vector<std::size_t> ranking;  ///< positions of the offers that can, best first; the second is the runner-up
    std::vector<Score> scores;         ///< one per offer, in their order
    friend bool operator==(const Choice&, const Choice&) = default;
};

/// Ranks. Cost loses 80 thousandths with each doubling over the cheapest that can do the task (an unknown cost counts
/// as the dearest). The person's table beats all, then the order of providers, then the weighted total. Equal totals:
/// the cheaper, then provider and model in order of their names. `standings` has one entry per offer.
Choice choose(const std::vector<Offer>& offers, const std::vector<Standing>& standings, const Weights& weights,
              const Allowance& left);

/// Whether both name one model, whoever offers it: what stands behind the last slash, in any case.
bool sameModel(const Target& a, const Target& b);

/// "3 keys are set aside: 2 revoked, 1 out of quota".
std::string describe(const KeysAside& aside);

/// What is known of an offer before any choice.
RoutingMark markOf(const Offer& offer);

/// A refusal for people: "capability: needs code 0.7, has 0.4, and offers 0.57 of all that is asked (0.7 is the
/// least)".
std::string describe(const RoutingMark& mark);

/// A choice for the journal: at most `most` marks, the ranking first, then the refused.
std::vector<RoutingMark> marksOf(const std::vector<Offer>& offers, const Choice& choice, std::size_t most = 6);

/// 1000 * log2(ratio) for numerator >= denominator > 0, rounded down, exact in integers.
std::int64_t milliLog2(std::int64_t numerator, std::int64_t denominator);

}  // namespace skein::routing
