// One interface for every wire protocol: requests become HTTP, JSON events become pieces of a reply. Codecs are values
// without state: what a stream has said so far lives in the ReplyBuilder, framing and bounds in ResponseDecoder, so a
// codec says only what its protocol says. Thread: any; no I/O, no clock. A codec never sees a key: addKey() places it,
// as a header and nowhere else.
#pragma once

#include "core/ports/http.h"
#include "core/providers/dialect.h"
#include "core/providers/reply_builder.h"

namespace skein::providers {

/// What framing and keys have to know of a protocol.
struct CodecTraits {
    enum class EndMarker {
        Done,   ///< the event "[DONE]" ends the answer
        Event,  ///< an event of the protocol does; a "[DONE]" only ends the reading
    };
    Protocol protocol = Protocol::OpenAiChat;
    EndMarker endMarker = EndMarker::Event;
    std::string_view keyHeader = "Authorization";
    std::string_view keyPrefix = "Bearer ";
};

class ModelCodec {
public:
    virtual ~ModelCodec() = default;
    virtual CodecTraits traits() const = 0;

    /// The request without its key. The base URL may hold a version, a trailing slash or the whole path.
    /// Errors: InvalidInput (URL, model name, text that is not UTF-8), TooLarge above limits::maxPromptBytes.
    virtual Result<HttpRequest> encode(std::string_view baseUrl, const ModelRequest& request,
                                       const Dialect& dialect) const = 0;

    /// Takes one event of a stream that reports no error. Unknown types, members and values are ignored.
    virtual void takeEvent(const Json& event, ReplyBuilder& reply) const = 0;
    /// Takes a whole answer that reports no error; leaves the reply as it was when it is not this protocol's.
    virtual void takeWhole(const Json& body, ReplyBuilder& reply) const = 0;

    /// GET of a page of the model list; `cursor` is ModelPage::next of the page before, empty at first.
    virtual Result<HttpRequest> encodeModelList(std::string_view baseUrl, std::string_view cursor) const = 0;
    virtual ModelPage readModelList(const Json& body) const = 0;

    /// The provider's own count of a request's input tokens. Error: Unavailable where the protocol offers none.
    virtual Result<HttpRequest> encodeTokenCount(std::string_view baseUrl, const ModelRequest& request,
                                                 const Dialect& dialect) const;
    virtual std::optional<TokenCount> readTokenCount(const Json& body) const;

    /// Errors: Unavailable where the protocol offers none; InvalidInput for no, too many or empty texts.
    virtual Result<HttpRequest> encodeEmbeddings(std::string_view baseUrl, const EmbeddingRequest& request) const;
    /// One vector per text in their order, or Damaged: a missing or foreign vector would be found by its neighbours.
    virtual Result<Embeddings> readEmbeddings(const Json& body, std::size_t texts) const;
    /// The tokens such an answer counts, whatever else is wrong with it.
    virtual std::optional<TokenCount> readEmbeddingTokens(const Json& body) const;
};

/// The codec of a protocol; lives as long as the program and has no state.
const ModelCodec& codecFor(Protocol protocol);

/// Adds the key as the protocol's header; an empty key adds nothing (local servers).
void addKey(HttpRequest& request, const ModelCodec& codec, std::string_view key);

// For codecs.

/// Refuses what no provider can take: no model, no turn, text that is not UTF-8, a prompt above its bound.
Result<void> checkRequest(const ModelRequest& request);
Result<void> checkEmbeddings(const EmbeddingRequest& request);
/// A POST of JSON in canonical form (requests of equal content are equal bytes), or a GET.
Result<HttpRequest> jsonPost(std::string url, const Json& body, Delivery delivery);
HttpRequest jsonGet(std::string url);
/// Orders vectors given as {"index":N, MEMBER:[...]} or in order, for readEmbeddings().
Result<Embeddings> vectorsFrom(const Json& items, std::string_view memberName, std::size_t texts);

}  // namespace skein::providers
