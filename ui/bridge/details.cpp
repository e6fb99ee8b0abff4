#include "ui/bridge/details.h"

#include "core/coherence/values.h"
#include "core/runtime/queries.h"
#include "core/runtime/window_uses.h"
#include "ui/bridge/row_builder.h"

namespace skein::ui {

namespace {

WindowDetails windowFrom(const ContextWindow& window, const TokenBand& band, bool measured) {
    WindowDetails details;
    for (const WindowSegment& segment : window.segments)
        details.segments.append({QString::fromLatin1(segmentReasonName(segment.reason).data()), segment.tokens,
                                 static_cast<double>(segment.scoreMicro) / 1e6, text(segment.source),
                                 text(segment.text)});
    for (const LeftOut& left : window.leftOut) details.leftOut.append({left.tokens, text(left.source), text(left.why)});
    details.total = window.totalTokens;
    details.bandMin = band.min;
    details.bandMax = band.max;
    details.measured = measured;
    details.systemPrompt = text(window.systemPrompt);
    details.userPrompt = text(window.userPrompt);
    return details;
}

void addUse(const context::WindowUse& use, WindowDetails& details) {
    using Use = SegmentView::Use;
    for (qsizetype i = 0; i < details.segments.size(); ++i) {
        const auto& each = use.segments[static_cast<std::size_t>(i)];
        if (each.judged) details.segments[i].use = each.cited ? Use::Cited : each.used() ? Use::DrawnOn : Use::No;
    }
    if (const auto share = use.relevancePerMille()) details.relevance = static_cast<double>(*share) / 1'000;
}

/// What became of an attempt, as people say it.
QString stateWord(const std::string& state) {
    const auto say = [](const char* word) { return QCoreApplication::translate("Details", word); };
    if (state == "running") return say(QT_TRANSLATE_NOOP("Details", "running"));
    if (state == "done") return say(QT_TRANSLATE_NOOP("Details", "done"));
    if (state == "reused") return say(QT_TRANSLATE_NOOP("Details", "reused"));
    if (state == "failed") return say(QT_TRANSLATE_NOOP("Details", "failed"));
    if (state == "cancelled" || state == "unknown") return say(QT_TRANSLATE_NOOP("Details", "cut off"));
    return text(state);
}

AttemptRow attemptFrom(const runtime::AttemptRecord& record) {
    AttemptRow row;
    row.attempt = static_cast<int>(record.attempt.value);
    row.agent = RowBuilder::agentText(record.agent);
    row.state = stateWord(record.state);
    row.model = text(record.target.model.empty() ? record.target.provider : record.target.model);
    for (const auto& call : record.calls)
        row.calls += (row.calls.isEmpty() ? QString() : QStringLiteral("\n")) + text(call.describe());
    row.startedAt = record.startedAt;
    row.endedAt = record.endedAt;
    row.tokensIn = record.usage.totalIn();
    row.tokensOut = record.usage.output;
    row.cost = record.charge;
    return row;
}

ClaimView claimFrom(const Claim& claim, const QString& task) {
    ClaimView view;
    view.sentence = text(claim.sentence);
    view.value = text(coherence::describeValue(claim));
    view.basis = text(claim.basis);
    view.modality = QString::fromLatin1(modalityName(claim.modality).data());
    view.scope = text(claim.scope);
    view.task = task;
    for (const Evidence& evidence : claim.evidence) {
        const QString lines = evidence.lines.first == evidence.lines.last
                                  ? QString::number(evidence.lines.first)
                                  : QStringLiteral("%1-%2").arg(evidence.lines.first).arg(evidence.lines.last);
        view.evidence.append({evidence.path.empty() ? QCoreApplication::translate("Details", "output of the task")
                                                    : QStringLiteral("%1:%2").arg(text(evidence.path), lines),
                              text(evidence.quote)});
    }
    return view;
}

bool set(const BlobRef& blob) { return blob != BlobRef{}; }

}  // namespace

TaskDetails readTask(const runtime::WorkspaceReader& reader, RunId run, const TaskState& task, TaskDetails details) {
    QStringList problems;
    TokenBand band;
    if (const auto spec = reader.taskSpec(task)) {
        band = spec->band;
        details.instruction = text(spec->instruction);
        details.contract = text(spec->output.type);
        for (const std::string& path : spec->scope) details.scope.append(text(path));
    } else {
        problems.append(text(spec.error().describe()));
    }
    const BlobRef window = task.current && set(task.current->window) ? task.current->window : task.window;
    if (set(window)) {
        if (const auto found = reader.window(window)) {
            details.window = windowFrom(*found, band, false);
            if (task.status == TaskStatus::Done && window == task.window && !task.reused && set(task.output))
                if (const auto use = runtime::useOf(reader, *found, task.output)) addUse(*use, *details.window);
        } else problems.append(text(found.error().describe()));
    }
    const bool failed = task.status == TaskStatus::Failed;
    const BlobRef output = failed ? task.failure : task.output;
    if (set(output)) {
        if (const auto bytes = reader.blob(output))
            (failed ? details.failure : details.output.emplace()) = text(*bytes);
        else problems.append(text(bytes.error().describe()));
    }
    if (const auto attempts = reader.attempts(run, task.shape.task)) {
        for (const auto& record : *attempts) details.attempts.append(attemptFrom(record));
    } else {
        problems.append(text(attempts.error().describe()));
    }
    details.error = problems.join(QLatin1Char('\n'));
    return details;
}

ConflictDetails readConflict(const runtime::WorkspaceReader& reader, const ConflictState& conflict,
                             ConflictDetails details) {
    const auto facts = runtime::conflictFacts(reader, conflict);
    if (!facts) {
        details.reason = text(facts.error().describe());
        return details;
    }
    details.reason = text(facts->reason);
    details.a = claimFrom(facts->a, details.a.task);
    details.b = claimFrom(facts->b, details.b.task);
    if (set(conflict.text))
        if (const auto words = reader.blob(conflict.text)) details.ownText = text(*words);
    return details;
}

Consequences consequencesFrom(quint32 conflict, Answer answer, const Result<Json>& reply) {
    Consequences result;
    result.conflict = conflict;
    result.answer = answer;
    if (!reply) {
        result.error = text(reply.error().describe());
        return result;
    }
    const Json& json = *reply;
    const auto count = [&json](const char* key) {
        return json.contains(key) && json[key].is_array() ? static_cast<int>(json[key].size()) : 0;
    };
    const auto number = [&json](const char* key) {
        return json.contains(key) && json[key].is_number() ? json[key].get<double>() : 0.0;
    };
    result.rerunAtLeast = count("direct");
    result.rerunAtMost = std::max(result.rerunAtLeast, count("at_most"));
    result.released = count("dependents_released");
    result.superseded = static_cast<int>(number("claims_superseded"));
    result.time = {static_cast<std::int64_t>(number("estimate_seconds") * 1e6)};
    result.cost = {static_cast<std::int64_t>(number("estimate_usd") * 1e6)};
    constexpr std::size_t most = 200;  // of one kind; who reads more has the command line
    const auto each = [&json](const char* key, const auto& take) {
        if (!json.contains(key) || !json[key].is_array()) return;
        for (std::size_t i = 0; i < json[key].size() && i < most; ++i) take(json[key][i]);
    };
    each("closes", [&result](const Json& id) {
        if (id.is_number_unsigned()) result.closes.append(id.get<quint32>());
    });
    each("also_settles", [&result](const Json& place) {
        if (place.is_string()) result.alsoSettles.append(text(place.get<std::string>()));
    });
    each("opens", [&result](const Json& opened) {
        if (opened.is_object() && opened.contains("reason") && opened["reason"].is_string())
            result.opens.append(text(opened["reason"].get<std::string>()));
    });
    result.comparesAnew = json.contains("opens_unknown") && json["opens_unknown"] == true;
    return result;
}

}  // namespace skein::ui
