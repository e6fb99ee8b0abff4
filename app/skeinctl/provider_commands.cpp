// providers, models, prices: what the catalogue knows.
#include <algorithm>
#include <cstdlib>
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "app/skeinctl/provider_commands.h"
#include "core/runtime/keys/provider_keys.h"
#include "core/runtime/model_catalogue.h"
#include "core/runtime/store/wall_clock.h"

namespace skein::cli {
namespace {

struct CatalogueOptions {
    std::string provider, at;
};

/// Now, or the given date; a date alone is its first moment in UTC.
Result<Instant> instantOf(const std::string& text) { return text.empty() ? runtime::wallClock() : parseInstant(text); }

Result<void> knownProvider(const routing::Catalogue& catalogue, const std::string& id) {
    if (id.empty() || catalogue.provider(id) != nullptr) return {};
    return fail(ErrorCode::NotFound, "provider '" + id + "' is not in the catalogue; see `skeinctl providers`");
}

/// How many keys of a provider each source has: {"environment": 1, "keyring": 12}.
Json keyCounts(const runtime::ProviderKeys::Listing& listing, const std::string& provider) {
    Json counts = Json::object();
    for (const auto& [source, id] : listing.keys) {
        if (id.provider != provider) continue;
        const std::string name(nameIn(runtime::keySourceNames, source));
        counts[name] = counts.value(name, 0) + 1;
    }
    return counts;
}

/// "12 in keyring, 1 in environment", or what to do about there being none.
std::string keyWords(const routing::CatalogueProvider& provider, const Json& counts) {
    std::string words;
    for (const auto& [source, count] : counts.items())
        words += fmt::format("{}{} in {}", words.empty() ? "" : ", ", count.get<int>(), source);
    if (!words.empty()) return words;
    return provider.keyVariable.empty() ? "not needed" : "none: `providers add " + provider.id + "`";
}

Result<int> listProviders(const Context& context) {
    SKEIN_TRY(const auto catalogue, runtime::loadCatalogue());
    SKEIN_TRY(auto keys, runtime::ProviderKeys::create(catalogue, {}));
    const auto listing = keys.list();
    Json list = Json::array();
    if (!context.json)
        std::cout << fmt::format("{:<12} {:<17} {:>6}  {:<34} {}\n", "provider", "protocol", "models", "keys",
                                 "address");
    for (const auto& [id, provider] : catalogue.providers) {
        std::size_t models = 0;
        for (const auto& entry : catalogue.models) models += entry.first.first == id;
        const Json counts = keyCounts(listing, id);
        Json names = Json::array();
        for (const auto& [source, key] : listing.keys)
            if (key.provider == id)
                names.push_back({{"name", key.name}, {"source", nameIn(runtime::keySourceNames, source)}});
        list.push_back({{"id", id},
                        {"title", provider.title},
                        {"protocol", providers::protocolName(provider.protocol)},
                        {"base_url", provider.baseUrl},
                        {"local", provider.local},
                        {"key_variable", provider.keyVariable.empty() ? Json(nullptr) : Json(provider.keyVariable)},
                        {"key_set", !counts.empty()},
                        {"keys", std::move(names)},
                        {"models", models}});
        if (!context.json)
            std::cout << fmt::format("{:<12} {:<17} {:>6}  {:<34} {}\n", id, providers::protocolName(provider.protocol),
                                     models, keyWords(provider, counts), provider.baseUrl);
    }
    for (const std::string& notice : listing.notices) say(context, notice);
    if (context.json) printJson({{"providers", list}, {"own_file", runtime::ownCatalogueFile()}});
    return 0;
}

Json tokensJson(const std::optional<TokenCount>& tokens) { return tokens ? Json(tokens->value) : Json(nullptr); }

Result<int> listModels(const Context& context, const CatalogueOptions& options) {
    SKEIN_TRY(const auto catalogue, runtime::loadCatalogue());
    SKEIN_CHECK(knownProvider(catalogue, options.provider));
    Json list = Json::array();
    if (!context.json)
        std::cout << fmt::format("{:<12} {:<26} {:>9} {:>9}  {}\n", "provider", "model", "context", "output",
                                 "levels of work");
    for (const auto& [key, model] : catalogue.models) {
        if (!options.provider.empty() && model.provider != options.provider) continue;
        Json levels = Json::object();
        PerMille least = routing::whole, most = 0;
        for (const auto& [name, level] : model.capabilities) {
            levels[name] = static_cast<double>(level) / 1'000;
            least = std::min(least, level);
            most = std::max(most, level);
        }
        const std::string range =
            fmt::format("{:.2f} to {:.2f}", static_cast<double>(least) / 1'000, static_cast<double>(most) / 1'000);
        const bool text = model.use == routing::CatalogueModel::Use::Text;
        list.push_back({{"provider", model.provider},
                        {"id", model.id},
                        {"use", text ? "text" : "embeddings"},
                        {"context_tokens", tokensJson(model.context)},
                        {"max_output_tokens", tokensJson(model.maxOutput)},
                        {"speed", static_cast<double>(model.speed) / 1'000},
                        {"capabilities", levels}});
        const auto count = [](const std::optional<TokenCount>& tokens) {
            return tokens ? std::to_string(tokens->value) : std::string("?");
        };
        if (!context.json)
            std::cout << fmt::format("{:<12} {:<26} {:>9} {:>9}  {}\n", model.provider, model.id, count(model.context),
                                     count(model.maxOutput),
                                     !text            ? "embeddings"
                                     : levels.empty() ? "unknown"
                                                      : range);
    }
    if (context.json) printJson({{"models", list}});
    return 0;
}

std::string perMillion(MicroUsd rate) { return formatUsd(rate); }

Json ratesJson(const providers::TokenPrice& rates) {
    const auto usd = [](MicroUsd rate) { return fromMillionths(rate.value); };
    return {{"input", usd(rates.inputPerMillion)},
            {"cache_read", usd(rates.cacheReadPerMillion)},
            {"cache_write", usd(rates.cacheWritePerMillion)},
            {"cache_write_long", usd(rates.cacheWriteLongPerMillion)},
            {"output", usd(rates.outputPerMillion)}};
}

Result<int> listPrices(const Context& context, const CatalogueOptions& options) {
    SKEIN_TRY(const auto at, instantOf(options.at));
    SKEIN_TRY(const auto catalogue, runtime::loadCatalogue());
    SKEIN_CHECK(knownProvider(catalogue, options.provider));
    Json list = Json::array();
    if (!context.json) {
        std::cout << "USD per million tokens at " << formatInstant(at) << ", standard tier, short prompt\n"
                  << fmt::format("{:<12} {:<26} {:>8} {:>8} {:>8} {:>8}  {}\n", "provider", "model", "input", "cached",
                                 "write", "output", "remarks");
    }
    for (const auto& [key, model] : catalogue.models) {
        if (!options.provider.empty() && model.provider != options.provider) continue;
        const auto rates = routing::ratesAt(model.prices, at, {0});
        const auto* row = routing::rowAt(model.prices, at);
        Json entry{{"provider", model.provider}, {"model", model.id}, {"usd_per_million_tokens", nullptr}};
        std::string remarks;
        const auto remark = [&](const std::string& words) { remarks += (remarks.empty() ? "" : "; ") + words; };
        if (rates) {
            entry["usd_per_million_tokens"] = ratesJson(*rates);
            entry["source"] = row->source;
            entry["read_on"] = row->readOn;
            entry["until"] = row->before ? Json(formatInstant(*row->before)) : Json(nullptr);
            if (row->longPromptAbove) {
                entry["long_prompt"] = ratesJson(row->longPromptRates);
                entry["long_prompt"]["above_tokens"] = row->longPromptAbove->value;
                remark(fmt::format("above {} prompt tokens {} in, {} out", row->longPromptAbove->value,
                                   perMillion(row->longPromptRates.inputPerMillion),
                                   perMillion(row->longPromptRates.outputPerMillion)));
            }
            for (const auto& window : row->windows)
                remark(fmt::format("x{} {:02}:{:02}-{:02}:{:02} UTC", fromMillionths(window.factor).dump(),
                                   window.fromMinute / 60, window.fromMinute % 60, window.toMinute / 60,
                                   window.toMinute % 60));
            if (row->before) remark("until " + formatInstant(*row->before).substr(0, 10));
        }
        list.push_back(std::move(entry));
        if (context.json) continue;
        if (rates)
            std::cout << fmt::format("{:<12} {:<26} {:>8} {:>8} {:>8} {:>8}  {}\n", model.provider, model.id,
                                     perMillion(rates->inputPerMillion), perMillion(rates->cacheReadPerMillion),
                                     perMillion(rates->cacheWritePerMillion), perMillion(rates->outputPerMillion),
                                     remarks);
        else std::cout << fmt::format("{:<12} {:<26} {:>8}\n", model.provider, model.id, "unknown");
    }
    if (context.json) printJson({{"at", formatInstant(at)}, {"prices", list}});
    return 0;
}

}  // namespace

void addProviderCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<CatalogueOptions>();
    auto* providers = app.add_subcommand(
        "providers", "Who can be called, with which keys, and whether it works\nExample: skeinctl providers list");
    providers->require_subcommand(0, 1);
    providers->add_subcommand("list", "All providers of the catalogue and where their keys are; never a key");
    addKeyCommands(*providers, context);
    addCheckCommands(*providers, context);
    providers->callback([&context, providers] {
        const auto chosen = providers->get_subcommands();
        if (chosen.empty() || chosen.front()->get_name() == "list")
            context.action = [&context] { return listProviders(context); };
    });

    auto* models = app.add_subcommand(
        "models", "What the models of the catalogue can do\nExample: skeinctl models --provider anthropic");
    models->add_option("--provider", options->provider, "Of this provider only");
    models->callback(
        [&context, options] { context.action = [&context, options] { return listModels(context, *options); }; });

    auto* prices = app.add_subcommand("prices",
                                      "What the models of the catalogue cost, with the source of each "
                                      "figure\nExample: skeinctl prices --at 2026-12-01");
    prices->add_option("--provider", options->provider, "Of this provider only");
    prices->add_option("--at", options->at, "A date or an instant (RFC 3339); now by default");
    prices->callback(
        [&context, options] { context.action = [&context, options] { return listPrices(context, *options); }; });
}

}  // namespace skein::cli
