#include "tests/support/fake_provider/local_servers.h"

#include "core/model/names.h"

namespace skein::fake {
namespace {

constexpr NameTable<LocalKind, 6> kinds{{{LocalKind::None, "none"},
                                         {LocalKind::Ollama, "ollama"},
                                         {LocalKind::LlamaCpp, "llama.cpp"},
                                         {LocalKind::LmStudio, "lm-studio"},
                                         {LocalKind::LmStudioV1, "lm-studio-v1"},
                                         {LocalKind::Vllm, "vllm"}}};

template <class Write>
Json listOf(const LocalScript& script, Write&& write) {
    Json list = Json::array();
    for (const LocalModelScript& model : script.models) list.push_back(write(model));
    return list;
}

std::optional<LocalAnswer> ollama(const LocalScript& script, const std::string& path, const Json& body) {
    if (path == "/api/version") return LocalAnswer{200, {{"version", "0.12.6"}}};
    if (path == "/api/tags")
        return LocalAnswer{200, {{"models", listOf(script, [](const LocalModelScript& model) {
                                      return Json{{"name", model.id}, {"model", model.id}, {"size", 1}};
                                  })}}};
    if (path == "/api/ps") {
        Json loaded = Json::array();
        for (const LocalModelScript& model : script.models)
            if (model.loaded > 0) loaded.push_back({{"name", model.id}, {"context_length", model.loaded}});
        return LocalAnswer{200, {{"models", std::move(loaded)}}};
    }
    if (path != "/api/show") return std::nullopt;
    for (const LocalModelScript& model : script.models) {
        if (model.id != body.value("model", "")) continue;
        Json info{{"general.architecture", "fake"}, {"fake.embedding_length", 64}};
        if (model.trained > 0) info["fake.context_length"] = model.trained;
        const std::string set =
            model.set > 0 ? "num_ctx                        " + std::to_string(model.set) + "\n" : "";
        return LocalAnswer{200,
                           {{"parameters", "stop                           \"<|end|>\"\n" + set},
                            {"model_info", std::move(info)},
                            {"capabilities", Json::array({model.embeddings ? "embedding" : "completion"})}}};
    }
    return LocalAnswer{404, {{"error", "model '" + body.value("model", "") + "' not found"}}};
}

std::optional<LocalAnswer> llamaCpp(const LocalScript& script, const std::string& path) {
    const std::int64_t window = script.models.empty() ? 0 : script.models.front().loaded;
    if (path == "/props")
        return LocalAnswer{200,
                           {{"default_generation_settings", {{"n_ctx", window}}},
                            {"total_slots", 1},
                            {"model_path", "/models/fake.gguf"},
                            {"build_info", "b9000-simulated"}}};
    if (path == "/health") return LocalAnswer{200, {{"status", "ok"}}};
    if (path != "/v1/models") return std::nullopt;
    return LocalAnswer{200, {{"object", "list"}, {"data", listOf(script, [](const LocalModelScript& model) {
                                                      return Json{{"id", model.id},
                                                                  {"object", "model"},
                                                                  {"owned_by", "llamacpp"},
                                                                  {"meta", {{"n_ctx_train", model.trained}}}};
                                                  })}}};
}

std::optional<LocalAnswer> lmStudio(const LocalScript& script, const std::string& path) {
    const bool own = path == "/api/v0/models";
    if (!own && path != "/v1/models") return std::nullopt;
    return LocalAnswer{200, {{"object", "list"}, {"data", listOf(script, [&](const LocalModelScript& model) {
                                                      Json entry{{"id", model.id}, {"object", "model"}};
                                                      if (!own) return entry;
                                                      entry["type"] = model.embeddings ? "embeddings" : "llm";
                                                      entry["state"] = model.loaded > 0 ? "loaded" : "not-loaded";
                                                      entry["max_context_length"] = model.trained;
                                                      if (model.loaded > 0)
                                                          entry["loaded_context_length"] = model.loaded;
                                                      return entry;
                                                  })}}};
}

/// As of 0.4.
std::optional<LocalAnswer> lmStudioV1(const LocalScript& script, const std::string& path) {
    if (path != "/api/v1/models") return path == "/v1/models" ? lmStudio(script, path) : std::nullopt;
    return LocalAnswer{
        200, {{"models", listOf(script, [](const LocalModelScript& model) {
                   Json instances = Json::array();
                   if (model.loaded > 0)
                       instances.push_back({{"id", model.id}, {"config", {{"context_length", model.loaded}}}});
                   return Json{{"key", model.id},
                               {"type", model.embeddings ? "embedding" : "llm"},
                               {"max_context_length", model.trained},
                               {"loaded_instances", std::move(instances)}};
               })}}};
}

std::optional<LocalAnswer> vllm(const LocalScript& script, const std::string& path) {
    if (path == "/version") return LocalAnswer{200, {{"version", "0.11.0"}}};
    if (path != "/v1/models") return std::nullopt;
    return LocalAnswer{
        200,
        {{"object", "list"},
         {"data", listOf(script, [](const LocalModelScript& model) {
              return Json{{"id", model.id}, {"object", "model"}, {"owned_by", "vllm"}, {"max_model_len", model.loaded}};
          })}}};
}

}  // namespace

Result<LocalScript> LocalScript::fromJson(const Json& json) {
    LocalScript script;
    SKEIN_TRY(const std::string kind, jsonStringOr(json, "kind", "none", "script.local"));
    const auto known = valueIn(kinds, kind);
    if (!known) return fail(ErrorCode::InvalidInput, "script.local.kind: \"" + kind + "\" is no local server");
    script.kind = *known;
    for (const Json& entry : json.value("models", Json::array())) {
        LocalModelScript model;
        SKEIN_TRY(model.id, jsonStringOr(entry, "id", model.id, "script.local.models"));
        SKEIN_TRY(model.loaded, jsonIntOr(entry, "loaded", 0, "script.local.models"));
        SKEIN_TRY(model.set, jsonIntOr(entry, "set", 0, "script.local.models"));
        SKEIN_TRY(model.trained, jsonIntOr(entry, "trained", 0, "script.local.models"));
        SKEIN_TRY(model.embeddings, jsonBoolOr(entry, "embeddings", false, "script.local.models"));
        script.models.push_back(std::move(model));
    }
    return script;
}

std::optional<LocalAnswer> localAnswer(const LocalScript& script, const std::string& method, const std::string& path,
                                       const Json& body) {
    std::optional<LocalAnswer> answer;
    switch (script.kind) {
        case LocalKind::None: return std::nullopt;
        case LocalKind::Ollama: answer = ollama(script, path, body); break;
        case LocalKind::LlamaCpp: answer = llamaCpp(script, path); break;
        case LocalKind::LmStudio: answer = lmStudio(script, path); break;
        case LocalKind::LmStudioV1: answer = lmStudioV1(script, path); break;
        case LocalKind::Vllm: answer = vllm(script, path); break;
    }
    if (answer || method != "GET" || path == "/ledger") return answer;
    const std::string words = "Unexpected endpoint or method. (GET " + path + ")";
    if (script.kind == LocalKind::LmStudio || script.kind == LocalKind::LmStudioV1)
        return LocalAnswer{200, {{"error", words}}};
    return LocalAnswer{404, {{"error", {{"code", 404}, {"message", "File Not Found"}, {"type", "not_found_error"}}}}};
}

}  // namespace skein::fake
