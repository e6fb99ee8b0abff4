#include "tests/support/fake_provider/script.h"

#include <fmt/format.h>

#include "core/base/random.h"
#include "core/model/names.h"
#include "tests/support/fake_provider/proposals.h"

namespace skein::fake {
namespace {

constexpr NameTable<Fault, 16> faults{{{Fault::None, "none"},
                                       {Fault::DisconnectBefore, "disconnect-before"},
                                       {Fault::DisconnectAfter, "disconnect-after"},
                                       {Fault::ErrorInStream, "error-in-stream"},
                                       {Fault::Truncate, "truncate"},
                                       {Fault::WrongContentType, "wrong-content-type"},
                                       {Fault::JsonBody, "json-body"},
                                       {Fault::NoDone, "no-done"},
                                       {Fault::StaysOpen, "stays-open"},
                                       {Fault::Hang, "hang"},
                                       {Fault::Redirect, "redirect"},
                                       {Fault::Html, "html"},
                                       {Fault::CommentsOnly, "comments-only"},
                                       {Fault::Flood, "flood"},
                                       {Fault::Gzip, "gzip"},
                                       {Fault::Bomb, "bomb"}}};

constexpr NameTable<ErrorKind, 6> errorKinds{{{ErrorKind::None, "none"},
                                              {ErrorKind::RateLimit, "rate-limit"},
                                              {ErrorKind::SpendCap, "spend-cap"},
                                              {ErrorKind::RevokedKey, "revoked-key"},
                                              {ErrorKind::NoModel, "no-model"},
                                              {ErrorKind::Overloaded, "overloaded"}}};

Result<void> change(Behaviour& behaviour, const Json& json, std::string_view path) {
    if (!json.is_object()) return fail(ErrorCode::InvalidInput, fmt::format("{}: expected an object", path));
    SKEIN_TRY(behaviour.latencyMs, jsonIntOr(json, "latency_ms", behaviour.latencyMs, path));
    SKEIN_TRY(behaviour.chunkDelayMs, jsonIntOr(json, "chunk_delay_ms", behaviour.chunkDelayMs, path));
    SKEIN_TRY(behaviour.chunkBytes, jsonIntOr(json, "chunk_bytes", behaviour.chunkBytes, path));
    SKEIN_TRY(behaviour.afterChunks, jsonIntOr(json, "after_chunks", behaviour.afterChunks, path));
    SKEIN_TRY(behaviour.pings, jsonIntOr(json, "pings", behaviour.pings, path));
    SKEIN_TRY(behaviour.queueMs, jsonIntOr(json, "queue_ms", behaviour.queueMs, path));
    SKEIN_TRY(const std::string kind,
              jsonStringOr(json, "error_kind", std::string(nameIn(errorKinds, behaviour.errorKind)), path));
    const auto knownKind = valueIn(errorKinds, kind);
    if (!knownKind) return fail(ErrorCode::InvalidInput, fmt::format("{}.error_kind: \"{}\" is none", path, kind));
    behaviour.errorKind = *knownKind;
    SKEIN_TRY(behaviour.proposal, jsonStringOr(json, "proposal", behaviour.proposal, path));
    if (!proposalText(behaviour.proposal, ""))
        return fail(ErrorCode::InvalidInput, fmt::format("{}.proposal: \"{}\" is none", path, behaviour.proposal));
    SKEIN_TRY(behaviour.reasoning, jsonStringOr(json, "reasoning", behaviour.reasoning, path));
    if (json.contains("tool_call")) {
        SKEIN_TRY([[maybe_unused]] const auto name,
                  jsonString(json["tool_call"], "name", std::string(path) + ".tool_call"));
        behaviour.toolCall = json["tool_call"];
    }
    SKEIN_TRY(const std::int64_t status, jsonIntOr(json, "status", behaviour.status, path));
    behaviour.status = static_cast<int>(status);
    SKEIN_TRY(behaviour.finishReason, jsonStringOr(json, "finish_reason", behaviour.finishReason, path));
    SKEIN_TRY(behaviour.reportUsage, jsonBoolOr(json, "usage", behaviour.reportUsage, path));
    SKEIN_TRY(behaviour.cachedTokens, jsonIntOr(json, "cached_tokens", behaviour.cachedTokens, path));
    SKEIN_TRY(behaviour.vectors, jsonStringOr(json, "vectors", behaviour.vectors, path));
    SKEIN_TRY(behaviour.rejectField, jsonStringOr(json, "reject_field", behaviour.rejectField, path));
    if (json.contains("prompt_tokens")) { SKEIN_TRY(behaviour.promptTokens, jsonInt(json, "prompt_tokens", path)); }
    if (json.contains("completion_tokens")) {
        SKEIN_TRY(behaviour.completionTokens, jsonInt(json, "completion_tokens", path));
    }
    if (json.contains("text")) { SKEIN_TRY(behaviour.text, jsonString(json, "text", path)); }
    if (json.contains("error")) behaviour.error = json["error"];
    SKEIN_TRY(const std::string fault, jsonStringOr(json, "fault", std::string(nameIn(faults, behaviour.fault)), path));
    const auto known = valueIn(faults, fault);
    if (!known) return fail(ErrorCode::InvalidInput, fmt::format("{}.fault: \"{}\" is not a fault", path, fault));
    behaviour.fault = *known;
    const Json headers = json.value("headers", Json::object());
    for (const auto& [name, value] : headers.items()) {
        if (!value.is_string())
            return fail(ErrorCode::InvalidInput, fmt::format("{}.headers.{}: expected a string", path, name));
        behaviour.headers.emplace_back(name, value.get<std::string>());
    }
    if (behaviour.chunkBytes < 1 || behaviour.latencyMs < 0 || behaviour.chunkDelayMs < 0)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{}: chunk_bytes must be positive, delays not negative", path));
    return {};
}

}  // namespace

Result<Script> Script::fromJson(const Json& json) {
    Script script;
    SKEIN_CHECK(change(script.standard, json, "script"));
    SKEIN_TRY(const std::int64_t seed, jsonIntOr(json, "seed", 1, "script"));
    script.seed = static_cast<std::uint64_t>(seed);
    SKEIN_TRY(script.limits, RateLimits::fromJson(json.value("limits", Json::object())));
    SKEIN_TRY(script.local, LocalScript::fromJson(json.value("local", Json::object())));
    SKEIN_TRY(script.batch, BatchScript::fromJson(json.value("batch", Json::object())));
    for (const Json& item : json.value("rules", Json::array())) {
        const std::string path = fmt::format("script.rules[{}]", script.m_rules.size());
        Rule rule;
        const Json when = item.value("when", Json::object());
        SKEIN_TRY(rule.model, jsonStringOr(when, "model", "", path + ".when"));
        SKEIN_TRY(rule.apiKey, jsonStringOr(when, "api_key", "", path + ".when"));
        SKEIN_TRY(rule.contains, jsonStringOr(when, "contains", "", path + ".when"));
        SKEIN_TRY(rule.maxOutputBelow, jsonIntOr(when, "max_output_below", 0, path + ".when"));
        SKEIN_TRY(const std::int64_t perMille, jsonIntOr(when, "per_mille", 1000, path + ".when"));
        rule.perMille = static_cast<std::uint32_t>(perMille);
        SKEIN_TRY(const std::int64_t occurrence, jsonIntOr(when, "occurrence", 0, path + ".when"));
        if (occurrence > 0) rule.occurrence = static_cast<std::uint32_t>(occurrence);
        Behaviour trial = script.standard;
        SKEIN_CHECK(change(trial, item, path));
        rule.changes = item;
        script.m_rules.push_back(std::move(rule));
    }
    return script;
}

Behaviour Script::behaviourFor(const RequestFacts& facts) const {
    Behaviour behaviour = standard;
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        const Rule& rule = m_rules[i];
        if (rule.occurrence && *rule.occurrence != facts.occurrence) continue;
        if (!rule.apiKey.empty() && rule.apiKey != facts.apiKey) continue;
        if (!rule.model.empty() && rule.model != facts.model) continue;
        if (rule.maxOutputBelow > 0 && facts.maxOutput >= rule.maxOutputBelow) continue;
        if (!rule.contains.empty() && facts.prompt.find(rule.contains) == std::string::npos) continue;
        if (drawBelow(seed, facts.occurrence, fmt::format("{} rule {}", facts.key, i), 1000) >= rule.perMille) continue;
        const auto changed = change(behaviour, rule.changes, "rule");
        SKEIN_ASSERT(changed.has_value());  // fromJson tried it
        break;
    }
    return behaviour;
}

}  // namespace skein::fake
