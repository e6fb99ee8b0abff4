// Google Gemini generateContent (reference sheet, section 8; read 2026-11-20). Thread: any; no state. The key goes into
// a header, never into ?key=. Thought signatures go back with the model's turn.
#pragma once

#include "core/providers/codec.h"

namespace skein::providers {

class GeminiCodec final : public ModelCodec {
public:
    CodecTraits traits() const override {
        return {Protocol::Gemini, CodecTraits::EndMarker::Event, "x-goog-api-key", ""};
    }
    Result<HttpRequest> encode(std::string_view baseUrl, const ModelRequest& request,
                               const Dialect& dialect) const override;
    void takeEvent(const Json& event, ReplyBuilder& reply) const override;
    void takeWhole(const Json& body, ReplyBuilder& reply) const override;
    Result<HttpRequest> encodeModelList(std::string_view baseUrl, std::string_view cursor) const override;
    ModelPage readModelList(const Json& body) const override;
    Result<HttpRequest> encodeTokenCount(std::string_view baseUrl, const ModelRequest& request,
                                         const Dialect& dialect) const override;
    std::optional<TokenCount> readTokenCount(const Json& body) const override;
    Result<HttpRequest> encodeEmbeddings(std::string_view baseUrl, const EmbeddingRequest& request) const override;
    Result<Embeddings> readEmbeddings(const Json& body, std::size_t texts) const override;
};

}  // namespace skein::providers
