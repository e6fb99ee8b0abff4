// Message Batches of Anthropic (reference sheet, section 7).
#include "core/base/text.h"
#include "core/providers/anthropic.h"
#include "core/providers/batch_codecs.h"
#include "core/providers/endpoint_url.h"
#include "core/providers/wire_json.h"

namespace skein::providers {
namespace {

const UrlRule urlRule{"v1", UrlRule::Version::UnlessVersioned, {"/messages", "/models"}};

HttpRequest versioned(HttpRequest request) {
    request.headers.push_back({"anthropic-version", anthropicVersion});
    return request;
}

Result<std::string> address(std::string_view baseUrl, std::string_view batch, std::string_view act) {
    SKEIN_TRY(const std::string segment, modelPathSegment(batch));
    return endpointUrl(baseUrl, urlRule, "/messages/batches/" + segment + std::string(act));
}

}  // namespace

Result<HttpRequest> AnthropicBatchCodec::encodeCreate(std::string_view baseUrl, std::string_view,
                                                      const std::vector<BatchItem>& items, std::string_view,
                                                      std::string_view) const {
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/messages/batches"));
    HttpRequest request;
    request.url = std::move(url);
    request.body = R"({"requests":[)";
    for (const BatchItem& item : items)
        request.body += (request.body.ends_with('[') ? R"({"custom_id":")" : R"(,{"custom_id":")") + item.customId +
                        R"(","params":)" + item.body + "}";
    request.body += "]}";
    request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    return versioned(std::move(request));
}

Result<BatchStatus> AnthropicBatchCodec::readStatus(const Json& body) const {
    BatchStatus status;
    status.id = textMember(body, "id");
    status.rawState = elide(toValidUtf8(textMember(body, "processing_status")), 100);
    const bool ended = status.rawState == "ended";
    if (status.id.empty() || (!ended && status.rawState != "in_progress" && status.rawState != "canceling"))
        return fail(ErrorCode::Damaged, "batch: the answer is no batch of this API (status '" + status.rawState + "')");
    if (const auto created = parseInstant(stringMember(body, "created_at"))) status.created = *created;
    if (!ended) return status;
    // How each request went stands in the results alone; a batch as a whole has one end only.
    status.phase = BatchPhase::Completed;
    status.gone = member(body, "results_url") == nullptr;
    // The address it names is not asked: a key goes to the host it was given for.
    if (!status.gone) status.files.push_back(status.id);
    return status;
}

Result<HttpRequest> AnthropicBatchCodec::encodePoll(std::string_view baseUrl, std::string_view batch) const {
    SKEIN_TRY(std::string url, address(baseUrl, batch, ""));
    return versioned(jsonGet(std::move(url)));
}

Result<HttpRequest> AnthropicBatchCodec::encodeCancel(std::string_view baseUrl, std::string_view batch) const {
    SKEIN_TRY(std::string url, address(baseUrl, batch, "/cancel"));
    SKEIN_TRY(HttpRequest request, jsonPost(std::move(url), Json::object(), Delivery::Whole));
    return versioned(std::move(request));
}

Result<HttpRequest> AnthropicBatchCodec::encodeList(std::string_view baseUrl, std::string_view cursor) const {
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/messages/batches?limit=100"));
    if (!cursor.empty()) {
        SKEIN_TRY(const std::string after, modelPathSegment(cursor));
        url += "&after_id=" + after;
    }
    return versioned(jsonGet(std::move(url)));
}

BatchPage AnthropicBatchCodec::readList(const Json& body) const {
    BatchPage page;
    for (const Json& each : arrayMember(body, "data"))
        if (auto status = readStatus(each)) page.batches.push_back(std::move(*status));
    if (const Json* more = member(body, "has_more"); more && *more == true) page.next = textMember(body, "last_id");
    return page;
}

Result<HttpRequest> AnthropicBatchCodec::encodeResults(std::string_view baseUrl, std::string_view file) const {
    SKEIN_TRY(std::string url, address(baseUrl, file, "/results"));
    return versioned(jsonGet(std::move(url)));
}

bool AnthropicBatchCodec::takeResult(const Json& line, BatchResults& results) const {
    std::string id = textMember(line, "custom_id");
    const Json* result = member(line, "result");
    if (id.empty() || !result) return false;
    const std::string_view type = stringMember(*result, "type");
    if (type == "succeeded") {
        const Json* message = member(*result, "message");
        keep(results, std::move(id), answered(200, message ? *message : Json()));
    } else if (type == "errored") {
        const Json* error = member(*result, "error");  // an error body of its own: nested twice
        keep(results, std::move(id), refused(0, error ? *error : Json()));
    } else if (type == "expired") {
        keep(results, std::move(id), without(BatchResult::End::Expired));
    } else if (type == "canceled") {
        keep(results, std::move(id), without(BatchResult::End::Cancelled));
    } else return false;
    return true;
}

}  // namespace skein::providers
