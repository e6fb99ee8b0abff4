// GoalView: where a run begins and what it is for. Without a run: explore the sample, start an own goal, open a
// workspace. With one: its goal, where it stands, what is next. Everything here works without any key. Thread: GUI.
#pragma once

#include <QFrame>
#include <QWidget>
#include <functional>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"
#include "ui/common/notices.h"
#include "ui/common/view_header.h"
#include "ui/welcome/provider_desk.h"
#include "ui/welcome/provider_finder.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;
class QBoxLayout;
class QStackedWidget;
class QFormLayout;

namespace skein::ui {

/// A raised panel with an icon, a title, a sentence and room for controls.
class Card : public QFrame {
    Q_OBJECT
public:
    Card(const Theme& theme, const QString& icon, const QString& title, const QString& text, QWidget* parent);
    void addWidget(QWidget* widget);
    void addRow(QLayout* row);
    /// Side by side where there is room, else below each other.
    void addButtons(const QList<QWidget*>& buttons);
    ThemedLabel& title() { return *m_title; }
    ThemedLabel& text() { return *m_text; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QVBoxLayout* m_column;
    ThemedLabel* m_title;
    ThemedLabel* m_text;
};

/// Where the sample's goal file is and where its workspace and results go; given by the composition root.
struct SampleRun {
    QString goalFile, workspace, outputFolder;
    QString goalsFolder;       ///< of goals written in the window, their runs and results; empty: a temporary one
    QString controlProgram;    ///< path of skeinctl, which plans; empty: beside this program
    bool looksAround = false;  ///< asks this machine for model servers, and remembers what was opened
};

class GoalEditor;

/// In the settings of the program: whether a start that asks for nothing opens the workspace that was shown last.
inline constexpr const char* startsWithLastKey = "start/lastRun";

class GoalView : public QWidget {
    Q_OBJECT
public:
    GoalView(const Theme& theme, CommandRegistry& commands, RunFeed& feed, SampleRun sample, QWidget* parent = nullptr);

    void runSample();
    void chooseGoalFile();
    /// The editor, with what was being written last.
    void writeGoal();
    /// The editor with what a goal file says; a file that is none is told above the ways to start.
    void editGoal(const QString& path);
    /// Providers and their keys, in a dialog of this window.
    void connectProvider();
    /// Asks this computer for model servers again.
    void lookAround();
    /// Back to the ways to start.
    void showHome();
    /// Null until it was shown.
    GoalEditor* editor() const { return m_editor; }
    bool showsEditor() const;
    void openWorkspace();
    void saveDocument();
    /// Writes the document into the person's cache and opens it in the browser of the desktop.
    void openDocument();
    /// Fills the form, as if the person had chosen this file.
    void setGoalFile(const QString& path);

signals:
    void started();
    /// The editor came or went, or what it can undo is something else.
    void editorChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    /// A workspace is opened, a goal file fills the form.
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeCurrent();
    QWidget* makeSample();
    QWidget* makeOwn();
    QWidget* makeOpen();
    QWidget* makeWrite();
    QWidget* makeConnect();
    void showFound(const FoundProviders& found);
    void offer(const LocalChoice& choice);
    void showRecent();
    QWidget* makeStartChoice(QWidget* parent);
    void remember(const QString& workspace);
    QLineEdit* addField(QFormLayout* form, const QString& label, const QString& objectName, const QString& placeholder,
                        std::function<void()> browse);
    void addModelFields(QFormLayout* form);
    void validate();
    QString missingForModel(const QString& budget) const;
    void startOwn();
    void begin(const GoalRequest& goal);
    void take(const RunDelta& delta);
    void showDocument(const QString& path);

    const Theme& m_theme;
    CommandRegistry& m_commands;
    RunFeed& m_feed;
    SampleRun m_sample;
    RunSummary m_summary;
    quint64 m_saving = 0, m_opening = 0;

    ViewHeader* m_header;
    InlineBanner* m_banner;
    Card* m_current;
    ThemedLabel* m_facts;
    QPushButton *m_runSample, *m_resolve, *m_pass;
    QPushButton* m_retry;
    QPushButton* m_read;
    QPushButton* m_save;
    QVector<QBoxLayout*> m_starts;
    QStackedWidget* m_pages;
    GoalEditor* m_editor = nullptr;
    QPushButton* m_back;
    ProviderFinder m_finder;
    ProviderDesk m_desk;
    ThemedLabel* m_found;
    QVBoxLayout* m_servers;
    QPushButton* m_again;
    QVector<ConfiguredProvider> m_ready;        ///< a run could call them now
    std::optional<FoundProviders> m_lastFound;  ///< what this computer answered last
    QVector<LocalChoice> m_locals;
    QVBoxLayout* m_recent;
    QCheckBox* m_startsWithLast;
    QString m_remembered;
    ThemedLabel* m_progress;
    QLineEdit *m_goal, *m_workspace, *m_output, *m_budget;
    QSpinBox* m_agents;
    QComboBox* m_provider = nullptr;
    QLineEdit *m_endpoint, *m_model, *m_price;
    QPushButton* m_editFile = nullptr;
    QPushButton* m_start;
    ThemedLabel* m_missing;
};

}  // namespace skein::ui
