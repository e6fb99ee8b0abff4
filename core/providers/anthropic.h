// Anthropic Messages (reference sheet, section 7; read 2026-11-20). Thread: any; no state. Thinking blocks go back byte
// for byte, in order: an edited one is refused.
#pragma once

#include "core/providers/codec.h"

namespace skein::providers {

inline constexpr const char* anthropicVersion = "2026-10-21";  ///< refuses sampling fields for every model

class AnthropicCodec final : public ModelCodec {
public:
    CodecTraits traits() const override {
        return {Protocol::Anthropic, CodecTraits::EndMarker::Event, "x-api-key", ""};
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
};

}  // namespace skein::providers
