// The three batch APIs, one class each; reached through batchCodecFor(). Thread: any; no state. Knows nothing of when a
// batch is sent or asked for: that is the batch lane's business.
#pragma once

#include "core/providers/batch.h"

namespace skein::providers {

/// Files and Batches of OpenAI: a file of JSON Lines, then a batch over it; answers and refusals in a file each.
class OpenAiBatchCodec final : public BatchCodec {
public:
    explicit OpenAiBatchCodec(Protocol protocol) : BatchCodec(protocol) {}
    std::optional<Result<HttpRequest>> encodeUpload(std::string_view baseUrl,
                                                    const std::vector<BatchItem>& items) const override;
    Result<std::string> readUpload(const Json& body) const override;
    Result<HttpRequest> encodeCreate(std::string_view baseUrl, std::string_view model,
                                     const std::vector<BatchItem>& items, std::string_view mark,
                                     std::string_view file) const override;
    Result<BatchStatus> readStatus(const Json& body) const override;
    Result<HttpRequest> encodePoll(std::string_view baseUrl, std::string_view batch) const override;
    Result<HttpRequest> encodeCancel(std::string_view baseUrl, std::string_view batch) const override;
    Result<HttpRequest> encodeList(std::string_view baseUrl, std::string_view cursor) const override;
    BatchPage readList(const Json& body) const override;
    Result<HttpRequest> encodeResults(std::string_view baseUrl, std::string_view file) const override;
    bool takeResult(const Json& line, BatchResults& results) const override;

private:
    std::string_view endpoint() const;
};

/// Message Batches of Anthropic: they keep no mark, and say how each request went only when all are over.
class AnthropicBatchCodec final : public BatchCodec {
public:
    AnthropicBatchCodec() : BatchCodec(Protocol::Anthropic) {}
    Result<HttpRequest> encodeCreate(std::string_view baseUrl, std::string_view model,
                                     const std::vector<BatchItem>& items, std::string_view mark,
                                     std::string_view file) const override;
    Result<BatchStatus> readStatus(const Json& body) const override;
    Result<HttpRequest> encodePoll(std::string_view baseUrl, std::string_view batch) const override;
    Result<HttpRequest> encodeCancel(std::string_view baseUrl, std::string_view batch) const override;
    Result<HttpRequest> encodeList(std::string_view baseUrl, std::string_view cursor) const override;
    BatchPage readList(const Json& body) const override;
    bool marks() const override { return false; }
    Result<HttpRequest> encodeResults(std::string_view baseUrl, std::string_view file) const override;
    bool takeResult(const Json& line, BatchResults& results) const override;
};

/// batchGenerateContent of Gemini, requests inline; results inline or in a file.
class GeminiBatchCodec final : public BatchCodec {
public:
    GeminiBatchCodec() : BatchCodec(Protocol::Gemini) {}
    Result<HttpRequest> encodeCreate(std::string_view baseUrl, std::string_view model,
                                     const std::vector<BatchItem>& items, std::string_view mark,
                                     std::string_view file) const override;
    Result<BatchStatus> readStatus(const Json& body) const override;
    Result<HttpRequest> encodePoll(std::string_view baseUrl, std::string_view batch) const override;
    Result<HttpRequest> encodeCancel(std::string_view baseUrl, std::string_view batch) const override;
    Result<HttpRequest> encodeList(std::string_view baseUrl, std::string_view cursor) const override;
    BatchPage readList(const Json& body) const override;
    Result<HttpRequest> encodeResults(std::string_view baseUrl, std::string_view file) const override;
    bool takeResult(const Json& line, BatchResults& results) const override;
};

}  // namespace skein::providers
