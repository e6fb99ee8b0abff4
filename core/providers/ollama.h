// Ollama's native API (reference sheet, section 9; read 2026-11-20). Thread: any; no state. Always truncate:false: a
// prompt that does not fit is refused instead of being cut silently.
#pragma once

#include "core/providers/codec.h"

namespace skein::providers {

class OllamaCodec final : public ModelCodec {
public:
    CodecTraits traits() const override { return {Protocol::Ollama}; }
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
