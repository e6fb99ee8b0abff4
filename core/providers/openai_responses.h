// OpenAI Responses (reference sheet, sections 5 and 6; read 2026-11-20). Thread: any; no state. Always store:false:
// what a person's project says is not kept on a server; reasoning travels encrypted in the native turn instead.
#pragma once

#include "core/providers/codec.h"

namespace skein::providers {

class OpenAiResponsesCodec final : public ModelCodec {
public:
    CodecTraits traits() const override { return {Protocol::OpenAiResponses}; }
    Result<HttpRequest> encode(std::string_view baseUrl, const ModelRequest& request,
                               const Dialect& dialect) const override;
    void takeEvent(const Json& event, ReplyBuilder& reply) const override;
    void takeWhole(const Json& body, ReplyBuilder& reply) const override;
    Result<HttpRequest> encodeModelList(std::string_view baseUrl, std::string_view cursor) const override;
    ModelPage readModelList(const Json& body) const override;
    Result<HttpRequest> encodeTokenCount(std::string_view baseUrl, const ModelRequest& request,
                                         const Dialect& dialect) const override;
    std::optional<TokenCount> readTokenCount(const Json& body) const override;
};

}  // namespace skein::providers
