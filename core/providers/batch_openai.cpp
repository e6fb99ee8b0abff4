// Files and Batches of OpenAI (reference sheet, section 6).
#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/providers/batch_codecs.h"
#include "core/providers/endpoint_url.h"
#include "core/providers/wire_json.h"

namespace skein::providers {
namespace {

const UrlRule urlRule{"v1", UrlRule::Version::WhenBare, {"/chat/completions", "/responses", "/models", "/embeddings"}};

// Long enough for a run that is taken up again after a week, short enough not to leave a project's text lying about.
constexpr int keptSeconds = 7 * 86'400;

/// An id that the provider made, as one segment of a path.
Result<std::string> address(std::string_view baseUrl, std::string_view folder, std::string_view id,
                            std::string_view act) {
    SKEIN_TRY(const std::string segment, modelPathSegment(id));
    return endpointUrl(baseUrl, urlRule, fmt::format("/{}/{}{}", folder, segment, act));
}

BatchPhase phaseOf(std::string_view state, bool& known) {
    known = true;
    if (state == "validating" || state == "in_progress" || state == "finalizing" || state == "cancelling")
        return BatchPhase::Running;
    if (state == "completed") return BatchPhase::Completed;
    if (state == "failed") return BatchPhase::Failed;
    if (state == "expired") return BatchPhase::Expired;
    if (state == "cancelled") return BatchPhase::Cancelled;
    known = false;
    return BatchPhase::Running;
}

}  // namespace

std::string_view OpenAiBatchCodec::endpoint() const {
    return protocol() == Protocol::OpenAiResponses ? "/v1/responses" : "/v1/chat/completions";
}

std::optional<Result<HttpRequest>> OpenAiBatchCodec::encodeUpload(std::string_view baseUrl,
                                                                  const std::vector<BatchItem>& items) const {
    const auto encode = [&]() -> Result<HttpRequest> {
        SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/files"));
        std::string lines;
        for (const BatchItem& item : items)
            lines += fmt::format(R"({{"body":{},"custom_id":"{}","method":"POST","url":"{}"}})", item.body,
                                 item.customId, endpoint()) +
                     "\n";
        // Nobody can write a text that holds the hash of the file it is in.
        const std::string boundary = "skein-" + sha256(lines).hex();
        HttpRequest request;
        request.url = std::move(url);
        const auto part = [&](std::string_view head, std::string_view content) {
            request.body += fmt::format("--{}\r\nContent-Disposition: form-data; {}\r\n\r\n", boundary, head);
            request.body += content;
            request.body += "\r\n";
        };
        part("name=\"purpose\"", "batch");
        part("name=\"expires_after[anchor]\"", "created_at");
        part("name=\"expires_after[seconds]\"", std::to_string(keptSeconds));
        part("name=\"file\"; filename=\"skein.jsonl\"\r\nContent-Type: application/jsonl", lines);
        request.body += "--" + boundary + "--\r\n";
        request.headers = {{"Content-Type", "multipart/form-data; boundary=" + boundary},
                           {"Accept", "application/json"}};
        return request;
    };
    return encode();
}

Result<std::string> OpenAiBatchCodec::readUpload(const Json& body) const {
    std::string id = textMember(body, "id");
    if (id.empty()) return fail(ErrorCode::Damaged, "batch: the answer to the upload names no file");
    return id;
}

Result<HttpRequest> OpenAiBatchCodec::encodeCreate(std::string_view baseUrl, std::string_view,
                                                   const std::vector<BatchItem>&, std::string_view mark,
                                                   std::string_view file) const {
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/batches"));
    return jsonPost(std::move(url),
                    {{"input_file_id", file},
                     {"endpoint", endpoint()},
                     {"completion_window", "24h"},
                     {"metadata", {{"skein", mark}}},
                     {"output_expires_after", {{"anchor", "created_at"}, {"seconds", keptSeconds}}}},
                    Delivery::Whole);
}

Result<BatchStatus> OpenAiBatchCodec::readStatus(const Json& body) const {
    BatchStatus status;
    status.id = textMember(body, "id");
    status.rawState = elide(toValidUtf8(textMember(body, "status")), 100);
    bool known = false;
    status.phase = phaseOf(status.rawState, known);
    if (status.id.empty() || !known)
        return fail(ErrorCode::Damaged, "batch: the answer is no batch of this API (status '" + status.rawState + "')");
    if (const Json* metadata = member(body, "metadata")) status.mark = textMember(*metadata, "skein");
    if (const Json* errors = member(body, "errors"))
        for (const Json& each : arrayMember(*errors, "data"))
            if (status.problem.size() < 2'000)
                status.problem += (status.problem.empty() ? "" : "; ") + toValidUtf8(textMember(each, "message"));
    if (const auto created = countIn(body, "created_at")) status.created = Instant{*created * 1'000'000};
    // Either may be null: nothing was answered, or nothing was refused.
    for (const std::string_view key : {"output_file_id", "error_file_id"})
        if (std::string file = textMember(body, key); !file.empty()) status.files.push_back(std::move(file));
    return status;
}

Result<HttpRequest> OpenAiBatchCodec::encodePoll(std::string_view baseUrl, std::string_view batch) const {
    SKEIN_TRY(std::string url, address(baseUrl, "batches", batch, ""));
    return jsonGet(std::move(url));
}

Result<HttpRequest> OpenAiBatchCodec::encodeCancel(std::string_view baseUrl, std::string_view batch) const {
    SKEIN_TRY(std::string url, address(baseUrl, "batches", batch, "/cancel"));
    return jsonPost(std::move(url), Json::object(), Delivery::Whole);
}

Result<HttpRequest> OpenAiBatchCodec::encodeList(std::string_view baseUrl, std::string_view cursor) const {
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/batches?limit=100"));
    if (!cursor.empty()) {
        SKEIN_TRY(const std::string after, modelPathSegment(cursor));
        url += "&after=" + after;
    }
    return jsonGet(std::move(url));
}

BatchPage OpenAiBatchCodec::readList(const Json& body) const {
    BatchPage page;
    for (const Json& each : arrayMember(body, "data"))
        if (auto status = readStatus(each)) page.batches.push_back(std::move(*status));
    if (const Json* more = member(body, "has_more"); more && *more == true && !page.batches.empty())
        page.next = page.batches.back().id;
    return page;
}

Result<HttpRequest> OpenAiBatchCodec::encodeResults(std::string_view baseUrl, std::string_view file) const {
    SKEIN_TRY(std::string url, address(baseUrl, "files", file, "/content"));
    return jsonGet(std::move(url));
}

bool OpenAiBatchCodec::takeResult(const Json& line, BatchResults& results) const {
    std::string id = textMember(line, "custom_id");
    const Json* response = member(line, "response");
    const Json* error = member(line, "error");
    if (id.empty() || (!response && !error)) return false;
    if (response) {
        const Json* body = member(*response, "body");
        const auto status = static_cast<int>(countIn(*response, "status_code").value_or(200));
        keep(results, std::move(id), answered(status, body ? *body : Json()));
        return true;
    }
    const std::string_view code = stringMember(*error, "code");
    if (code == "batch_expired") keep(results, std::move(id), without(BatchResult::End::Expired));
    else if (code == "batch_cancelled") keep(results, std::move(id), without(BatchResult::End::Cancelled));
    else keep(results, std::move(id), refused(0, line));
    return true;
}

}  // namespace skein::providers
