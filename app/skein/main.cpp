// skein: composition root of the desktop program.
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFileInfo>
#include <QFontDatabase>
#include <QSettings>
#include <QStandardPaths>
#include <QThreadPool>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <string_view>

#include "app/skein/options.h"
#include "core/base/resources.h"
#include "ui/bridge/fixtures.h"
#include "ui/bridge/workbench_feed.h"
#include "ui/common/language.h"
#include "ui/common/theme.h"
#include "ui/gallery/gallery.h"
#include "ui/goal/plan_previewer.h"
#include "ui/graph/graph_view.h"
#include "ui/inspector/inspector.h"
#include "ui/shell/desktop_scheme.h"
#include "ui/shell/main_window.h"
#include "ui/shell/overnight.h"
#include "ui/shell/single_instance.h"

namespace {

using namespace skein;

constexpr int settleMs = 700;  // longer than one round of asking for a task's details

/// The sample's goal file, and a place of its own in the person's data folder for its run.
ui::SampleRun sampleRun() {
    ui::SampleRun sample;
    if (const auto path = resourcePath("sample/goal.yaml")) sample.goalFile = QString::fromStdString(*path);
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/skein"));
    folder.mkpath(QStringLiteral("."));
    sample.workspace = folder.filePath(QStringLiteral("sample.skein"));
    sample.outputFolder = folder.filePath(QStringLiteral("sample-result"));
    sample.goalsFolder = folder.filePath(QStringLiteral("goals"));
    return sample;
}

/// Waits until the workspace has been read or refused, or 20 s have passed.
void waitForWorkspace(ui::RunFeed& feed) {
    QEventLoop loop;
    QObject::connect(&feed, &ui::RunFeed::delta, &loop, &QEventLoop::quit);
    QObject::connect(&feed, &ui::RunFeed::lost, &loop, &QEventLoop::quit);
    QTimer limit;
    QObject::connect(&limit, &QTimer::timeout, &loop, &QEventLoop::quit);
    limit.start(20'000);
    loop.exec();
}

/// Lets layouts, workers and queued answers finish, then writes the picture. Exit status of the program.
int takeShot(QWidget& window, const QString& file) {
    const auto busy = [&] {
        const auto planners = window.findChildren<ui::PlanPreviewer*>();
        return QThreadPool::globalInstance()->activeThreadCount() > 0 ||
               std::any_of(planners.begin(), planners.end(), [](const auto* each) { return each->isBusy(); });
    };
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < settleMs || (busy() && timer.elapsed() < 20'000)) {
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        QThreadPool::globalInstance()->waitForDone(10);
    }
    for (int i = 0; i < 10; ++i) QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    if (window.grab().save(file)) return 0;
    std::fprintf(stderr, "skein: %s could not be written\n", qPrintable(file));
    return 1;
}

/// Whether another window took what this start was asked for. One that does not answer is told of, and not waited for.
bool handsOver(ui::SingleInstance& instance, const app::Options& options) {
    switch (instance.start(app::handedOver(options))) {
        case ui::SingleInstance::Outcome::HandedOver: return true;
        case ui::SingleInstance::Outcome::First: return false;
        case ui::SingleInstance::Outcome::Alone:
            std::fprintf(stderr, "skein: the window that is open does not answer (%s); here is another one\n",
                         qPrintable(instance.error()));
    }
    return false;
}

/// What a start asks for beside the window, the first one or a later one.
void follow(ui::MainWindow& window, ui::RunFeed& feed, const app::Options& options) {
    if (!options.workspace.isEmpty()) feed.openWorkspace(options.workspace);
    if (options.lastRun) {
        // Files come and go; the newest that is still there is meant.
        for (const QString& path : QSettings().value(QStringLiteral("recent/workspaces")).toStringList()) {
            if (!QFileInfo::exists(path)) continue;
            feed.openWorkspace(path);
            return;
        }
        window.tell(QCoreApplication::translate("skein", "There is no earlier run on this computer."));
    }
    if (!options.goalFile.isEmpty()) {
        window.showView(ui::ViewId::Goal);
        window.goal().setGoalFile(options.goalFile);
        if (options.newGoal) window.goal().editGoal(options.goalFile);
    } else if (options.newGoal) window.commands().trigger(QStringLiteral("skein.file.new"));
    if (options.runSample) window.commands().trigger(QStringLiteral("skein.run.sample"));
    if (!options.link.isEmpty()) window.openLink(options.link);
}

void showFirst(ui::MainWindow& window, const app::Options& options) {
    if (!options.view.isEmpty() || options.task) window.askForPlace();
    if (!options.view.isEmpty()) window.showView(*ui::MainWindow::viewFromName(options.view));
    if (options.task && window.hasRun()) window.selection().setTask(static_cast<quint32>(*options.task));
    const QStringList tabs{"summary", "context", "output", "attempts"};
    if (window.selection().task() != 0 && (options.view == "graph" || options.view == "tasks")) window.showInspector();
    if (!options.view.isEmpty()) window.focusView();
    if (!options.tab.isEmpty()) window.inspector().showTab(static_cast<ui::Inspector::Tab>(tabs.indexOf(options.tab)));
}

int showGallery(ui::Theme& theme, const app::Options& options) {
    ui::Gallery gallery(theme);
    // A picture shows the whole page.
    gallery.resize(options.size.isValid() ? options.size : QSize(1280, 800));
    gallery.show();
    if (options.shot.isEmpty()) return QApplication::exec();
    QCoreApplication::processEvents();
    gallery.resize(gallery.width(), gallery.widget()->sizeHint().height());
    return takeShot(gallery, options.shot);
}

/// What is only printed needs no window system, and there may be none.
bool onlyPrints(int argc, char** argv) {
    return std::any_of(argv + 1, argv + argc, [](std::string_view argument) {
        return argument == "-h" || argument == "--help" || argument == "--help-all" || argument == "-v" ||
               argument == "--version";
    });
}

/// Without a display Qt would end the program by SIGABRT. A picture needs none.
bool hasDisplay(int argc, char** argv) {
    if (qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || !qEnvironmentVariableIsEmpty("DISPLAY") ||
        !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        return true;
    const auto given = [&](std::string_view option) {
        return std::any_of(argv + 1, argv + argc,
                           [option](std::string_view argument) { return argument.starts_with(option); });
    };
    if (given("-platform") || given("--platform")) return true;
    if (!given("--shot")) return false;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication::setApplicationName(QStringLiteral("skein"));
    QCoreApplication::setOrganizationName(QStringLiteral("skein"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SKEIN_VERSION));
    if (onlyPrints(argc, argv)) {
        QCoreApplication application(argc, argv);
        ui::Language language;
        language.use(ui::Language::kept());
        return app::readOptions(application) ? 0 : 2;  // which prints and ends the program itself
    }
    if (!hasDisplay(argc, argv)) {
        std::fputs(
            "skein: there is no display here: neither WAYLAND_DISPLAY nor DISPLAY is set. On the command "
            "line use skeinctl; skein --shot FILE.png writes a picture\n",
            stderr);
        return 2;
    }
    QApplication application(argc, argv);
    QApplication::setApplicationDisplayName(QStringLiteral("Skein"));
    QGuiApplication::setDesktopFileName(QStringLiteral("dev.skein.Skein"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/skein.svg")));
    ui::Language language;
    language.use(ui::Language::kept());
    const auto options = app::readOptions(application);
    if (!options) {
        std::fprintf(stderr, "skein: %s\n", options.error().describe().c_str());
        return exitStatusFor(options.error().code);
    }
    if (!options->language.isEmpty()) language.use(options->language);
    ui::Theme theme(QApplication::font(), options->textScale);
    theme.setChoice(options->theme);
    ui::DesktopScheme desktop(theme, application.palette());
    theme.install(application);

    if (options->gallery) return showGallery(theme, *options);
    const bool forget = !options->fixture.isEmpty() || !options->shot.isEmpty();
    ui::SingleInstance instance;
    if (!forget && handsOver(instance, *options)) return 0;
    std::unique_ptr<ui::RunFeed> feed;
    if (options->fixture.isEmpty()) feed = std::make_unique<ui::WorkbenchFeed>();
    else feed = std::make_unique<ui::FixtureFeed>(*ui::makeFixture(options->fixture));
    ui::SampleRun sample = sampleRun();
    sample.looksAround = !forget;
    ui::MainWindow window(theme, *feed, sample, forget ? ui::Memory::Forget : ui::Memory::Keep);
    std::unique_ptr<ui::Overnight> overnight;
    if (!forget) {
        overnight = std::make_unique<ui::Overnight>(*feed, ui::desktopBus());
        overnight->restore();
        window.attach(*overnight);
    }
    QObject::connect(&window, &ui::MainWindow::left, &application, &QCoreApplication::quit, Qt::QueuedConnection);
    if (options->themeGiven) theme.setChoice(options->theme);
    if (options->size.isValid()) window.resize(options->size);
    window.show();
    if (auto* fixture = qobject_cast<ui::FixtureFeed*>(feed.get())) fixture->load();
    app::Options first = *options;
    if (!forget && first.asksForNothing())
        first.lastRun = QSettings().value(QLatin1String(ui::startsWithLastKey), false).toBool();
    follow(window, *feed, first);
    if (!options->workspace.isEmpty() && !options->shot.isEmpty()) waitForWorkspace(*feed);
    showFirst(window, *options);
    QObject::connect(&instance, &ui::SingleInstance::asked, &window,
                     [&](const QStringList& arguments, const QString& token) {
                         window.comeForward(token);
                         const auto asked = app::readArguments(arguments);
                         if (!asked) return window.tell(QString::fromStdString(asked.error().message));
                         follow(window, *feed, *asked);
                         showFirst(window, *asked);
                     });
    if (!options->shot.isEmpty()) return takeShot(window, options->shot);
    return QApplication::exec();
}
