#include "tests/support/fake_provider/batches.h"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include "core/base/text.h"

namespace skein::fake {

Result<BatchScript> BatchScript::fromJson(const Json& json) {
    BatchScript script;
    SKEIN_TRY(script.polls, jsonIntOr(json, "polls", script.polls, "script.batch"));
    SKEIN_TRY(script.createMs, jsonIntOr(json, "create_ms", script.createMs, "script.batch"));
    SKEIN_TRY(script.end, jsonStringOr(json, "end", script.end, "script.batch"));
    if (script.end != "completed" && script.end != "failed" && script.end != "expired")
        return skein::fail(ErrorCode::InvalidInput, "script.batch.end: expected completed, failed or expired");
    for (const Json& id : json.value("fail", Json::array())) script.fail.insert(id.get<std::string>());
    for (const Json& id : json.value("expire", Json::array())) script.expire.insert(id.get<std::string>());
    return script;
}

std::int64_t BatchDesk::Job::count(End end) const {
    return std::count_if(items.begin(), items.end(), [&](const Item& item) { return item.end == end; });
}

BatchDesk::Job& BatchDesk::newJob(const std::string& prefix, const Wire& wire) {
    const std::string id = fmt::format("{}simulated{}", prefix, ++m_lastId);
    Job& job = m_jobs[id];
    job.id = id;
    job.wire = &wire;
    job.created = std::time(nullptr);
    return job;
}

BatchDesk::Job* BatchDesk::find(const std::string& id) {
    const auto found = m_jobs.find(id);
    return found == m_jobs.end() ? nullptr : &found->second;
}

const BatchDesk::File& BatchDesk::keep(std::string name, std::string purpose, std::string content,
                                       const std::string& prefix) {
    const std::string id = fmt::format("{}simulated{}", prefix, ++m_lastId);
    return m_files[id] = File{id, std::move(name), std::move(purpose), std::move(content)};
}

/// One poll nearer to the end; at the end every request has its result.
void BatchDesk::advance(Job& job) {
    if (job.ended()) return;
    if (!job.cancelling && job.polls++ < m_script.polls) {
        job.state = "in_progress";
        return;
    }
    job.state = job.cancelling ? "cancelled" : m_script.end;
    const std::size_t reached = job.state == "completed" ? job.items.size()
                                : job.state == "failed"  ? 0
                                                         : (job.items.size() + 1) / 2;
    for (std::size_t i = 0; i < job.items.size(); ++i) {
        Item& item = job.items[i];
        if (i >= reached) item.end = job.cancelling ? End::Cancelled : End::Expired;
        else if (m_script.expire.count(item.key) > 0) item.end = End::Expired;
        else if (m_script.fail.count(item.key) > 0) item.end = End::Refused;
        else {
            item.end = End::Answered;
            item.answer = m_answer(*job.wire, item.body, item.path, job.id + "/" + item.key);
        }
    }
}

std::optional<BatchReply> BatchDesk::handle(const ServerRequest& request) {
    const std::string path = request.path.substr(0, request.path.find('?'));
    if (auto reply = openAi(request, path)) return reply;
    if (auto reply = anthropic(request, path)) return reply;
    return gemini(request, path);
}

}  // namespace skein::fake
