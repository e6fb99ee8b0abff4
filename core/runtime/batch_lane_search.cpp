// The part of the batch lane that asks a provider for what may have been sent without anybody having heard of it.
#include <algorithm>

#include "core/base/text.h"
#include "core/runtime/batch_lane_impl.h"

namespace skein::runtime {

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

}  // namespace skein::runtime
