// What servers on this machine say about themselves: which one it is, its models, the window it really gives them.
// Thread: any; pure functions of JSON. Never trusts a server: unknown members are ignored, lists are bounded. Sources:
// reference sheet, section 9 (read 2026-11-20); for LM Studio its REST reference.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/units.h"
#include "core/model/names.h"
#include "core/providers/protocol.h"

namespace skein::providers {

enum class LocalServerKind { Ollama, LlamaCpp, LmStudio, Vllm, OpenAiCompatible };
inline constexpr NameTable<LocalServerKind, 5> localServerNames{
    {{LocalServerKind::Ollama, "Ollama"},
     {LocalServerKind::LlamaCpp, "llama.cpp"},
     {LocalServerKind::LmStudio, "LM Studio"},
     {LocalServerKind::Vllm, "vLLM"},
     {LocalServerKind::OpenAiCompatible, "OpenAI-compatible"}}};

struct LocalModel {
    std::string id;
    bool embeddings = false;                   ///< makes vectors, not text
    std::optional<TokenCount> context;         ///< what a call gets now: as loaded or as set for the model
    std::optional<TokenCount> trainedContext;  ///< the most the model can take; a server may be told to give it
    friend bool operator==(const LocalModel&, const LocalModel&) = default;
};

struct LocalServer {
    LocalServerKind kind = LocalServerKind::OpenAiCompatible;
    std::string version;  ///< as it says; may be empty
    std::vector<LocalModel> models;
};

inline constexpr std::size_t maxLocalModels = 1'000;

/// Whether a model is called like one that makes vectors, for servers that do not say it: "nomic-embed-text".
bool namedLikeEmbeddings(std::string_view model);

/// The protocol to speak with it, and the path of its base URL ("/v1" or "").
Protocol protocolOf(LocalServerKind kind);
std::string_view basePathOf(LocalServerKind kind);

// One answer each; nothing, or an empty list, when it is not that server's.
std::optional<std::string> ollamaVersion(const Json& version);  ///< GET /api/version
std::vector<LocalModel> ollamaModels(const Json& tags);         ///< GET /api/tags: without windows
/// POST /api/show of one model: the trained window, and the one its model file sets.
void takeOllamaDetails(const Json& details, LocalModel& model);
/// GET /api/ps: the windows of loaded models, which win over what their model files set.
void takeOllamaLoaded(const Json& loaded, std::vector<LocalModel>& models);

/// GET /props of llama.cpp: the window of one slot.
std::optional<TokenCount> llamaCppContext(const Json& props);
/// GET /api/v0/models of LM Studio, or /api/v1/models of 0.4 and later; nothing when the list lacks what only LM Studio
/// says.
std::optional<std::vector<LocalModel>> lmStudioModels(const Json& list);
/// GET /v1/models of llama.cpp, vLLM and any other.
std::vector<LocalModel> listedModels(const Json& list);
bool isVllmList(const Json& list);

}  // namespace skein::providers
