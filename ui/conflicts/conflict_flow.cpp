// ConflictsView: the queue, the draft, the dry run and the commit.
#include <QButtonGroup>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/common/formats.h"
#include "ui/conflicts/conflicts_view.h"
#include "ui/conflicts/queue_delegate.h"

namespace skein::ui {

namespace {

constexpr int undoSeconds = 10;  // ui.md 3.7: the window in which a slip is free

Status statusOf(const ConflictRow& row) {
    switch (row.standing) {
        case ConflictStanding::Open: return Status::NeedsYou;
        case ConflictStanding::Resolved: return Status::Done;
        case ConflictStanding::Lapsed: return Status::Skipped;
    }
    return Status::Unknown;
}

QString detailOf(const ConflictRow& row) {
    if (row.standing == ConflictStanding::Lapsed) return ConflictsView::tr("lapsed: one side is no longer claimed");
    if (row.standing == ConflictStanding::Resolved && row.answer)
        return row.decidedByPolicy ? ConflictsView::tr("settled by policy: %1").arg(answerText(*row.answer))
                                   : ConflictsView::tr("settled: %1").arg(answerText(*row.answer));
    return ConflictsView::tr("%1 or %2").arg(readableSet(row.claimA), readableSet(row.claimB));
}

QString blocksOf(const ConflictRow& row) {
    return row.standing == ConflictStanding::Open && row.blocks > 0
               ? ConflictsView::tr("blocks %1").arg(QLocale().toString(row.blocks))
               : QString();
}

/// A reason begins like a sentence.
QString sentence(QString text) {
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    return text;
}

}  // namespace

bool ConflictsView::showsOpen() const {
    const int row = m_queue->currentRow();
    return row >= 0 && row < m_rows.size() && m_rows[row].standing == ConflictStanding::Open;
}

int ConflictsView::openCount() const {
    return static_cast<int>(std::count_if(
        m_rows.begin(), m_rows.end(), [](const ConflictRow& row) { return row.standing == ConflictStanding::Open; }));
}

void ConflictsView::take(const RunDelta& delta) {
    const bool other = delta.summary && delta.summary->unwritable != m_summary.unwritable;
    if (delta.summary) m_summary = *delta.summary;
    if (other && m_shown.row.id != 0) setDraft(m_draft);
    if (delta.plan) {
        m_rows.clear();
        m_settled.clear();
    }
    // What was told before the journal held a decision made here still calls its conflict open. It is settled, and
    // asked again only where somebody undid it.
    const bool reopens = std::any_of(delta.events.begin(), delta.events.end(), [](const EventRow& event) {
        return event.kind == QStringLiteral("resolution.undone") || event.kind == QStringLiteral("conflict.reopened");
    });
    if (reopens) m_settled.clear();
    for (const ConflictRow& row : delta.conflicts) {
        if (row.standing != ConflictStanding::Open) m_settled.remove(row.id);
        else if (m_settled.contains(row.id)) continue;
        if (row.id == m_undone && row.standing == ConflictStanding::Lapsed) tellLapsed(row);
        const auto found =
            std::find_if(m_rows.begin(), m_rows.end(), [&row](const ConflictRow& known) { return known.id == row.id; });
        if (found == m_rows.end()) m_rows.append(row);
        else *found = row;
        if (row.id != m_shown.row.id) continue;
        const bool turned = row.standing != ConflictStanding::Resolved && m_shown.row.standing != row.standing;
        m_shown.row = row;
        if (turned) setDraft(std::nullopt);  // its decision was undone: it asks again, or nobody states it any more
    }
    if (delta.plan || !delta.conflicts.isEmpty() || other) fillQueue();
    else if (delta.summary) updateCommands();
}

void ConflictsView::fillQueue() {
    const int open = openCount();
    if (m_rows.isEmpty()) {
        m_header->setAnswer(tr("No conflicts"));
        m_header->setNote({});
        if (m_summary.run == 0) m_empty->setCommand(tr("Start one"), QStringLiteral("skein.view.goal"));
        else m_empty->setAction({}, {});
        m_empty->setContent(QStringLiteral("view-conflicts"), tr("Contradictions appear here"),
                            m_summary.total > 0 ? tr("None has been found so far. Claims are compared as tasks finish.")
                                                : tr("There is no run in this window yet."));
        m_stack->setCurrentWidget(m_empty);
        return updateCommands();
    }
    m_header->setAnswer(open > 0 && m_summary.keptReadOnly
                            ? tr("%n conflict(s), left open in a read-only run", nullptr, open)
                        : open > 0 ? tr("%n conflict(s) need{s} your decision", nullptr, open)
                                   : tr("%n conflict(s), all settled", nullptr, static_cast<int>(m_rows.size())));
    m_header->setNote(open == 0 ? QString()
                      : m_summary.keptReadOnly
                          ? tr("J and K walk the list. The run can be looked at, not changed.")
                          : tr("J and K walk the list. Choosing an answer changes nothing until you commit it."));
    // The same number of rows is updated in place, so that selection and scroll position stay.
    const QSignalBlocker quiet(m_queue);
    while (m_queue->count() > m_rows.size()) delete m_queue->takeItem(m_queue->count() - 1);
    while (m_queue->count() < m_rows.size()) m_queue->addItem(new QListWidgetItem);
    for (int i = 0; i < m_rows.size(); ++i) {
        const ConflictRow& row = m_rows[i];
        QListWidgetItem* item = m_queue->item(i);
        item->setData(QueueSubject, row.subject);
        item->setData(QueueDetail, detailOf(row));
        item->setData(QueueStatus, static_cast<int>(statusOf(row)));
        item->setData(QueueBlocks, blocksOf(row));
        QString words = tr("%1, %2, %3").arg(row.label, row.subject, detailOf(row));
        if (!blocksOf(row).isEmpty()) words += QStringLiteral(", ") + blocksOf(row);
        item->setData(Qt::AccessibleTextRole, words);
        item->setToolTip(words);
    }
    m_stack->setCurrentWidget(m_splitter);
    if (m_queue->currentRow() < 0) {
        int first = 0;
        while (first < m_rows.size() && m_rows[first].standing != ConflictStanding::Open) ++first;
        m_queue->setCurrentRow(first < m_rows.size() ? first : 0);
        this->open(m_rows[m_queue->currentRow()].id);
    }
    updateCommands();
}

void ConflictsView::open(quint32 conflict) {
    m_selection.setConflict(conflict);
    m_detailRequest = m_feed.requestConflict(conflict);
    m_banner->hide();
}

void ConflictsView::show(const ConflictDetails& details) {
    m_shown = details;
    m_question->setText(details.row.subject);
    m_label->setText(details.row.label);
    m_reason->setText(sentence(readableSet(details.reason)));
    m_claimA->setClaim(details.a);
    m_claimB->setClaim(details.b);
    m_scroll->verticalScrollBar()->setValue(0);
    const QSignalBlocker quiet(m_text);
    m_text->setPlainText(details.ownText);
    const auto kept = m_drafts.constFind(details.row.id);
    setDraft(kept == m_drafts.cend() ? details.row.answer : std::optional<Answer>(*kept));
}

void ConflictsView::setDraft(std::optional<Answer> answer) {
    m_draft = answer;
    const bool open = m_shown.row.standing == ConflictStanding::Open;
    if (open && answer) m_drafts.insert(m_shown.row.id, *answer);
    for (QAbstractButton* button : m_choices->buttons()) {
        const QSignalBlocker quiet(button);
        button->setChecked(answer && m_choices->id(button) == static_cast<int>(*answer));
    }
    m_claimA->setTaken(answer == Answer::TakeA);
    m_claimB->setTaken(answer == Answer::TakeB);
    const bool writes = answer == Answer::OwnText;
    m_text->setVisible(writes);
    m_text->setReadOnly(!open);
    if (writes && open) m_text->setFocus();
    if (!open) m_consequences->setText(sentence(detailOf(m_shown.row)));
    else if (!m_summary.unwritable.isEmpty())
        m_consequences->setText(tr("Nothing can be decided here: %1.").arg(m_summary.unwritable));
    else if (!answer) m_consequences->setText(tr("Choose an answer to see what it would do."));
    else {
        m_consequences->setText(tr("Working out what this would do\u2026"));
        m_previewRequest = m_feed.preview(m_shown.row.id, *answer);
    }
    updateCommands();
}

QString ConflictsView::consequenceText(const Consequences& c) const {
    if (!c.error.isEmpty())
        return tr("What this would do could not be worked out: %1 You can commit all the same.").arg(c.error);
    if (c.rerunAtMost == 0)
        return tr("If you commit: nothing runs again, %n task(s) stop{s} waiting.", nullptr, c.released) +
               otherConflictsText(c);
    const QLocale locale;
    const QString runs =
        c.rerunAtLeast == c.rerunAtMost
            ? tr("%n task(s) run{s} again", nullptr, c.rerunAtMost)
            : tr("%1 to %2 tasks run again").arg(locale.toString(c.rerunAtLeast), locale.toString(c.rerunAtMost));
    QString text = tr("If you commit: %1 (%2, about %3), ")
                       .arg(runs, moneyText(c.cost, Certainty::Estimated), roughDurationText(c.time)) +
                   tr("%n claim(s) superseded, ", nullptr, c.superseded) +
                   tr("%n task(s) stop{s} waiting.", nullptr, c.released);
    if (m_summary.budget) {
        const bool fits = m_summary.spent + m_summary.reserved + c.cost <= *m_summary.budget;
        text += QLatin1Char(' ') +
                (fits ? tr("Within budget.") : tr("Over the budget of %1.").arg(moneyText(*m_summary.budget)));
    }
    return text + otherConflictsText(c);
}

QString ConflictsView::otherConflictsText(const Consequences& c) const {
    constexpr int most = 5;  // named; the rest is counted
    const auto listed = [](const QStringList& names) {
        const int more = static_cast<int>(names.size()) - most;
        const QString known = QLocale().createSeparatedList(names.mid(0, most));
        return more > 0 ? tr("%1 and %n more", nullptr, more).arg(known) : known;
    };
    QString text;
    QStringList closed;
    for (const quint32 id : c.closes)
        for (const ConflictRow& row : m_rows)
            if (row.id == id) closed.append(tr("%1 (%2)").arg(row.subject, row.label));
    const int closing = static_cast<int>(closed.size());
    if (closing > 0)
        text +=
            QLatin1Char('\n') + tr("It also settles %n other conflict(s): %1.", nullptr, closing).arg(listed(closed));
    const int places = static_cast<int>(c.alsoSettles.size());
    if (places > 0)
        text += QLatin1Char('\n') +
                tr("%n more place(s) say{s} the same and will be superseded with it: %1.", nullptr, places)
                    .arg(listed(c.alsoSettles));
    const int opening = static_cast<int>(c.opens.size());
    if (opening > 0)
        text += QLatin1Char('\n') +
                tr("It brings up %n conflict(s) that it had hidden: %1.", nullptr, opening).arg(listed(c.opens));
    if (c.comparesAnew) text += QLatin1Char('\n') + tr("What is said then is compared again.");
    return text;
}

void ConflictsView::showConsequences(const Consequences& consequences) {
    if (consequences.conflict != m_shown.row.id || m_draft != consequences.answer) return;
    m_consequences->setText(consequenceText(consequences));
}

void ConflictsView::updateCommands() {
    const bool shown = m_shown.row.id != 0 && !m_rows.isEmpty();
    const bool open = shown && m_shown.row.standing == ConflictStanding::Open;
    const bool settled = shown && m_shown.row.standing == ConflictStanding::Resolved;
    // A key that comes before the next conflict is shown would be an answer to nobody knows which.
    const bool committing = shown && m_commitRequest != 0 && m_committing == m_shown.row.id;
    const QString shut = open ? m_summary.unwritable : QString();
    const QString noChoice = !shown            ? tr("no conflict is shown")
                             : !shut.isEmpty() ? shut
                             : committing      ? tr("the decision is being committed")
                             : settled         ? tr("this conflict is settled; undo it first")
                                               : tr("this conflict has lapsed");
    // What cannot be chosen any more gives way to what can be done about it.
    m_choiceRow->setVisible(open);
    m_commit->setVisible(open);
    m_undoDecision->setVisible(settled);
    m_commands.setEnabled(QStringLiteral("skein.conflict.undo"), settled,
                          !shown ? tr("no conflict is shown") : tr("there is no decision about this conflict"));
    for (QAbstractButton* button : m_choices->buttons()) {
        const bool free = open && !committing && shut.isEmpty();
        m_commands.setEnabled(QStringLiteral("skein.conflict.") + button->objectName(), free, noChoice);
        button->setEnabled(free);
        button->setToolTip(free ? QString() : noChoice);
    }
    QString missing;
    if (!open || !shut.isEmpty()) missing = noChoice;
    else if (!m_draft) missing = tr("choose an answer first");
    else if (*m_draft == Answer::OwnText && m_text->toPlainText().trimmed().isEmpty())
        missing = tr("write your own text first");
    else if (m_commitRequest != 0) missing = tr("the last decision is being committed");
    m_commands.setEnabled(QStringLiteral("skein.conflict.commit"), missing.isEmpty(),
                          missing.isEmpty() ? QStringLiteral(" ") : missing);
    fitClaims();
}

void ConflictsView::fitClaims() {
    const int width = std::min(m_scroll->width(), m_page->maximumWidth());
    const int height = m_pageColumn->hasHeightForWidth() ? m_pageColumn->totalHeightForWidth(width)
                                                         : m_pageColumn->totalSizeHint().height();
    if (height > 0) m_scroll->setMaximumHeight(height);
}

void ConflictsView::undoDecision(quint32 conflict) {
    m_undone = conflict;
    m_settled.remove(conflict);
    m_undoRequest = m_feed.undoResolution(conflict);
}

void ConflictsView::tellLapsed(const ConflictRow& row) {
    m_undone = 0;
    m_banner->showMessage(
        BannerKind::Information, tr("The conflict has lapsed"),
        tr("The decision about %1 is undone, and nobody states one of its sides any more.").arg(row.label));
    fitClaims();
}

void ConflictsView::press(const QString& command) {
    if (m_commands.trigger(command)) return;
    const QString why = m_commands.action(command)->statusTip().trimmed();
    if (!why.isEmpty()) m_consequences->setText(tr("Nothing was done: %1.").arg(why));
}

void ConflictsView::commit() {
    m_committing = m_shown.row.id;
    if (m_undone == m_committing) m_undone = 0;
    m_committed = *m_draft;
    m_banner->hide();
    m_commitRequest = m_feed.resolve(m_committing, m_committed,
                                     m_committed == Answer::OwnText ? m_text->toPlainText().trimmed() : QString());
    m_consequences->setText(tr("Committing\u2026"));
    updateCommands();
}

void ConflictsView::committed(const QString& error) {
    m_commitRequest = 0;
    const quint32 id = std::exchange(m_committing, 0);
    const bool shown = m_shown.row.id == id;
    if (!error.isEmpty()) {
        // Nothing has changed: the draft stands, and so does the conflict.
        m_banner->showMessage(BannerKind::Error, tr("The decision was not committed"), error);
        if (shown) setDraft(m_draft);
        return updateCommands();
    }
    m_drafts.remove(id);
    const auto row =
        std::find_if(m_rows.begin(), m_rows.end(), [id](const ConflictRow& known) { return known.id == id; });
    m_undo.offer(tr("%1 for %2").arg(answerText(m_committed), row == m_rows.end() ? m_shown.row.label : row->label),
                 undoSeconds, [this, id] { undoDecision(id); });
    // It is in the journal; the row that says so is on its way.
    if (row != m_rows.end() && row->standing == ConflictStanding::Open) {
        m_settled.insert(id);
        row->standing = ConflictStanding::Resolved;
        row->answer = m_committed;
        if (shown) m_shown.row = *row;
        fillQueue();
    }
    if (!shown) return updateCommands();  // the person has gone on meanwhile
    if (!showNextOpen()) {
        setDraft(m_shown.row.answer);
        focusDecision();
    }
}

void ConflictsView::step(int direction) {
    if (m_rows.isEmpty()) return;
    m_queue->setCurrentRow(std::clamp(m_queue->currentRow() + direction, 0, static_cast<int>(m_rows.size()) - 1));
}

bool ConflictsView::isLastOpen(int direction) const {
    for (int row = m_queue->currentRow() + direction; row >= 0 && row < static_cast<int>(m_rows.size());
         row += direction)
        if (m_rows[row].standing == ConflictStanding::Open) return false;
    return true;
}

bool ConflictsView::showNextOpen(int direction) {
    const int count = static_cast<int>(m_rows.size());
    for (int i = 1; i <= count; ++i) {
        const int row = ((m_queue->currentRow() + direction * i) % count + count) % count;
        if (m_rows[row].standing != ConflictStanding::Open) continue;
        m_queue->setCurrentRow(row);
        focusDecision();
        return true;
    }
    return false;
}

}  // namespace skein::ui
