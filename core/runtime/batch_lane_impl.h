// Internal to core/runtime: what the batch lane holds, and the class behind it. Its files: batch_lane.cpp (what comes
// in, time, the end), batch_lane_send.cpp (sending, waiting, reading), batch_lane_search.cpp (what may have been sent).
// Thread: any, under one lock; requests, answers and reports go out when the lock is free. Never waits for the network.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <tuple>
#include <utility>

#include "core/providers/batch.h"
#include "core/runtime/batch_lane.h"
#include "core/runtime/http/curl_exchange.h"
#include "core/runtime/http/fetch.h"

namespace skein::runtime {
namespace lane {

using providers::BatchPhase;
using providers::BatchResult;
using Micros = std::int64_t;

inline constexpr std::size_t maxAnswerBytes = 64u << 20;  // 128 kB for each of 500 answers; parseJson's own bound
inline constexpr int maxTries = 3;                        // of sending what was certainly not taken
inline constexpr int maxRefusals = 20;                    // of a question that a provider used to answer
inline constexpr std::size_t maxPages = 10;               // of a provider's list: 1,000 batches
inline constexpr Duration clockSlack = seconds(600);      // between the provider's clock and ours

/// What batches of one kind share.
struct Route {
    RunId run;
    Target target;
    std::string keyName, apiKey, baseUrl;
    const providers::BatchCodec* codec = nullptr;
};
using RouteKey = std::tuple<std::uint32_t, std::string, std::string, std::string, std::string>;

inline RouteKey keyOf(const Route& route) {
    return {route.run.value, route.target.provider, route.target.model, route.keyName, route.baseUrl};
}

/// A step that waits for its answer.
struct Item {
    StepRef step;
    ModelClient::Done done;
    providers::BatchItem encoded;  ///< empty once it is sent
    TokenCount promptEstimate;     ///< 0: not known any more
    Instant since;
    bool unwanted = false;
    int sends = 0;
};
using Items = std::map<std::string, Item>;  ///< by custom id

/// Not sent yet.
struct Lot {
    Route route;
    Items items;
    std::size_t bytes = 0;
    Micros oldest = 0;
};

struct Batch {
    enum class Stage { Sending, Polling, Fetching };
    Route route;
    Items items;
    Stage stage = Stage::Sending;
    std::string id;
    bool searched = false;  ///< not known to be ours: looked at for steps that somebody may have sent
    bool busy = false;      ///< a request about it is under way
    Micros due = 0;
    Micros pause = 0;
    Micros cancelDue = 0;  ///< 0: it is wanted
    bool cancelAsked = false;
    int tries = 0, refusals = 0;
    providers::BatchStatus status;
    providers::BatchResults results;
    std::size_t nextFile = 0;
};

/// Steps of which nobody knows whether they were sent.
struct Search {
    Route route;
    Items items;
    Instant since;
    std::set<std::string> examined;
    std::size_t examining = 0, pages = 0;
    int looks = 0;
    bool busy = false, incomplete = false;
    Micros due = 0, pause = 0;
};

CallFailure failureOf(StepOutcome outcome, std::string message, bool mayHaveBeenCharged);
/// What one result means for its step.
ModelOutcome outcomeOf(const Item& item, const std::string& apiKey, providers::BatchResult result);

/// How a request about a batch was answered.
struct Heard {
    enum class Kind {
        Taken,    ///< `body` is what the API says
        NotSent,  ///< it never left this machine
        Later,    ///< not taken: too many, busy
        Refused,  ///< not taken, and will not be
        Unknown,  ///< it may have been taken
    };
    Kind kind = Kind::Unknown;
    bool gone = false;  ///< there is no such thing (any more)
    Json body;
    std::string text;     ///< the answer as it came
    std::string problem;  ///< without the key
};

Heard read(HttpOutcome outcome, const std::string& apiKey);

}  // namespace lane

using lane::Batch, lane::Heard, lane::Item, lane::Items, lane::Lot, lane::Micros, lane::Route, lane::RouteKey,
    lane::Search, lane::failureOf, lane::keyOf, lane::outcomeOf, lane::read, lane::maxAnswerBytes, lane::maxTries,
    lane::maxRefusals, lane::maxPages, lane::clockSlack, lane::BatchPhase, lane::BatchResult;

class BatchLane::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(World world, BatchLaneSettings settings) : m_world(std::move(world)), m_settings(std::move(settings)) {
        if (!m_settings.clock) m_settings.clock = [] { return monotonicMicros(); };
    }

