// What Ollama, llama.cpp, LM Studio and vLLM say about themselves and their models, for the detection of local servers.
// Thread: any; pure. Written from their documentation alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace skein::fake {

enum class LocalKind { None, Ollama, LlamaCpp, LmStudio, LmStudioV1, Vllm };

/// A model of the server: the window it was loaded with, set with, and trained with; 0: not said.
struct LocalModelScript {
    std::string id = "fake-model";
    std::int64_t loaded = 0, set = 0, trained = 0;
    bool embeddings = false;
};

struct LocalScript {
    LocalKind kind = LocalKind::None;
    std::vector<LocalModelScript> models;
    /// {"kind":"ollama|llama.cpp|lm-studio|lm-studio-v1|vllm", "models":[{"id","loaded","set","trained","embeddings"}]}
    static Result<LocalScript> fromJson(const Json& json);
};

struct LocalAnswer {
    int status = 200;
    Json body;
};

/// The answer to a path that is this server's own business; nothing for the paths all share. An unknown GET is answered
/// as the server does it (LM Studio: with 200).
std::optional<LocalAnswer> localAnswer(const LocalScript& script, const std::string& method, const std::string& path,
                                       const Json& body);

}  // namespace skein::fake
