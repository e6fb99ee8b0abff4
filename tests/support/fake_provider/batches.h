// The three batch APIs of the fake provider: OpenAI Files and Batches, Anthropic Message Batches, Gemini
// batchGenerateContent with its files. Thread: one. Time is counted in questions: a batch ends after so many polls, so
// that no test waits for a clock. Written from the reference sheet, sections 6 to 8.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "tests/support/fake_provider/http_server.h"
#include "tests/support/fake_provider/wire.h"

namespace skein::fake {

/// How batches go: {"polls":1, "end":"completed|failed|expired", "create_ms":0, "fail":["id"], "expire":["id"]}.
struct BatchScript {
    std::int64_t polls = 1;         ///< answers "still at it" before the end
    std::string end = "completed";  ///< expired: the second half was never run; failed: no request was
    std::int64_t createMs = 0;      ///< from the making of a batch to the answer that names it
    std::set<std::string> fail;     ///< custom ids that the model refuses
    std::set<std::string> expire;   ///< custom ids that were not reached
    static Result<BatchScript> fromJson(const Json& json);
};

struct BatchReply {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    Headers headers = {};
};

class BatchDesk {
public:
    /// Answers one request of a batch, as the same request alone would be: the whole body. `key` names it in the books.
    using AnswerOne =
        std::function<Json(const Wire& wire, const Json& body, const std::string& path, const std::string& key)>;
    BatchDesk(BatchScript script, AnswerOne answer) : m_script(std::move(script)), m_answer(std::move(answer)) {}

    /// Nothing when the path is none of a batch or a file.
    std::optional<BatchReply> handle(const ServerRequest& request);
    /// How many batches have been made, and how long the answer to the making of one takes.
    std::size_t made() const { return m_jobs.size(); }
    std::int64_t createMs() const { return m_script.createMs; }

private:
    enum class End { Answered, Refused, Expired, Cancelled };
    struct Item {
        std::string key;
        std::string path;
        Json body;
        End end = End::Expired;
        Json answer;
    };
    struct Job {
        std::string id;
        const Wire* wire = nullptr;
        std::int64_t created = 0;  ///< seconds since 1970
        std::vector<Item> items;
        std::int64_t polls = 0;
        bool cancelling = false;
        std::string state = "validating";  ///< OpenAI's words; "in_progress", then "completed", "failed", ...
        Json input;                        ///< what the object repeats: endpoint, file, display name
        Json problems = Json::array();     ///< of an input that was not accepted
        std::string outputFile, errorFile;
        bool ended() const { return state != "validating" && state != "in_progress" && state != "cancelling"; }
        std::int64_t count(End end) const;
    };
    struct File {
        std::string id, name, purpose, content;
    };

    Job& newJob(const std::string& prefix, const Wire& wire);
    Job* find(const std::string& id);
    void advance(Job& job);
    const File& keep(std::string name, std::string purpose, std::string content, const std::string& prefix);

    std::optional<BatchReply> openAi(const ServerRequest& request, const std::string& path);
    BatchReply openAiCreate(const Json& body);
    BatchReply openAiUpload(const ServerRequest& request);
    void openAiFiles(Job& job);
    Json openAiObject(const Job& job) const;

    std::optional<BatchReply> anthropic(const ServerRequest& request, const std::string& path);
    Json anthropicObject(const Job& job, const ServerRequest& request) const;
    BatchReply anthropicResults(const Job& job) const;

    std::optional<BatchReply> gemini(const ServerRequest& request, const std::string& path);
    BatchReply geminiUpload(const ServerRequest& request);
    BatchReply geminiCreate(const Json& body, const std::string& model, const std::string& path);
    Json geminiObject(Job& job);

    BatchScript m_script;
    AnswerOne m_answer;
    std::map<std::string, Job> m_jobs;
    std::map<std::string, File> m_files;
    std::uint64_t m_lastId = 0;
};

}  // namespace skein::fake
