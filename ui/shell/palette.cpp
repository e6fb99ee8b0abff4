#include "ui/shell/palette.h"

#include <QDateTime>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QMap>
#include <QPainter>
#include <QRegularExpression>
#include <QStyleOption>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace skein::ui {

namespace {

constexpr int maxShown = 50;  // more than a person reads; keeps typing instant
constexpr int maxRecent = 20;
enum PaletteRole { TextRoleData = Qt::UserRole + 40, DetailRole, EnabledRole };

class PaletteDelegate : public QStyledItemDelegate {
public:
    PaletteDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        painter->save();
        if (option.state & QStyle::State_Selected) painter->fillRect(option.rect, m_theme.color(Token::BgSelected));
        const bool enabled = index.data(EnabledRole).toBool();
        const QRect box = option.rect.adjusted(12, 0, -12, 0);
        const QFont caption = m_theme.font(TextRole::Caption);
        const QFontMetrics small(caption);
        const QString detail = small.elidedText(index.data(DetailRole).toString(), Qt::ElideRight, box.width() / 2);
        const int detailWidth = small.horizontalAdvance(detail);
        painter->setFont(caption);
        painter->setPen(m_theme.color(Token::TextMuted));
        painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter, detail);
        painter->setFont(m_theme.font(TextRole::Body));
        painter->setPen(m_theme.color(enabled ? Token::TextPrimary : Token::TextMuted));
        const QRect text = box.adjusted(0, 0, -detailWidth - 16, 0);
        painter->drawText(
            text, Qt::AlignLeft | Qt::AlignVCenter,
            painter->fontMetrics().elidedText(index.data(TextRoleData).toString(), Qt::ElideRight, text.width()));
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {0, m_theme.rowHeight() + 6};
    }

private:
    const Theme& m_theme;
};

}  // namespace

int fuzzyScore(const QString& typed, const QString& text) {
    if (typed.isEmpty()) return 1;
    int score = 1;
    qsizetype at = 0;
    qsizetype last = -2;
    for (const QChar letter : typed) {
        if (letter.isSpace()) continue;
        const qsizetype found = text.indexOf(letter, at, Qt::CaseInsensitive);
        if (found < 0) return 0;
        score += 1;
        if (found == last + 1) score += 4;
        if (found == 0 || !text.at(found - 1).isLetterOrNumber()) score += 3;
        last = found;
        at = found + 1;
    }
    return score * 100 / (10 + static_cast<int>(text.size()) / 8);
}

std::optional<Instant> typedTime(const QString& typed, Instant from, Instant to) {
    if (from.value <= 0 || to < from) return {};
    static const QRegularExpression before(QStringLiteral("^-([0-9]{1,4}) ?(s|m|min|h)$"));
    static const QRegularExpression clock(QStringLiteral("^([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?$"));
    const QString text = typed.trimmed();
    if (const auto match = before.match(text); match.hasMatch()) {
        const qint64 unit = match.captured(2) == QLatin1String("h")   ? 3'600'000'000
                            : match.captured(2) == QLatin1String("s") ? 1'000'000
                                                                      : 60'000'000;
        const Instant at{to.value - match.captured(1).toLongLong() * unit};
        return at < from ? std::nullopt : std::optional(at);
    }
    const auto match = clock.match(text);
    const QTime time(match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt());
    if (!match.hasMatch() || !time.isValid()) return {};
    for (QDate day = QDateTime::fromMSecsSinceEpoch(to.value / 1000).date();
         day >= QDateTime::fromMSecsSinceEpoch(from.value / 1000).date(); day = day.addDays(-1)) {
        const Instant at{QDateTime(day, time).toMSecsSinceEpoch() * 1000};
        if (at <= to && from <= at) return at;
    }
    return {};
}

