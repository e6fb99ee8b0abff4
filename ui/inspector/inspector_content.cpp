// Inspector: what it shows of a task, and when it asks again.
#include <QPlainTextEdit>
#include <QScrollBar>

#include "ui/common/formats.h"
#include "ui/common/skein_style.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/phase_overview.h"

namespace skein::ui {

namespace {

constexpr int linksShown = 8;  // tasks named in one line of the summary

QString orDash(const QString& text) { return text.isEmpty() ? QStringLiteral("--") : text; }

/// Keeps caret and scroll position when the text did not change.
void setTextCalmly(QPlainTextEdit* edit, const QString& text) {
    if (edit->toPlainText() != text) edit->setPlainText(text);
}

QString shortTitle(const QString& title) {
    constexpr int letters = 48;
    return title.size() <= letters ? title : title.left(letters - 1).trimmed() + QChar(0x2026);
}

/// Titles as links to their tasks, one a line.
QString links(const QVector<TaskLink>& tasks, const QColor& colour, const QString& more) {
    QStringList lines;
    for (const TaskLink& task : tasks.mid(0, linksShown))
        lines.append(QStringLiteral("<a href=\"%1\" style=\"color:%2\">%3</a>")
                         .arg(task.no)
                         .arg(colour.name(), shortTitle(task.title).toHtmlEscaped()));
    if (!more.isEmpty()) lines.append(more.toHtmlEscaped());
    return lines.isEmpty() ? QStringLiteral("--") : lines.join(QStringLiteral("<br>"));
}

}  // namespace

TokenReason Inspector::reasonOf(const QString& name) {
    if (name == QLatin1String("rules")) return TokenReason::Rules;
    if (name == QLatin1String("task")) return TokenReason::Task;
    if (name == QLatin1String("dependency")) return TokenReason::Dependency;
    if (name == QLatin1String("memory")) return TokenReason::Memory;
    if (name == QLatin1String("pinned")) return TokenReason::Pinned;
    if (name == QLatin1String("conflict_note") || name == QLatin1String("conflict-note")) return TokenReason::Conflict;
    return TokenReason::Other;
}

void Inspector::select(quint32 task) {
    m_task = task;
    m_banner->hide();
    if (task == 0) {
        m_request = 0;
        showNoTask();
        return;
    }
    m_request = m_feed.requestTask(task);
}

void Inspector::showNoTask() {
    if (m_overview->hasRun()) m_stack->setCurrentWidget(m_overview);
    else m_stack->setCurrentWidget(m_empty);
}

void Inspector::take(const RunDelta& delta) {
    if (delta.summary) {
        m_pass->setEnabled(delta.summary->unwritable.isEmpty());
        m_pass->setToolTip(m_pass->isEnabled() ? QString() : tr("Not available: %1").arg(delta.summary->unwritable));
    }
    m_overview->take(delta);
    if (m_task == 0) showNoTask();
    const auto touches = [this](const QVector<TaskRow>& rows) {
        return std::any_of(rows.begin(), rows.end(), [this](const TaskRow& row) { return row.no == m_task; });
    };
    if (m_task != 0 && (touches(delta.tasks) || (delta.plan && touches(delta.plan->tasks))) && !m_again.isActive())
        m_again.start();
}

void Inspector::show(const TaskDetails& details) {
    m_row = details.row;
    m_stack->setCurrentIndex(1);
    m_title->setText(details.row.title.isEmpty() ? details.row.id : details.row.title);
    m_id->setText(details.row.id);
    m_glyph->setStatus(details.row.status);
    m_state->setText(statusWord(details.row.status));
    m_state->setColour(m_theme.tone(details.row.status));
    if (!details.error.isEmpty())
        m_banner->showMessage(BannerKind::Error, tr("Part of this task could not be read"), details.error);
    else m_banner->hide();
    showPause(details.row);
    showSummary(details);
    showContext(details);
    if (details.output || !details.failure.isEmpty()) {
        setTextCalmly(m_output, details.failure.isEmpty() ? *details.output : details.failure);
        m_outputStack->setCurrentWidget(m_output);
    } else {
        m_noOutput->setContent(
            QStringLiteral("document-new"), tr("No output yet"),
            details.row.attempt == 0 ? tr("This task has not been started.") : tr("The attempt has not finished."));
        m_outputStack->setCurrentWidget(m_noOutput);
    }
    m_attempts->replace(details.attempts);
    QStringList calls;
    for (const AttemptRow& row : details.attempts)
        if (!row.calls.isEmpty()) calls += tr("Try %1\n%2").arg(row.attempt).arg(row.calls);
    m_calls->setPlainText(calls.join(QStringLiteral("\n\n")));
    m_calls->setVisible(!calls.isEmpty());
}

void Inspector::focusPass() {
    m_wantsPass = true;
    if (m_row.no == m_task && m_task != 0) showPause(m_row);
}

void Inspector::showPause(const TaskRow& row) {
    const bool held = row.status == Status::NeedsYou;
    m_pass->setText(held ? tr("Let it pass") : tr("Remove its pause point"));
    m_pass->setAccessibleDescription(held ? tr("It is held at a pause point and starts when you let it pass.")
                                          : tr("It will be held at a pause point when its turn comes."));
    setVariant(m_pass, held ? ButtonVariant::Primary : ButtonVariant::Normal);
    m_pass->setVisible(row.pausePoint);
    if (m_wantsPass && row.pausePoint) m_pass->setFocus(Qt::OtherFocusReason);
    m_wantsPass = false;
}

void Inspector::showSummary(const TaskDetails& details) {
    const TaskRow& row = details.row;
    const Certainty certainty = row.tokensMeasured ? Certainty::Measured : Certainty::Estimated;
    const auto list = [](const QStringList& items) {
        constexpr int shown = 12;
        if (items.size() <= shown) return orDash(items.join(QStringLiteral(", ")));
        return tr("%1 and %n more", nullptr, static_cast<int>(items.size()) - shown)
            .arg(items.mid(0, shown).join(QStringLiteral(", ")));
    };
    m_facts[Why]->setText(orDash(row.why));
    m_facts[Phase]->setText(orDash(row.phase));
    m_facts[Kind]->setText(orDash(row.kind));
    m_facts[Agent]->setText(orDash(row.agent));
    m_facts[Tries]->setText(row.attempt == 0 ? tr("none yet") : QLocale().toString(row.attempt));
    m_facts[Elapsed]->setText(durationText(row.elapsed));
    m_facts[Tokens]->setText(
        row.attempt == 0
            ? QStringLiteral("--")
            : tr("%1 in, %2 out").arg(tokenText(row.tokensIn, certainty), tokenText(row.tokensOut, certainty)));
    m_facts[Cost]->setText(row.attempt == 0 ? QStringLiteral("--") : moneyText(row.cost, certainty));
    const auto linked = [this](const QVector<TaskLink>& tasks) {
        const int hidden = static_cast<int>(tasks.size()) - linksShown;
        return links(tasks, m_theme.color(Token::Accent), hidden > 0 ? tr("and %n more", nullptr, hidden) : QString());
    };
    m_facts[Needs]->setText(linked(details.needs));
    m_facts[Feeds]->setText(linked(details.feeds));
    m_facts[Scope]->setText(list(details.scope));
    m_facts[Contract]->setText(orDash(details.contract));
    m_instruction->setText(orDash(details.instruction));
}

void Inspector::showContext(const TaskDetails& details) {
    if (!details.window) {
        m_noContext->setContent(QStringLiteral("workspace"), tr("No context window yet"),
                                tr("What the agent sees is put together when an attempt starts."));
        m_contextStack->setCurrentIndex(0);
        return;
    }
    const WindowDetails& window = *details.window;
    m_contextStack->setCurrentIndex(1);
    const QString count = tokenText(window.total, window.measured ? Certainty::Measured : Certainty::Estimated);
    const QLocale locale;
    m_windowTotal->setText(tr("%1 tokens, %2; band %3\u2013%4")
                               .arg(count, bandWord(window.total, window.bandMin, window.bandMax),
                                    locale.toString(static_cast<qlonglong>(window.bandMin.value)),
                                    locale.toString(static_cast<qlonglong>(window.bandMax.value))));
    QVector<TokenSegment> segments;
    QVector<SegmentRow> rows;
    QStringList legend;
    QSet<int> seen;
    int order = 0;
    for (const SegmentView& segment : window.segments) {
        const TokenReason reason = reasonOf(segment.reason);
        segments.append({reason, segment.tokens});
        rows.append({++order, segment});
        if (seen.contains(static_cast<int>(reason))) continue;
        seen.insert(static_cast<int>(reason));
        legend.append(
            tr("%1 %2").arg(tokenReasonLetter(reason)).arg(tokenReasonName(reason)).replace(u' ', QChar::Nbsp));
    }
    m_tokens->setWindow(segments, window.bandMin, window.bandMax);
    if (window.relevance)
        legend.append(tr("%1 % of the memory was used").arg(locale.toString(qRound(100 * *window.relevance))));
    m_windowNote->setText(legend.join(QStringLiteral("   ")));
    m_included->replace(rows);
    QVector<LeftRow> left;
    order = 0;
    for (const LeftOutView& item : window.leftOut) left.append({++order, item});
    m_leftOut->replace(left);
    m_windowTabs->setTabText(0, tr("Included %1").arg(locale.toString(rows.size())));
    m_windowTabs->setTabText(1, tr("Left out %1").arg(locale.toString(left.size())));
    setTextCalmly(m_prompt, window.systemPrompt + window.userPrompt);
}

}  // namespace skein::ui
