#include "core/runtime/batch_lane.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/batch.h"
#include "core/providers/call_check.h"
#include "core/providers/usage.h"
#include "core/runtime/http/curl_exchange.h"
#include "core/runtime/http/fetch.h"

namespace skein::runtime {
namespace {

using providers::BatchPhase;
using providers::BatchResult;
using Micros = std::int64_t;

constexpr std::size_t maxAnswerBytes = 64u << 20;  // 128 kB for each of 500 answers; parseJson's own bound
constexpr int maxTries = 3;                        // of sending what was certainly not taken
constexpr int maxRefusals = 20;                    // of a question that a provider used to answer
constexpr std::size_t maxPages = 10;               // of a provider's list: 1,000 batches
constexpr Duration clockSlack = seconds(600);      // between the provider's clock and ours

/// What batches of one kind share.
struct Route {
    RunId run;
    Target target;
    std::string keyName, apiKey, baseUrl;
    const providers::BatchCodec* codec = nullptr;
};
using RouteKey = std::tuple<std::uint32_t, std::string, std::string, std::string, std::string>;

RouteKey keyOf(const Route& route) {
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

CallFailure failureOf(StepOutcome outcome, std::string message, bool mayHaveBeenCharged) {
    CallFailure failure;
    failure.outcome = outcome;
    failure.message = std::move(message);
    failure.mayHaveBeenCharged = mayHaveBeenCharged;
    return failure;
}

/// What one result means for its step.
ModelOutcome outcomeOf(const Item& item, const std::string& apiKey, BatchResult result) {
    const auto ended = item.unwanted ? StepOutcome::Cancelled : StepOutcome::Retryable;
    switch (result.end) {
        case BatchResult::End::Expired:
            return tl::unexpected(failureOf(ended, "the batch expired before this request was reached", false));
        case BatchResult::End::Cancelled:
            return tl::unexpected(failureOf(ended, "the batch was cancelled before this request was reached", false));
        case BatchResult::End::Missing:
            return tl::unexpected(
                failureOf(StepOutcome::Unknown, "the batch is over and says nothing of this request", true));
        case BatchResult::End::Refused: {
            const auto& api = std::get<providers::ReplyFailure>(result.outcome).api;
            return tl::unexpected(
                failureOf(ended, "refused in the batch: " + providers::withoutKey(api.message, apiKey), false));
        }
        case BatchResult::End::Answered: break;
    }
    if (auto* reply = std::get_if<providers::Reply>(&result.outcome)) {
        Usage estimate = providers::estimateUsage({}, reply->text);
        estimate.inputUncached = item.promptEstimate;
        if (!reply->usage.measured) reply->usage = estimate;
        reply->promptCut = providers::promptWasCut(item.promptEstimate, reply->usage);
        return ModelReply{std::move(*reply), {}};
    }
    auto& failure = std::get<providers::ReplyFailure>(result.outcome);
    auto broken =
        failureOf(StepOutcome::Truncated, "in the batch: " + providers::withoutKey(failure.api.message, apiKey), true);
    broken.partialText = std::move(failure.partialText);
    broken.usage = failure.usage;
    return tl::unexpected(std::move(broken));
}

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
    Json body;
    std::string text;     ///< the answer as it came
    std::string problem;  ///< without the key
};

Heard read(HttpOutcome outcome, const std::string& apiKey) {
    Heard heard;
    if (!outcome) {
        heard.problem = providers::withoutKey(outcome.error().message, apiKey);
        const bool refused = outcome.error().kind == HttpError::Kind::Redirected;
        if (refused) heard.kind = Heard::Kind::Refused;
        else if (outcome.error().progress == HttpProgress::NotSent) heard.kind = Heard::Kind::NotSent;
        return heard;
    }
    const int status = outcome->head.status;
    heard.text = std::move(outcome->body);
    if (status >= 200 && status < 300) {
        heard.kind = Heard::Kind::Taken;
        if (auto body = parseJson(heard.text)) heard.body = std::move(*body);
        return heard;
    }
    const auto api = providers::parseApiError(status, heard.text);
    heard.problem = fmt::format("HTTP {}: {}", status, providers::withoutKey(api.message, apiKey));
    if (status == 408 || status == 425 || status == 429) heard.kind = Heard::Kind::Later;
    else if (status >= 400 && status < 500) heard.kind = Heard::Kind::Refused;
    return heard;
}

}  // namespace

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

// ---- requests

void BatchLane::Impl::ask(Todo& todo, const Route& route, Result<HttpRequest> request,
                          std::function<void(Impl&, Heard, Todo&)> then) const {
    todo.requests.push_back({std::move(request), route.apiKey, route.codec, std::move(then)});
}

void BatchLane::Impl::askAbout(Todo& todo, Number number, Result<HttpRequest> request,
                               void (Impl::*then)(Number, Batch&, Heard, Todo&)) {
    Batch& batch = m_batches.at(number);
    batch.busy = true;
    ask(todo, batch.route, std::move(request), [number, then](Impl& self, Heard heard, Todo& more) {
        const auto found = self.m_batches.find(number);
        if (found == self.m_batches.end()) return;
        found->second.busy = false;
        (self.*then)(number, found->second, std::move(heard), more);
    });
}

void BatchLane::Impl::carryOut(Todo todo) {
    for (const auto& each : todo.submitted) m_world.submitted(each);
    for (auto& [done, outcome] : todo.answers) done(std::move(outcome));
    for (auto& each : todo.requests) send(std::move(each), Sending::WhileOpen);
}

void BatchLane::Impl::send(Todo::Request each, Sending when) {
    const auto self = shared_from_this();
    std::uint64_t token = 0;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_closing && when == Sending::WhileOpen) return;
        token = ++m_lastToken;
        m_exchanges[token] = {};
    }
    // Read on a worker: results may be megabytes.
    auto hear = [self, token, then = std::move(each.then), apiKey = each.apiKey](HttpOutcome outcome) {
        self->m_world.post([self, then, apiKey, outcome = std::move(outcome)]() mutable {
            Heard heard = read(std::move(outcome), apiKey);
            Todo todo;
            {
                const std::scoped_lock lock(self->m_mutex);
                if (self->m_closing) return;
                then(*self, std::move(heard), todo);
            }
            self->carryOut(std::move(todo));
            self->m_world.wake();
        });
        const std::scoped_lock lock(self->m_mutex);
        self->m_exchanges.erase(token);
        self->m_quiet.notify_all();
    };
    if (!each.request)
        return hear(tl::unexpected(
            HttpError{HttpError::Kind::Redirected, HttpProgress::NotSent, each.request.error().message}));
    HttpRequest request = std::move(*each.request);
    request.maxResponseBytes = maxAnswerBytes;
    request.headers.push_back({"User-Agent", "skein/" SKEIN_VERSION});
    providers::addKey(request, providers::codecFor(each.codec->protocol()), each.apiKey);
    const auto exchange = beginFetch(m_world.transport, std::move(request), std::move(hear));
    const std::scoped_lock lock(m_mutex);
    if (const auto found = m_exchanges.find(token); found != m_exchanges.end()) found->second = exchange;
}

