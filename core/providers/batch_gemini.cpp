// batchGenerateContent of Gemini (reference sheet, section 8).
#include "core/base/text.h"
#include "core/providers/batch_codecs.h"
#include "core/providers/endpoint_url.h"
#include "core/providers/wire_json.h"

namespace skein::providers {
namespace {

const UrlRule urlRule{"v1", UrlRule::Version::UnlessVersioned, {"/models"}};
constexpr std::string_view modelPrefix = "models/";

// Codes of google.rpc.Code.
constexpr std::int64_t cancelledCode = 1, deadlineCode = 4;

/// ".../v1/batches/ID" and what follows. Names come with their collection: "batches/ID", "files/ID".
Result<std::string> address(std::string_view baseUrl, std::string_view name, std::string_view act) {
    SKEIN_TRY(const std::string segment, modelPathSegment(name));
    return endpointUrl(baseUrl, urlRule, "/" + segment + std::string(act));
}

/// The state without its prefix, of which there are two.
std::string_view stateWord(std::string_view state) {
    for (const std::string_view prefix : {"BATCH_STATE_", "JOB_STATE_"})
        if (state.starts_with(prefix)) return state.substr(prefix.size());
    return state;
}

bool setPhase(std::string_view word, BatchPhase& phase) {
    if (word == "PENDING" || word == "QUEUED" || word == "RUNNING" || word == "CANCELLING" || word == "UNSPECIFIED")
        phase = BatchPhase::Running;
    else if (word == "SUCCEEDED" || word == "PARTIALLY_SUCCEEDED") phase = BatchPhase::Completed;
    else if (word == "FAILED") phase = BatchPhase::Failed;
    else if (word == "CANCELLED") phase = BatchPhase::Cancelled;
    else if (word == "EXPIRED") phase = BatchPhase::Expired;
    else return false;
    return true;
}

}  // namespace

Result<HttpRequest> GeminiBatchCodec::encodeCreate(std::string_view baseUrl, std::string_view model,
                                                   const std::vector<BatchItem>& items, std::string_view mark,
                                                   std::string_view) const {
    if (model.starts_with(modelPrefix)) model.remove_prefix(modelPrefix.size());
    SKEIN_TRY(const std::string name, modelPathSegment(model));
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/models/" + name + ":batchGenerateContent"));
    HttpRequest request;
    request.url = std::move(url);
    SKEIN_TRY(const std::string displayName, canonicalJson(Json(mark)));
    request.body = R"({"batch":{"displayName":)" + displayName + R"(,"inputConfig":{"requests":{"requests":[)";
    for (const BatchItem& item : items)
        request.body += (request.body.ends_with('[') ? R"({"metadata":{"key":")" : R"(,{"metadata":{"key":")") +
                        item.customId + R"("},"request":)" + item.body + "}";
    request.body += "]}}}}";
    request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    return request;
}

Result<BatchStatus> GeminiBatchCodec::readStatus(const Json& body) const {
    BatchStatus status;
    status.id = textMember(body, "name");
    const Json* metadata = member(body, "metadata");
    const Json& facts = metadata ? *metadata : body;  // the operation, or the batch itself
    status.rawState = elide(toValidUtf8(textMember(facts, "state")), 100);
    if (status.id.empty() || !setPhase(stateWord(status.rawState), status.phase))
        return fail(ErrorCode::Damaged, "batch: the answer is no batch of this API (state '" + status.rawState + "')");
    status.mark = textMember(facts, "displayName");
    if (const auto created = parseInstant(stringMember(facts, "createTime"))) status.created = *created;
    if (const Json* error = member(body, "error")) status.problem = toValidUtf8(textMember(*error, "message"));
    // The operation repeats its results under "response".
    const Json* output = member(facts, "output");
    if (!output) output = member(body, "response");
    if (!output) return status;
    if (std::string file = textMember(*output, "responsesFile"); !file.empty()) status.files.push_back(std::move(file));
    if (const Json* inlined = member(*output, "inlinedResponses"))
        status.inlined = inlined->is_array() ? *inlined : arrayMember(*inlined, "inlinedResponses");
    return status;
}

Result<HttpRequest> GeminiBatchCodec::encodePoll(std::string_view baseUrl, std::string_view batch) const {
    SKEIN_TRY(std::string url, address(baseUrl, batch, ""));
    return jsonGet(std::move(url));
}

Result<HttpRequest> GeminiBatchCodec::encodeCancel(std::string_view baseUrl, std::string_view batch) const {
    SKEIN_TRY(std::string url, address(baseUrl, batch, ":cancel"));
    return jsonPost(std::move(url), Json::object(), Delivery::Whole);
}

Result<HttpRequest> GeminiBatchCodec::encodeList(std::string_view baseUrl, std::string_view cursor) const {
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/batches?pageSize=100"));
    if (!cursor.empty()) {
        SKEIN_TRY(const std::string token, modelPathSegment(cursor));
        url += "&pageToken=" + token;
    }
    return jsonGet(std::move(url));
}

BatchPage GeminiBatchCodec::readList(const Json& body) const {
    BatchPage page;
    for (const std::string_view key : {"operations", "batches"})
        for (const Json& each : arrayMember(body, key))
            if (auto status = readStatus(each)) page.batches.push_back(std::move(*status));
    page.next = textMember(body, "nextPageToken");
    return page;
}

Result<HttpRequest> GeminiBatchCodec::encodeResults(std::string_view baseUrl, std::string_view file) const {
    SKEIN_TRY(std::string url, address(baseUrl, file, ":download?alt=media"));
    return jsonGet(std::move(url));
}

bool GeminiBatchCodec::takeResult(const Json& line, BatchResults& results) const {
    std::string id = textMember(line, "key");  // in a file; inline it stands in the metadata
    if (const Json* metadata = member(line, "metadata"); metadata && id.empty()) id = textMember(*metadata, "key");
    const Json* response = member(line, "response");
    const Json* error = member(line, "error");
    if (id.empty() || (!response && !error)) return false;
    const auto code = error ? countIn(*error, "code").value_or(0) : 0;
    if (response) keep(results, std::move(id), answered(200, *response));
    else if (code == cancelledCode) keep(results, std::move(id), without(BatchResult::End::Cancelled));
    else if (code == deadlineCode) keep(results, std::move(id), without(BatchResult::End::Expired));
    else keep(results, std::move(id), refused(0, line));
    return true;
}

}  // namespace skein::providers
