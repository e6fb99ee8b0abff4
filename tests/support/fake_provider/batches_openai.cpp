// Files and Batches of OpenAI.
#include <fmt/format.h>

#include "core/base/text.h"
#include "tests/support/fake_provider/batches.h"

namespace skein::fake {
namespace {

BatchReply jsonReply(const Json& body, int status = 200) { return {status, "application/json", prettyJson(body, -1)}; }

BatchReply refusal(int status, std::string_view message) {
    return jsonReply(chatWire().errorBody(status, message, {}), status);
}

/// The content of a part of multipart/form-data; empty when there is none of this name.
std::string partNamed(const ServerRequest& request, const std::string& name) {
    const std::string type = request.header("content-type");
    const std::size_t at = type.find("boundary=");
    if (at == std::string::npos) return {};
    std::string boundary = type.substr(at + 9, type.find(';', at) - at - 9);
    if (boundary.starts_with('"')) boundary = boundary.substr(1, boundary.size() - 2);
    const std::string mark = "--" + boundary;
    for (std::size_t start = request.body.find(mark); start != std::string::npos;) {
        const std::size_t next = request.body.find("\r\n" + mark, start);
        if (next == std::string::npos) return {};
        const std::string part = request.body.substr(start, next - start);
        const std::size_t head = part.find("\r\n\r\n");
        if (head != std::string::npos && part.substr(0, head).find("name=\"" + name + "\"") != std::string::npos)
            return part.substr(head + 4);
        start = next + 2;
    }
    return {};
}

Json fileObject(const std::string& id, const std::string& name, const std::string& purpose, std::size_t bytes) {
    return {{"id", id},         {"object", "file"},   {"bytes", bytes},       {"created_at", 0},
            {"filename", name}, {"purpose", purpose}, {"status", "processed"}};
}

}  // namespace

BatchReply BatchDesk::openAiUpload(const ServerRequest& request) {
    const std::string purpose(trim(partNamed(request, "purpose")));
    const std::string content = partNamed(request, "file");
    if (purpose.empty() || content.empty()) return refusal(400, "SIMULATED: purpose and file are required");
    const File& file = keep("in.jsonl", purpose, content, "file-");
    return jsonReply(fileObject(file.id, file.name, file.purpose, file.content.size()));
}

BatchReply BatchDesk::openAiCreate(const Json& body) {
    const auto input = m_files.find(body.value("input_file_id", ""));
    if (input == m_files.end()) return refusal(404, "SIMULATED: no such file");
    const std::string endpoint = body.value("endpoint", "");
    const bool chat = endpoint == "/v1/chat/completions", responses = endpoint == "/v1/responses";
    if ((!chat && !responses) || body.value("completion_window", "") != "24h")
        return refusal(400, "SIMULATED: endpoint or completion_window");
    Job& job = newJob("batch_", chat ? chatWire() : responsesWire());
    job.input = {{"endpoint", endpoint}, {"file", input->first}, {"metadata", body.value("metadata", Json())}};
    std::set<std::string> keys;
    int lineNo = 0;
    for (const std::string_view text : splitLines(input->second.content)) {
        ++lineNo;
        const auto line = parseJson(text);
        const auto problem = [&](const char* code, const std::string& message, const char* param) {
            job.problems.push_back({{"code", code}, {"line", lineNo}, {"message", message}, {"param", param}});
        };
        if (!line || !line->is_object()) problem("invalid_json_line", "SIMULATED: not a JSON object", "");
        else if (line->value("url", "") != endpoint) problem("mismatched_url", "SIMULATED: another endpoint", "url");
        else if (!keys.insert(line->value("custom_id", "")).second || line->value("custom_id", "").empty())
            problem("duplicate_custom_id", "SIMULATED: custom_id is missing or was there before", "custom_id");
        else
            job.items.push_back(
                {(*line)["custom_id"], endpoint, line->value("body", Json::object()), End::Expired, {}});
    }
    const Json first = openAiObject(job);
    if (!job.problems.empty()) job.state = "failed";
    return jsonReply(first);
}

/// The output file holds what was answered, last first; the error file the rest. Empty ones do not exist.
void BatchDesk::openAiFiles(Job& job) {
    if (!job.ended() || job.state == "failed" || !job.outputFile.empty() || !job.errorFile.empty()) return;
    std::string output, errors;
    for (std::size_t i = job.items.size(); i-- > 0;) {
        const Item& item = job.items[i];
        Json line{{"id", fmt::format("batch_req_{}", i)}, {"custom_id", item.key}, {"error", nullptr}};
        const auto response = [&](int status, const Json& body) {
            return Json{{"status_code", status}, {"request_id", "req_simulated"}, {"body", body}};
        };
        if (item.end == End::Answered) line["response"] = response(200, item.answer);
        else if (item.end == End::Refused)
            line["response"] = response(400, job.wire->errorBody(400, "SIMULATED: refused in the batch", {}));
        else {
            line["response"] = nullptr;
            line["error"] = {{"code", item.end == End::Expired ? "batch_expired" : "batch_cancelled"},
                             {"message", "SIMULATED: this request was not run"}};
        }
        (item.end == End::Answered ? output : errors) += prettyJson(line, -1) + "\n";
    }
    if (!output.empty()) job.outputFile = keep("out.jsonl", "batch_output", output, "file-").id;
    if (!errors.empty()) job.errorFile = keep("errors.jsonl", "batch_output", errors, "file-").id;
}

Json BatchDesk::openAiObject(const Job& job) const {
    const auto orNull = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
    const std::int64_t done = job.ended() ? job.count(End::Answered) : 0;
    return {{"id", job.id},
            {"object", "batch"},
            {"endpoint", job.input["endpoint"]},
            {"input_file_id", job.input["file"]},
            {"completion_window", "24h"},
            {"status", job.state},
            {"created_at", job.created},
            {"expires_at", job.created + 86'400},
            {"errors", job.problems.empty() ? Json(nullptr) : Json{{"object", "list"}, {"data", job.problems}}},
            {"output_file_id", orNull(job.outputFile)},
            {"error_file_id", orNull(job.errorFile)},
            {"metadata", job.input["metadata"]},
            {"request_counts",
             {{"total", job.items.size()},
              {"completed", done},
              {"failed", job.ended() ? static_cast<std::int64_t>(job.items.size()) - done : 0}}}};
}

std::optional<BatchReply> BatchDesk::openAi(const ServerRequest& request, const std::string& path) {
    const std::string files = "/v1/files", batches = "/v1/batches";
    // Gemini's downloads and batches live on similar paths; its clients say who they are.
    if (!request.header("x-goog-api-key").empty()) return std::nullopt;
    if (path == files && request.method == "POST") return openAiUpload(request);
    if (path.starts_with(files + "/")) {
        const bool wantsContent = path.ends_with("/content");
        const std::string id = path.substr(files.size() + 1, path.size() - files.size() - 1 - (wantsContent ? 8 : 0));
        const auto found = m_files.find(id);
        if (found == m_files.end()) return refusal(404, "SIMULATED: no such file");
        const File file = found->second;
        if (wantsContent) return BatchReply{200, "application/octet-stream", file.content};
        if (request.method == "GET") return jsonReply(fileObject(id, file.name, file.purpose, file.content.size()));
        m_files.erase(found);
        return jsonReply({{"id", id}, {"object", "file"}, {"deleted", true}});
    }
    if (path == batches && request.method == "POST") {
        const auto body = parseJson(request.body);
        return body && body->is_object() ? openAiCreate(*body) : refusal(400, "SIMULATED: not a JSON object");
    }
    if (path == batches) {
        Json data = Json::array();
        for (const auto& [id, job] : m_jobs)
            if (id.starts_with("batch_")) data.push_back(openAiObject(job));
        return jsonReply({{"object", "list"}, {"data", std::move(data)}, {"has_more", false}});
    }
    if (!path.starts_with(batches + "/batch_")) return std::nullopt;
    const bool cancel = path.ends_with("/cancel");
    Job* job = find(path.substr(batches.size() + 1, path.size() - batches.size() - 1 - (cancel ? 7 : 0)));
    if (job == nullptr) return refusal(404, "SIMULATED: no such batch");
    if (cancel) {
        if (job->ended()) return refusal(409, "SIMULATED: this batch has ended");
        job->cancelling = true;
        job->state = "cancelling";
        return jsonReply(openAiObject(*job));
    }
    advance(*job);
    openAiFiles(*job);
    return jsonReply(openAiObject(*job));
}

}  // namespace skein::fake
