#include "ui/shell/link.h"

#include <QDir>
#include <QUrl>
#include <QUrlQuery>

#include "ui/common/words.h"

namespace skein::ui {

namespace {

constexpr int longestLink = 4096;  // a path and a task id have room
constexpr int longestShown = 80;   // of what was found, in a message
const QString scheme = QStringLiteral("skein:");

Failure wrong(const QString& place, const QString& expected, const QString& found) {
    QString shown = found.left(longestShown);
    for (QChar& c : shown)
        if (!c.isPrint()) c = QLatin1Char('?');
    return fail(ErrorCode::InvalidInput,
                tr("%1: expected %2, found '%3'")
                    .arg(place, expected, found.size() > longestShown ? shown + QChar(0x2026) : shown)
                    .toStdString());
}

QString decoded(const QString& part) { return QUrl::fromPercentEncoding(part.toUtf8()); }
QString encoded(const QString& part) { return QString::fromLatin1(QUrl::toPercentEncoding(part)); }

bool isPlain(const QString& text) {
    return std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c.isPrint(); });
}

Result<void> readQuery(const QString& query, Link& link) {
    for (const auto& [key, value] : QUrlQuery(query).queryItems(QUrl::FullyDecoded)) {
        if (!isPlain(value)) return wrong(key, tr("text without control characters"), value);
        if (key == QLatin1String("view")) link.view = value;
        else if (key == QLatin1String("asof")) link.asOf = value;
        else if (key == QLatin1String("workspace")) {
            if (!QDir::isAbsolutePath(value)) return wrong(key, tr("an absolute path"), value);
            link.workspace = QDir::cleanPath(value);
        } else return wrong(tr("after '?'"), tr("view, asof or workspace"), key);
    }
    return {};
}

}  // namespace

bool isLink(const QString& text) { return text.startsWith(scheme, Qt::CaseInsensitive); }

Result<Link> parseLink(const QString& text) {
    if (!isLink(text)) return wrong(tr("link"), QStringLiteral("skein:run/NUMBER"), text);
    if (text.size() > longestLink)
        return wrong(tr("link"), tr("at most %1 characters").arg(longestLink), QString::number(text.size()));
    const QString rest = text.mid(scheme.size());
    const qsizetype mark = rest.indexOf(QLatin1Char('?'));
    const QString query = mark < 0 ? QString() : rest.mid(mark + 1);
    QStringList parts = (mark < 0 ? rest : rest.left(mark)).split(QLatin1Char('/'));
    while (parts.size() > 1 && parts.first().isEmpty()) parts.removeFirst();  // "skein://run/1" means the same
    if (parts.size() > 1 && parts.last().isEmpty()) parts.removeLast();
    Link link;
    if (parts[0] != QLatin1String("run")) return wrong(tr("after 'skein:'"), QStringLiteral("run/NUMBER"), parts[0]);
    QString number = parts.value(1);
    if (number.startsWith(QLatin1String("r-"))) number = number.mid(2);
    bool good = false;
    link.run = number.toUInt(&good);
    if (!good || link.run == 0) return wrong(tr("after 'run/'"), tr("the number of a run, as 1"), parts.value(1));
    if (parts.size() > 2) {
        if (parts[2] == QLatin1String("task")) link.of = Link::Of::Task;
        else if (parts[2] == QLatin1String("conflict")) link.of = Link::Of::Conflict;
        else return wrong(tr("after the run"), tr("task/ID or conflict/LABEL"), parts[2]);
        link.object = decoded(parts.value(3));
        if (parts.size() != 4 || link.object.isEmpty() || !isPlain(link.object))
            return wrong(tr("after '%1/'").arg(parts[2]), tr("one id, its slashes written as %2F"),
                         parts.mid(3).join(QLatin1Char('/')));
    }
    SKEIN_CHECK(readQuery(query, link));
    return link;
}

QString linkText(const Link& link) {
    QString text = QStringLiteral("%1run/%2").arg(scheme).arg(link.run);
    if (link.of == Link::Of::Task) text += QStringLiteral("/task/") + encoded(link.object);
    if (link.of == Link::Of::Conflict) text += QStringLiteral("/conflict/") + encoded(link.object);
    QStringList query;
    if (!link.view.isEmpty()) query.append(QStringLiteral("view=") + encoded(link.view));
    if (!link.asOf.isEmpty()) query.append(QStringLiteral("asof=") + encoded(link.asOf));
    if (!link.workspace.isEmpty()) query.append(QStringLiteral("workspace=") + encoded(link.workspace));
    return query.isEmpty() ? text : text + QLatin1Char('?') + query.join(QLatin1Char('&'));
}

}  // namespace skein::ui
