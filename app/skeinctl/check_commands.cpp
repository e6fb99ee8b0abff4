// providers detect, providers test: what answers, asked over HTTP.
#include <algorithm>
#include <future>
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/provider_commands.h"
#include "core/base/text.h"
#include "core/runtime/detect_servers.h"
#include "core/runtime/http/curl_transport.h"
#include "core/runtime/key_trials.h"
#include "core/runtime/keys/provider_keys.h"
#include "core/runtime/keys/secret_input.h"
#include "core/runtime/model_catalogue.h"
#include "core/runtime/own_catalogue.h"
#include "core/runtime/store/wall_clock.h"

namespace skein::cli {
namespace {

constexpr std::size_t callsAtOnce = 8;

struct CheckOptions {
    std::vector<std::string> addresses, providers;
    std::string model, key;
    int passphraseDescriptor = -1;
    bool add = false;
};

Json tokensJson(const std::optional<TokenCount>& tokens) { return tokens ? Json(tokens->value) : Json(nullptr); }

std::string tokensText(const std::optional<TokenCount>& tokens) {
    return tokens ? std::to_string(tokens->value) : std::string("?");
}

Json modelJson(const providers::LocalModel& model) {
    return {{"id", model.id},
            {"use", model.embeddings ? "embeddings" : "text"},
            {"context_tokens", tokensJson(model.context)},
            {"trained_context_tokens", tokensJson(model.trainedContext)}};
}

/// What a server says of itself may hold anything: line ends and control characters are shown, never sent to a
/// terminal.
std::string shown(const std::string& text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (plain) return text;
    const std::string quoted = Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
    return quoted.substr(1, quoted.size() - 2);
}

void printServer(const runtime::DetectedServer& found) {
    std::cout << fmt::format("{}{}{} at {}\n", nameIn(providers::localServerNames, found.server.kind),
                             found.server.version.empty() ? "" : " ", shown(found.server.version), found.address);
    if (found.server.models.empty()) std::cout << "  no models\n";
    else std::cout << fmt::format("  {:<40} {:>10} {:>12}\n", "model", "context", "trained for");
    for (const auto& model : found.server.models)
        std::cout << fmt::format("  {:<40} {:>10} {:>12}{}\n", shown(model.id), tokensText(model.context),
                                 tokensText(model.trainedContext), model.embeddings ? "  embeddings" : "");
}

/// Takes the servers into the person's catalogue and says under which names they are called.
Result<Json> addFound(const Context& context, const std::vector<runtime::DetectedServer>& servers) {
    SKEIN_TRY(const auto addition, runtime::addToOwnCatalogue(servers, runtime::wallClock()));
    Json added = Json::array();
    for (const auto& server : addition.servers) {
        added.push_back({{"provider", server.provider}, {"models", server.models}, {"refused", server.refused}});
        for (const auto& why : server.refused) say(context, "not added: " + shown(why));
        if (context.json || server.models.empty()) continue;
        std::cout << fmt::format("{}: {} model{} of {} added; call one with --provider {} --model {}\n", addition.file,
                                 server.models.size(), server.models.size() == 1 ? "" : "s", server.provider,
                                 server.provider, server.models.front());
    }
    return Json{{"file", addition.file}, {"servers", std::move(added)}};
}

Result<int> detect(const Context& context, const CheckOptions& options) {
    SKEIN_TRY(const auto catalogue, runtime::loadCatalogue());
    SKEIN_TRY(const auto transport, runtime::CurlTransport::create());
    std::vector<std::string> addresses = options.addresses;
    if (addresses.empty())
        for (const auto& [id, provider] : catalogue.providers)
            if (provider.local) addresses.push_back(provider.baseUrl);
    SKEIN_TRY(const auto detection, runtime::detectServers(*transport, addresses));
    Json servers = Json::array(), silent = Json::array();
    for (const auto& found : detection.servers) {
        Json models = Json::array();
        for (const auto& model : found.server.models) models.push_back(modelJson(model));
        servers.push_back({{"kind", nameIn(providers::localServerNames, found.server.kind)},
                           {"version", found.server.version},
                           {"address", found.address},
                           {"protocol", providers::protocolName(providers::protocolOf(found.server.kind))},
                           {"models", std::move(models)}});
        if (!context.json) printServer(found);
    }
    for (const auto& [address, why] : detection.silent) {
        silent.push_back({{"address", address}, {"why", why}});
        if (!context.json) say(context, fmt::format("{}: {}", address, why));
    }
    Json document{{"servers", servers}, {"silent", silent}};
    if (options.add && !detection.servers.empty()) {
        SKEIN_TRY(document["added"], addFound(context, detection.servers));
    }
    if (context.json) printJson(document);
    return 0;
}

Json trialJson(const runtime::Trial& trial, const runtime::CheckedCall& call) {
    return {{"provider", trial.provider->id},
            {"key", trial.key ? Json(trial.key->key.id.name) : Json(nullptr)},
            {"source", trial.key ? Json(nameIn(runtime::keySourceNames, trial.key->source)) : Json(nullptr)},
            {"model", trial.model},
            {"verdict", nameIn(providers::callVerdictNames, call.check.verdict)},
            {"http_status", call.check.httpStatus},
            {"message", call.check.message},
            {"wait_seconds", call.check.wait ? fromMillionths(call.check.wait->value) : Json(nullptr)},
            {"tokens", {{"in", call.usage.totalIn().value}, {"out", call.usage.output.value}}},
            {"cost_usd", call.cost ? fromMillionths(call.cost->value) : Json(nullptr)},
            {"milliseconds", call.took.value / 1'000}};
}

void printTrial(const runtime::Trial& trial, const runtime::CheckedCall& call) {
    std::string said = call.check.message;
    if (call.check.verdict == providers::CallVerdict::Works)
        said = fmt::format("{} + {} tokens, {}", call.usage.totalIn().value, call.usage.output.value,
                           call.cost ? formatUsd(*call.cost) + " USD" : "cost unknown");
    if (call.check.wait) said += fmt::format(" (wait {} s)", fromMillionths(call.check.wait->value).dump());
    std::cout << fmt::format("{:<12} {:<20} {:<24} {:<16} {}\n", trial.provider->id,
                             trial.key ? trial.key->key.id.name : "-", trial.model,
                             nameIn(providers::callVerdictNames, call.check.verdict), said);
}

Result<int> testKeys(const Context& context, const CheckOptions& options) {
    SKEIN_TRY(const auto catalogue, runtime::loadCatalogue());
    SKEIN_TRY(const auto transport, runtime::CurlTransport::create());
    runtime::TrialRequest request{options.providers, options.model, options.key,
                                  runtime::passphraseAsker(options.passphraseDescriptor)};
    SKEIN_TRY(const auto asked, runtime::trialsOf(catalogue, request, *transport));
    for (const std::string& notice : asked.notices) say(context, notice);
    const auto& trials = asked.trials;
    Json checks = Json::array();
    std::size_t works = 0;
    if (!context.json)
        std::cout << fmt::format("{:<12} {:<20} {:<24} {:<16} {}\n", "provider", "key", "model", "outcome", "details");
    for (std::size_t first = 0; first < trials.size(); first += callsAtOnce) {
        std::vector<std::future<runtime::CheckedCall>> running;
        const std::size_t end = std::min(first + callsAtOnce, trials.size());
        for (std::size_t i = first; i < end; ++i)
            running.push_back(
                std::async(std::launch::async, [&, i] { return runtime::carryOut(*transport, catalogue, trials[i]); }));
        for (std::size_t i = first; i < end; ++i) {
            const auto call = running[i - first].get();
            works += call.check.verdict == providers::CallVerdict::Works ? 1 : 0;
            checks.push_back(trialJson(trials[i], call));
            if (!context.json) printTrial(trials[i], call);
        }
    }
    if (context.json) printJson({{"checks", checks}, {"works", works}, {"fails", trials.size() - works}});
    return works == trials.size() ? 0 : 1;
}

}  // namespace

void addCheckCommands(CLI::App& providers, Context& context) {
    const auto options = std::make_shared<CheckOptions>();
    auto* find = providers.add_subcommand(
        "detect",
        "Look for Ollama, llama.cpp, LM Studio and vLLM on this machine: their models and the windows they give\n"
        "Example: skeinctl providers detect --address http://127.0.0.1:8081");
    find->add_option("--address", options->addresses, "Ask here instead of where the catalogue's local servers listen");
    find->add_flag("--add", options->add,
                   "Take what is found into your own catalogue (models.json); your other entries stay as they are");
    find->callback([&context, options] { context.action = [&context, options] { return detect(context, *options); }; });

    auto* test = providers.add_subcommand(
        "test",
        "Make one real, cheap call with each key and say what came of it\nExample: skeinctl providers test openai");
    test->add_option("providers", options->providers, "Ids in the catalogue; all with a key by default");
    test->add_option("--model", options->model, "Instead of the provider's cheapest");
    test->add_option("--key", options->key, "Only the key of this name");
    test->add_option("--passphrase-fd", options->passphraseDescriptor,
                     "Read the key file's passphrase from this descriptor; asked on the terminal otherwise");
    test->callback(
        [&context, options] { context.action = [&context, options] { return testKeys(context, *options); }; });
}

}  // namespace skein::cli
