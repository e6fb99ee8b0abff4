// OpenAI Chat Completions and the many servers that speak it (reference sheet, sections 4, 6 and 9; read 2026-11-20).
// Thread: any; no state. What servers disagree about is in the Dialect.
#pragma once

#include "core/providers/codec.h"

namespace skein::providers {

/// The output format a contract asks for, flat as Responses writes it; nothing when none can be asked for natively.
std::optional<Json> openAiFormat(const OutputContract& contract, const Dialect& dialect);
/// The word for an effort in both OpenAI protocols.
std::string_view openAiEffort(ReasoningEffort effort);

class OpenAiChatCodec final : public ModelCodec {
public:
    CodecTraits traits() const override { return {Protocol::OpenAiChat, CodecTraits::EndMarker::Done}; }
    Result<HttpRequest> encode(std::string_view baseUrl, const ModelRequest& request,
                               const Dialect& dialect) const override;
    void takeEvent(const Json& event, ReplyBuilder& reply) const override;
    void takeWhole(const Json& body, ReplyBuilder& reply) const override;
    Result<HttpRequest> encodeModelList(std::string_view baseUrl, std::string_view cursor) const override;
    ModelPage readModelList(const Json& body) const override;
    Result<HttpRequest> encodeEmbeddings(std::string_view baseUrl, const EmbeddingRequest& request) const override;
    Result<Embeddings> readEmbeddings(const Json& body, std::size_t texts) const override;
    std::optional<TokenCount> readEmbeddingTokens(const Json& body) const override;
};

}  // namespace skein::providers