// ---- what comes in

std::string BatchLane::Impl::customId(const StepRef& step) const {
    return fmt::format("{}-{}-{}-{}-{}", m_world.mark, step.run.value, step.task.value, step.attempt.value,
                       step.step.value);
}

bool BatchLane::Impl::knows(const StepRef& step) const {
    const std::string id = customId(step);
    const auto holds = [&](const auto& all) {
        return std::any_of(all.begin(), all.end(), [&](const auto& entry) { return entry.second.items.contains(id); });
    };
    return holds(m_lots) || holds(m_batches) || holds(m_searches);
}

Result<void> BatchLane::Impl::add(BatchCall call) {
    Route route{call.step.run,    call.target,       call.key,
                call.call.apiKey, call.call.baseUrl, providers::batchCodecFor(call.call.protocol)};
    if (route.codec == nullptr)
        return fail(ErrorCode::Unavailable, std::string(providers::protocolName(call.call.protocol)) +
                                                " has no batch API that this version speaks");
    Item item{call.step, std::move(call.done), {}, {}, call.since, call.unwanted};
    const std::string id = customId(call.step);
    if (call.batch.empty()) {
        SKEIN_TRY(item.encoded,
                  route.codec->item(route.baseUrl, id, call.call.request,
                                    providers::initialDialect(call.call.protocol, route.baseUrl, call.call.request)));
        item.promptEstimate = providers::estimateUsage(providers::promptText(call.call.request), {}).inputUncached;
    }
    {
        const std::scoped_lock lock(m_mutex);
        if (m_closing || knows(call.step)) return {};
        if (!call.batch.empty()) {
            const auto known = std::find_if(m_batches.begin(), m_batches.end(), [&](const auto& entry) {
                return entry.second.id == call.batch && !entry.second.searched &&
                       keyOf(entry.second.route) == keyOf(route);
            });
            const Number number = known != m_batches.end() ? known->first : newBatch(route, {});
            Batch& batch = m_batches.at(number);
            batch.id = call.batch;
            batch.stage = batch.stage == Batch::Stage::Sending ? Batch::Stage::Polling : batch.stage;
            if (item.unwanted) batch.cancelDue = now() + m_settings.cancelAfter.value;
            batch.items.emplace(id, std::move(item));
        } else if (call.repeated) {
            Items items;
            items.emplace(id, std::move(item));
            lookFor(route, std::move(items));
        } else collect(route, id, std::move(item));
    }
    m_world.wake();
    return {};
}

