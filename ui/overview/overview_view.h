// OverviewView: where the run stands, in sentences first: what happened while nobody looked, the phases, what goes on
// now and when it will be over, what failed and why. Thread: GUI; refreshed at most once a second while visible.
#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"
#include "ui/common/notices.h"
#include "ui/common/selection_context.h"
#include "ui/common/status_strip.h"
#include "ui/common/view_header.h"
#include "ui/overview/digest.h"
#include "ui/tasks/retry_scopes.h"

class QComboBox;
class QGridLayout;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace skein::ui {

class Sparkline;

/// Since when the summary tells.
enum class DigestRange { SinceSeen, LastHour, WholeRun };

class OverviewView : public QWidget {
    Q_OBJECT
public:
    OverviewView(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, RunFeed& feed,
                 QWidget* parent = nullptr);

    /// The summary tells what came after this; 0: the whole run.
    void setSeenUntil(Instant at);
    /// A person is back after having been away since then.
    void returned(Instant since);
    const RunPicture& picture() const { return m_picture; }

signals:
    /// The person has seen everything until then.
    void seen(Instant until);
    void tasksWanted(const QString& name, const QVector<quint32>& tasks);
    void retryWanted(const skein::ui::RetryScope& scope);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void take(const RunDelta& delta);
    void refresh();
    void showDigest();
    void showPhases();
    void showNow();
    void showAnswers();
    void showCauses();
    void showCharts();
    TimeRange range() const;
    TimeRange wholeRun() const;
    /// Forgets rows before others take their place; the name of the one with the keyboard, which giveBack() looks for.
    QString dropRows(QVector<QWidget*>& rows);
    void giveBack(const QString& focused);
    QWidget* makeRow(Status status, const QString& what, const QString& when, QWidget* parent);
    QPushButton* addButton(QWidget* row, const QString& objectName, const QString& text, const QString& name);

    const Theme& m_theme;
    CommandRegistry& m_commands;
    SelectionContext& m_selection;
    RunPicture m_picture;
    QHash<quint64, int> m_spanIndex;
    Instant m_seenUntil, m_markedAt;
    QTimer m_refresh;
    ViewHeader* m_header;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QWidget* m_away;
    ThemedLabel *m_awayTitle, *m_awaySentence, *m_awayMore;
    QComboBox* m_rangeChoice;
    QVBoxLayout* m_awayRows;
    QVector<QWidget*> m_awayWidgets;
    QStringList m_awayKey, m_causesKey;  ///< what the rows say; the same again leaves them alone
    QGridLayout* m_phases;
    struct PhaseRow {
        QPushButton* name;
        StatusStrip* strip;
        ThemedLabel* words;
    };
    QVector<PhaseRow> m_phaseRows;
    ThemedLabel *m_now, *m_eta;
    ThemedLabel *m_answersTitle, *m_answers;
    ThemedLabel* m_causesTitle;
    QVBoxLayout* m_causes;
    QVector<QWidget*> m_causeWidgets;
    Sparkline *m_running, *m_spent, *m_failed;
};

}  // namespace skein::ui
