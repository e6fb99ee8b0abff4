// batchGenerateContent of Gemini, and its files.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "tests/support/fake_provider/batches.h"

namespace skein::fake {
namespace {

BatchReply jsonReply(const Json& body, int status = 200) { return {status, "application/json", prettyJson(body, -1)}; }

BatchReply refusal(int status, std::string_view message) {
    return jsonReply(geminiWire().errorBody(status, message, {}), status);
}

/// "v1" of "/v1/batches/x"; empty for another path.
std::string versionOf(const std::string& path) {
    const std::string version = path.substr(1, path.find('/', 1) - 1);
    return version == "v1" || version == "v1beta" ? version : std::string();
}

}  // namespace

/// Two requests: the first is told where to send the bytes, in a header.
BatchReply BatchDesk::geminiUpload(const ServerRequest& request) {
    const std::string command = toLowerAscii(request.header("x-goog-upload-command"));
    if (command == "start") {
        BatchReply reply = jsonReply(Json::object());
        reply.headers = {{"x-goog-upload-status", "active"},
                         {"x-goog-upload-url", "http://" + request.header("host") + request.path + "?upload_id=1"}};
        return reply;
    }
    const File& file = keep("in.jsonl", "", request.body, "");
    BatchReply reply = jsonReply({{"file",
                                   {{"name", "files/" + file.id},
                                    {"uri", "http://" + request.header("host") + "/v1/files/" + file.id},
                                    {"mimeType", "application/jsonl"},
                                    {"sizeBytes", std::to_string(file.content.size())},
                                    {"state", "ACTIVE"}}}});
    reply.headers = {{"x-goog-upload-status", "final"}};
    return reply;
}

BatchReply BatchDesk::geminiCreate(const Json& body, const std::string& model, const std::string& path) {
    const Json batch = body.value("batch", Json::object());
    const Json input = batch.value("inputConfig", Json::object());
    const std::string call = path.substr(0, path.rfind(':')) + ":generateContent";
    Json requests = input.value("requests", Json::object()).value("requests", Json::array());
    if (input.contains("fileName")) {
        const std::string name = input["fileName"];
        const auto file = m_files.find(name.substr(std::min(name.size(), std::string_view("files/").size())));
        if (file == m_files.end()) return refusal(404, "SIMULATED: no such file");
        for (const std::string_view text : splitLines(file->second.content)) {
            const auto line = parseJson(text);
            if (!line || !line->is_object()) return refusal(400, "SIMULATED: a line of the file is not a JSON object");
            requests.push_back(
                {{"request", line->value("request", Json::object())}, {"metadata", {{"key", line->value("key", "")}}}});
        }
    }
    if (requests.empty()) return refusal(400, "SIMULATED: a batch needs requests");
    Job& job = newJob("", geminiWire());
    job.input = {{"model", "models/" + model},
                 {"displayName", batch.value("displayName", "")},
                 {"fromFile", input.contains("fileName")}};
    for (const Json& each : requests) {
        const std::string key = each.value("metadata", Json::object()).value("key", std::to_string(job.items.size()));
        job.items.push_back({key, call, each.value("request", Json::object()), End::Expired, {}});
    }
    return jsonReply(geminiObject(job));
}

Json BatchDesk::geminiObject(Job& job) {
    const std::string state = job.state == "completed"    ? "SUCCEEDED"
                              : job.state == "validating" ? "PENDING"
                              : job.state == "failed"     ? "FAILED"
                              : job.state == "expired"    ? "EXPIRED"
                              : job.state == "cancelled"  ? "CANCELLED"
                                                          : "RUNNING";
    const std::int64_t done = job.ended() ? job.count(End::Answered) : 0;
    const auto total = static_cast<std::int64_t>(job.items.size());
    // Counts of 64 bits are sent as text.
    Json metadata{{"@type", "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch"},
                  {"model", job.input["model"]},
                  {"displayName", job.input["displayName"]},
                  {"state", "BATCH_STATE_" + state},
                  {"createTime", formatInstant({job.created * 1'000'000})},
                  {"updateTime", "2026-11-20T00:00:00Z"},
                  {"name", "batches/" + job.id},
                  {"batchStats",
                   {{"requestCount", std::to_string(total)},
                    {"successfulRequestCount", std::to_string(done)},
                    {"failedRequestCount", std::to_string(job.ended() ? total - done : 0)},
                    {"pendingRequestCount", std::to_string(job.ended() ? 0 : total)}}}};
    Json object{{"name", "batches/" + job.id}, {"done", job.ended()}};
    if (job.ended()) metadata["endTime"] = "2026-11-21T00:00:00Z";
    if (job.ended() && job.state != "failed") {
        Json inlined = Json::array();
        std::string lines;
        for (const Item& item : job.items) {
            const Json error{{"code", item.end == End::Refused     ? 3
                                      : item.end == End::Cancelled ? 1
                                                                   : 4},
                             {"message", "SIMULATED: this request has no answer"}};
            Json result = item.end == End::Answered ? Json{{"response", item.answer}} : Json{{"error", error}};
            Json line = result;
            line["key"] = item.key;
            lines += prettyJson(line, -1) + "\n";
            result["metadata"] = {{"key", item.key}};
            inlined.push_back(std::move(result));
        }
        if (job.input["fromFile"].get<bool>()) {
            if (job.outputFile.empty()) job.outputFile = keep("out.jsonl", "", lines, "").id;
            metadata["output"] = {{"responsesFile", "files/" + job.outputFile}};
        } else {
            metadata["output"] = {{"inlinedResponses", {{"inlinedResponses", std::move(inlined)}}}};
        }
    }
    object["metadata"] = std::move(metadata);
    return object;
}

std::optional<BatchReply> BatchDesk::gemini(const ServerRequest& request, const std::string& path) {
    if (path.starts_with("/upload/")) return geminiUpload(request);
    const std::string version = versionOf(path);
    if (version.empty()) return std::nullopt;
    const std::string rest = path.substr(version.size() + 2);
    if (rest.starts_with("models/") && rest.ends_with(":batchGenerateContent")) {
        const auto body = parseJson(request.body);
        const std::string model = rest.substr(7, rest.rfind(':') - 7);
        return body && body->is_object() ? geminiCreate(*body, model, path) : refusal(400, "SIMULATED: no JSON object");
    }
    if (rest.starts_with("files/") && rest.ends_with(":download")) {
        const auto file = m_files.find(rest.substr(6, rest.rfind(':') - 6));
        if (file == m_files.end()) return refusal(404, "SIMULATED: no such file");
        return BatchReply{200, "application/octet-stream", file->second.content};
    }
    if (rest == "batches") {
        Json operations = Json::array();
        for (auto& [id, job] : m_jobs)
            if (job.wire == &geminiWire()) operations.push_back(geminiObject(job));
        return jsonReply({{"operations", std::move(operations)}});
    }
    if (!rest.starts_with("batches/")) return std::nullopt;
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    Job* job = find(rest.substr(8, colon - 8));
    if (job == nullptr) return refusal(404, "SIMULATED: no such batch");
    if (rest.substr(colon) == ":cancel") {
        job->cancelling = !job->ended();
        return jsonReply(Json::object());
    }
    if (request.method == "DELETE") {
        m_jobs.erase(std::string(job->id));
        return jsonReply(Json::object());
    }
    advance(*job);
    return jsonReply(geminiObject(*job));
}

}  // namespace skein::fake