void BatchLane::Impl::collect(const Route& route, std::string id, Item item) {
    Lot& lot = m_lots[keyOf(route)];
    if (lot.items.empty()) lot.oldest = now();
    lot.route = route;
    lot.bytes += item.encoded.body.size() + id.size();
    lot.items.emplace(std::move(id), std::move(item));
}

void BatchLane::Impl::cancel(const StepRef& step) {
    const std::string id = customId(step);
    Todo todo;
    {
        const std::scoped_lock lock(m_mutex);
        for (auto& [key, lot] : m_lots)
            if (auto found = lot.items.extract(id); found) {
                lot.bytes -= found.mapped().encoded.body.size() + id.size();
                todo.answers.emplace_back(
                    std::move(found.mapped().done),
                    tl::unexpected(failureOf(StepOutcome::Cancelled, "taken back before it was sent", false)));
            }
        for (auto& [number, batch] : m_batches)
            if (const auto found = batch.items.find(id); found != batch.items.end()) {
                found->second.unwanted = true;
                batch.cancelDue = now() + m_settings.cancelAfter.value;
            }
        for (auto& [key, search] : m_searches)
            if (const auto found = search.items.find(id); found != search.items.end()) found->second.unwanted = true;
    }
    carryOut(std::move(todo));
    m_world.wake();
}

// ---- time

std::optional<Micros> BatchLane::Impl::due() const {
    // Whoever reads an answer just now says when it is done: the thread that keeps time never waits for it.
    const std::unique_lock lock(m_mutex, std::try_to_lock);
    if (!lock) return std::nullopt;
    std::optional<Micros> next;
    const auto at = [&](Micros micros) { next = std::min(next.value_or(micros), micros); };
    const providers::BatchBounds bounds;
    for (const auto& [key, lot] : m_lots)
        if (!lot.items.empty())
            at(lot.items.size() >= bounds.items || lot.bytes >= bounds.bytes ? lot.oldest
                                                                             : lot.oldest + m_settings.collect.value);
    for (const auto& [number, batch] : m_batches) {
        if (batch.busy) continue;
        at(batch.due);
        if (batch.cancelDue != 0 && !batch.id.empty() && unwanted(batch)) at(batch.cancelDue);
    }
    for (const auto& [key, search] : m_searches)
        if (!search.busy && search.examining == 0) at(search.due);
    return next;
}

