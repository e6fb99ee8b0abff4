// Message Batches of Anthropic.
#include "core/base/text.h"
#include "tests/support/fake_provider/batches.h"

namespace skein::fake {
namespace {

constexpr std::string_view root = "/v1/messages/batches";

BatchReply jsonReply(const Json& body, int status = 200) { return {status, "application/json", prettyJson(body, -1)}; }

BatchReply refusal(int status, std::string_view message) {
    return jsonReply(anthropicWire().errorBody(status, message, {}), status);
}

bool isCustomId(std::string_view id) {
    for (const char c : id)
        if (!isIdentifierChar(c) && c != '-') return false;
    return !id.empty() && id.size() <= 64;
}

}  // namespace

/// Every count but `processing` stays zero until the whole batch has ended.
Json BatchDesk::anthropicObject(const Job& job, const ServerRequest& request) const {
    const bool ended = job.ended();
    const auto count = [&](End end) { return ended ? job.count(end) : 0; };
    const auto when = [](bool known) { return known ? Json("2026-11-21T00:00:00Z") : Json(nullptr); };
    return {
        {"id", job.id},
        {"type", "message_batch"},
        {"processing_status", ended            ? "ended"
                              : job.cancelling ? "canceling"
                                               : "in_progress"},
        {"request_counts",
         {{"processing", ended ? 0 : job.items.size()},
          {"succeeded", count(End::Answered)},
          {"errored", count(End::Refused)},
          {"canceled", count(End::Cancelled)},
          {"expired", count(End::Expired)}}},
        {"created_at", formatInstant({job.created * 1'000'000})},
        {"expires_at", "2026-11-21T00:00:00Z"},
        {"ended_at", when(ended)},
        {"cancel_initiated_at", when(job.cancelling)},
        {"archived_at", nullptr},
        {"results_url", ended ? Json("http://" + request.header("host") + std::string(root) + "/" + job.id + "/results")
                              : Json(nullptr)}};
}

/// Last request first; the error of a refused one is nested twice.
BatchReply BatchDesk::anthropicResults(const Job& job) const {
    std::string lines;
    for (std::size_t i = job.items.size(); i-- > 0;) {
        const Item& item = job.items[i];
        Json result{{"type", item.end == End::Expired ? "expired" : "canceled"}};
        if (item.end == End::Answered) result = {{"type", "succeeded"}, {"message", item.answer}};
        if (item.end == End::Refused)
            result = {{"type", "errored"},
                      {"error", anthropicWire().errorBody(400, "SIMULATED: refused in the batch", {})}};
        lines += prettyJson({{"custom_id", item.key}, {"result", std::move(result)}}, -1) + "\n";
    }
    return {200, "application/x-jsonl", std::move(lines)};
}

std::optional<BatchReply> BatchDesk::anthropic(const ServerRequest& request, const std::string& path) {
    if (!path.starts_with(root)) return std::nullopt;
    if (path == root && request.method == "POST") {
        const auto body = parseJson(request.body);
        const Json requests = body && body->is_object() ? body->value("requests", Json::array()) : Json::array();
        std::set<std::string> keys;
        for (const Json& each : requests)
            if (!isCustomId(each.value("custom_id", "")) || !keys.insert(each["custom_id"]).second ||
                each.value("params", Json::object()).contains("stream"))
                return refusal(400,
                               "SIMULATED: custom_id must be unique, 1 to 64 of letters, digits, _ and -; no stream");
        if (keys.empty()) return refusal(400, "SIMULATED: requests: at least one");
        Job& job = newJob("msgbatch_", anthropicWire());
        job.state = "in_progress";
        for (const Json& each : requests)
            job.items.push_back(
                {each["custom_id"], "/v1/messages", each.value("params", Json::object()), End::Expired, {}});
        return jsonReply(anthropicObject(job, request));
    }
    if (path == root) {
        Json data = Json::array();
        for (const auto& [id, job] : m_jobs)
            if (id.starts_with("msgbatch_")) data.push_back(anthropicObject(job, request));
        const Json none = nullptr;
        return jsonReply({{"data", data},
                          {"has_more", false},
                          {"first_id", data.empty() ? none : data.front()["id"]},
                          {"last_id", data.empty() ? none : data.back()["id"]}});
    }
    const auto words = split(std::string_view(path).substr(root.size() + 1), '/');
    Job* job = find(std::string(words[0]));
    if (job == nullptr) return refusal(404, "SIMULATED: no such batch");
    const std::string_view act = words.size() > 1 ? words[1] : std::string_view();
    if (act == "results") return job->ended() ? anthropicResults(*job) : refusal(404, "SIMULATED: not ended");
    if (act == "cancel") {
        job->cancelling = !job->ended();
        return jsonReply(anthropicObject(*job, request));
    }
    if (request.method == "DELETE") {
        if (!job->ended()) return refusal(400, "SIMULATED: only an ended batch can be deleted");
        const std::string id = job->id;
        m_jobs.erase(id);
        return jsonReply({{"id", id}, {"type", "message_batch_deleted"}});
    }
    advance(*job);
    return jsonReply(anthropicObject(*job, request));
}

}  // namespace skein::fake
