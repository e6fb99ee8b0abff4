#include "app/skein/options.h"

#include <QCommandLineParser>
#include <QDir>
#include <QUrl>

#include "ui/bridge/fixtures.h"
#include "ui/common/language.h"
#include "ui/shell/link.h"
#include "ui/shell/main_window.h"

namespace skein::app {

namespace {

Failure wrong(const QString& option, const QString& found, const QString& expected) {
    return fail(ErrorCode::InvalidInput,
                QStringLiteral("%1 %2: expected %3").arg(option, found, expected).toStdString());
}

Result<void> readLook(const QCommandLineParser& parser, Options& options) {
    if (parser.isSet("theme")) {
        const QString theme = parser.value("theme");
        if (theme == QLatin1String("light")) options.theme = ui::ThemeChoice::Light;
        else if (theme == QLatin1String("dark")) options.theme = ui::ThemeChoice::Dark;
        else if (theme != QLatin1String("system")) return wrong("--theme", theme, "light, dark or system");
        options.themeGiven = true;
    }
    if (parser.isSet("scale")) {
        bool good = false;
        options.textScale = parser.value("scale").toDouble(&good);
        if (!good || options.textScale < 1 || options.textScale > 3)
            return wrong("--scale", parser.value("scale"), "a number from 1 to 3");
    }
    if (parser.isSet("lang")) {
        options.language = parser.value("lang");
        if (options.language.isEmpty() || !ui::Language::isKnown(options.language))
            return wrong("--lang", options.language, ui::Language::available().join(", ") + ", pseudo");
    }
    if (parser.isSet("size")) {
        const QStringList parts = parser.value("size").split('x');
        options.size = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
        if (options.size.width() < 100 || options.size.height() < 100 || options.size.width() > 16384 ||
            options.size.height() > 16384)
            return wrong("--size", parser.value("size"), "WIDTHxHEIGHT");
    }
    return {};
}

}  // namespace

namespace {

void declare(QCommandLineParser& parser) {
    parser.setApplicationDescription(
        QCoreApplication::translate("skein", "Desktop workbench for swarms of agents. Example: skein run.skein"));
    parser.addHelpOption();
    parser.addVersionOption();
    const auto add = [&parser](const char* name, const QString& text, const char* value = "") {
        parser.addOption({QString::fromLatin1(name), text, QString::fromLatin1(value)});
    };
    add("sample", QCoreApplication::translate("skein", "Run the sample project with the offline agents and show it."));
    add("workspace", QCoreApplication::translate("skein", "Show this workspace."), "WS");
    add("new-goal", QCoreApplication::translate("skein", "Open the editor of a new goal; with --goal, of that one."));
    add("last-run", QCoreApplication::translate("skein", "Show the workspace that was shown last."));
    add("goal", QCoreApplication::translate("skein", "Fill the start form with this goal file."), "FILE");
    add("fixture",
        QCoreApplication::translate("skein", "Show a made-up run, marked SIMULATED: %1.")
            .arg(ui::fixtureNames().join(", ")),
        "NAME");
    add("gallery", QCoreApplication::translate("skein", "Show every shared part in every state, for judging by eye."));
    add("view",
        QCoreApplication::translate("skein", "Show goal, overview, graph, timeline, tasks, conflicts or costs first."),
        "VIEW");
    add("task", QCoreApplication::translate("skein", "Select the task with this number."), "N");
    add("tab", QCoreApplication::translate("skein", "Show summary, context, output or attempts of the selected task."),
        "TAB");
    add("theme", QCoreApplication::translate("skein", "light, dark or system."), "THEME");
    add("scale", QCoreApplication::translate("skein", "Text size, 1 to 3."), "N");
    add("size", QCoreApplication::translate("skein", "Size of the window."), "WxH");
    add("lang",
        QCoreApplication::translate("skein", "Language: %1, or pseudo, which shows what is not translated.")
            .arg(ui::Language::available().join(", ")),
        "LANG");
    add("shot", QCoreApplication::translate("skein", "Write a picture of the window and end."), "FILE.png");
    parser.addPositionalArgument("what",
                                 QCoreApplication::translate("skein",
                                                             "A workspace (.skein), a goal file, or a link "
                                                             "(skein:run/1/task/ID)."),
                                 "[WHAT]");
}

/// A file or a link, as a person or the desktop gives it.
Result<void> readPlace(const QString& place, Options& options) {
    if (ui::isLink(place)) {
        if (const auto link = ui::parseLink(place); !link) return Failure(link.error());
        options.link = place;
        return {};
    }
    const QString file = place.startsWith(QLatin1String("file:")) ? QUrl(place).toLocalFile() : place;
    if (file.endsWith(QLatin1String(".skein"))) options.workspace = file;
    else if (file.endsWith(QLatin1String(".yaml")) || file.endsWith(QLatin1String(".yml")) ||
             file.endsWith(QLatin1String(".json")))
        options.goalFile = file;
    else return wrong("argument", place, "a workspace (.skein), a goal or plan file (.yaml, .json) or a skein: link");
    return {};
}

Result<Options> read(const QCommandLineParser& parser) {
    Options options;
    options.runSample = parser.isSet("sample");
    options.newGoal = parser.isSet("new-goal");
    options.lastRun = parser.isSet("last-run");
    options.gallery = parser.isSet("gallery");
    options.workspace = parser.value("workspace");
    options.goalFile = parser.value("goal");
    options.fixture = parser.value("fixture");
    options.view = parser.value("view");
    options.tab = parser.value("tab");
    options.shot = parser.value("shot");
    const QStringList places = parser.positionalArguments();
    if (places.size() > 1) return wrong("argument", places[1], "one workspace, goal file or link");
    if (!places.isEmpty()) { SKEIN_CHECK(readPlace(places[0], options)); }
    if (!options.fixture.isEmpty() && !ui::fixtureNames().contains(options.fixture))
        return wrong("--fixture", options.fixture, ui::fixtureNames().join(", "));
    if (!options.view.isEmpty() && !ui::MainWindow::viewFromName(options.view))
        return wrong("--view", options.view, "goal, overview, graph, timeline, tasks, conflicts or costs");
    if (!options.tab.isEmpty() && !QStringList{"summary", "context", "output", "attempts"}.contains(options.tab))
        return wrong("--tab", options.tab, "summary, context, output or attempts");
    if (parser.isSet("task")) options.task = parser.value("task").toInt();
    SKEIN_CHECK(readLook(parser, options));
    for (QString* path : {&options.workspace, &options.goalFile})
        if (!path->isEmpty()) *path = QDir::cleanPath(QDir::current().absoluteFilePath(*path));
    return options;
}

}  // namespace

Result<Options> readOptions(QCoreApplication& application) {
    QCommandLineParser parser;
    declare(parser);
    parser.process(application);
    return read(parser);
}

Result<Options> readArguments(const QStringList& arguments) {
    QCommandLineParser parser;
    declare(parser);
    if (!parser.parse(QStringList{QStringLiteral("skein")} + arguments))
        return fail(ErrorCode::InvalidInput, parser.errorText().toStdString());
    return read(parser);
}

QStringList handedOver(const Options& options) {
    QStringList arguments;
    const auto add = [&arguments](const char* name, const QString& value) {
        if (!value.isEmpty()) arguments << QString::fromLatin1(name) << value;
    };
    add("--workspace", options.workspace);
    add("--goal", options.goalFile);
    add("--view", options.view);
    add("--tab", options.tab);
    if (options.task) add("--task", QString::number(*options.task));
    if (options.newGoal) arguments << QStringLiteral("--new-goal");
    if (options.lastRun) arguments << QStringLiteral("--last-run");
    if (options.runSample) arguments << QStringLiteral("--sample");
    if (!options.link.isEmpty()) arguments << options.link;
    return arguments;
}

}  // namespace skein::app