void BatchLane::Impl::advance() {
    Todo todo;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_closing) return;
        const Micros instant = now();
        const providers::BatchBounds bounds;
        for (auto& [key, lot] : m_lots) {
            const auto ready = [&] {
                return !lot.items.empty() && (lot.items.size() >= bounds.items || lot.bytes >= bounds.bytes ||
                                              lot.oldest + m_settings.collect.value <= instant);
            };
            while (ready()) {
                Items items;
                std::size_t bytes = 0;
                while (!lot.items.empty() && items.size() < bounds.items) {
                    const std::size_t more =
                        lot.items.begin()->second.encoded.body.size() + lot.items.begin()->first.size();
                    if (!items.empty() && bytes + more > bounds.bytes) break;
                    bytes += more;
                    items.insert(lot.items.extract(lot.items.begin()));
                }
                lot.bytes -= std::min(lot.bytes, bytes);
                newBatch(lot.route, std::move(items));
            }
        }
        std::erase_if(m_lots, [](const auto& entry) { return entry.second.items.empty(); });
        std::vector<Number> numbers;
        for (const auto& [number, batch] : m_batches)
            if (!batch.busy) numbers.push_back(number);
        for (const Number number : numbers) {
            Batch& batch = m_batches.at(number);
            const bool cancels =
                batch.cancelDue != 0 && batch.cancelDue <= instant && !batch.id.empty() && unwanted(batch);
            if (cancels) cancelBatch(number, batch, todo);
            else if (batch.due > instant) continue;
            else if (batch.stage == Batch::Stage::Sending) submit(number, batch, todo);
            else if (batch.stage == Batch::Stage::Polling) poll(number, batch, todo);
            else fetchNext(number, batch, todo);
        }
        std::vector<RouteKey> due;
        for (const auto& [key, search] : m_searches)
            if (!search.busy && search.examining == 0 && search.due <= instant) due.push_back(key);
        for (const auto& key : due) {
            Search& search = m_searches.at(key);
            if (search.looks >= 2) conclude(search, todo);
            else list(search, {}, todo);
        }
    }
    carryOut(std::move(todo));
}

void BatchLane::Impl::pauseLonger(Micros& pause) const {
    pause = pause == 0 ? m_settings.firstPause.value : std::min(pause + pause / 2, m_settings.longestPause.value);
}

BatchLane::Impl::Number BatchLane::Impl::newBatch(const Route& route, Items items) {
    Batch batch;
    batch.route = route;
    batch.items = std::move(items);
    batch.due = now();
    m_batches.emplace(++m_lastNumber, std::move(batch));
    return m_lastNumber;
}

// ---- sending

void BatchLane::Impl::submit(Number number, Batch& batch, Todo& todo) {
    if (unwanted(batch)) {
        failAll(todo, batch.items, StepOutcome::Cancelled, "taken back before it was sent", false);
        m_batches.erase(number);
        return;
    }
    std::vector<providers::BatchItem> items;
    for (auto& [id, item] : batch.items) {
        items.push_back(item.encoded);
        ++item.sends;
    }
    if (auto upload = batch.route.codec->encodeUpload(batch.route.baseUrl, items))
        return askAbout(todo, number, std::move(*upload), &Impl::uploaded);
    askAbout(todo, number,
             batch.route.codec->encodeCreate(batch.route.baseUrl, batch.route.target.model, items,
                                             "skein-" + m_world.mark, {}),
             &Impl::created);
}

void BatchLane::Impl::uploaded(Number number, Batch& batch, Heard heard, Todo& todo) {
    // A file alone runs nothing: one more of it does no harm.
    const auto file = heard.kind == Heard::Kind::Taken ? batch.route.codec->readUpload(heard.body)
                                                       : Result<std::string>(fail(ErrorCode::Io, heard.problem));
    if (!file) {
        if (heard.kind == Heard::Kind::Unknown) heard.kind = Heard::Kind::Later;
        if (heard.kind == Heard::Kind::Taken) {
            heard.kind = Heard::Kind::Refused;
            heard.problem = file.error().message;
        }
        return notTaken(number, batch, heard, todo);
    }
    askAbout(todo, number,
             batch.route.codec->encodeCreate(batch.route.baseUrl, batch.route.target.model, {}, "skein-" + m_world.mark,
                                             *file),
             &Impl::created);
}

void BatchLane::Impl::created(Number number, Batch& batch, Heard heard, Todo& todo) {
    const auto status = heard.kind == Heard::Kind::Taken
                            ? batch.route.codec->readStatus(heard.body)
                            : Result<providers::BatchStatus>(fail(ErrorCode::Io, heard.problem));
    const bool named =
        status && batch.route.codec->encodePoll(batch.route.baseUrl, status->id) && status->id.size() <= 200;
    if (named) {
        batch.id = status->id;
        batch.stage = Batch::Stage::Polling;
        batch.tries = 0;
        pauseLonger(batch.pause);
        batch.due = now() + batch.pause;
        SubmittedBatch submitted{batch.route.target, batch.route.keyName, batch.id, {}};
        for (auto& [id, item] : batch.items) {
            submitted.steps.push_back(item.step);
            item.encoded = {};
        }
        todo.submitted.push_back(std::move(submitted));
        return;
    }
    if (heard.kind == Heard::Kind::Taken || heard.kind == Heard::Kind::Unknown) {
        // It may have been made.
        lookFor(batch.route, std::move(batch.items));
        m_batches.erase(number);
        return;
    }
    notTaken(number, batch, heard, todo);
}

