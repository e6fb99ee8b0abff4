// The batch APIs of OpenAI, Anthropic and Gemini: many requests sent at once, answered within hours at half the price.
// Requests become HTTP, states and results are read back under our own ids, in any order, by the readers of the
// protocol's codec. Codecs are values without state. Thread: any; no I/O, no clock. A codec never sees a key (addKey
// places it), and never asks an address that an answer names: every request goes to the base URL it was given.
// Source: reference sheet of provider formats, sections 6 to 8 (read 2026-11-20).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/providers/codec.h"

namespace skein::providers {

/// One request of a batch, encoded. The id is ours: 1 to 64 letters, digits, _ and - (Anthropic's rule, the narrowest).
struct BatchItem {
    std::string customId;
    std::string body;  ///< JSON of the same call alone, not streamed
};

/// Where a batch stands. Every end but Failed may hold answers, which are paid for.
enum class BatchPhase {
    Running,    ///< also: validating, finalizing, being cancelled
    Completed,  ///< each request has its result
    Failed,     ///< the whole batch was refused: no request ran
    Expired,    ///< its time ran out: what was not reached has no answer
    Cancelled,
};

struct BatchStatus {
    std::string id;  ///< as the API names it
    BatchPhase phase = BatchPhase::Running;
    std::string rawState;            ///< the provider's word
    std::string mark;                ///< ours, where the API keeps one
    std::string problem;             ///< of a failed batch, in the provider's words
    std::vector<std::string> files;  ///< where results are, to be asked for with encodeResults()
    Json inlined;                    ///< results that came with the status; null: none
    bool gone = false;               ///< ended, and its results are no longer kept
    std::optional<Instant> created;  ///< by the provider's clock
};

struct BatchPage {
    std::vector<BatchStatus> batches;
    std::string next;  ///< cursor of the next page; empty: this was the last
};

/// What became of one request.
struct BatchResult {
    enum class End {
        Answered,   ///< `outcome` holds the reply, or what was wrong with the answer
        Refused,    ///< `outcome` is an Api failure; not charged
        Expired,    ///< never run, not charged
        Cancelled,  ///< never run, not charged
        Missing,    ///< the batch is over and says nothing of it: it may have been charged
    };
    End end = End::Missing;
    ReplyOutcome outcome = ReplyFailure{};
};

/// The results of one batch as they are read, by our ids.
struct BatchResults {
    std::set<std::string> wanted;              ///< the ids whose results somebody waits for
    std::map<std::string, BatchResult> found;  ///< the first result of each
    std::size_t foreign = 0;                   ///< ids nobody waits for
    std::size_t repeated = 0;                  ///< ids that came again: the first stays
    std::size_t unreadable = 0;                ///< lines that are no result
    std::string firstProblem;                  ///< of an unreadable line
};

/// How much one batch may hold, well below what the API takes.
struct BatchBounds {
    std::size_t items = 500;  ///< 50,000 and 100,000 are allowed; so few keep one broken batch from being a disaster
    std::size_t bytes = 16u << 20;  ///< of all bodies; the narrowest is Gemini's 20 MB for requests sent inline
};

class BatchCodec {
public:
    virtual ~BatchCodec() = default;

    /// The body of a request as a batch takes it. Errors: as ModelCodec::encode.
    Result<BatchItem> item(std::string_view baseUrl, std::string customId, ModelRequest request,
                           const Dialect& dialect) const;

    /// Puts the requests where the batch finds them; nothing where they travel with encodeCreate().
    virtual std::optional<Result<HttpRequest>> encodeUpload(std::string_view baseUrl,
                                                            const std::vector<BatchItem>& items) const;
    /// The file's id. Error: Damaged.
    virtual Result<std::string> readUpload(const Json& body) const;
    /// Makes the batch. `mark` is kept with it where the API can; `file` is what readUpload() gave. Every item must be
    /// for `model`.
    virtual Result<HttpRequest> encodeCreate(std::string_view baseUrl, std::string_view model,
                                             const std::vector<BatchItem>& items, std::string_view mark,
                                             std::string_view file) const = 0;
    /// The answer to creating and to polling. Error: Damaged (no batch of this API, an unknown end).
    virtual Result<BatchStatus> readStatus(const Json& body) const = 0;

    virtual Result<HttpRequest> encodePoll(std::string_view baseUrl, std::string_view batch) const = 0;
    virtual Result<HttpRequest> encodeCancel(std::string_view baseUrl, std::string_view batch) const = 0;
    /// The newest first. Whether marks come back with it is marks().
    virtual Result<HttpRequest> encodeList(std::string_view baseUrl, std::string_view cursor) const = 0;
    virtual BatchPage readList(const Json& body) const = 0;
    virtual bool marks() const { return true; }

    /// GET of one of BatchStatus::files.
    virtual Result<HttpRequest> encodeResults(std::string_view baseUrl, std::string_view file) const = 0;
    /// Takes one result; false: it is none.
    virtual bool takeResult(const Json& line, BatchResults& results) const = 0;

    /// Takes a file of JSON Lines, and what came with the status.
    void takeLines(std::string_view lines, BatchResults& results) const;
    void takeInlined(const BatchStatus& status, BatchResults& results) const;

    Protocol protocol() const { return m_protocol; }

protected:
    explicit BatchCodec(Protocol protocol) : m_protocol(protocol) {}
    const ModelCodec& codec() const { return codecFor(m_protocol); }
    /// A request that was answered with this body and HTTP status.
    BatchResult answered(int status, const Json& body) const;
    /// A request that was refused with this error.
    static BatchResult refused(int status, const Json& error);
    static BatchResult without(BatchResult::End end) { return {end, ReplyFailure{}}; }
    /// Keeps a result under its id, if it is one that is waited for and the first.
    static void keep(BatchResults& results, std::string id, BatchResult result);

private:
    Protocol m_protocol;
};

/// The batch API beside a protocol; nullptr where there is none.
const BatchCodec* batchCodecFor(Protocol protocol);

/// Gives every wanted id without a result the end that the batch as a whole says: Refused with its problem when it
/// failed, Expired or Cancelled when it ended so, Missing otherwise.
void closeResults(const BatchStatus& status, BatchResults& results);

/// Whether a text can be an id of ours in every API.
bool isBatchCustomId(std::string_view id);

}  // namespace skein::providers