    Result<void> add(BatchCall call);
    void cancel(const StepRef& step);
    std::optional<Micros> due() const;
    void advance();
    void close();

private:
    using Number = std::uint64_t;  ///< of a batch in this process
    /// What is done once the lock is free.
    struct Todo {
        struct Request {
            Result<HttpRequest> request = HttpRequest{};
            std::string apiKey;
            const providers::BatchCodec* codec = nullptr;
            std::function<void(Impl&, Heard, Todo&)> then;
        };
        std::vector<std::pair<ModelClient::Done, ModelOutcome>> answers;
        std::vector<SubmittedBatch> submitted;
        std::vector<Request> requests;
    };
    void carryOut(Todo todo);
    enum class Sending { WhileOpen, AtTheEnd };
    void send(Todo::Request request, Sending when);
    void ask(Todo& todo, const Route& route, Result<HttpRequest> request,
             std::function<void(Impl&, Heard, Todo&)> then) const;
    void askAbout(Todo& todo, Number number, Result<HttpRequest> request,
                  void (Impl::*then)(Number, Batch&, Heard, Todo&));
    static void answer(Todo& todo, const Route& route, Item& item, BatchResult result);
    static void failAll(Todo& todo, Items& items, StepOutcome outcome, const std::string& why, bool mayBeCharged);

    bool knows(const StepRef& step) const;
    Micros now() const { return m_settings.clock(); }
    std::string customId(const StepRef& step) const;
    void collect(const Route& route, std::string id, Item item);
    void pauseLonger(Micros& pause) const;
    Number newBatch(const Route& route, Items items);

    void submit(Number number, Batch& batch, Todo& todo);
    void uploaded(Number number, Batch& batch, Heard heard, Todo& todo);
    void created(Number number, Batch& batch, Heard heard, Todo& todo);
    void notTaken(Number number, Batch& batch, const Heard& heard, Todo& todo);
    void poll(Number number, Batch& batch, Todo& todo);
    void polled(Number number, Batch& batch, Heard heard, Todo& todo);
    void fetchNext(Number number, Batch& batch, Todo& todo);
    void fetched(Number number, Batch& batch, Heard heard, Todo& todo);
    void noAnswer(Number number, Batch& batch, const Heard& heard, Todo& todo);
    void finish(Number number, Batch& batch, Todo& todo);
    void cancelBatch(Number number, Batch& batch, Todo& todo);
    static bool unwanted(const Batch& batch);

    void lookFor(const Route& route, Items items);
    void list(Search& search, const std::string& cursor, Todo& todo);
    void listed(const RouteKey& key, Heard heard, Todo& todo);
    void lookedThrough(Search& search);
    void examine(Search& search, const providers::BatchStatus& status);
    void conclude(Search& search, Todo& todo);

    World m_world;
    BatchLaneSettings m_settings;
    mutable std::mutex m_mutex;
    std::condition_variable m_quiet;
    std::map<RouteKey, Lot> m_lots;
    std::map<Number, Batch> m_batches;
    std::map<RouteKey, Search> m_searches;
    Number m_lastNumber = 0;
    std::uint64_t m_lastToken = 0;
    std::map<std::uint64_t, HttpRequestId> m_exchanges;  ///< that have not called back
    bool m_closing = false;
};

}  // namespace skein::runtime