Palette::Palette(const Theme& theme, CommandRegistry& commands, QWidget* parent)
    : QDialog(parent, Qt::Popup), m_theme(theme), m_commands(commands) {
    setObjectName(QStringLiteral("palette"));
    setAccessibleName(tr("Go to anything"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    m_input = new QLineEdit(this);
    m_input->setObjectName(QStringLiteral("paletteInput"));
    m_input->setAccessibleName(tr("Go to a task, an agent, a conflict, a time or a command"));
    m_input->setPlaceholderText(tr("Anything.  > commands  t tasks  a agents  c conflicts  r runs  : time"));
    m_input->installEventFilter(this);
    column->addWidget(m_input);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("Found"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new PaletteDelegate(theme, this));
    column->addWidget(m_list, 1);
    connect(m_input, &QLineEdit::textChanged, this, &Palette::search);
    connect(m_list, &QListWidget::itemClicked, this, [this] { choose(); });
}

void Palette::setRecent(const QStringList& recent) { m_recent = recent.mid(0, maxRecent); }

void Palette::openWith(const QString& prefix) {
    if (m_askPlaces) m_places = m_askPlaces();
    const QWidget* window = parentWidget();
    const int width = std::min(m_theme.px(560), window->width() - 48);
    resize(width, std::min(m_theme.px(400), window->height() - 120));
    move(window->mapToGlobal(QPoint((window->width() - width) / 2, 56)));
    m_input->setText(prefix);
    search(prefix);
    show();
    m_input->setFocus();
}

void Palette::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    QStyleOption option;
    option.initFrom(this);
    style()->drawPrimitive(QStyle::PE_PanelMenu, &option, &painter, this);
}

QString Palette::Found::key() const {
    return QStringLiteral("%1 %2").arg(static_cast<int>(kind)).arg(id);
}

void Palette::findAgents(const QString& text) {
    if (!m_tasks) return;
    QMap<QString, int> tasks;
    for (const TaskRow& row : *m_tasks)
        if (!row.agent.isEmpty()) ++tasks[row.agent];
    for (auto it = tasks.cbegin(); it != tasks.cend(); ++it)
        if (const int score = fuzzyScore(text, it.key()))
            m_found.append({Found::Kind::Agent, score, it.key(), 0, it.key(),
                            tr("agent, last of %n task(s)", nullptr, it.value()), true});
}

void Palette::findPlaces(const QString& text, QChar only) {
    if (only.isNull() || only == QLatin1Char(':')) {
        if (const auto at = typedTime(text, m_places.from, m_places.to)) {
            Found found{Found::Kind::Time, 1000, {}, 0, tr("Timeline at %1").arg(text), tr("time"), true};
            found.at = *at;
            found.detail = QLocale().toString(QDateTime::fromMSecsSinceEpoch(at->value / 1000), QLocale::ShortFormat);
            m_found.append(found);
        } else if (!only.isNull()) {
            m_found.append({Found::Kind::Nothing,
                            0,
                            {},
                            0,
                            m_places.from.value > 0 ? tr("A time within the run, such as :03:10 or :-2h")
                                                    : tr("There is no run whose time could be shown"),
                            tr("not available"),
                            false});
        }
    }
    if (only == QLatin1Char('m'))
        m_found.append({Found::Kind::Nothing,
                        0,
                        {},
                        0,
                        tr("Memory is searched with: skeinctl memory WORKSPACE search WORDS"),
                        tr("not available: this window has no memory view yet"),
                        false});
    if (only.isNull() ? !text.isEmpty() : only == QLatin1Char('r'))
        for (const QString& path : std::as_const(m_places.runs))
            if (const int score = fuzzyScore(text, QFileInfo(path).fileName()))
                m_found.append({Found::Kind::Run, score, path, 0, QFileInfo(path).fileName(), tr("run"), true});
    if (only.isNull() && !text.isEmpty())
        for (const QString& name : std::as_const(m_places.layouts))
            if (const int score = fuzzyScore(text, name))
                m_found.append({Found::Kind::Layout, score, name, 0, name, tr("layout"), true});
}

void Palette::search(const QString& typed) {
    QString text = typed;
    QChar only;
    if (text.startsWith(QLatin1Char('>')) || text.startsWith(QLatin1Char(':'))) only = text.at(0);
    else if (text.size() >= 2 && text.at(1) == QLatin1Char(' ') && QStringLiteral("tacmr").contains(text.at(0)))
        only = text.at(0);
    if (!only.isNull()) text.remove(0, only.isLetter() ? 2 : 1);
    text = text.trimmed();
    const auto wants = [only](char prefix) { return only.isNull() || only == QLatin1Char(prefix); };
    m_found.clear();
    if (wants('>'))
        for (const QString& id : m_commands.ids()) {
            const CommandSpec& spec = m_commands.spec(id);
            QString words = spec.text;
            words.remove(QLatin1Char('&'));
            const int score =
                std::max(fuzzyScore(text, words), fuzzyScore(text, spec.keywords.join(QLatin1Char(' '))) / 2);
            if (score == 0) continue;
            const QString reason = m_commands.reason(id);
            // What cannot be done says why, after what can be done and fits about as well.
            m_found.append({Found::Kind::Command, reason.isEmpty() ? score : score * 7 / 8, id, 0, words,
                            reason.isEmpty() ? spec.shortcut.toString(QKeySequence::NativeText)
                                             : tr("not available: %1").arg(reason),
                            reason.isEmpty()});
        }
    if (wants('c') && m_conflicts)
        for (const ConflictRow& row : *m_conflicts) {
            const QString name = tr("%1 %2").arg(row.label, row.subject);
            if (const int score = fuzzyScore(text, name))
                m_found.append({Found::Kind::Conflict, score + 1, row.label, row.id, name, tr("conflict"), true});
        }
    if (wants('t') && m_tasks && !(text.isEmpty() && only.isNull()))
        for (const TaskRow& row : *m_tasks) {
            const int score = std::max(fuzzyScore(text, row.id), fuzzyScore(text, row.title));
            if (score > 0)
                m_found.append({Found::Kind::Task,
                                score,
                                row.id,
                                row.no,
                                row.title.isEmpty() ? row.id : row.title,
                                tr("task, %1").arg(statusWord(row.status).toLower()),
                                true});
        }
    if (wants('a') && !(text.isEmpty() && only.isNull())) findAgents(text);
    findPlaces(text, only);
    const auto age = [this](const Found& found) {
        const qsizetype at = m_recent.indexOf(found.key());
        return found.enabled && at >= 0 ? at : maxRecent;
    };
    std::stable_sort(m_found.begin(), m_found.end(), [&](const Found& a, const Found& b) {
        if (!text.isEmpty() && a.score != b.score) return a.score > b.score;
        return age(a) < age(b);
    });
    if (m_found.size() > maxShown) m_found.resize(maxShown);
    if (m_found.isEmpty() && !typed.trimmed().isEmpty())
        m_found.append({Found::Kind::Nothing,
                        0,
                        {},
                        0,
                        tr("Nothing is called \u201c%1\u201d").arg(typed.trimmed()),
                        tr("commands, tasks, agents, conflicts, runs and times are looked through"),
                        false});
    m_list->clear();
    for (const Found& found : m_found) {
        auto* item = new QListWidgetItem(m_list);
        item->setData(TextRoleData, found.text);
        item->setData(DetailRole, found.detail);
        item->setData(EnabledRole, found.enabled);
        item->setData(Qt::AccessibleTextRole, tr("%1, %2").arg(found.text, found.detail));
    }
    m_list->setCurrentRow(0);
}

void Palette::choose() {
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_found.size() || !m_found[row].enabled) return;
    const Found found = m_found[row];
    hide();
    if (const QString key = found.key(); found.kind != Found::Kind::Time) {
        m_recent.removeAll(key);
        setRecent(QStringList{key} + m_recent);
    }
    switch (found.kind) {
        case Found::Kind::Command: m_commands.trigger(found.id); break;
        case Found::Kind::Task: emit taskChosen(found.number); break;
        case Found::Kind::Conflict: emit conflictChosen(found.number); break;
        case Found::Kind::Agent: emit agentChosen(found.id); break;
        case Found::Kind::Time: emit timeChosen(found.at); break;
        case Found::Kind::Run: emit runChosen(found.id); break;
        case Found::Kind::Layout: emit layoutChosen(found.id); break;
        case Found::Kind::Nothing: break;
    }
}

bool Palette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_input && event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        const int count = m_list->count();
        switch (key->key()) {
            case Qt::Key_Down: m_list->setCurrentRow(std::min(count - 1, m_list->currentRow() + 1)); return true;
            case Qt::Key_Up: m_list->setCurrentRow(std::max(0, m_list->currentRow() - 1)); return true;
            case Qt::Key_PageDown: m_list->setCurrentRow(std::min(count - 1, m_list->currentRow() + 10)); return true;
            case Qt::Key_PageUp: m_list->setCurrentRow(std::max(0, m_list->currentRow() - 10)); return true;
            case Qt::Key_Return:
            case Qt::Key_Enter: choose(); return true;
            default: break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

}  // namespace skein::ui