void BatchLane::Impl::notTaken(Number number, Batch& batch, const Heard& heard, Todo& todo) {
    if (heard.kind != Heard::Kind::Refused && ++batch.tries < maxTries) {
        pauseLonger(batch.pause);
        batch.due = now() + batch.pause;
        return;
    }
    failAll(todo, batch.items, StepOutcome::Retryable, "the batch was not taken: " + elide(heard.problem, 2'000),
            false);
    m_batches.erase(number);
}

// ---- waiting and reading

void BatchLane::Impl::poll(Number number, Batch& batch, Todo& todo) {
    askAbout(todo, number, batch.route.codec->encodePoll(batch.route.baseUrl, batch.id), &Impl::polled);
}

void BatchLane::Impl::polled(Number number, Batch& batch, Heard heard, Todo& todo) {
    auto status = heard.kind == Heard::Kind::Taken ? batch.route.codec->readStatus(heard.body)
                                                   : Result<providers::BatchStatus>(fail(ErrorCode::Io, heard.problem));
    if (!status) {
        if (heard.kind == Heard::Kind::Taken) {
            heard.kind = Heard::Kind::Refused;
            heard.problem = status.error().message;
        }
        return noAnswer(number, batch, heard, todo);
    }
    batch.refusals = 0;
    if (status->phase == BatchPhase::Running) {
        pauseLonger(batch.pause);
        batch.due = now() + batch.pause;
        return;
    }
    batch.status = std::move(*status);
    batch.stage = Batch::Stage::Fetching;
    batch.pause = 0;
    batch.results = {};
    batch.nextFile = 0;
    const auto want = [&](const Items& items) {
        for (const auto& [id, item] : items) batch.results.wanted.insert(id);
    };
    want(batch.items);
    if (batch.searched)
        if (const auto search = m_searches.find(keyOf(batch.route)); search != m_searches.end())
            want(search->second.items);
    batch.route.codec->takeInlined(batch.status, batch.results);
    batch.status.inlined = nullptr;
    fetchNext(number, batch, todo);
}

void BatchLane::Impl::fetchNext(Number number, Batch& batch, Todo& todo) {
    if (batch.nextFile == batch.status.files.size()) return finish(number, batch, todo);
    askAbout(todo, number, batch.route.codec->encodeResults(batch.route.baseUrl, batch.status.files[batch.nextFile]),
             &Impl::fetched);
}

void BatchLane::Impl::fetched(Number number, Batch& batch, Heard heard, Todo& todo) {
    if (heard.kind != Heard::Kind::Taken) return noAnswer(number, batch, heard, todo);
    batch.refusals = 0;
    batch.route.codec->takeLines(heard.text, batch.results);
    ++batch.nextFile;
    fetchNext(number, batch, todo);
}

// A network that is away comes back; a provider that says no again and again will not change its mind.
void BatchLane::Impl::noAnswer(Number number, Batch& batch, const Heard& heard, Todo& todo) {
    pauseLonger(batch.pause);
    batch.due = now() + batch.pause;
    if (heard.kind != Heard::Kind::Refused || ++batch.refusals < maxRefusals) return;
    failAll(todo, batch.items, StepOutcome::Unknown,
            "the provider says nothing more of the batch: " + elide(heard.problem, 2'000), true);
    if (batch.searched)
        if (const auto search = m_searches.find(keyOf(batch.route)); search != m_searches.end()) {
            search->second.incomplete = true;
            search->second.examined.insert(batch.id);
            --search->second.examining;
            lookedThrough(search->second);
        }
    m_batches.erase(number);
}

void BatchLane::Impl::answer(Todo& todo, const Route& route, Item& item, BatchResult result) {
    todo.answers.emplace_back(std::move(item.done), outcomeOf(item, route.apiKey, std::move(result)));
}

void BatchLane::Impl::failAll(Todo& todo, Items& items, StepOutcome outcome, const std::string& why,
                              bool mayBeCharged) {
    for (auto& [id, item] : items)
        todo.answers.emplace_back(
            std::move(item.done),
            tl::unexpected(
                failureOf(item.unwanted && !mayBeCharged ? StepOutcome::Cancelled : outcome, why, mayBeCharged)));
    items.clear();
}

void BatchLane::Impl::finish(Number number, Batch& batch, Todo& todo) {
    if (batch.searched) {
        const auto found = m_searches.find(keyOf(batch.route));
        if (found != m_searches.end()) {
            Search& search = found->second;
            for (auto& [id, result] : batch.results.found)
                if (auto item = search.items.extract(id); item) answer(todo, batch.route, item.mapped(), result);
            const bool allAsked = std::all_of(search.items.begin(), search.items.end(), [&](const auto& entry) {
                return batch.results.wanted.contains(entry.first);
            });
            if (allAsked) search.examined.insert(batch.id);
            --search.examining;
            lookedThrough(search);
        }
        m_batches.erase(number);
        return;
    }
    // A step that came while the results were read has its place in them all the same, at the next reading.
    const bool whole = std::all_of(batch.items.begin(), batch.items.end(),
                                   [&](const auto& entry) { return batch.results.wanted.contains(entry.first); });
    if (!whole) {
        batch.stage = Batch::Stage::Polling;
        batch.due = now();
        return;
    }
    closeResults(batch.status, batch.results);
    for (auto& [id, item] : batch.items) answer(todo, batch.route, item, std::move(batch.results.found.at(id)));
    m_batches.erase(number);
}

bool BatchLane::Impl::unwanted(const Batch& batch) {
    return !batch.cancelAsked && !batch.items.empty() &&
           std::all_of(batch.items.begin(), batch.items.end(), [](const auto& entry) { return entry.second.unwanted; });
}

void BatchLane::Impl::cancelBatch(Number number, Batch& batch, Todo& todo) {
    batch.cancelAsked = true;
    batch.busy = true;
    ask(todo, batch.route, batch.route.codec->encodeCancel(batch.route.baseUrl, batch.id),
        [number](Impl& self, const Heard& heard, Todo&) {
            const auto found = self.m_batches.find(number);
            if (found == self.m_batches.end()) return;
            Batch& cancelled = found->second;
            cancelled.busy = false;
            // A refusal says that it has ended meanwhile: the next question will tell.
            const bool heardOf = heard.kind == Heard::Kind::Taken || heard.kind == Heard::Kind::Refused;
            cancelled.cancelAsked = heardOf;
            self.pauseLonger(cancelled.pause);
            if (!heardOf) cancelled.cancelDue = self.now() + cancelled.pause;
            else if (cancelled.stage == Batch::Stage::Polling) cancelled.due = self.now();
        });
}

// ---- searching

void BatchLane::Impl::lookFor(const Route& route, Items items) {
    Search& search = m_searches[keyOf(route)];
    search.route = route;
    if (search.items.empty() && !items.empty()) search.since = items.begin()->second.since;
    for (const auto& [id, item] : items) search.since = std::min(search.since, item.since);
    search.items.merge(items);
    // What was looked through before may hold the new ones.
    search.looks = 0;
    search.incomplete = false;
    search.examined.clear();
    search.due = std::max(search.due, now() + m_settings.cancelAfter.value);
}

void BatchLane::Impl::list(Search& search, const std::string& cursor, Todo& todo) {
    search.busy = true;
    if (cursor.empty()) search.pages = 0;
    ++search.pages;
    const RouteKey key = keyOf(search.route);
    ask(todo, search.route, search.route.codec->encodeList(search.route.baseUrl, cursor),
        [key](Impl& self, Heard heard, Todo& more) { self.listed(key, std::move(heard), more); });
}

void BatchLane::Impl::listed(const RouteKey& key, Heard heard, Todo& todo) {
    const auto found = m_searches.find(key);
    if (found == m_searches.end()) return;
    Search& search = found->second;
    search.busy = false;
    if (heard.kind == Heard::Kind::Taken && !heard.body.is_object()) {
        heard.kind = Heard::Kind::Refused;
        heard.problem = "the list of batches is no JSON object";
    }
    if (heard.kind == Heard::Kind::Refused) {
        failAll(todo, search.items, StepOutcome::Unknown,
                "the provider cannot be asked whether it has this call: " + elide(heard.problem, 2'000), true);
        m_searches.erase(found);
        return;
    }
    if (heard.kind != Heard::Kind::Taken) {
        pauseLonger(search.pause);
        search.due = now() + search.pause;
        return;
    }
    search.pause = 0;
    const auto page = search.route.codec->readList(heard.body);
    bool older = false;
    for (const auto& status : page.batches) {
        older = older || (status.created && *status.created + clockSlack < search.since);
        examine(search, status);
    }
    if (!page.next.empty() && !older) {
        if (search.pages < maxPages) return list(search, page.next, todo);
        search.incomplete = true;
    }
    lookedThrough(search);
}

void BatchLane::Impl::examine(Search& search, const providers::BatchStatus& status) {
    const bool ours = !search.route.codec->marks() || status.mark == "skein-" + m_world.mark;
    const bool before = status.created && *status.created + clockSlack < search.since;
    const bool known = std::any_of(m_batches.begin(), m_batches.end(), [&](const auto& entry) {
        return entry.second.id == status.id && keyOf(entry.second.route) == keyOf(search.route);
    });
    if (!ours || before || known || status.gone || search.examined.contains(status.id)) return;
    const Number number = newBatch(search.route, {});
    Batch& batch = m_batches.at(number);
    batch.id = status.id;
    batch.searched = true;
    batch.stage = Batch::Stage::Polling;
    ++search.examining;
}

void BatchLane::Impl::lookedThrough(Search& search) {
    if (search.examining > 0 || search.busy) return;
    ++search.looks;
    search.due = now() + (search.looks < 2 ? m_settings.secondLook.value : 0);
}

void BatchLane::Impl::conclude(Search& search, Todo& todo) {
    const RouteKey key = keyOf(search.route);
    if (search.incomplete)
        failAll(todo, search.items, StepOutcome::Unknown,
                "the provider has more batches than could be looked through for this call", true);
    for (auto& [id, item] : search.items) {
        if (item.unwanted)
            todo.answers.emplace_back(
                std::move(item.done),
                tl::unexpected(failureOf(StepOutcome::Cancelled, "taken back before it was sent", false)));
        else if (item.sends >= maxTries)
            todo.answers.emplace_back(std::move(item.done),
                                      tl::unexpected(failureOf(StepOutcome::Retryable,
                                                               "the provider took no batch with it, as often as it "
                                                               "was sent",
                                                               false)));
        else collect(search.route, id, std::move(item));
    }
    m_searches.erase(key);
}

// ---- the end

void BatchLane::Impl::close() {
    Todo todo;
    {
        const std::scoped_lock lock(m_mutex);
        for (auto& [number, batch] : m_batches)
            if (!batch.id.empty() && unwanted(batch)) cancelBatch(number, batch, todo);
        m_closing = true;  // from here on answers are not read, and nothing else is begun
    }
    for (auto& each : todo.requests) send(std::move(each), Sending::AtTheEnd);
    std::unique_lock lock(m_mutex);
    const auto quiet = [this] { return m_exchanges.empty(); };
    if (!todo.requests.empty()) m_quiet.wait_for(lock, std::chrono::microseconds(m_settings.closing.value), quiet);
    while (!quiet()) {
        const auto exchanges = m_exchanges;
        lock.unlock();
        for (const auto& [token, exchange] : exchanges)
            if (exchange) m_world.transport.cancel(exchange);
        lock.lock();
        m_quiet.wait_for(lock, std::chrono::milliseconds(50), quiet);
    }
}

BatchLane::BatchLane(World world, BatchLaneSettings settings)
    : m_impl(std::make_shared<Impl>(std::move(world), std::move(settings))) {}
BatchLane::~BatchLane() { m_impl->close(); }
Result<void> BatchLane::add(BatchCall call) { return m_impl->add(std::move(call)); }
void BatchLane::cancel(const StepRef& step) { m_impl->cancel(step); }
std::optional<std::int64_t> BatchLane::due() const { return m_impl->due(); }
void BatchLane::advance() { m_impl->advance(); }

}  // namespace skein::runtime
