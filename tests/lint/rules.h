// The architecture rules as functions from a file's text to violations. Thread: any; pure. What the rules mean and why
// is in ARCHITECTURE.md; this is where they are enforced.
#pragma once

#include <QString>
#include <QStringList>

namespace lint {

struct SourceFile {
    QString path;  ///< relative to the repository, '/' separated
    QString text;
};

/// The text with comments and literals blanked, line ends kept, so that rules only see code.
QString codeOnly(const QString& text);

/// Each returns lines like "core/plan/dag.cpp:12: what is wrong, what is expected"; empty when the rule holds.
QStringList noQtUnderCore(const SourceFile& file);
QStringList noClockOutsideRuntime(const SourceFile& file);
QStringList dependenceOnlyDownward(const SourceFile& file);
QStringList headerIsDocumented(const SourceFile& file);
QStringList fileIsShort(const SourceFile& file);
QStringList nothingLeftUndone(const SourceFile& file);

/// Sources that the compilation database does not build. `desktop`: whether ui and app/skein belong to this build.
QStringList everySourceBuilt(const QStringList& sources, const QStringList& built, bool desktop);
/// tests/**/tst_*.cpp that no CMakeLists.txt of its folder registers; `lists` maps folder to the file's text.
QStringList everyTestRegistered(const QStringList& tests, const QMap<QString, QString>& lists);

}  // namespace lint
