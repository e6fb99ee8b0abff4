#include "core/runtime/batch_lane.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/providers/usage.h"
#include "core/runtime/batch_lane_impl.h"

namespace skein::runtime {

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
