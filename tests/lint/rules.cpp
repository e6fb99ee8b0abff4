#include "tests/lint/rules.h"

#include <QMap>
#include <QRegularExpression>
#include <QSet>

namespace lint {
namespace {

constexpr int maxLines = 600;

/// What each module of core may include besides itself (ARCHITECTURE.md, folders and the one direction of dependence).
const QMap<QString, QStringList>& mayUse() {
    static const QStringList everything{"base",       "model",     "ports",     "plan",        "memory",
                                        "context",    "coherence", "providers", "deliverable", "routing",
                                        "governance", "swarm",     "audit",     "engine"};
    static const QStringList belowEngine = everything.mid(0, everything.size() - 1);
    static const QMap<QString, QStringList> table{
        {"base", {}},
        {"model", {"base"}},
        {"ports", {"base", "model"}},
        {"plan", {"base", "model", "ports"}},
        {"memory", {"base", "model", "ports"}},
        {"context", {"base", "model", "ports", "memory"}},
        {"coherence", {"base", "model", "ports", "memory", "plan"}},
        {"providers", {"base", "model", "ports", "deliverable"}},
        {"deliverable", {"base", "model", "ports"}},
        {"routing", {"base", "model", "ports", "providers"}},
        {"governance", {"base", "model", "ports"}},
        {"swarm", {"base", "model", "ports"}},
        {"audit", {"base", "model", "ports"}},
        {"engine", belowEngine},
        {"runtime", everything},
        {"sim", everything},
    };
    return table;
}

QString moduleOf(const QString& path) { return path.startsWith("core/") ? path.section('/', 1, 1) : QString(); }

/// One violation per line of `text` that matches.
QStringList linesMatching(const SourceFile& file, const QString& text, const QRegularExpression& pattern,
                          const QString& what) {
    QStringList violations;
    const QStringList lines = text.split('\n');
    for (int i = 0; i < lines.size(); ++i)
        if (const auto match = pattern.match(lines[i]); match.hasMatch())
            violations << QString("%1:%2: %3: %4").arg(file.path).arg(i + 1).arg(what, match.captured().trimmed());
    return violations;
}

}  // namespace

QString codeOnly(const QString& text) {
    enum class In { Code, LineComment, BlockComment, Text, Character, Raw };
    In in = In::Code;
    QString code = text;
    QString rawEnd;
    for (int i = 0; i < text.size(); ++i) {
        const QChar c = text[i], next = i + 1 < text.size() ? text[i + 1] : QChar();
        const bool digitSeparator = c == '\'' && i > 0 && text[i - 1].isLetterOrNumber() && next.isLetterOrNumber();
        switch (in) {
            case In::Code:
                if (c == '/' && next == '/') in = In::LineComment;
                else if (c == '/' && next == '*') in = In::BlockComment;
                else if (c == '"' && i > 0 && text[i - 1] == 'R') {
                    rawEnd = ")" + text.mid(i + 1, text.indexOf('(', i) - i - 1) + "\"";
                    in = In::Raw;
                } else if (c == '"') in = In::Text;
                else if (c == '\'' && !digitSeparator) in = In::Character;
                if (in == In::LineComment || in == In::BlockComment) code[i] = ' ';
                continue;
            case In::LineComment:
                if (c == '\n') in = In::Code;
                break;
            case In::BlockComment:
                if (c == '/' && i > 0 && text[i - 1] == '*') in = In::Code;
                break;
            case In::Text:
            case In::Character:
                if (c == '\\') {
                    code[i] = ' ';
                    ++i;
                } else if (c == (in == In::Text ? '"' : '\'') || c == '\n') {
                    in = In::Code;
                    continue;
                }
                break;
            case In::Raw:
                if (c == '"' && text.mid(i - rawEnd.size() + 1, rawEnd.size()) == rawEnd) {
                    in = In::Code;
                    continue;
                }
                break;
        }
        if (i < code.size() && text[i] != '\n') code[i] = ' ';
    }
    return code;
}

QStringList noQtUnderCore(const SourceFile& file) {
    static const QRegularExpression pattern(R"(#\s*include\s*[<"](Q[A-Z]|Qt)|\bQ_(OBJECT|GADGET|NAMESPACE)\b)");
    return file.path.startsWith("core/") ? linesMatching(file, file.text, pattern, "core is free of Qt")
                                         : QStringList();
}

