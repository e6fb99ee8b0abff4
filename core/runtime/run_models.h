// Which models a run may use, as its options froze them when it began: addresses, capabilities, prices, the person's
// table by kind of task. Thread: any; values only. Never holds a key, never looks at the catalogue of today: a run that
// is resumed next month routes and charges as it was started, until a person gives it other options.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/units.h"
#include "core/model/task.h"
#include "core/providers/protocol.h"
#include "core/routing/router.h"

namespace skein::runtime {

/// The tier of prices that a call by batch is charged at.
inline constexpr const char* batchTier = "batch";

/// One model and how it is reached.
struct RunModel {
    routing::CatalogueModel model;  ///< provider, id, what it can, what it costs (no rows: unknown)
    routing::Placement placement;
    providers::Protocol protocol = providers::Protocol::OpenAiChat;
    std::string baseUrl;
    TokenCount maxOutput{4'096};             ///< the longest answer it may be asked for; answerLimit() says for what
    std::optional<TokenCount> bestWindow{};  ///< prompt up to which it answers best
    bool offline() const { return model.provider == "offline"; }
};

struct RunModels {
    std::vector<RunModel> models;                    ///< never empty
    std::map<std::string, routing::KindRule> kinds;  ///< by task kind; "" for any other
    bool localOnly = false;                          ///< nothing may leave this machine
    bool batch = false;                              ///< calls that have time may go through a batch API
    std::uint32_t questions = 0;                     ///< rounds in which an agent may ask memory
    std::int64_t tokensPerMille = 1'000;             ///< of estimateTokens(), as learned before the run began
    /// The size at which every one of them still works best; none: nothing is known of any.
    std::optional<TokenCount> bestWindow() const;

    /// Built-in agents do the work; no model is called.
    bool offline() const { return models.front().offline(); }
    /// nullptr when the run never had it.
    const RunModel* find(const Target& target) const;
    /// Whether any of them has a known price.
    bool priced() const;
    /// Nothing is charged, as far as the options say.
    bool free() const;
    /// Whether a call to any of them can go by batch: its protocol has such an API, and its prices name the tier.
    bool anyBatch() const;
    /// Error: InvalidInput where nothing may leave this machine and none of them is on it.
    Result<void> requireLocal() const;
};

/// Whether the agent of this task may ask memory by tools: one that a model does, and no planner.
bool mayAsk(const RunModels& models, const TaskSpec& task);

/// What the models of a run offer for one task, in their order, and how much cost, quality and speed weigh for it.
struct TaskOffers {
    std::vector<routing::Offer> offers;
    routing::Weights weights;
};
/// Those by batch come last: one more for each model whose protocol has a batch API and whose prices name the tier.
/// Judged at `now` for a prompt of `input` tokens: the expected cost is that of an answer as long as it may be, the
/// worst cost that of twice the prompt (our count is an estimate) within the hour a call may wait. Errors: as
/// routing::worstCostBetween.
Result<TaskOffers> offersFor(const RunModels& models, const TaskSpec& task, TokenCount input, Instant now);

/// The options of a run: {"provider","protocol","base_url","model","price"?,"idempotent"?} for one model the person
/// named, or {"providers":[ids in order, none: no order],"catalogue":{an excerpt of the catalogue}} for a choice;
/// {"provider":"offline"} for none. Error: InvalidInput naming the member.
Result<RunModels> runModelsFromOptions(const Json& options);

/// Thousandths by which a run scales estimated tokens.
inline constexpr std::int64_t wholeTokens = 1'000;
/// As the options of a run say; `wholeTokens` where they do not, or say nonsense.
std::int64_t tokensPerMilleOf(const Json& options);

/// The options of a choice among the text models of these providers of the catalogue; `ordered`: the earlier the
/// better. Error: NotFound where none of them lists a model.
Result<Json> optionsForChoice(const routing::Catalogue& catalogue, const std::vector<std::string>& providers,
                              bool ordered);

}  // namespace skein::runtime
