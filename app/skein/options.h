// Command line of the desktop program. Thread: main, before the window exists.
#pragma once

#include <QCoreApplication>
#include <QSize>
#include <QString>
#include <optional>

#include "core/base/error.h"
#include "ui/common/theme.h"

namespace skein::app {

struct Options {
    bool runSample = false;
    bool newGoal = false;         ///< open the editor of a new goal
    bool lastRun = false;         ///< open the workspace shown last
    bool gallery = false;         ///< show the shared parts instead of the window
    QString workspace, goalFile;  ///< absolute
    QString link;                 ///< "skein:run/..."
    QString fixture;              ///< test equipment: a made-up run, marked SIMULATED
    QString view;                 ///< the view to show first
    std::optional<int> task;      ///< a task to select
    QString tab;                  ///< a tab of the inspector
    ui::ThemeChoice theme = ui::ThemeChoice::System;
    bool themeGiven = false;
    double textScale = 1.0;
    QString language;  ///< a code that ui::Language knows; empty for what the settings say
    QSize size;
    QString shot;  ///< write a picture of the window here and end

    /// Whether nothing is said of what to show.
    bool asksForNothing() const {
        return !runSample && !newGoal && !lastRun && workspace.isEmpty() && goalFile.isEmpty() && link.isEmpty() &&
               view.isEmpty();
    }
};

/// Reads the arguments; --help and --version print and end the process. Errors: InvalidInput naming the option.
Result<Options> readOptions(QCoreApplication& application);
/// The same of a list without the program's name; prints and ends nothing.
Result<Options> readArguments(const QStringList& arguments);
/// The arguments that a window which is open already can follow.
QStringList handedOver(const Options& options);

}  // namespace skein::app