QStringList noClockOutsideRuntime(const SourceFile& file) {
    const QString module = moduleOf(file.path);
    if (module.isEmpty() || module == "runtime" || module == "base") return {};
    static const QRegularExpression includes(
        R"(#\s*include\s*<(thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token|random|ctime|time\.h|pthread\.h|sys/(socket|time|epoll|stat)\.h|unistd\.h|fcntl\.h|fstream)>)");
    static const QRegularExpression uses(
        R"(\bstd::(thread|jthread|mutex|shared_mutex|recursive_mutex|condition_variable|async|random_device|mt19937(_64)?|default_random_engine|i?o?fstream)\b|)"
        R"(\bstd::filesystem::(exists|file_size|rename|remove\w*|copy\w*|create_\w+|is_\w+|last_write_time|(recursive_)?directory_\w+)\b|)"
        R"(\bstd::chrono::\w+_clock\b|\b(system|steady|high_resolution)_clock\b|\bclock_gettime\s*\(|\bgettimeofday\s*\(|\bstd::time\s*\(|\bgetenv\s*\(|\bstd::?rand\s*\()");
    return linesMatching(file, file.text, includes,
                         "no clock, thread, lock, file, socket or random source outside core/runtime") +
           linesMatching(file, codeOnly(file.text), uses,
                         "no clock, thread, lock, file, socket or random source outside core/runtime");
}

QStringList dependenceOnlyDownward(const SourceFile& file) {
    static const QRegularExpression include(R"re(^\s*#\s*include\s*"((core|ui|app|tests|plugins)/([^/"]+)[^"]*)")re");
    const QString module = moduleOf(file.path);
    const QString top = file.path.section('/', 0, 0);
    QStringList violations;
    const QStringList lines = file.text.split('\n');
    for (int i = 0; i < lines.size(); ++i) {
        const auto match = include.match(lines[i]);
        if (!match.hasMatch()) continue;
        const QString target = match.captured(2), part = match.captured(3);
        QString problem;
        if (!module.isEmpty() && target != "core") problem = "core includes nothing above it";
        else if (!module.isEmpty() && !mayUse().contains(module))
            problem = "core/" + module + " is not in the table of modules";
        else if (!module.isEmpty() && part != module && !mayUse()[module].contains(part))
            problem = "core/" + module + " may not use core/" + part;
        else if (top == "ui" && (target == "app" || target == "tests")) problem = "ui may not use " + target;
        else if (top == "app" && target == "tests") problem = "app may not use tests";
        if (!problem.isEmpty())
            violations << QString("%1:%2: %3: %4").arg(file.path).arg(i + 1).arg(problem, match.captured(1));
    }
    return violations;
}

QStringList headerIsDocumented(const SourceFile& file) {
    if (!file.path.startsWith("core/") || !file.path.endsWith(".h") || file.text.startsWith("// ")) return {};
    return {file.path + ":1: a header of core opens with a comment: what it is for, its thread, what it must never do"};
}

QStringList fileIsShort(const SourceFile& file) {
    const auto lines = file.text.count('\n');
    if (lines <= maxLines) return {};
    return {QString("%1:%2: %2 lines; past %3 a second idea has moved in").arg(file.path).arg(lines).arg(maxLines)};
}

QStringList nothingLeftUndone(const SourceFile& file) {
    if (file.path.startsWith("tests/")) return {};  // tests hold such notes as input
    // A note to oneself starts a comment or carries a colon or a name; a word among others is text about such notes.
    static const QRegularExpression pattern(
        R"((//+|/\*+)\s*(TODO|FIXME|XXX|HACK)\b(?!,)|\b(TODO|FIXME|XXX|HACK)(:|\())");
    return linesMatching(file, file.text, pattern, "nothing is left for later in the code");
}

QStringList everySourceBuilt(const QStringList& sources, const QStringList& built, bool desktop) {
    const QSet<QString> known(built.begin(), built.end());
    QStringList violations;
    for (const QString& path : sources) {
        const bool desktopOnly = path.startsWith("ui/") || path.startsWith("app/skein/");
        if ((!desktopOnly || desktop) && !known.contains(path)) violations << path + ":1: no target builds this source";
    }
    return violations;
}

QStringList everyTestRegistered(const QStringList& tests, const QMap<QString, QString>& lists) {
    QStringList violations;
    for (const QString& path : tests) {
        const QString folder = path.section('/', 0, -2), name = path.section('/', -1).chopped(4);
        const QRegularExpression registered("\\b" + QRegularExpression::escape(name) + "\\b");
        if (!registered.match(lists.value(folder)).hasMatch())
            violations << path + ":1: " + folder + "/CMakeLists.txt does not register " + name;
    }
    return violations;
}

}  // namespace lint
