// ConflictsView: the queue of contradictions, both sides with their evidence, a decision with its consequences, and
// commit. Draft and commit are two steps: opening or drafting changes nothing (ui.md 3.7). Single-letter keys act only
// while the view has focus and no text field is active. Thread: GUI.
#pragma once

#include <QHash>
#include <QSet>
#include <QWidget>
#include <optional>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"
#include "ui/common/notices.h"
#include "ui/common/selection_context.h"
#include "ui/common/view_header.h"
#include "ui/conflicts/claim_card.h"

class QButtonGroup;
class QListWidget;
class QPlainTextEdit;
class QScrollArea;
class QSplitter;
class QStackedWidget;
class QBoxLayout;
class QVBoxLayout;

namespace skein::ui {

class ConflictsView : public QWidget {
    Q_OBJECT
public:
    ConflictsView(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, RunFeed& feed,
                  UndoBar& undo, QWidget* parent = nullptr);

    /// The next open conflict after the one shown (F8), wrapping around; false when none is open.
    bool showNextOpen(int direction = 1);
    std::optional<Answer> draft() const { return m_draft; }
    int openCount() const;
    /// Whether the one in view still waits for a decision.
    bool showsOpen() const;
    /// Whether no other open one comes behind the one in view, in that direction.
    bool isLastOpen(int direction) const;
    /// Puts the keyboard where the single-letter keys act.
    void focusDecision();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeDetail();
    QWidget* makeDecision(QWidget* parent);
    void makeCommands();
    void take(const RunDelta& delta);
    void fillQueue();
    void open(quint32 conflict);
    void show(const ConflictDetails& details);
    void setDraft(std::optional<Answer> answer);
    void showConsequences(const Consequences& consequences);
    void commit();
    /// The commit on its way is in the journal, or was refused (`error`).
    void committed(const QString& error);
    void undoDecision(quint32 conflict);
    /// Of a conflict whose decision was undone here: nobody states one of its sides any more.
    void tellLapsed(const ConflictRow& row);
    /// A key acts, or says why it cannot.
    void press(const QString& command);
    /// Gives the claims the height they need, so that the decision stands right below them.
    void fitClaims();
    void updateCommands();
    void step(int direction);
    QString consequenceText(const Consequences& c) const;
    /// What else it settles or brings up, each on a line of its own; empty: nothing.
    QString otherConflictsText(const Consequences& consequences) const;

    const Theme& m_theme;
    CommandRegistry& m_commands;
    SelectionContext& m_selection;
    RunFeed& m_feed;
    UndoBar& m_undo;
    QVector<ConflictRow> m_rows;
    RunSummary m_summary;
    ConflictDetails m_shown;
    std::optional<Answer> m_draft;
    QHash<quint32, Answer> m_drafts;  ///< kept while walking the queue
    quint64 m_detailRequest = 0, m_previewRequest = 0, m_commitRequest = 0, m_undoRequest = 0;
    quint32 m_committing = 0;
    QSet<quint32> m_settled;  ///< committed here, and not told by the run yet
    quint32 m_undone = 0;     ///< undone here last; it may lapse
    Answer m_committed = Answer::TakeA;

    ViewHeader* m_header;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QSplitter* m_splitter;
    QListWidget* m_queue;
    QScrollArea* m_scroll;
    QVBoxLayout* m_pageColumn;
    QVBoxLayout* m_outerColumn;
    QWidget* m_decision;
    QWidget* m_page;
    QWidget* m_choiceRow;
    ThemedLabel* m_question;
    ThemedLabel* m_label;
    ThemedLabel* m_reason;
    ClaimCard* m_claimA;
    ClaimCard* m_claimB;
    QBoxLayout* m_claims;
    QButtonGroup* m_choices;
    QPlainTextEdit* m_text;
    ThemedLabel* m_consequences;
    InlineBanner* m_banner;
    QPushButton* m_commit;
    QPushButton* m_undoDecision;
};

/// A value or sentence of a claim for people: "a|b|c" as the core writes a set of words reads "a, b, c".
QString readableSet(const QString& text);

/// "Take A", "Not a conflict"...
QString answerText(Answer answer);

}  // namespace skein::ui
