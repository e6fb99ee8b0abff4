// Inspector: everything about the selected task: summary, the exact context window with what was left out, output and
// attempts. Asks the feed for details and discards stale answers. Thread: GUI.
#pragma once

#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/live_table_model.h"
#include "ui/common/notices.h"
#include "ui/common/selection_context.h"
#include "ui/common/status_glyph.h"
#include "ui/common/tables.h"
#include "ui/common/token_bar.h"

class QFormLayout;
class QPlainTextEdit;
class QTextBrowser;

namespace skein::ui {

class PhaseOverview;

class Inspector : public QWidget {
    Q_OBJECT
public:
    Inspector(const Theme& theme, SelectionContext& selection, RunFeed& feed, QWidget* parent = nullptr);
    enum Tab { Summary, Context, Output, Attempts };
    void showTab(Tab tab) { m_tabs->setCurrentIndex(tab); }
    /// Puts the keyboard on the way past the pause point of the task that is being shown, as soon as it is there.
    void focusPass();

signals:
    /// The person lets these tasks pass their pause points, or (`hold`) sets such points.
    void pauseWanted(const QVector<quint32>& tasks, bool hold);

private:
    QWidget* makeSummary();
    QWidget* makeContext();
    QWidget* makeOutput();
    QWidget* makeAttempts();
    void select(quint32 task);
    void take(const RunDelta& delta);
    void showNoTask();
    void show(const TaskDetails& details);
    void showPause(const TaskRow& row);
    void showSummary(const TaskDetails& details);
    void showContext(const TaskDetails& details);
    ThemedLabel* addFact(QFormLayout* form, const QString& name, const QString& objectName);
    static TokenReason reasonOf(const QString& name);

    /// Lines of the summary, in order.
    enum Fact { Why, Phase, Kind, Agent, Tries, Elapsed, Tokens, Cost, Needs, Feeds, Scope, Contract };

    struct SegmentRow {
        int order;
        SegmentView segment;
    };
    struct LeftRow {
        int order;
        LeftOutView left;
    };

    const Theme& m_theme;
    SelectionContext& m_selection;
    RunFeed& m_feed;
    quint64 m_request = 0;
    quint32 m_task = 0;
    TaskRow m_row;
    QTimer m_again;
    bool m_wantsPass = false;  ///< the keyboard goes to m_pass when it is shown

    QStackedWidget* m_stack;
    EmptyState* m_empty;
    PhaseOverview* m_overview;
    StatusGlyph* m_glyph;
    ThemedLabel* m_state;
    ThemedLabel* m_title;
    ElidedLabel* m_id;
    QTabWidget* m_tabs;
    InlineBanner* m_banner;
    QPushButton* m_pass;
    QVector<ThemedLabel*> m_facts;
    ThemedLabel* m_instruction;
    ThemedLabel* m_windowTotal;
    ThemedLabel* m_windowNote;
    TokenBar* m_tokens;
    QTabWidget* m_windowTabs;
    LiveTableModel<SegmentRow>* m_included;
    LiveTableModel<LeftRow>* m_leftOut;
    QPlainTextEdit* m_prompt;
    QPlainTextEdit* m_output;
    EmptyState* m_noOutput;
    QStackedWidget* m_outputStack;
    QStackedWidget* m_contextStack;
    EmptyState* m_noContext;
    LiveTableModel<AttemptRow>* m_attempts;
    QPlainTextEdit* m_calls = nullptr;
};

}  // namespace skein::ui
