// The wire protocols this program speaks, by the names people write in --provider PROTOCOL:BASE_URL. Thread: any;
// values only. Knows nothing of how a protocol looks on the wire.
#pragma once

#include <string>
#include <string_view>

#include "core/model/names.h"

namespace skein::providers {

enum class Protocol { OpenAiChat, OpenAiResponses, Anthropic, Gemini, Ollama };

inline constexpr NameTable<Protocol, 5> protocolNames{{{Protocol::OpenAiChat, "openai-chat"},
                                                       {Protocol::OpenAiResponses, "openai-responses"},
                                                       {Protocol::Anthropic, "anthropic"},
                                                       {Protocol::Gemini, "gemini"},
                                                       {Protocol::Ollama, "ollama"}}};

inline std::string_view protocolName(Protocol protocol) { return nameIn(protocolNames, protocol); }
inline std::optional<Protocol> protocolFromName(std::string_view name) { return valueIn(protocolNames, name); }

}  // namespace skein::providers
