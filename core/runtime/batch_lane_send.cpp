// The part of the batch lane that talks: requests and their answers, from a batch's making to its results.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/call_check.h"
#include "core/providers/usage.h"
#include "core/runtime/batch_lane_impl.h"

namespace skein::runtime {

namespace lane {

CallFailure failureOf(StepOutcome outcome, std::string message, bool mayHaveBeenCharged) {
    CallFailure failure;
    failure.outcome = outcome;
    failure.message = std::move(message);
    failure.mayHaveBeenCharged = mayHaveBeenCharged;
    return failure;
}

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
        providers::hideKey(*reply, apiKey);
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
    providers::hideKey(broken.partialText, apiKey);
    broken.usage = failure.usage;
    return tl::unexpected(std::move(broken));
}

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
    heard.gone = status == 404 || status == 410;
    if (status == 408 || status == 425 || status == 429) heard.kind = Heard::Kind::Later;
    else if (status >= 400 && status < 500) heard.kind = Heard::Kind::Refused;
    return heard;
}

}  // namespace lane

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
    const bool final = heard.kind == Heard::Kind::Refused && (++batch.refusals >= maxRefusals || heard.gone);
    if (!final) return;
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

}  // namespace skein::runtime
