#include "core/runtime/key_trials.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/runtime/model_catalogue.h"
#include "core/runtime/store/wall_clock.h"

namespace skein::runtime {
namespace {

/// The calls of one provider with its keys; which model, and whether any call can be made, is settled once for all.
Result<std::vector<Trial>> trialsOf(const routing::Catalogue& catalogue, const std::string& id, ProviderKeys& places,
                                    const TrialRequest& request, HttpTransport& transport,
                                    std::vector<std::string>& notices) {
    const auto* provider = catalogue.provider(id);
    if (provider == nullptr)
        return fail(ErrorCode::NotFound,
                    "provider '" + elide(id, 80) + "' is not in the catalogue; see `skeinctl providers`");
    SKEIN_TRY(auto found, places.read(id));
    notices.insert(notices.end(), found.notices.begin(), found.notices.end());
    std::vector<Trial> its;
    for (auto& key : found.keys)
        if (request.key.empty() || request.key == key.key.id.name)
            its.push_back({provider, request.model, std::move(key), {}});
    if (its.empty() && (!provider->keyVariable.empty() || !request.key.empty()))
        return fail(ErrorCode::NotFound, request.key.empty()
                                             ? fmt::format("{0} has no key: `skeinctl providers add {0}` or set ${1}",
                                                           id, provider->keyVariable)
                                             : fmt::format("{} has no key '{}'", id, elide(request.key, 64)));
    if (its.empty()) its.push_back({provider, request.model, std::nullopt, {}});
    std::string model = request.model.empty() ? trialModel(catalogue, *provider, wallClock()) : request.model;
    std::string problem;
    auto verdict = providers::CallVerdict::Unreachable;
    if (const auto may = routing::mayCarryKey(*provider); !may && its.front().key) {
        problem = may.error().message;
        verdict = providers::CallVerdict::WrongAddress;
    } else if (model.empty()) {
        const Secret none;
        auto listed = firstListedModel(transport, *provider, its.front().key ? its.front().key->key.secret : none);
        if (listed) model = *listed;
        else problem = listed.error().message;
    }
    for (Trial& trial : its) {
        trial.model = model;
        trial.problem = problem;
        trial.verdict = verdict;
    }
    return its;
}

}  // namespace

Result<Trials> trialsOf(const routing::Catalogue& catalogue, const TrialRequest& request, HttpTransport& transport) {
    ProviderKeyOptions keyOptions;
    keyOptions.ask = request.ask;
    SKEIN_TRY(auto places, ProviderKeys::create(catalogue, std::move(keyOptions)));
    std::vector<std::string> ids = request.providers;
    if (ids.empty()) {
        for (const auto& entry : places.list().keys) ids.push_back(entry.id.provider);
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        if (ids.empty())
            return fail(ErrorCode::NotFound, "there is no key to test; see `skeinctl providers add --help`");
    }
    Trials all;
    for (const std::string& id : ids) {
        SKEIN_TRY(auto its, trialsOf(catalogue, id, places, request, transport, all.notices));
        std::move(its.begin(), its.end(), std::back_inserter(all.trials));
    }
    return all;
}

CheckedCall carryOut(HttpTransport& transport, const routing::Catalogue& catalogue, const Trial& trial) {
    if (!trial.problem.empty()) return {{trial.verdict, 0, trial.problem, std::nullopt}, std::nullopt, {}, {}};
    const Secret none;
    return checkCall(transport, *trial.provider, trial.model, pricesOf(catalogue, trial.provider->id, trial.model),
                     trial.key ? trial.key->key.secret : none, wallClock());
}

}  // namespace skein::runtime
