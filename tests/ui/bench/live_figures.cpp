#include "tests/ui/bench/live_figures.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>

#include <unistd.h>

#include "ui/bridge/workbench_feed.h"
#include "ui/common/english.h"
#include "ui/common/theme.h"
#include "ui/graph/graph_view.h"
#include "ui/shell/main_window.h"

namespace skein::ui::bench {

namespace {

constexpr double firstPaintLimitMs = 500;
constexpr double openLimitMs = 1500;
constexpr double idleLimit = 0.05;  // of one core
constexpr int starts = 5;
constexpr int agents = 200;
constexpr int callMs = 5000;  // 40 tasks a second start and end
constexpr int patienceMs = 60'000;

/// Notices the first time a window is painted.
class FirstPaint : public QObject {
public:
    bool seen = false;
    bool eventFilter(QObject*, QEvent* event) override {
        seen |= event->type() == QEvent::Paint;
        return false;
    }
};

/// Runs the event loop for so long, asleep while there is nothing to do.
void rest(int ms) {
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

/// Runs the event loop until something holds. False: it did not within a minute.
bool waitFor(const std::function<bool()>& holds) {
    QElapsedTimer waited;
    waited.start();
    while (!holds()) {
        if (waited.elapsed() > patienceMs) return false;
        rest(2);
    }
    return true;
}

double processSeconds() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

bool say(const QString& name, double value, const char* unit, double limit, const QString& note) {
    const bool held = value <= limit;
    std::printf("%-44s %8.2f %s (to hold %.0f)   %s   %s\n", qPrintable(name), value, unit, limit,
                held ? "held" : "NOT HELD", qPrintable(note));
    std::fflush(stdout);
    return held;
}

QString beside(const char* program) {
    return QCoreApplication::applicationDirPath() + QLatin1Char('/') + QLatin1String(program);
}

/// 100 layers; each task needs two of the layer before, as a recipe over many entities makes them; ten phases.
bool writePlan(const QString& path, int tasks) {
    const int width = tasks / 100;
    QJsonArray rows;
    for (int i = 0; i < tasks; ++i) {
        QJsonArray needs;
        if (i >= width) {
            const int above = i - i % width - width;
            needs.append(QStringLiteral("t-%1").arg(above + i % width));
            needs.append(QStringLiteral("t-%1").arg(above + (i + 1) % width));
        }
        rows.append(QJsonObject{{"id", QStringLiteral("t-%1").arg(i)},
                                {"phase", QStringLiteral("layers %1").arg(i / width / 10)},
                                {"kind", QStringLiteral("digest")},
                                {"title", QStringLiteral("Task %1").arg(i)},
                                {"instruction", QStringLiteral("State in one sentence the number %1.").arg(i)},
                                {"needs", needs},
                                {"band", QJsonObject{{"min", 100}, {"max", 1500}}},
                                {"estimate", QJsonObject{{"seconds", 1.0}}}});
    }
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return false;
    const QByteArray text =
        QJsonDocument(QJsonObject{{"skein", 1}, {"goal", QStringLiteral("Measure.")}, {"tasks", rows}}).toJson();
    return file.write(text) == text.size();
}

/// A run that goes on: its provider and its host, ended with the object.
class LiveRun {
public:
    explicit LiveRun(int tasks) {
        if (!m_folder.isValid() || !writePlan(m_folder.filePath("plan.json"), tasks)) return;
        m_provider.start(beside("fake-provider"),
                         {"--exit-with-parent", "--script-json",
                          QStringLiteral(R"({"text":"Done as asked.","latency_ms":%1})").arg(callMs)});
        QByteArray said;
        while (!said.contains('\n') && m_provider.waitForReadyRead(10'000)) said += m_provider.readAll();
        const auto at = said.indexOf("http");
        if (at < 0) return;
        const QString url =
            QString::fromUtf8(said.mid(at)).section(QLatin1Char('\n'), 0, 0).section(QLatin1Char(' '), 0, 0);
        m_host.setStandardOutputFile(QProcess::nullDevice());
        m_host.setStandardErrorFile(m_folder.filePath("host.txt"));
        m_host.start(beside("skeinctl"),
                     {"run", m_folder.filePath("plan.json"), "--workspace", workspace(), "--provider",
                      QStringLiteral("openai-chat:") + url, "--model", "fake", "--price", "input=1,output=1",
                      "--budget", "50", "--agents", QString::number(agents), "--yes", "--quiet"});
        // So long that answers have come and others are on their way.
        started = m_host.waitForStarted() && !m_host.waitForFinished(3 * callMs);
    }
    ~LiveRun() {
        for (QProcess* each : {&m_host, &m_provider}) {
            each->terminate();
            if (!each->waitForFinished(10'000)) each->kill();
            each->waitForFinished(10'000);
        }
    }
    QString workspace() const { return m_folder.filePath("measure.skein"); }
    bool isRunning() const { return m_host.state() == QProcess::Running; }
    /// What the host said of its end.
    QString problem() const {
        QFile file(m_folder.filePath("host.txt"));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
    }
    bool started = false;

private:
    QTemporaryDir m_folder;
    QProcess m_provider, m_host;
};

}  // namespace

double residentMegabytes() {
    QFile file("/proc/self/statm");
    if (!file.open(QIODevice::ReadOnly)) return 0;
    return file.readAll().split(' ').value(1).toDouble() * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

int paintOnce() {
    English english;
    QCoreApplication::installTranslator(&english);
    Theme theme{QApplication::font()};
    theme.install(*qApp);
    WorkbenchFeed feed;
    MainWindow window(theme, feed, SampleRun{}, Memory::Forget);
    FirstPaint painted;
    window.centralWidget()->installEventFilter(&painted);
    window.show();
    if (!waitFor([&] { return painted.seen; })) return 1;
    std::printf("%.3f\n", processSeconds());
    std::fflush(stdout);
    return 0;
}

bool measureFirstPaint() {
    QVector<double> wall, busy;
    for (int i = 0; i < starts; ++i) {
        QElapsedTimer timer;
        timer.start();
        QProcess subject;
        subject.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(firstPaintWord)});
        QByteArray said;
        while (!said.contains('\n') && subject.waitForReadyRead(patienceMs)) said += subject.readAll();
        wall.append(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        subject.waitForFinished(patienceMs);
        if (subject.exitCode() != 0 || said.isEmpty()) {
            std::printf("first paint: NOT MEASURED, the program ended with status %d\n", subject.exitCode());
            return false;
        }
        busy.append(said.toDouble() * 1e3);
    }
    std::sort(wall.begin(), wall.end());
    std::sort(busy.begin(), busy.end());
    return say(QStringLiteral("start of a process to first paint"), wall[starts / 2], "ms", firstPaintLimitMs,
               QStringLiteral("middle of %1 starts, fastest %2 ms; processor time %3 ms")
                   .arg(starts)
                   .arg(wall.front(), 0, 'f', 0)
                   .arg(busy[starts / 2], 0, 'f', 0));
}

bool measureLiveRun(bool quick) {
    const int tasks = quick ? 2'000 : 10'000;
    LiveRun run(tasks);
    if (!run.started) {
        std::printf("live run: NOT MEASURED, it does not start: %s\n", qPrintable(run.problem()));
        return false;
    }
    Theme theme{QApplication::font()};
    theme.setChoice(ThemeChoice::Light);
    theme.install(*qApp);
    WorkbenchFeed feed(beside("skeinctl"));
    MainWindow window(theme, feed, SampleRun{}, Memory::Forget);
    window.resize(1920, 1080);
    window.show();
    window.showView(ViewId::Graph);
    QCoreApplication::processEvents();
    bool laidOut = false;
    FirstPaint painted;
    QObject::connect(&window.graph().canvas(), &GraphCanvas::laidOut, &painted, [&] {
        if (window.graph().canvas().plan().tasks.size() != tasks || laidOut) return;
        laidOut = true;
        painted.seen = false;
        window.graph().canvas().viewport()->installEventFilter(&painted);
        window.graph().canvas().viewport()->update();
    });
    QElapsedTimer opening;
    opening.start();
    const double busyBefore = processSeconds();
    feed.openWorkspace(run.workspace());
    if (!waitFor([&] { return laidOut && painted.seen; })) {
        std::printf("live run: NOT MEASURED, its graph does not come within a minute\n");
        return false;
    }
    bool held = say(QStringLiteral("open a run of %1 tasks, graph painted").arg(tasks),
                    static_cast<double>(opening.nsecsElapsed()) / 1e6, "ms", openLimitMs,
                    QStringLiteral("while %1 agents work on it; processor time %2 ms")
                        .arg(agents)
                        .arg((processSeconds() - busyBefore) * 1e3, 0, 'f', 0));
    struct Watched {
        const char* name;
        ViewId view;
    };
    for (const Watched& watched : {Watched{"overview", ViewId::Overview}, Watched{"graph", ViewId::Graph},
                                   Watched{"timeline", ViewId::Timeline}, Watched{"task table", ViewId::Tasks}}) {
        window.showView(watched.view);
        rest(2'000);
        const double before = processSeconds();
        QElapsedTimer wall;
        wall.start();
        rest(quick ? 4'000 : 10'000);
        const double share = (processSeconds() - before) / (static_cast<double>(wall.nsecsElapsed()) / 1e9);
        held &= say(QStringLiteral("watching a running swarm, %1").arg(QLatin1String(watched.name)), share * 100, "%",
                    idleLimit * 100,
                    run.isRunning() ? QStringLiteral("of one core, all threads") : QStringLiteral("THE RUN HAD ENDED"));
    }
    return held;
}

}  // namespace skein::ui::bench
