#include "core/providers/local_server.h"

#include <algorithm>
#include <charconv>

#include "core/base/text.h"
#include "core/providers/wire_json.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxIdBytes = 256;

std::optional<TokenCount> window(const Json& object, std::string_view key) {
    const TokenCount tokens = tokensIn(object, key);
    return tokens.value > 0 ? std::optional(tokens) : std::nullopt;
}

std::string shortText(const Json& object, std::string_view key) {
    return elide(toValidUtf8(textMember(object, key)), maxIdBytes);
}

/// One model per entry that has an id, in order, at most maxLocalModels.
template <class Read>
std::vector<LocalModel> modelsOf(const Json& entries, std::string_view idKey, Read&& read) {
    std::vector<LocalModel> models;
    for (const Json& entry : entries) {
        LocalModel model;
        model.id = shortText(entry, idKey);
        if (model.id.empty() || models.size() == maxLocalModels) continue;
        read(entry, model);
        models.push_back(std::move(model));
    }
    return models;
}

/// "num_ctx    8192" among the lines of a model file's parameters.
std::optional<TokenCount> contextParameter(std::string_view parameters) {
    for (const std::string_view line : splitLines(parameters)) {
        const std::string_view text = trim(line);
        constexpr std::string_view name = "num_ctx";
        if (!text.starts_with(name)) continue;
        const std::string_view number = trim(text.substr(name.size()));
        std::int64_t tokens = 0;
        const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), tokens);
        if (problem == std::errc() && tokens > 0) return TokenCount{tokens};
    }
    return std::nullopt;
}

}  // namespace

bool namedLikeEmbeddings(std::string_view model) { return toLowerAscii(model).find("embed") != std::string::npos; }

Protocol protocolOf(LocalServerKind kind) {
    return kind == LocalServerKind::Ollama ? Protocol::Ollama : Protocol::OpenAiChat;
}

std::string_view basePathOf(LocalServerKind kind) { return kind == LocalServerKind::Ollama ? "" : "/v1"; }

std::optional<std::string> ollamaVersion(const Json& version) {
    const std::string text = shortText(version, "version");
    return text.empty() ? std::nullopt : std::optional(text);
}

std::vector<LocalModel> ollamaModels(const Json& tags) {
    return modelsOf(arrayMember(tags, "models"), "name", [](const Json&, LocalModel&) {});
}

void takeOllamaDetails(const Json& details, LocalModel& model) {
    if (const Json* info = member(details, "model_info"); info && info->is_object())
        for (const auto& [key, value] : info->items())
            if (key.ends_with(".context_length")) model.trainedContext = window(*info, key);
    if (const auto set = contextParameter(stringMember(details, "parameters"))) model.context = set;
    const Json& abilities = arrayMember(details, "capabilities");
    const auto has = [&](std::string_view word) {
        return std::any_of(abilities.begin(), abilities.end(), [&](const Json& each) { return each == word; });
    };
    model.embeddings = abilities.empty() ? namedLikeEmbeddings(model.id) : has("embedding") && !has("completion");
}

void takeOllamaLoaded(const Json& loaded, std::vector<LocalModel>& models) {
    for (const Json& entry : arrayMember(loaded, "models")) {
        const std::string name = shortText(entry, "name");
        for (LocalModel& model : models)
            if (model.id == name)
                if (const auto tokens = window(entry, "context_length")) model.context = tokens;
    }
}

std::optional<TokenCount> llamaCppContext(const Json& props) {
    const Json* settings = member(props, "default_generation_settings");
    return settings ? window(*settings, "n_ctx") : std::nullopt;
}

/// By the type that LM Studio states ("embeddings" in the older list, "embedding" in the newer).
static bool makesVectors(const Json& entry, const std::string& id) {
    const std::string_view type = stringMember(entry, "type");
    return type.empty() ? namedLikeEmbeddings(id) : type.starts_with("embedding");
}

std::optional<std::vector<LocalModel>> lmStudioModels(const Json& list) {
    // The newer list: {"models":[{"key", "type", "max_context_length", "loaded_instances":[{"config":{...}}]}]}.
    const Json& newer = arrayMember(list, "models");
    if (std::any_of(newer.begin(), newer.end(),
                    [](const Json& entry) { return member(entry, "loaded_instances") != nullptr; }))
        return modelsOf(newer, "key", [](const Json& entry, LocalModel& model) {
            model.embeddings = makesVectors(entry, model.id);
            model.trainedContext = window(entry, "max_context_length");
            for (const Json& instance : arrayMember(entry, "loaded_instances"))
                if (const Json* config = member(instance, "config"); config && !model.context)
                    model.context = window(*config, "context_length");
        });
    const Json& entries = arrayMember(list, "data");
    const bool itsOwn = std::any_of(entries.begin(), entries.end(), [](const Json& entry) {
        return member(entry, "state") != nullptr || member(entry, "max_context_length") != nullptr;
    });
    if (!itsOwn) return std::nullopt;
    return modelsOf(entries, "id", [](const Json& entry, LocalModel& model) {
        model.embeddings = makesVectors(entry, model.id);
        model.trainedContext = window(entry, "max_context_length");
        model.context = window(entry, "loaded_context_length");
    });
}

std::vector<LocalModel> listedModels(const Json& list) {
    return modelsOf(arrayMember(list, "data"), "id", [](const Json& entry, LocalModel& model) {
        model.embeddings = namedLikeEmbeddings(model.id);
        model.context = window(entry, "max_model_len");
        model.trainedContext = model.context;
        if (const Json* meta = member(entry, "meta")) model.trainedContext = window(*meta, "n_ctx_train");
    });
}

bool isVllmList(const Json& list) {
    const Json& entries = arrayMember(list, "data");
    return std::any_of(entries.begin(), entries.end(), [](const Json& entry) {
        return stringMember(entry, "owned_by") == "vllm" || member(entry, "max_model_len") != nullptr;
    });
}

}  // namespace skein::providers
