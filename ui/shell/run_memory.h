// RunMemory: what a person saw last of a run, so that opening it again shows that: view, filter, task, how far the
// views were scrolled and zoomed, which groups were open, sorting and columns. One small file for each run in
// $XDG_STATE_HOME/skein/runs. Thread: GUI. Nothing of the run itself is kept; what cannot be read is as if it was never
// written.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <QVariant>
#include <QVector>
#include <functional>
#include <optional>

namespace skein::ui {

/// $XDG_STATE_HOME/skein, or ~/.local/state/skein: what windows remember by themselves, other than settings.
QString stateFolder();
/// In it: where windows and panels stand.
QString stateFile();

struct RunPlace {
    QString view;  ///< "graph"
    QString filter;
    quint32 task = 0;
    QVector<QVariant> sights;  ///< as SelectionContext::sights() tells
    QVariantMap views;         ///< what single views keep of a run: "graph", "tasks"
    friend bool operator==(const RunPlace&, const RunPlace&) = default;
};

/// Nothing: there is none, or it is of another version or damaged.
std::optional<RunPlace> readRunPlace(const QString& workspace, quint32 run);
/// Empty where that worked, else why not. The files of the 200 runs that were looked at last are kept.
QString writeRunPlace(const QString& workspace, quint32 run, const RunPlace& place);

/// Keeps the place of the run that is shown, two seconds after it changed, and shows it when the run is opened again.
class RunMemory : public QObject {
    Q_OBJECT
public:
    using Take = std::function<RunPlace()>;
    using Put = std::function<void(const RunPlace&)>;
    RunMemory(Take take, Put put, QObject* parent);
    /// Another run is shown. Not `show`: what is asked for instead goes before what was seen last.
    void open(const QString& workspace, quint32 run, bool show);
    /// Writes what has changed.
    void save();

private:
    Take m_take;
    Put m_put;
    QString m_workspace;
    quint32 m_run = 0;  ///< 0: none
    RunPlace m_seen, m_written;
    QTimer m_look;
};

}  // namespace skein::ui
